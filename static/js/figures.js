// One click copies last period's answer into its field.
for (const button of document.querySelectorAll("[data-copy-to]")) {
  const field = document.getElementById(button.dataset.copyTo);
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (field.tagName === "SELECT") {
      const same = [...field.options].find((o) => o.text === button.dataset.copyValue);
      if (same) field.value = same.value;
    } else {
      field.value = button.dataset.copyValue;
    }
    field.focus();
  });
}
