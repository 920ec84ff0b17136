/* data-hotkey="j n": the key presses the link, button or summary; never while typing, never by
   a key that is held. In a form that a key opened: Ctrl + Enter sends, Esc closes. */
(() => {
  addEventListener("keydown", (event) => {
    const opened = event.target.closest("details[open]:has(> summary[data-hotkey])");
    if (!opened) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); opened.querySelector("form")?.requestSubmit(); }
    if (event.key === "Escape") { opened.open = false; opened.querySelector("summary").focus(); }
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
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
