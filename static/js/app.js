/* Behaviour by attribute (docs/ui.md). Pages work without it. */
(() => {
  // How long a press is in hand where the browser does not tell of its Stop
  const PATIENCE = 15000;
  const on = (type, handler, options) => document.addEventListener(type, handler, options);

  // Navigation on a phone, menus
  on("click", (event) => {
    const toggle = event.target.closest("[data-nav-toggle]");
    if (toggle) {
      const nav = document.getElementById(toggle.getAttribute("aria-controls"));
      toggle.setAttribute("aria-expanded", String(nav.classList.toggle("is-open")));
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.closest("[data-print]")) print();
  });

  // Folded parts: an address inside one opens it, one press opens all, paper shows all
  const reveal = () => {
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    let closed = place.closest("details:not([open])");
    if (!closed) return;
    for (; closed; closed = closed.parentElement.closest("details:not([open])")) closed.open = true;
    place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  on("click", (event) => { if (event.target.closest('a[href^="#"]')) setTimeout(reveal); });
  if (matchMedia("(min-width: 768px)").matches) for (const fold of document.querySelectorAll(".fold-phone")) fold.open = true;
  const folds = () => [...document.querySelectorAll("details.fold")];
  for (const button of document.querySelectorAll("[data-open-all]")) {
    button.addEventListener("click", () => { for (const fold of folds()) fold.open = true; });
  }
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = folds().filter((fold) => !fold.open);
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of unfolded) fold.open = false; });
  reveal();

  on("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
      const box = document.querySelector("[data-slash]");
      if (box?.offsetParent) { event.preventDefault(); box.focus(); }
    }
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  on("change", (event) => {
    const input = event.target;
    if (input.matches("[data-autosubmit]")) input.form.requestSubmit();
    if (input.matches("[data-check-all]")) {
      const boxes = (input.form || document).querySelectorAll(`input[type="checkbox"][name="${input.dataset.checkAll}"]`);
      for (const box of boxes) if (!box.disabled) box.checked = input.checked;
    }
  });

  // What would only be refused after a long upload is said before it
  const refused = (form) => {
    const files = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
    for (const box of form.querySelectorAll("[data-with-file]")) {
      box.setCustomValidity(files && !box.checked ? box.dataset.withFile : "");
    }
    const wrong = [...form.elements].find((element) => element.validity?.customError);
    wrong?.reportValidity();
    return Boolean(wrong);
  };

  // Questions before sending, and one sending per press
  on("submit", (event) => {
    const form = event.target;
    if (refused(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const pressed = event.submitter;
    const question = pressed?.dataset.confirm || form.dataset.confirm;
    if (question && !confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "resubmit" in form.dataset) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (!window.navigation) setTimeout(again, PATIENCE); // it tells nobody of Stop
    setTimeout(() => {
      for (const button of form.querySelectorAll('button:not([type="button"]), input[type="submit"]')) button.setAttribute("aria-disabled", "true");
    });
  });
  const again = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  };
  addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  // The browser's Stop leaves the page as it was: what was pressed can be pressed again
  window.navigation?.addEventListener("navigateerror", again);
  addEventListener("keydown", (event) => { if (event.key === "Escape") again(); });
  // The part of a page that was asked for (after #) outlives signing in
  for (const form of document.querySelectorAll("form[data-keep-part]")) form.action += location.hash;
  for (const link of document.querySelectorAll("a[data-keep-part]")) link.hash = location.hash;
  // Signing in again in another tab gives a new token; the cookie always has today's.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token[1];
    delete event.detail.parameters.csrfmiddlewaretoken;
  });
  // After a failed form, start at the summary
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
