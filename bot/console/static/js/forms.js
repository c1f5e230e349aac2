// Forms that stay on the page: cleared when the server has taken what they held, and only then.

export function prepareForms() {
  const problem = document.getElementById("problem");

  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful, elt } = event.detail;
    if (requestConfig?.verb !== "post" || !successful) return;
    problem.replaceChildren();
    if (elt.matches("[data-clears]")) {
      elt.reset();
      // The next answer is another one; the same one sent twice is written once.
      const key = elt.querySelector("[name=key]");
      if (key) key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
      elt.querySelector("textarea")?.focus();
    }
  });

  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.requestConfig?.verb === "post") problem.textContent = problem.dataset.unsent;
  });

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 401) return;
    event.preventDefault();
    const isWriting = [...document.querySelectorAll("textarea")].some((box) => box.value.trim());
    // Half-written words are not to be lost to a sign-in page.
    if (isWriting) problem.textContent = problem.dataset.signedOut;
    else location.href = xhr.getResponseHeader("X-Sign-In");
  });

  // A defect's answer is no text of ours: say it in words.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 500) event.detail.serverResponse = escaped(problem.dataset.defect);
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !box.matches?.("textarea")) return;
    const form = box.closest("[data-enter-sends]");
    // A phone's keyboard has no Shift + Enter, so Enter must stay a new line there.
    if (!form || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

function escaped(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph.outerHTML;
}
