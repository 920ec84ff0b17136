// Copies a field's text; without permission it is selected, ready to be copied by hand.
for (const button of document.querySelectorAll("[data-copy-from]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copyFrom);
    const told = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = "Đã chép.";
    } catch {
      field.focus();
      field.select();
      told.textContent = "Đã chọn sẵn: nhấn giữ hoặc Ctrl + C để chép.";
    }
  });
}
