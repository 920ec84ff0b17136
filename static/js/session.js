/* [data-session]: typing keeps the session open; before it ends the page says so, and
   what was typed stays in the form until somebody has signed in again. */
(() => {
  const bar = document.querySelector("[data-session]");
  const words = bar.querySelector("[data-session-words]");
  const stay = bar.querySelector("[data-session-stay]");
  const again = bar.querySelector("[data-session-again]");
  const PING = 30000;
  const TOLD = 60000; // before the end for want of a click
  const TOLD_WHOLE = 600000; // before the end in any case
  let idle = 0;
  let whole = 0;
  let asked = Date.now();
  let active = false;
  let is_over = false;
  const take = (left) => {
    idle = Date.now() + left.idle * 1000;
    whole = Date.now() + left.whole * 1000;
  };
  take(bar.dataset);
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || "";
  const say = (text, offers) => {
    if (words.textContent !== text) words.textContent = text;
    bar.hidden = !text;
    stay.hidden = offers !== stay;
    again.hidden = offers !== again;
  };
  const over = () => {
    is_over = true;
    say("Phiên đăng nhập đã hết. Nội dung đang gõ vẫn còn trên trang này: đăng nhập lại ở thẻ mới rồi quay lại đây bấm lưu.", again);
  };
  // HX-Request: somebody without a session gets 401 instead of the sign-in page
  const ask = async (method) => {
    asked = Date.now();
    try {
      const answer = await fetch(bar.dataset.session, { method, headers: { "HX-Request": "true", "X-CSRFToken": token() } });
      if (answer.status === 401) return over();
      if (answer.ok) { is_over = false; take(await answer.json()); }
    } catch { /* the line is down: the next look tells */ }
    look();
  };
  const minutes = (ms) => Math.max(1, Math.round(ms / 60000));
  const told = (ms) => Math.min(TOLD, ms);
  const start = { idle: idle - Date.now(), whole: whole - Date.now() };
  const look = () => {
    const now = Date.now();
    if (is_over) return over();
    if (whole - now < Math.min(TOLD_WHOLE, start.whole / 2)) return say(`Phiên làm việc kết thúc sau ${minutes(whole - now)} phút, dù vẫn đang dùng: lưu việc đang làm rồi đăng nhập lại.`, null);
    if (idle - now < told(start.idle / 2)) return say(`Phiên đăng nhập sắp hết vì không có thao tác: còn khoảng ${Math.max(0, Math.round((idle - now) / 1000))} giây.`, stay);
    say("", null);
  };
  const tick = () => {
    const now = Date.now();
    const soon = Math.min(idle, whole) - now < told(start.idle / 2);
    // Who types while the page warns is heard at once
    if (active && now - asked > (soon ? 2000 : Math.min(PING, start.idle / 4))) { active = false; return ask("POST"); }
    // Another tab may have kept it: the server knows
    if (soon && now - asked > 10000) return ask("GET");
    look();
  };
  for (const type of ["input", "keydown"]) addEventListener(type, () => { active = true; }, { capture: true, passive: true });
  stay.addEventListener("click", () => ask("POST"));
  addEventListener("focus", () => { if (is_over) ask("GET"); });
  // Signing in again in another tab gave a new token; the cookie has today's
  addEventListener("submit", (event) => {
    const field = event.target.querySelector?.("input[name=csrfmiddlewaretoken]");
    if (field && token()) field.value = token();
  }, true);
  setInterval(tick, 5000);
})();
