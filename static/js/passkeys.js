/* Says on the page what became of a passkey, instead of in the console. */
const note = (name) => document.querySelector(`[data-passkeys] [data-note="${name}"]`);

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  note("failed").hidden = false;
});

document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) {
    note("unsupported").hidden = false;
    document.querySelectorAll("[data-passkeys] button").forEach((button) => { button.disabled = true; });
  }
});
