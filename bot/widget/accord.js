/**
 * The one script that a page names: it puts the chat's button on the page.
 *
 *   <script src="https://…/widget/accord.js" async></script>
 *
 * data-language="fr|en" on that tag decides the language; else the page's own, else the browser's.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.accordChat) return; // a page may name the script twice
  window.accordChat = true;

  const wanted = [script.dataset.language, document.documentElement.lang, ...navigator.languages];
  const spoken = wanted.map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
  const language = spoken.find((tag) => tag === "fr" || tag === "en") ?? "fr";

  const parsed = new Promise((resolve) => {
    if (document.body) resolve();
    else document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });

  // Named after their content by the server, so that browsers can keep them.
  Promise.all([import(new URL("__FOLDER__/chat.js", script.src).href), parsed]).then(([{ Chat }]) => {
    document.body.append(new Chat(new URL(script.src), language));
  });
})();
