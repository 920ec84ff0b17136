/* Runs in <head>, before anything is drawn: no flash of the wrong theme. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; } };
  const apply = () => {
    const choice = read();
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  // Paper is white whatever the screen is
  addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  addEventListener("afterprint", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch { root.dataset.bsTheme = button.dataset.themeChoice; }
    apply();
  });
})();
