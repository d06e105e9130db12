// A day as a device knows it: which day it is, what a change does to it, and how it is put onto the page.
//
// It sets values, checks and texts only; words stand in the page's template, so that this file holds none.
window.vagusDay = (() => {
  "use strict";
  const template = document.getElementById("offline-words");
  const words = template.dataset;
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

  const part = (selector) => template.content.querySelector(selector).cloneNode(true);
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

  // ---- which day this page shows

  // A clock that is wrong by hours or days is set right by what the server said last; and now is never before that.
  const now = (facts) => new Date(Math.max(Date.now(), facts?.at ?? 0) + (facts?.behind ?? 0));

  function today(facts) {
    const clock = new Intl.DateTimeFormat("en-CA", {
      timeZone: facts?.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23",
    });
    const read = Object.fromEntries(clock.formatToParts(now(facts)).map((one) => [one.type, one.value]));
    const which = `${read.year}-${read.month}-${read.day}`;
    return Number(read.hour) < (facts?.starts ?? 0) ? moved(which, -1) : which;
  }

  function moved(which, days) {
    const date = new Date(`${which}T12:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  }

  function written(which, style) {
    return new Intl.DateTimeFormat(language, { timeZone: "UTC", ...style }).format(new Date(`${which}T12:00:00Z`));
  }

  const LONG = { weekday: "long", day: "numeric", month: "long" };
  const dayOf = (path) => path.match(/day\/(\d{4}-\d\d-\d\d)\/(\w*)\/?$/);
  const capital = (text) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
  const shown = () => dayOf(document.querySelector("form[data-card]")?.getAttribute("action") ?? "")?.[1];

  // ---- what a change does to a day

  function applied(record, entry) {
    const { kind, form, key } = entry;
    const after = { ...record, fields: { ...record.fields }, plate: { ...record.plate }, doses: { ...record.doses } };
    if (kind === "answer" && form.field) {
      const value = form[form.field];
      after.fields[form.field] = [value === "" || value === undefined ? null : value, key, {}];
    }
    if (kind === "plate") count(after.plate, form.add || form.less, form.add ? 1 : -1);
    if (kind === "doses") form.do === "none" ? delete after.doses[form.supplement] : count(after.doses, form.supplement, form.do === "more" ? 1 : -1);
    return after;
  }

  function count(counts, name, step) {
    counts[name] = Math.max(0, (counts[name] ?? 0) + step);
  }

  const nothing = (which) => ({ day: which, fields: {}, plate: {}, eaten: [], doses: {} });

  // ---- the page as it is to be seen

  const holder = (field) => document.querySelector(`[data-save="${field}"]`);

  function showValue(field, value) {
    const place_ = holder(field);
    if (!place_) return;
    const radios = [...place_.querySelectorAll('input[type="radio"]')];
    radios.forEach((radio) => { radio.checked = value !== null && radio.value === String(value); });
    if (radios.length) return;
    const input = place_.querySelector("textarea, input:not([type=hidden])");
    if (!input || input === document.activeElement) return;
    input.value = typeof value === "number" ? value.toLocaleString(language, { useGrouping: false, maximumFractionDigits: 6 }) : value ?? "";
    if (input.matches("textarea") && value) input.closest("details").open = true;
  }

  function showSeen(field, [value, key, waits]) {
    const base = document.querySelector(`#seen-${field} [name="base-${field}"]`);
    if (base) base.value = key;
    const differs = document.getElementById(`differs-${field}`);
    if (!differs) return;
    differs.replaceChildren();
    const rivals = Object.values(waits);
    if (!rivals.length) return;
    const banner = part("[data-differs]");
    const settles = Object.keys(waits).join(",");
    for (const [text, choice] of [[words.keep, value], ...rivals.map((rival) => [words.take, rival])]) {
      const button = document.createElement("button");
      Object.assign(button, { className: "btn", name: `choose-${field}`, value: choice ?? "", textContent: filled(text, { value: choice ?? "–" }) });
      button.dataset.settles = settles;
      banner.querySelector("[data-choices]").append(button);
    }
    differs.append(banner);
  }

  function round(name, value, label, icon) {
    const button = document.createElement("button");
    Object.assign(button, { className: "round", name, value });
    button.setAttribute("aria-label", label);
    button.append(part(`svg:has([href$="#${icon}"])`));
    return button;
  }

  function showTaps(tile, times) {
    const row = document.getElementById(`add-${tile}`)?.closest("li");
    if (!row) return;
    const less = row.querySelector(".less");
    less.about ??= less.querySelector(".about");
    row.classList.toggle("has", times > 0);
    const name = row.querySelector(".add").textContent.trim();
    const total = document.createElement("output");
    total.setAttribute("aria-label", name);
    total.textContent = times;
    less.replaceChildren(...(times ? [round("less", tile, filled(words.less, { name }), "minus"), total] : [less.about].filter(Boolean)));
  }

  function showDose(slug, times) {
    const button = document.getElementById(`dose-${slug}`);
    if (!button) return;
    const form = button.closest("form");
    const name = button.querySelector("span").firstChild.textContent.trim();
    button.setAttribute("aria-checked", String(times > 0));
    button.value = times ? "none" : "more";
    form.querySelector(".count")?.remove();
    if (!times) return;
    const total = document.createElement("output");
    total.setAttribute("aria-label", name);
    total.textContent = `${times} ×`;
    const counts = Object.assign(document.createElement("span"), { className: "count" });
    counts.append(round("do", "less", filled(words.less, { name }), "minus"), total, round("do", "more", filled(words.more, { name }), "plus"));
    form.append(counts);
  }

  function showRecord(record) {
    document.querySelectorAll("[data-save]").forEach((place_) => {
      const field = place_.dataset.save;
      showValue(field, (record.fields[field] ?? [null])[0]);
      showSeen(field, record.fields[field] ?? [null, "", {}]);
    });
    document.querySelectorAll("[name=add][id^=add-]").forEach((button) => showTaps(button.value, record.plate[button.value] ?? 0));
    document.querySelectorAll("[id^=dose-][role=checkbox]").forEach((button) => showDose(button.id.slice(5), record.doses[button.id.slice(5)] ?? 0));
  }

  return { LONG, applied, capital, dayOf, filled, moved, nothing, part, shown, showRecord, showValue, today, words, written };
})();
