/* Reading: where the screen is wide, sections stand open and are said to be; an address opens the section it lies in; a button prints. */
const wide = matchMedia("(min-width: 56rem)");
const parts = [...document.querySelectorAll("details[data-part]")];
const unfold = () => {
  for (const part of parts) part.open = wide.matches;
  reveal();
};
const reveal = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = place?.closest("details");
  if (!part || part.open) return;
  part.open = true;
  place.scrollIntoView();
};
wide.addEventListener("change", unfold);
addEventListener("hashchange", reveal);
unfold();

const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
