/* [data-passkey=get|create]: asks the browser's passkey what #passkey-question wants and
   sends the form with the answer in the hidden field data-passkey-field. */
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button || !window.PublicKeyCredential || !window.webauthnJSON) return;
  const form = button.form;
  const told = form.querySelector("[data-passkey-told]");
  const question = JSON.parse(document.getElementById("passkey-question").textContent);
  button.hidden = false;
  button.addEventListener("click", async () => {
    told.hidden = true;
    try {
      const answer = await window.webauthnJSON[button.dataset.passkey](question);
      form.elements[button.dataset.passkeyField].value = JSON.stringify(answer);
      form.requestSubmit();
    } catch {
      told.textContent = "Máy chưa nhận khóa. Bấm lại, hoặc dùng cách khác.";
      told.hidden = false;
    }
  });
})();
