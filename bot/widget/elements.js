/** Makes elements without ever parsing text as HTML, so nothing that somebody typed can act. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick`) and children (strings become text). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** A drawing that screen readers pass over; it always stands beside words. */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

export const ICONS = {
  chat: "M4 5h16v11H9l-5 4z M8 9h8 M8 12h5",
  close: "M6 6l12 12 M18 6L6 18",
  send: "M4 12h14 M12 6l6 6-6 6",
  person: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4 21c0-4 3.6-7 8-7s8 3 8 7",
  assistant: "M5 9h14v10H5z M12 9V5 M9 13v2 M15 13v2 M12 5h.01",
  down: "M12 5v14 M6 13l6 6 6-6",
  file: "M6 3h8l4 4v14H6z M14 3v4h4 M12 11v6 M9 14.5l3 3 3-3",
};

/** An address that is safe to follow, or null: http, https or relative to the service, nothing else. */
export function safeAddress(address, service) {
  // "/documents/…" stands below the service's address, which need not be the root of its host.
  const relative = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : address.replace(/^[/\\]+/, "");
  try {
    const url = new URL(relative, service);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null; // not an address at all
  }
}

// Stops before the punctuation that ends a sentence.
const ADDRESS = /https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]’']/gi;

/** Text as nodes, with its web addresses as links. */
export function textWithLinks(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    nodes.push(text.slice(end, match.index));
    nodes.push(element("a", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
