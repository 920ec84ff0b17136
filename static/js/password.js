/* form[data-password]: each rule of a new password says whether it is met while it is
   typed, and what is typed is shown on request. */
for (const form of document.querySelectorAll("form[data-password]")) {
  const fields = [...form.querySelectorAll("input[name^=new_password]")];
  const told = document.querySelector("[data-rules-told]");
  const special = (text) => [...text].some((each) => !/[\p{L}\p{N}]/u.test(each));
  const met = (rule, one, two) => ({
    upper: () => /\p{Lu}/u.test(one),
    lower: () => /\p{Ll}/u.test(one),
    digit: () => /\p{Nd}/u.test(one),
    special: () => special(one),
    same: () => Boolean(one) && one === two,
  }[rule] || (() => [...one].length >= Number(rule.split("-")[1])))();
  const look = () => {
    const [one, two] = fields.map((field) => field.value);
    let left = 0;
    for (const line of form.querySelectorAll("[data-rule]")) {
      if (!line.dataset.rule) continue;
      const is = met(line.dataset.rule, one, two);
      line.classList.toggle("is-met", is);
      line.classList.toggle("is-unmet", Boolean(one) && !is);
      if (!is) left += 1;
    }
    told.textContent = !one ? "" : left ? `Còn ${left} yêu cầu chưa đạt` : "Mật khẩu đạt các yêu cầu";
  };
  form.addEventListener("input", look);
  const show = form.querySelector("[data-show-typed]");
  show.hidden = false;
  show.addEventListener("change", (event) => {
    for (const field of form.querySelectorAll('input[name*="password"]')) field.type = event.target.checked ? "text" : "password";
  });
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll('input[name*="password"]')) field.type = "password";
  });
}
