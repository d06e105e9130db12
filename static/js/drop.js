/* A file dropped anywhere on the page is sent as if it had been chosen in the form. */
const form = document.querySelector("form[data-drop]");
const input = form?.querySelector("input[type=file]");

function holdsFiles(event) {
  return Boolean(event.dataTransfer?.types.includes("Files"));
}

document.addEventListener("dragover", (event) => {
  if (!input || !holdsFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form?.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!input || !holdsFiles(event)) return;
  event.preventDefault();
  form.classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (!file) return;
  const one = new DataTransfer();
  one.items.add(file);
  input.files = one.files;
  form.requestSubmit();
});
