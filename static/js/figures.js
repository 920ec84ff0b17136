/* What was said in another period, copied on a press: a text into its box, all figures of
   one column into the boxes that are still empty. */
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
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-copy-to]");
    const field = one && document.getElementById(one.dataset.copyTo);
    if (field) { fill(field, one.dataset.copyValue); field.focus(); }
    const all = event.target.closest("[data-fill]");
    if (!all) return;
    for (const row of all.form.querySelectorAll(`.figure-row[data-${all.dataset.fill}]`)) {
      const box = row.querySelector("input, select");
      if (!box.value) fill(box, row.dataset[all.dataset.fill]);
    }
    all.closest("details").open = false;
  });
  const show = (root) => { for (const button of root.querySelectorAll("[data-copy-to]")) button.hidden = false; };
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
})();
