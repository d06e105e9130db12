// The blank page of a day, filled on the device that keeps it.
window.vagusBlank = (tag, unsent) => {
  "use strict";
  const box = window.vagusOutbox;
  const { LONG, applied, capital, dayOf, moved, nothing, today, words, written } = window.vagusDay;
  const head = document.getElementById("offline-day");

  async function fill() {
    const facts = await box.meta(tag);
    const now = today(facts);
    const which = dayOf(location.pathname)?.[1] ?? now;
    head.querySelector("h1").textContent = capital(written(which, LONG));
    document.title = `${capital(written(which, LONG))} · Vagus`;
    const asof = head.querySelector("[data-asof]");
    const inside = which <= now && which > moved(now, -14);
    if (!facts || !inside) asof.textContent = facts ? words.outside : words.gone;
    document.querySelectorAll("form[action]").forEach((form) => form.setAttribute("action", form.getAttribute("action").replace(head.dataset.noDay, which)));
    const link = (day_) => (day_ === now ? head.dataset.today : head.dataset.day.replace(head.dataset.noDay, day_));
    step("day-before", which > moved(now, -13) && link(moved(which, -1)));
    step("day-after", which < now && link(moved(which, 1)));
    head.link = link;
    head.which = which;
    head.now = now;
    head.inside = inside;
    const eaten = (await box.day(tag, which))?.eaten ?? [];
    const list = document.getElementById("offline-eaten");
    if (list) {
      list.hidden = !eaten.length;
      list.replaceChildren(...eaten.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
  }

  function step(id, address) {
    const link = document.getElementById(id);
    if (address) link.href = address;
    else link.style.visibility = "hidden";
  }

  async function week() {
    if (!head.which) return;
    const records = new Map((await box.days(tag)).map((record) => [record.day, record]));
    [...document.querySelectorAll("#week a")].forEach((link, i) => {
      const last = moved(head.which, 3) < head.now ? moved(head.which, 3) : head.now;
      const which = moved(last, i - 6);
      const inside = which > moved(head.now, -14);
      const record = unsent(which).reduce(applied, records.get(which) ?? nothing(which));
      const mood = (record.fields.mood ?? [null])[0];
      const [name, long, mark_] = link.children;
      if (inside) link.href = head.link(which);
      link.classList.toggle("off", !inside);
      name.textContent = written(which, { weekday: "short" });
      long.textContent = written(which, LONG);
      mark_.className = mood === null ? "mv none" : "mv";
      mark_.textContent = mood ?? "";
      if (mood !== null) mark_.dataset.v = mood;
      if (which === head.which) link.setAttribute("aria-current", "date");
    });
  }

  const open = () => { document.getElementById("offline-cards").hidden = !head.inside; };

  return { fill, week, open };
};
