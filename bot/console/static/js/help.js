// The dialog of shortcuts, and the switch that turns single keys off (WCAG 2.1.4).

const SWITCH = "accord-console-keys";

export const keysAreOn = () => localStorage.getItem(SWITCH) !== "off";

export function openHelp() {
  const dialog = document.getElementById("help");
  if (dialog && !dialog.open) dialog.showModal();
}

export function prepareHelp() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens='help']") && document.getElementById("help")) {
      event.preventDefault();
      openHelp();
    }
  });
  for (const box of document.querySelectorAll("[data-keys-switch]")) {
    box.checked = keysAreOn();
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  }
}
