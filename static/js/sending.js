/* «Xem và gửi»: the foot bar counts what is ticked and names what is not. */
(() => {
  const form = document.getElementById("gui");
  if (!form) return;
  const ticks = [...document.querySelectorAll('.send-tick')];
  const label = form.querySelector("[data-send-label]");
  const all = form.querySelector("[data-choose-all]");
  const count = () => {
    const left = ticks.filter((tick) => !tick.checked);
    const number = ticks.length - left.length;
    form.querySelector("[data-chosen]").textContent = number;
    const names = left.map((tick) => `${tick.dataset.code}, ${tick.dataset.why}`).join("; ");
    form.querySelector("[data-left-out]").textContent = names && ` · bỏ chọn: ${names}`;
    label.textContent = `Gửi ${number} ${label.dataset.noun}`;
    form.querySelector("button").disabled = !number;
    if (all) all.hidden = !left.length;
  };
  document.addEventListener("change", (event) => event.target.matches(".send-tick") && count());
  all?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const tick of ticks) tick.checked = true;
    count();
  });
  count();
})();
