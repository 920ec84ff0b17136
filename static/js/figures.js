/* What was said last period, copied on a press: one answer, or all into the empty fields. */
(() => {
  const fill = (field, value) => {
    if (field.tagName === "SELECT") {
      const same = [...field.options].find((o) => o.text === value);
      if (same) field.value = same.value;
    } else if (field.tagName === "TEXTAREA" && field.value.trim()) {
      field.value = `${field.value.trimEnd()}\n${value}`;
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = (root) => {
    for (const button of root.querySelectorAll("[data-copy-to], [data-copy-all]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-copy-to]");
    if (one) {
      const field = document.getElementById(one.dataset.copyTo);
      if (field) { fill(field, one.dataset.copyValue); field.focus(); }
    }
    const all = event.target.closest("[data-copy-all]");
    if (!all) return;
    for (const button of all.closest("[data-copy-group]").querySelectorAll("[data-copy-to]:not([data-copy-alone])")) {
      const field = document.getElementById(button.dataset.copyTo);
      if (field && !field.value) fill(field, button.dataset.copyValue);
    }
  });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
})();
