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

// A link to a place of the page: pressed, its whole address is copied; without permission it is followed as any link.
for (const link of document.querySelectorAll("a[data-copy-link]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const told = link.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(link.href);
      told.textContent = "Đã chép.";
      setTimeout(() => { told.textContent = ""; }, 3000);
    } catch {
      location.hash = link.hash;
    }
  });
}
