// What changes by itself: the queue is announced when it differs, the conversation stays at its end.

export function announceQueue() {
  const place = document.getElementById("queue-news");
  if (!place) return;
  const news = () => document.querySelector("[data-news]")?.dataset.news ?? "";
  let told = news();
  document.addEventListener("htmx:afterSwap", () => {
    if (news() !== told) place.textContent = told = news();
  });
}

const NEAR_PIXELS = 120;
const NARROW_PIXELS = 992; // css/case.css: from here on, conversation and facts stand side by side

export function followTranscript() {
  const log = document.getElementById("log");
  if (!log) return;
  const toEnd = () => (log.scrollTop = log.scrollHeight);
  let wasAtEnd = true;
  toEnd();
  // On a phone the answer box lies below the fold, and answering is what the page was opened for.
  if (innerWidth < NARROW_PIXELS) document.getElementById("reply")?.scrollIntoView({ block: "end" });
  // Fonts and images settle after the first layout.
  addEventListener("load", toEnd);
  document.addEventListener("htmx:beforeSwap", () => {
    wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PIXELS;
  });
  document.addEventListener("htmx:afterSwap", () => wasAtEnd && toEnd());
}
