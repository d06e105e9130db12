// Keyboard: digits set the scale you are on, / searches, [ and ] change the day, ? lists the keys.
(() => {
  "use strict";
  let one = null;

  // A line that runs from below zero is counted from its left end, like every other scale.
  function pick(group, key) {
    const value = Number(key) + Number(group.dataset.from ?? 0);
    const input = group.querySelector(`input[type="radio"][value="${value}"]`);
    if (!input) return false;
    input.focus();
    input.click();
    return true;
  }

  function digit(group, key) {
    const ten = one && one.group === group && key === "0" && Date.now() - one.at < 500;
    one = key === "1" ? { group, at: Date.now() } : null;
    return pick(group, ten ? "10" : key);
  }

  function elsewhere(event) {
    const jump = { "[": "day-before", "]": "day-after" }[event.key];
    if (jump) document.getElementById(jump)?.click?.();
    else if (event.key === "/") document.getElementById("q")?.focus();
    else if (event.key === "?") document.getElementById("keys")?.togglePopover();
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const group = event.target.closest("[data-save][role=radiogroup], [data-from][role=radiogroup]");
    let used;
    if (group && /^[0-9]$/.test(event.key)) used = digit(group, event.key);
    else if (group?.dataset.save && (event.key === "Delete" || event.key === "Backspace")) {
      used = true;
      document.body.dispatchEvent(new CustomEvent("clear-answer", { detail: { field: group.dataset.save } }));
    } else used = elsewhere(event);
    if (used) event.preventDefault();
  });
})();
