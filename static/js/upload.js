/* Files of a form: chosen, dropped or photographed; each listed with its size, taken out
   again, and, where the field says where to (data-keep), sent ahead of the form one by one.
   `smallerPhoto` of photos.js, where loaded, makes photos small before anything else. */
(() => {
  const MB = 1048576;
  const chosen = new WeakMap();
  const items = (input) => chosen.get(input) || [];
  const inputsOf = (root) => [...root.querySelectorAll('input[type="file"]')];
  const size = (bytes) => bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / MB).toFixed(1).replace(".", ",")} MB`;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const button = (words, act) => {
    const made = make("button", { type: "button", className: "btn btn-sm", textContent: words });
    made.addEventListener("click", act);
    return made;
  };

  // What would only be refused after a long upload
  const HEIC = /\.(heic|heif)$/i;
  const wrongOf = (input, file) => {
    const limit = Number(input.dataset.maxMb || 25);
    const ends = (input.accept || "").split(",").filter((end) => end.startsWith("."));
    if (HEIC.test(file.name) && ends.includes(".jpg")) return "Ảnh HEIC của iPhone nhiều máy không mở được. Vào Cài đặt → Camera → Định dạng, chọn «Tương thích nhất» rồi chụp lại; hoặc gửi ảnh qua thư, Zalo cho mình, lưu về dạng JPG rồi chọn lại.";
    if (file.size === 0) return "Tệp trống. Hãy chọn tệp khác.";
    if (file.size > limit * MB) return `Nặng ${size(file.size)}, vượt quá ${limit} MB. Hãy chọn tệp nhỏ hơn.`;
    if (ends.length && !ends.some((end) => file.name.toLowerCase().endsWith(end))) return `Ô này chỉ nhận tệp ${ends.join(", ")}.`;
    return "";
  };

  // The line under the field says what is chosen, aloud; the list shows each file
  const line = (input) => {
    const found = document.getElementById(`${input.id}_name`);
    if (found) return found;
    const made = make("p", { id: `${input.id}_name`, className: "file-name" });
    made.setAttribute("role", "status");
    (input.closest(".drop-row") || input).insertAdjacentElement("afterend", made);
    return made;
  };
  const say = (input, words, wrong = false) => {
    const place = line(input);
    place.className = wrong ? "file-name is-wrong" : "visually-hidden";
    place.hidden = !words;
    place.textContent = words;
  };
  const listOf = (input) => {
    const next = line(input).nextElementSibling;
    if (next?.matches(".file-list")) return next;
    const made = make("ul", { className: "file-list" });
    line(input).insertAdjacentElement("afterend", made);
    return made;
  };
  const paint = (input, item) => {
    const row = (item.row ||= make("li", {}));
    const words = item.wrong || item.note || (item.key && "đã tải lên") || (item.percent >= 0 && `đang tải ${item.percent}%`) || "";
    const text = make("div", { className: "file-item" });
    const state = make("span", { className: item.wrong || item.failed ? "file-state is-wrong" : "file-state", textContent: words });
    const acts = make("span", { className: "file-acts" });
    if (item.failed) acts.append(button("Thử lại", () => press(input.form)));
    if (item.known && !item.key) acts.append(button("Dùng lại", () => reuse(input, item)));
    if (!(item.percent >= 0) || item.key) acts.append(button("Bỏ ra", () => remove(input, item)));
    acts.lastChild?.setAttribute("aria-label", `${acts.lastChild.textContent} ${item.file.name}`);
    const from = item.file.size < item.original.size ? `, gốc ${size(item.original.size)}` : "";
    text.append(make("strong", { textContent: item.file.name }), `${size(item.file.size)}${from}${words && " · "}`, state);
    row.replaceChildren(text, acts);
    if (item.percent >= 0 && !item.key) {
      const bar = make("progress", { max: 100, value: item.percent });
      bar.setAttribute("aria-label", `Đang tải ${item.file.name}`);
      row.append(bar);
    }
    if (item.key) row.append(make("input", { type: "hidden", name: "kept", value: item.key }));
  };
  const draw = (input) => {
    const all = items(input);
    for (const item of all) paint(input, item);
    listOf(input).replaceChildren(...listOf(input).querySelectorAll("li[data-kept]"), ...all.map((item) => item.row));
    const wrong = all.find((item) => item.wrong);
    input.setCustomValidity(wrong ? `Tệp «${wrong.file.name}»: ${wrong.wrong}` : "");
    const total = all.reduce((sum, item) => sum + item.file.size, 0);
    say(input, !all.length ? "" : all.length === 1 ? `Đã chọn: ${all[0].file.name}` : `Đã chọn ${all.length} tệp (${size(total)})`);
    put(input);
    name(input);
  };
  const put = (input) => {
    const bag = new DataTransfer();
    for (const { file, wrong, key } of items(input)) if (!wrong && !key) bag.items.add(file);
    input.files = bag.files;
  };

  // data-names="subject": an empty field is filled from the name of the only file
  const named = (file) => {
    const words = file.name.normalize("NFC").replace(/\.[^.]+$/, "").replace(/[_\s]+/g, " ").trim();
    const nameless = /^(img|dsc|dcim|image|photo|pxl|scan|screenshot|mmexport|received|z)?[\s\d().-]*(jpeg|jpg)?$/i.test(words);
    const today = new Date().toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
    return nameless && file.type.startsWith("image/") ? `Ảnh chụp ngày ${today}` : words.slice(0, 500);
  };
  const name = (input) => {
    const field = input.dataset.names && input.form?.elements[input.dataset.names];
    if (!field || (field.value && field.value !== field.dataset.named)) return;
    const good = items(input).filter((item) => !item.wrong);
    field.value = field.dataset.named = good.length === 1 ? named(good[0].file) : "";
  };

  // Choosing: a field of several files adds to what it has, a field of one refuses several
  const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const take = (input, files) => {
    const before = items(input);
    if (!input.multiple && files.length > 1) {
      draw(input);
      say(input, `Ô này chỉ nhận một tệp, anh/chị vừa chọn ${files.length} tệp nên chưa lấy tệp nào. Chọn lại một tệp.`, true);
      return;
    }
    const fresh = files.filter((file) => !input.multiple || !before.some((item) => same(item.original, file)));
    const made = fresh.map((file) => ({ file, original: file, percent: -1 }));
    for (const item of made) {
      if (takesPhotos(input) && window.smallerPhoto?.handles(item.file)) item.note = "đang thu nhỏ ảnh…";
      else item.wrong = wrongOf(input, item.file);
    }
    chosen.set(input, input.multiple ? [...before, ...made] : made);
    draw(input);
    for (const item of made) if (!item.wrong) item.ready = ready(input, item);
  };
  const takesPhotos = (input) => (input.accept || ".jpg").includes(".jpg");
  const ready = async (input, item) => {
    if (item.note) {
      item.file = await window.smallerPhoto(item.file);
      item.note = "";
      item.wrong = wrongOf(input, item.file);
    }
    if (!item.wrong) await look(input, item);
    item.ready = null;
    if (items(input).includes(item)) draw(input);
  };
  const remove = (input, item) => {
    chosen.set(input, items(input).filter((each) => each !== item));
    draw(input);
    input.focus();
  };

  // data-keep: a file that the agency has already is found before its bytes travel
  const look = async (input, item) => {
    if (!input.dataset.keep || !window.crypto?.subtle) return;
    try {
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await item.file.arrayBuffer()));
      const digest = [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const answer = await fetch(`${input.dataset.keep}${digest}/`, { headers: { "HX-Request": "true" } });
      if (answer.ok) meet(item, (await answer.json()).known);
    } catch { /* the server looks again when the file comes */ }
  };
  const meet = (item, known) => {
    item.known = known;
    if (known) item.note = `Đơn vị đã có tệp này: ${known.words}.`;
  };
  const reuse = (input, item) => {
    Object.assign(item, { key: item.known.pk, note: `dùng lại ${item.known.words}` });
    draw(input);
    input.focus();
  };

  // data-keep: one by one, with percent; what failed can be tried again
  const send = async (input, item) => {
    Object.assign(item, { failed: false, note: "", percent: 0 });
    paint(input, item);
    const { status, said } = await carry(input, item);
    item.percent = -1;
    if (status === 201) item.key = said.pk;
    else if (status === 409) meet(item, said.known);
    else if (status === 422) item.wrong = said.message;
    else Object.assign(item, { failed: true, note: status === 401
      ? "Phiên đăng nhập đã hết: đăng nhập lại ở thẻ khác rồi bấm «Thử lại»."
      : status ? `Chưa tải được (lỗi ${status}).` : "Mất kết nối, chưa tải được." });
    draw(input);
  };
  const carry = (input, item) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", item.file);
    if (input.form.elements.confirmed_open?.checked) data.append("confirmed_open", "on");
    request.open("POST", input.dataset.keep);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || input.form.elements.csrfmiddlewaretoken?.value || "");
    request.upload.addEventListener("progress", (event) => {
      item.percent = Math.floor((event.loaded / event.total) * 100);
      paint(input, item);
    });
    request.addEventListener("loadend", () => {
      let said = {};
      try { said = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
      done({ status: request.status, said });
    });
    request.send(data);
  });

  const tell = (form, words) => {
    const note = form.querySelector("[data-draft-told]");
    if (note) note.textContent = words;
  };
  const pressed = new WeakMap();
  const press = (form) => {
    const by = pressed.get(form);
    form.requestSubmit(by?.isConnected ? by : undefined);
  };
  const waiting = (form) => inputsOf(form).flatMap((input) => items(input).filter((item) => item.ready || (input.dataset.keep && !item.key)));
  const run = async (form) => {
    form.setAttribute("aria-busy", "true");
    for (const input of inputsOf(form)) {
      for (const item of items(input)) {
        await item.ready;
        if (input.dataset.keep && !item.key && !item.known && !item.wrong) await send(input, item);
      }
    }
    form.removeAttribute("aria-busy");
    const left = waiting(form).length;
    tell(form, left ? `Chưa lưu: còn ${left} tệp chưa tải lên. Bấm «Thử lại» hoặc «Dùng lại», hoặc bỏ tệp đó ra rồi bấm lưu.` : "");
    if (!left) press(form);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !waiting(form).length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.hasAttribute("aria-busy")) return;
    pressed.set(form, event.submitter);
    run(form);
  }, true);

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.('input[type="file"]')) return;
    if (event.target.files.length || !event.target.multiple) take(event.target, [...event.target.files]);
    else put(event.target);
  });
  // A file that misses the field must not take the page's place with all that was typed
  const box = (event) => event.target.closest?.("[data-drop]");
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      box(event)?.classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    document.addEventListener(type, (event) => box(event)?.classList.remove("is-over"));
  }
  document.addEventListener("drop", (event) => {
    if (box(event)) take(box(event).querySelector('input[type="file"]'), [...event.dataTransfer.files]);
  });
  document.addEventListener("click", (event) => {
    const camera = event.target.closest("[data-camera]");
    if (!camera) return;
    const input = camera.closest("[data-drop]").querySelector('input[type="file"]');
    const accept = input.accept;
    input.accept = "image/jpeg";
    input.setAttribute("capture", "environment");
    input.click();
    setTimeout(() => { input.accept = accept; input.removeAttribute("capture"); }, 1000);
  });

  // A form that comes back with another error keeps the files that were chosen
  const kept = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    kept.clear();
    for (const input of inputsOf(event.detail.target || document.createElement("p"))) {
      const field = input.form?.elements[input.dataset.names];
      kept.set(input.id, { files: items(input).filter((item) => !item.key), named: field?.dataset.named });
    }
  });
  document.addEventListener("htmx:load", (event) => {
    for (const input of inputsOf(event.target)) {
      const before = kept.get(input.id);
      kept.delete(input.id);
      if (!before) continue;
      const field = input.form?.elements[input.dataset.names];
      if (field && before.named && field.value === before.named) field.dataset.named = before.named;
      if (!before.files.length || input.getAttribute("aria-invalid") === "true") continue;
      chosen.set(input, before.files);
      draw(input);
    }
  });

  const show = (root) => {
    if (!matchMedia("(pointer: coarse)").matches) return;
    for (const camera of root.querySelectorAll("[data-camera]")) camera.hidden = false;
  };
  show(document);
  document.addEventListener("htmx:load", (event) => {
    show(event.target);
    if (event.target.matches("main")) event.target.querySelector("[data-focus]")?.focus();
  });

  const meter = (form) => {
    let bar = form.querySelector("progress[data-whole]");
    if (bar) return bar;
    bar = make("progress", { max: 100 });
    bar.dataset.whole = "";
    bar.setAttribute("aria-label", "Đang tải lên");
    (form.querySelector(".form-buttons") || form).append(bar);
    return bar;
  };
  const has = (form) => inputsOf(form).some((input) => input.files.length);
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form");
    if (form && has(form) && event.detail.lengthComputable) meter(form).value = (event.detail.loaded / event.detail.total) * 100;
  });
  const failed = (words) => (event) => {
    const form = event.detail.requestConfig?.elt?.closest("form");
    if (!form) return;
    form.querySelector("progress[data-whole]")?.remove();
    tell(form, words(event.detail.xhr.status, has(form)));
  };
  document.addEventListener("htmx:sendError", failed((_, file) => file
    ? "Mất kết nối khi tải lên. Tệp vẫn được chọn: kiểm tra mạng rồi bấm lưu lại."
    : "Mất kết nối, chưa lưu được. Nội dung vẫn ở đây: kiểm tra mạng rồi bấm lưu lại."));
  document.addEventListener("htmx:responseError", failed((status) => status === 401
    ? "Phiên đăng nhập đã hết, chưa lưu. Nội dung vẫn ở đây: đăng nhập lại ở thẻ khác rồi bấm lưu."
    : `Chưa lưu được (lỗi ${status}). Nội dung vẫn ở đây: thử bấm lưu lại, hoặc tải lại trang.`));
})();
