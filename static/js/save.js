// Sends what was tapped in order, one change at a time, and keeps each until the server says it is on disk.
//
// Without this file every form posts by itself. With it, a change gets a key made here, so that sending it again
// is harmless, and a base: the key of the change that set what the person saw (the last unsent one for that field).
// On a device that keeps a copy (offline.js) a change is put there first, and may wait there for the server.
(() => {
  "use strict";
  const body = document.body;
  const page = document.getElementById("page");
  const words = document.getElementById("save-words").dataset;
  const banner = document.getElementById("failed");
  const keep = window.vagusKeep;
  const queue = [];
  const storing = new Set(); // on its way to the device
  let current = null;
  let timer = 0;

  // 128 bits with the milliseconds first (the layout of UUID version 7); randomUUID would need https.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let moment = Date.now();
    for (let i = 5; i >= 0; i--) { bytes[i] = moment % 256; moment = Math.floor(moment / 256); }
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  }

  const holder = (field) => document.querySelector(`[data-save="${field}"]`);
  const seenBase = (field) => document.querySelector(`#seen-${field} [name="base-${field}"]`)?.value ?? "";

  function lastKey(field) {
    const unsent = queue.filter((entry) => entry.field === field);
    return unsent.length ? unsent[unsent.length - 1].key : keep?.lastKey(field) ?? seenBase(field);
  }

  function answer(field, value, settles = "") {
    const elt = holder(field);
    const last = queue.filter((entry) => entry.field === field).pop();
    if ((last ? last.value : keep?.lastValue(field)) === value && !settles) return;
    elt.classList.remove("bad");
    const key = newKey();
    const params = { field, key, [field]: value, [`base-${field}`]: lastKey(field), [`settles-${field}`]: settles, one: "1" };
    if (value === "") params.clear = field;
    push({ elt, field, value, key, params, path: elt.closest("form").getAttribute("action") });
  }

  function push(entry) {
    entry.tries = 0;
    if (!keep?.takes(entry) || !keep.put(entry)) return line(entry);
    const gone = () => storing.delete(entry);
    storing.add(entry);
    entry.stored.then(gone, gone);
    return keep.waits(entry).catch(() => line(entry));
  }

  function line(entry) {
    entry.failed = queue.some((waiting) => waiting.failed);
    queue.push(entry);
    note(entry);
    say();
    if (queue.length === 1) next();
  }

  async function next() {
    clearTimeout(timer);
    if (current || !queue.length) return;
    current = queue[0];
    current.tries += 1;
    await current.stored?.catch(() => { current.stored = undefined; });
    current.slow = setTimeout(() => state(entryCard(current), words.saving, "sky"), 400);
    if (!window.htmx) return byHand(current);
    htmx.ajax("POST", current.path, { source: page, swap: "none", values: current.params }).catch(() => {});
  }

  // The page that a device keeps sends from there; what it had no room for is sent from here.
  async function byHand(entry) {
    const why = await keep.direct(entry);
    clearTimeout(entry.slow);
    current = null;
    if (why === "refused") refused(entry, 409);
    else if (why) failed(entry, why);
    else done(entry);
  }

  const entryCard = (entry) => entry.elt.closest(".card");

  function state(card, text, tone) {
    const place = card?.querySelector(".state");
    if (!place) return;
    place.className = `state ${tone}`;
    place.textContent = text;
  }

  // The page as it is while changes wait: the field hatched, the card marked, the reason said once at the top.
  function note(entry) {
    entry.elt.classList.toggle("pending", entry.failed === true);
    entryCard(entry)?.classList.toggle("warn", queue.some((e) => e.failed && entryCard(e) === entryCard(entry)));
  }

  function say(why) {
    const failed = queue.some((entry) => entry.failed) ? queue.length : 0;
    banner.hidden = !failed;
    if (!failed) return;
    banner.querySelector("[data-what]").textContent = failed === 1 ? words.one : words.many.replace("{n}", failed);
    if (why) banner.querySelector("[data-why]").textContent = words[why];
    banner.querySelector("[data-sign-in]").hidden = why !== "out";
  }

  function done(entry) {
    queue.splice(queue.indexOf(entry), 1);
    if (entry.stored) keep.gone(entry);
    entry.failed = false;
    note(entry);
    say();
    if (entry.elt.closest("#results")) searched();
    next();
  }

  // What was added leaves the search box ready for the next word.
  function searched() {
    document.getElementById("results").replaceChildren();
    const box = document.getElementById("q");
    box.value = "";
    box.focus();
  }

  // The server read it and will not have it: sending it again would change nothing.
  function refused(entry, status) {
    if (status !== 422) state(entryCard(entry), words.refused, "clay");
    entry.elt.classList.toggle("bad", status === 422);
    done(entry);
  }

  function failed(entry, why) {
    if (keep && handedOver(why)) return;
    entry.failed = true;
    queue.forEach((waiting) => { waiting.failed = true; note(waiting); state(entryCard(waiting), words.waiting, "clay"); });
    say(why);
    timer = setTimeout(next, Math.min(30000, 1000 * 2 ** entry.tries));
  }

  // What lies on the device is sent from there; only what could not be put there goes on waiting on this page.
  function handedOver(why) {
    const stored = queue.filter((waiting) => waiting.stored);
    stored.forEach((waiting) => { queue.splice(queue.indexOf(waiting), 1); note(waiting); keep.waits(waiting); });
    if (stored.length) keep.hold(why);
    return !queue.length;
  }

  function again() {
    if (!current) next();
  }

  // A session that ended leaves the old token in the page: ask for a fresh one before sending again.
  async function refreshToken() {
    try {
      const reply = await fetch(body.dataset.hello, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (!reply.ok) return;
      body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": (await reply.json()).token }));
    } catch { /* still away; the next try asks again */ }
  }

  function tapped(form, submitter) {
    const params = Object.fromEntries(new FormData(form, submitter));
    const key = newKey();
    params.key = key;
    if ("base-food_day" in params) params["base-food_day"] = lastKey("food_day");
    push({ elt: form, field: "", value: "", key, params, path: form.getAttribute("action") });
  }

  page.addEventListener("htmx:afterRequest", async (event) => {
    if (!current || event.detail.elt !== page) return;
    const entry = current;
    const xhr = event.detail.xhr;
    clearTimeout(entry.slow);
    if (xhr.status === 403) await refreshToken();
    current = null;
    if (event.detail.successful && xhr.getResponseHeader("Vagus-Saved")) return done(entry);
    if ([404, 409, 413, 422].includes(xhr.status)) return refused(entry, xhr.status);
    if (xhr.status === 401 || xhr.status === 403 || event.detail.successful) return failed(entry, "out");
    if (xhr.status === 503) return failed(entry, "full");
    failed(entry, xhr.status ? "server" : "offline");
  });

  document.addEventListener("change", (event) => {
    const place = event.target.closest("[data-save]");
    if (place) answer(place.dataset.save, event.target.value);
  });

  let typing = 0;
  let unsaved = null;
  document.addEventListener("input", (event) => {
    const place = event.target.closest("textarea")?.closest("[data-save]");
    if (!place) return;
    clearTimeout(typing);
    const save = () => { unsaved = null; answer(place.dataset.save, event.target.value); };
    unsaved = () => { clearTimeout(typing); save(); };
    typing = setTimeout(save, 1500);
  });
  window.addEventListener("pagehide", () => unsaved?.());

  function clear(field) {
    holder(field).querySelectorAll(":checked").forEach((input) => { input.checked = false; });
    answer(field, "");
  }

  // Of two answers one holds: the field shows it, whichever it showed before.
  function choose(field, value, settles) {
    holder(field).querySelectorAll("textarea, input:not([type=hidden])").forEach((input) => {
      if (input.type === "radio") input.checked = input.value === value;
      else input.value = value;
    });
    answer(field, value, settles);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const card = button?.closest("form[data-card]");
    if (!card) return;
    if (button.name === "clear") clear(button.value);
    else if (button.name.startsWith("choose-")) choose(button.name.slice(7), button.value, button.dataset.settles);
    else if (button.name === "usual") {
      button.value.split(" ").forEach((clock, i) => {
        const field = ["bed_time", "wake_time"][i];
        document.getElementById(field).value = clock;
        answer(field, clock);
      });
    } else return;
    event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-card]")) event.preventDefault();
    if (!event.target.matches("form[data-tap]")) return;
    event.preventDefault();
    tapped(event.target, event.submitter);
  });

  document.body.addEventListener("clear-answer", (event) => clear(event.detail.field));
  banner.querySelector("[data-again]").addEventListener("click", again);
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  window.addEventListener("beforeunload", (event) => { if (storing.size || queue.some((entry) => !entry.stored)) event.preventDefault(); });
})();
