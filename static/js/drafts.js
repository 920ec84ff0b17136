/* form[data-draft]: what is typed is kept on the server; when the session has ended, in
   this browser, and offered again after signing in. */
const keepDraft = (form) => {
  if (form.dataset.kept) return;
  form.dataset.kept = "1";
  const told = form.querySelector("[data-draft-told]");
  const key = `ke-hoach:${form.dataset.draftOwner}:${form.dataset.draft}`;
  const tell = (words) => { told.textContent = words; };
  const typed = () => {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "version", "form_key"]) data.delete(name);
    return [...data.entries()].filter(([, value]) => typeof value === "string");
  };
  // A file is sent when the form is, never with every draft of it
  const texts = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (typeof value !== "string") data.delete(name);
    return data;
  };
  const store = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: typed() }));
      tell("Phiên đăng nhập đã hết; nội dung được giữ trên máy này. Đăng nhập lại ở thẻ khác rồi bấm lưu.");
    } catch { tell("Không lưu nháp được: hãy chép nội dung ra nơi khác."); }
  };
  const save = async () => {
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: texts(), redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return store();
      const words = await answer.json();
      tell(answer.ok ? `Đã lưu nháp lúc ${words.saved}` : words.message);
      if (answer.ok) localStorage.removeItem(key);
    } catch { store(); }
  };
  let timer = 0;
  let sending = false;
  // Back, another app, a closed tab: what the timer still holds goes now
  addEventListener("pagehide", () => {
    if (!timer || sending || !form.isConnected) return;
    navigator.sendBeacon(form.dataset.draft, texts());
    timer = 0;
  });
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; if (!sending) save(); }, 1500);
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => { sending = true; clearTimeout(timer); timer = 0; });
  for (const type of ["htmx:sendError", "htmx:responseError"]) form.addEventListener(type, () => { sending = false; store(); });

  const kept = (() => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } })();
  if (!kept || !kept.fields.length) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = "Dùng lại nội dung còn giữ trên máy này";
  button.addEventListener("click", () => {
    for (const [name, value] of kept.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") { if (field.value === value) field.checked = true; }
        else field.value = value;
      }
    }
    localStorage.removeItem(key);
    button.remove();
    later();
  });
  told.insertAdjacentElement("afterend", button);
};
const keepDrafts = (root) => { for (const form of root.querySelectorAll("form[data-draft]")) keepDraft(form); };
keepDrafts(document);
document.addEventListener("htmx:load", (event) => keepDrafts(event.target));
