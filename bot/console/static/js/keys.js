// Single keys: j k c r n ?  Enter opens by itself, because moving in the queue moves the focus.
import { keysAreOn, openHelp } from "./help.js";

const TYPED_INTO = "input, textarea, select, [contenteditable]";
let last = -1; // where in the queue the focus was, for when its case has gone

const rows = () => [...document.querySelectorAll(".row-open")];

function move(step) {
  const links = rows();
  if (links.length === 0) return;
  const here = links.indexOf(document.activeElement.closest?.(".row")?.querySelector(".row-open"));
  const start = here === -1 ? Math.min(last, links.length) - (step > 0 && last !== -1 ? 1 : 0) : here;
  last = Math.max(0, Math.min(links.length - 1, start + step));
  links[last].focus();
  links[last].closest(".row").scrollIntoView({ block: "nearest" });
}

function claim() {
  const row = document.activeElement.closest?.(".row");
  const button = (row ?? document.querySelector(".case-steps"))?.querySelector("[data-claims]");
  button?.click();
}

function focusOn(id) {
  const box = document.getElementById(id);
  box?.focus();
  box?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  c: claim,
  r: () => focusOn("reply-text"),
  n: () => focusOn("note-text"),
  "?": openHelp,
};

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      leave(event);
      return;
    }
    if (!keysAreOn() || event.target.matches?.(TYPED_INTO) || document.querySelector("dialog[open]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function leave(event) {
  const finishing = document.querySelector("details.finish[open]");
  if (finishing?.contains(event.target)) {
    finishing.open = false;
    finishing.querySelector("summary").focus();
  } else if (event.target.matches?.("textarea")) {
    document.getElementById("log")?.focus();
  }
}
