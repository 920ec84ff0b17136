/* data-hotkey="j n": the key presses the link, button or summary; never while typing. */
(() => {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    for (const element of document.querySelectorAll("[data-hotkey]")) {
      if (!element.dataset.hotkey.split(" ").includes(key)) continue;
      event.preventDefault();
      element.click();
      if (element.matches("summary") && element.parentElement.open) {
        element.parentElement.querySelector("input:not([type=hidden]), textarea")?.focus();
      }
      return;
    }
  });
})();
