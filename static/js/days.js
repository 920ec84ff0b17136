/* input[data-day]: a day as people type it. The year left out is filled in when the field
   is left, so that it is seen; on a phone the calendar of the phone stands beside it.
   The same reading as kehoach/lib/dates.py, which has the last word. */
(() => {
  const two = (number) => String(number).padStart(2, "0");
  const real = (day, month, year) => {
    const made = new Date(year, month - 1, day);
    return made.getDate() === day && made.getMonth() === month - 1 ? made : null;
  };
  const nearest = (day, month, today) => {
    let best = null;
    for (let year = today.getFullYear() - 8; year <= today.getFullYear() + 8; year += 1) {
      const each = real(day, month, year);
      if (each && (!best || Math.abs(each - today) <= Math.abs(best - today))) best = each;
    }
    return best;
  };
  const read = (text, today) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(text) || /^(\d{2})(\d{2})(\d{4})$/.exec(text);
    if (found) {
      const [day, month, year] = [Number(found[1]), Number(found[2]), found[3]];
      if (!year) return nearest(day, month, today);
      return real(day, month, Number(year.length === 2 ? `20${year}` : year));
    }
    const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return iso && real(Number(iso[3]), Number(iso[2]), Number(iso[1]));
  };
  const written = (day) => `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
  const todayOf = (field) => (field.dataset.today ? new Date(`${field.dataset.today}T00:00`) : new Date());
  const put = (field, text) => {
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches?.("input[data-day]")) {
      const day = field.value.trim() && read(field.value.trim(), todayOf(field));
      if (day) put(field, written(day));
    }
    if (field.matches?.("input.day-native") && field.value) {
      const [year, month, day] = field.value.split("-");
      put(document.getElementById(field.dataset.for), `${day}/${month}/${year}`);
    }
  });

  // The phone's own calendar: its field lies, unseen, over the icon that is pressed
  const beside = (field) => {
    if (field.closest(".day-box")) return;
    const box = Object.assign(document.createElement("div"), { className: "day-box" });
    const native = Object.assign(document.createElement("input"), { type: "date", className: "day-native" });
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    native.dataset.for = field.id;
    native.setAttribute("aria-label", `Chọn trên lịch: ${label ? label.firstChild.textContent.trim() : "ngày"}`);
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] || "";
    icon.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    icon.firstChild.setAttribute("href", `${sprite}#calendar`);
    const pick = Object.assign(document.createElement("span"), { className: "day-pick" });
    pick.append(icon, native);
    field.replaceWith(box);
    box.append(field, pick);
    native.addEventListener("focus", () => {
      const day = read(field.value.trim(), todayOf(field));
      if (day) native.value = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    });
  };
  const offer = (root) => {
    if (matchMedia("(pointer: coarse)").matches) for (const field of root.querySelectorAll("input[data-day]")) beside(field);
  };
  offer(document);
  document.addEventListener("htmx:load", (event) => offer(event.target));
})();
