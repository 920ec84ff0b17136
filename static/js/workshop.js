// Puts a figure's mark or a quotation where the cursor stands in the section.
(() => {
  const field = document.querySelector('textarea[name="text"]');
  if (!field) return;
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const own = "ownLine" in button.dataset;
      const before = field.value.slice(0, field.selectionStart);
      const text = own ? `${before && !before.endsWith("\n") ? "\n" : ""}${button.dataset.insert}\n` : button.dataset.insert;
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
})();
