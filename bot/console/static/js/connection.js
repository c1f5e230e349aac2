// Says when the page has lost touch with the server, and when it is back.

const isBackground = (event) => event.detail.requestConfig?.verb === "get";

export function watchConnection() {
  const place = document.getElementById("connection");
  let lost = false;

  const lose = () => {
    if (!lost) place.textContent = place.dataset.lost;
    lost = true;
  };
  const find = () => {
    if (lost) place.textContent = place.dataset.back;
    lost = false;
  };

  document.addEventListener("htmx:sseError", lose);
  document.addEventListener("htmx:sseOpen", find);
  document.addEventListener("htmx:sendError", (event) => isBackground(event) && lose());
  document.addEventListener("htmx:responseError", (event) => isBackground(event) && lose());
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (isBackground(event) && event.detail.successful) find();
  });
  // Said once; nobody needs it for long.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!lost && isBackground(event) && place.textContent === place.dataset.back) {
      setTimeout(() => !lost && place.replaceChildren(), 4000);
    }
  });
  // A page being left closes its stream: no loss to report.
  window.addEventListener("pagehide", () => (lost = true));
}
