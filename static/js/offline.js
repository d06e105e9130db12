// A page on a device that keeps a copy: what is typed goes into the outbox first, a line says what the server does not
// have yet, and the blank page is filled from what lies here.
(() => {
  "use strict";
  const place = { ...document.currentScript.dataset };
  const box = window.vagusOutbox;
  const blank = "blank" in place;
  const sheet = blank && window.vagusBlank(place.tag, (which) => unsent(which));
  const mine = place.tag !== "" && place.tag === place.kept;
  const { LONG, applied, dayOf, filled, nothing, part, shown, showRecord, showValue, words, written } = window.vagusDay;
  const page = document.getElementById("page");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("vagus") : { postMessage() {} };
  const KINDS = ["answer", "plate", "doses", "servings", "copy", "meals"];
  let waiting = []; // the outbox as this page knows it
  const unstored = new Set(); // on its way into the outbox
  const answered = new Set(); // keys of what this page sent or threw away: it knows what became of them
  let holding = true; // what is tapped waits for those before it, instead of going by itself
  let loaded = false;
  let told = null; // the days as the server told them, where there was no room to keep them
  let why = "";
  let wait = 30000;
  let timer = 0;

  const unsent = (which) => [...waiting, ...unstored].filter((entry) => entry.day === which);

  // Reads the outbox; what is stored before this begins is in what it reads, or is on the server. Says how the day stands,
  // and whether somebody else (the worker, another tab) sent what this page was waiting for.
  async function look(which) {
    const stored = [...unstored].filter((entry) => entry.n !== undefined);
    const [record, read] = await box.seen(place.tag, which);
    const there = new Set(read.map((entry) => entry.key));
    const sentElsewhere = [...waiting, ...stored].some((entry) => !there.has(entry.key) && !answered.has(entry.key));
    stored.forEach((entry) => unstored.delete(entry));
    const known = new Set([...unstored].map((entry) => entry.key));
    waiting = read.filter((entry) => !known.has(entry.key));
    return { record, sentElsewhere };
  }

  // ---- the page as it is to be seen

  // What waits is marked where it was typed.
  function mark() {
    const entries = unsent(shown());
    const cards = new Set();
    document.querySelectorAll("[data-save], form[data-tap]").forEach((place_) => {
      const path = dayOf(place_.getAttribute("action") ?? "");
      const pending = entries.some((entry) =>
        place_.dataset.save ? entry.form.field === place_.dataset.save
          : path?.[2] === entry.kind && (entry.kind !== "doses" || place_.querySelector("[name=supplement]")?.value === entry.form.supplement));
      place_.classList.toggle("pending", pending);
      if (pending) cards.add(place_.closest(".card"));
    });
    document.querySelectorAll(".card .state").forEach((state) => {
      const card = state.closest(".card");
      if (cards.has(card)) say(state, words.here, "sky");
      else if (state.dataset.waited) say(state, words.sent, "leaf");
      if (cards.has(card)) state.dataset.waited = "1";
      else delete state.dataset.waited;
    });
  }

  function say(state, text, tone) {
    state.className = `state ${tone}`;
    state.textContent = text;
  }

  function line() {
    const unsentNow = waiting.filter((entry) => entry.refused === undefined);
    let banner = document.getElementById("offline-line");
    if (!unsentNow.length && !banner && !blank) return refusals();
    banner ??= part("#offline-line");
    if (!banner.isConnected) page.prepend(banner);
    const number = unsentNow.length;
    const much = number === 1 ? words.one : filled(words.many, { n: number });
    banner.querySelector("[data-said]").textContent = number ? `${much} ${words[why] ?? ""}` : words[why === "ok" ? "all" : "quiet"];
    banner.querySelector("[data-sign-in]").hidden = why !== "out";
    banner.querySelector("[data-fresh]").hidden = number > 0 || why !== "ok";
    return refusals();
  }

  function refusals() {
    document.querySelectorAll("[data-refused]").forEach((old) => old.remove());
    for (const entry of waiting.filter((one) => one.refused !== undefined)) {
      const banner = part("[data-refused]");
      banner.querySelector("[data-why]").textContent = entry.refused;
      banner.querySelector("[data-what]").textContent = `${written(entry.day, LONG)}: ${entry.label} ${entry.form[entry.form.field] ?? ""}`;
      banner.querySelector("[data-again]").addEventListener("click", () => resolve(entry, { ...entry, refused: undefined }));
      banner.querySelector("[data-drop]").addEventListener("click", () => resolve(entry, null));
      page.prepend(banner);
    }
  }

  async function resolve(entry, after) {
    if (!after) answered.add(entry.key);
    await (after ? box.put(place.tag, after) : box.drop(place.tag, entry.n));
    await drain();
  }

  async function refresh({ values = blank } = {}) {
    const which = shown();
    const known = told?.[which] ? { day: which, ...told[which] } : undefined;
    const kept = await look(which);
    const anew = values || kept.sentElsewhere;
    const record = (which && anew && (known ?? kept.record)) || null;
    if (which && (anew || unsent(which).length)) {
      const folded = unsent(which).reduce(applied, record ?? nothing(which));
      if (record || blank) showRecord(folded);
      else Object.entries(folded.fields).forEach(([field, [value]]) => showValue(field, value));
    }
    if (which) mark();
    line();
    if (blank) sheet.week();
  }

  // ---- sending

  const KNOWN = { ok: true, out: true, server: true, offline: true };

  async function drain() {
    clearTimeout(timer);
    const { state, sent } = await box.drain(place);
    if (sent) told = null;
    if (state === "wipe") return leave({ outbox: true }).then(() => location.reload());
    if (state === "other") return otherPerson();
    if (state === "out") await box.forget(place.tag).catch(() => {});
    why = KNOWN[state] ? state : "";
    wait = state === "ok" ? 30000 : Math.min(300000, wait * 2);
    await refresh({ values: blank || sent > 0 });
    holding = blank || waiting.some((entry) => entry.refused === undefined);
    if (sent) channel.postMessage("changed");
    if (waiting.some((entry) => entry.refused === undefined)) timer = setTimeout(() => { if (!document.hidden) drain(); }, wait);
    return undefined;
  }

  // Whoever is signed in now is not the one this page is for.
  async function otherPerson() {
    await box.forget(place.tag);
    await box.forgetPages((name) => !name.startsWith(`vagus-shell-${place.tag}-`));
    location.reload();
  }

  let soon = 0;
  function drainSoon(after = 400) {
    clearTimeout(soon);
    soon = setTimeout(() => { drain().catch(() => {}); }, after);
    navigator.serviceWorker?.getRegistration(place.root).then((found) => found?.sync?.register("vagus-outbox")).catch(() => {});
  }

  // ---- the ear that save.js lends

  function takes(entry) {
    return mine && KINDS.includes(dayOf(entry.path)?.[2]);
  }

  const last = (field, which = shown()) => unsent(which).filter((entry) => entry.form.field === field).pop();
  const lastKey = (field, which) => last(field, which)?.key;
  const lastValue = (field) => last(field)?.form[field];

  function record(entry) {
    const [, which, kind] = dayOf(entry.path);
    return { format: box.FORMAT, key: entry.key, day: which, kind, form: entry.params, label: label(entry.elt), at: new Date().toISOString() };
  }

  // Of the blank page, which has no other way to the server: "" once the server has it, else why not.
  async function direct(entry) {
    const { state, outcome, days } = await box.direct(place, record(entry)).catch(() => ({ state: "server" }));
    if (state !== "ok") return state === "out" ? "out" : state === "server" ? "server" : "offline";
    if (outcome === "refused") return "refused";
    told = days;
    await refresh({ values: true });
    const card = entry.elt.closest(".card")?.querySelector(".state");
    if (card) say(card, words.sent, "leaf");
    return "";
  }

  function put(entry) {
    const kept = record(entry);
    const which = kept.day;
    const early = !loaded && entry.field && !last(entry.field, which);
    unstored.add(kept);
    entry.stored = ready.then(async () => {
      const before = early && waiting.filter((one) => one.day === which && one.form.field === entry.field).pop();
      if (before) kept.form[`base-${entry.field}`] = before.key;
      kept.n = await box.put(place.tag, kept);
      return kept;
    });
    entry.stored.catch(() => {
      unstored.delete(kept);
      entry.stored = undefined;
      unkept();
    });
    entry.stored.then(() => navigator.storage?.persist?.()).catch(() => {});
    return holding;
  }

  function label(elt) {
    return (elt.querySelector("[id^=name-], label, .add, h2")?.textContent ?? "").trim();
  }

  function unkept() {
    const banner = document.getElementById("failed");
    banner.hidden = false;
    banner.querySelector("[data-what]").textContent = words.unkept;
  }

  // It waits here: show it as it will stand.
  async function waits(entry) {
    await entry.stored;
    await refresh({ values: blank });
    drainSoon();
  }

  async function gone(entry) {
    const kept = await entry.stored.catch(() => null);
    if (!kept) return;
    answered.add(kept.key);
    if (!(await box.took(place.tag, kept, (record) => applied(record, kept)))) return;
    waiting = waiting.filter((one) => one.key !== kept.key);
    unstored.delete(kept);
  }

  function hold(reason) {
    why = reason;
    holding = true;
    drainSoon(1000);
  }

  // ---- leaving

  async function leave({ outbox }) {
    await box.forget(place.kept, { outbox });
    await box.forgetPages();
    if (outbox) (await navigator.serviceWorker?.getRegistration(place.root))?.unregister();
    channel.postMessage("left");
    waiting = [];
    holding = false;
    document.getElementById("offline-line")?.remove();
  }

  // Another person's answers are not to be thrown away with one's own.
  async function spare(form) {
    for (const tag of await box.tags()) if ((await box.all(tag)).length) return form.append(hidden("spare", "1"));
    return undefined;
  }

  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  async function askBeforeLeaving(form) {
    if (mine) await drain().catch(() => {});
    if (!waiting.length) return depart(form, true);
    const banner = part("#offline-leave");
    banner.querySelector("[data-what]").textContent = waiting.length === 1 ? words.one : filled(words.many, { n: waiting.length });
    banner.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-leave]")?.dataset.leave;
      if (!choice) return;
      banner.remove();
      if (choice === "send") askBeforeLeaving(form);
      else depart(form, choice === "drop");
    });
    document.getElementById("offline-leave")?.remove();
    form.before(banner);
    return banner.focus();
  }

  async function depart(form, outbox) {
    await leave({ outbox });
    await spare(form);
    form.submit();
  }

  document.addEventListener("submit", (event) => {
    if (![place.logout, place.drop].includes(event.target.getAttribute("action"))) return;
    event.preventDefault();
    askBeforeLeaving(event.target);
  });

  // ---- beginning

  async function othersHere() {
    for (const tag of await box.tags()) if (tag !== place.tag) await box.forget(tag);
    await box.forgetPages((name) => !name.startsWith("vagus-shell-") || name.startsWith(`vagus-shell-${place.tag}-`));
    const left = (await box.tags()).filter((tag) => tag !== place.tag);
    if (!left.length) return;
    const banner = part("#offline-line");
    banner.id = "offline-other";
    banner.querySelector("[data-said]").textContent = words.other;
    page.prepend(banner);
  }

  async function visitor() {
    const { state } = await box.hello(place);
    if (state === "wipe") await leave({ outbox: true });
    else if (state === "out") await box.forget(place.kept);
  }

  async function settingsCard() {
    const state = document.querySelector("[data-copy-state]");
    if (!state) return;
    if (!navigator.serviceWorker) state.textContent = words.unable;
    else state.textContent = (await box.days(place.tag)).length ? words.ready : words.empty;
  }

  // Told a moment ago, and nothing waits: not every page needs to ask again.
  async function isFresh() {
    const facts = await box.meta(place.tag);
    return !blank && !waiting.length && facts?.build === place.build && Math.abs(Date.now() - facts.at) < 60000;
  }

  const rest = async () => { holding = unstored.size > 0; };

  async function begin() {
    if (!blank) await navigator.serviceWorker?.register(place.worker, { scope: place.root }).catch(() => {});
    if (blank) await sheet.fill();
    await refresh();
    loaded = true;
    begun();
    if (blank) sheet.open();
    await (await isFresh() ? rest() : drain()).catch(() => {});
    await settingsCard();
  }

  let begun = () => {};
  const ready = new Promise((resolve_) => { begun = resolve_; });

  window.vagusKeep = mine ? { takes, put, lastKey, lastValue, waits, gone, hold, direct } : null;

  channel.onmessage = ({ data }) => {
    if (data === "left") location.reload();
    else if (mine) refresh().catch(() => {});
  };
  if (mine) {
    window.addEventListener("online", () => drainSoon(0));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) drainSoon(0); });
    document.addEventListener("DOMContentLoaded", () => begin().catch(() => {}).then(begun));
    document.addEventListener("DOMContentLoaded", () => { if (!blank) othersHere().catch(() => {}); });
  } else if (place.tag) document.addEventListener("DOMContentLoaded", () => othersHere().catch(() => {}));
  else document.addEventListener("DOMContentLoaded", () => visitor().catch(() => {}));
})();
