/* Sets a time zone select to where the browser says it is, unless the person has chosen already. */
const select = document.querySelector("select[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && zone && !select.closest("form").querySelector(".bad")) {
  if (![...select.options].some((option) => option.value === zone)) {
    select.add(new Option(zone.replaceAll("_", " "), zone));
  }
  select.value = zone;
}
for (const input of document.querySelectorAll("input[data-zone]")) input.value = zone ?? "";
