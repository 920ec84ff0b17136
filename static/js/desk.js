/* Lines of the desk that open in place (htmx): where the cursor goes, keys, what to do when
   the network or the session fails. Without scripts the same buttons are links to pages. */
(() => {
  // A link to a row that stands on another page: the page that has it.
  const gone = /^#dong-(\d+)$/.exec(location.hash);
  if (gone && !document.getElementById(location.hash.slice(1)) && !location.search.includes("viec=")) {
    const asked = new URLSearchParams(location.search);
    asked.delete("page");
    asked.set("viec", gone[1]);
    location.replace(`${location.pathname}?${asked}${location.hash}`);
  }
  const LINE = ".desk-line, .plan-row, .plan-talk";
  const line = (element) => element.closest(LINE);
  const tell = (form, words) => {
    const place = form.querySelector("[data-draft-told]");
    if (place) place.textContent = words;
  };
  document.addEventListener("htmx:load", (event) => {
    const row = event.target;
    if (!row.matches?.(LINE)) return;
    const form = row.querySelector("form[data-in-place]");
    const first = form
      ? form.querySelector('[data-focus], [aria-invalid="true"]') || form.querySelector("textarea") || form.querySelector("input:not([type=hidden])")
      : row.querySelector(".desk-saved") ? nextToDo(row) : row.querySelector("[data-log]");
    first?.focus();
  });
  // After saving, the next line that still lacks something: Enter opens it.
  const nextToDo = (row) => {
    const rows = [...document.querySelectorAll(".desk-line")];
    const after = rows.slice(rows.indexOf(row) + 1).find((each) => each.matches("[data-lacks]") && each.querySelector("[data-log]"));
    return (after || row).querySelector("[data-log], .desk-do .btn");
  };
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-in-place]");
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape") { event.preventDefault(); if (window.mayLetGo(form)) form.querySelector(".form-buttons a")?.click(); }
  });
  const failed = (words) => (event) => {
    const form = event.target.closest?.("form[data-in-place]") || line(event.target)?.querySelector("form[data-in-place]");
    if (form) tell(form, words(event)); else if (line(event.target)) location.assign(event.target.href || location.href);
  };
  document.addEventListener("htmx:sendError", failed(() => "Mất kết nối, chưa lưu được. Nội dung vẫn ở đây: kiểm tra mạng rồi bấm lưu lại."));
  document.addEventListener("htmx:responseError", failed((event) => event.detail.xhr.status === 401
    ? "Phiên đăng nhập đã hết, chưa lưu. Nội dung vẫn ở đây: đăng nhập lại ở thẻ khác rồi bấm lưu."
    : `Chưa lưu được (lỗi ${event.detail.xhr.status}). Nội dung vẫn ở đây: thử bấm lưu lại, hoặc tải lại trang.`));
})();
