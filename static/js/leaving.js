/* What was typed into a form is not thrown away by Esc, Back or a closed tab without a
   question; a draft (drafts.js) is put away in time. */
(() => {
  const TEXT = "textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=url], [type=number])";
  // A word or a number is typed again at once; sentences and files are not
  const worth = (text) => /\s/.test(text) || text.length > 20;
  const touched = (form) => [...form.elements].some((field) => field.matches(TEXT)
    ? field.value !== field.defaultValue && worth(field.value.trim())
    : field.type === "file" && field.files.length);
  const leaves = (form) => { form.dataset.leaving = "1"; };
  const stays = (form) => { delete form.dataset.leaving; };
  const held = () => [...document.querySelectorAll('form[method="post" i]')]
    .filter((form) => !form.dataset.leaving && !form.dataset.sent && !("resubmit" in form.dataset) && touched(form));

  window.mayLetGo = (form) => !touched(form) || confirm("Bỏ nội dung đang gõ? Bấm Hủy để gõ tiếp.");
  addEventListener("beforeunload", (event) => { if (held().length) event.preventDefault(); });
  // «Thôi, không lưu» says it already; a form that is being sent is not left
  document.addEventListener("click", (event) => {
    const form = event.target.closest(".form-buttons a")?.closest("form");
    if (form) leaves(form);
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.matches?.("form")) leaves(event.target); });
  for (const type of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(type, (event) => { if (event.target.matches?.("form")) stays(event.target); });
  }
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-leaving]")) stays(form); });
})();
