/* A button that prints, where there is script; it waits while the form holds something that the page does not show yet. */
const button = document.querySelector("[data-print]");
const changed = () => { button.disabled = true; };
button.hidden = false;
button.addEventListener("click", () => print());
button.form?.addEventListener("input", changed);
