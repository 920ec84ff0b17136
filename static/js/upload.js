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
  // data-names="subject": an empty field is filled from the name of the file
  const named = (file) => {
    const words = file.name.normalize("NFC").replace(/\.[^.]+$/, "").replace(/[_\s]+/g, " ").trim();
    const nameless = /^(img|dsc|dcim|image|photo|pxl|scan|screenshot|mmexport|received|z)?[\s\d().-]*(jpeg|jpg)?$/i.test(words);
    const today = new Date().toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
    return nameless && file.type.startsWith("image/") ? `Ảnh chụp ngày ${today}` : words.slice(0, 500);
  };
  document.addEventListener("change", (event) => {
    const input = event.target;
    const field = input.dataset?.names && input.form?.elements[input.dataset.names];
    if (!field || !input.files.length || (field.value && field.value !== field.dataset.named)) return;
    field.value = field.dataset.named = named(input.files[0]);
  });

  // A form that comes back with another error keeps the file that was chosen
  const kept = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    kept.clear();
    for (const input of event.detail.target?.querySelectorAll('input[type="file"]') || []) {
      if (input.files.length) kept.set(input.id, input.files);
    }
  });
  document.addEventListener("htmx:load", (event) => {
    for (const input of event.target.querySelectorAll('input[type="file"]')) {
      const files = kept.get(input.id);
      kept.delete(input.id);
      if (!files || input.files.length || input.getAttribute("aria-invalid") === "true") continue;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  const show = (root) => {
    if (!matchMedia("(pointer: coarse)").matches) return;
    for (const button of root.querySelectorAll("[data-camera]")) button.hidden = false;
  };
  show(document);
  document.addEventListener("htmx:load", (event) => {
    show(event.target);
    if (event.target.matches("main")) event.target.querySelector("[data-focus]")?.focus();
  });

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
  const failed = (words) => (event) => {
    const form = event.detail.requestConfig?.elt?.closest("form");
    if (!form) return;
    form.querySelector("progress")?.remove();
    const note = form.querySelector("[data-draft-told]");
    if (note) note.textContent = words(event.detail.xhr.status, has(form));
  };
  document.addEventListener("htmx:sendError", failed((_, file) => file
    ? "Mất kết nối khi tải lên. Tệp vẫn được chọn: kiểm tra mạng rồi bấm lưu lại."
    : "Mất kết nối, chưa lưu được. Nội dung vẫn ở đây: kiểm tra mạng rồi bấm lưu lại."));
  document.addEventListener("htmx:responseError", failed((status) => status === 401
    ? "Phiên đăng nhập đã hết, chưa lưu. Nội dung vẫn ở đây: đăng nhập lại ở thẻ khác rồi bấm lưu."
    : `Chưa lưu được (lỗi ${status}). Nội dung vẫn ở đây: thử bấm lưu lại, hoặc tải lại trang.`));
})();
