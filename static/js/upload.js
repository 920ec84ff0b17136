/* Files: drop them on the field, take a photo, see how far the upload is. */
(() => {
  const box = (event) => event.target.closest?.("[data-drop]");
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      if (!box(event) || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      box(event).classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    document.addEventListener(type, (event) => box(event)?.classList.remove("is-over"));
  }
  document.addEventListener("drop", (event) => {
    if (!box(event)) return;
    event.preventDefault();
    const input = box(event).querySelector('input[type="file"]');
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("click", (event) => {
    const camera = event.target.closest("[data-camera]");
    if (!camera) return;
    const input = camera.closest("[data-drop]").querySelector('input[type="file"]');
    const accept = input.accept;
    input.accept = "image/*";
    input.setAttribute("capture", "environment");
    input.click();
    setTimeout(() => { input.accept = accept; input.removeAttribute("capture"); }, 1000);
  });
  const show = (root) => {
    if (!matchMedia("(pointer: coarse)").matches) return;
    for (const button of root.querySelectorAll("[data-camera]")) button.hidden = false;
  };
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));

  const meter = (form) => {
    let bar = form.querySelector("progress");
    if (bar) return bar;
    bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", "Đang tải lên");
    form.querySelector(".form-buttons").append(bar);
    return bar;
  };
  const has = (form) => [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form");
    if (form && has(form) && event.detail.lengthComputable) meter(form).value = (event.detail.loaded / event.detail.total) * 100;
  });
  document.addEventListener("htmx:sendError", (event) => {
    const form = event.target.closest?.("form");
    if (!form || !has(form)) return;
    meter(form).remove();
    const note = form.querySelector("[data-draft-told]");
    if (note) note.textContent = "Mất kết nối khi tải lên. Tệp vẫn được chọn: kiểm tra mạng rồi bấm lưu lại.";
  });
})();
