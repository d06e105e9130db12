// What a device keeps: answers until the server has them, and the last days to show without it.
//
// One database for each person, named by a tag. Pages and the worker load this file; it touches no page.
self.vagusOutbox = (() => {
  "use strict";
  const SCHEMA = 1; // of the database; a newer one only adds to it
  const FORMAT = 1; // of an answer that waits; the server says which it still reads
  const MOST = 100; // answers in one sending
  const LONGEST = 400000; // characters in one sending
  const PREFIX = "vagus-";

  const STEPS = [
    (base) => {
      base.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
      base.createObjectStore("days", { keyPath: "day" });
      base.createObjectStore("meta");
    },
  ];

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  const left = new Set(); // whose database was taken away for good: a page that still runs must not make it anew

  // A page of an older edition meets a newer database: it opens it as it is.
  async function open(tag) {
    if (left.has(tag)) throw new Error("taken away");
    const opening = indexedDB.open(PREFIX + tag, SCHEMA);
    opening.onupgradeneeded = (event) => STEPS.slice(event.oldVersion).forEach((step) => step(opening.result));
    const base = await asked(opening).catch((error) => {
      if (error?.name !== "VersionError") throw error;
      return asked(indexedDB.open(PREFIX + tag));
    });
    base.onversionchange = () => base.close();
    return base;
  }

  async function within(tag, stores, mode, work) {
    const base = await open(tag);
    try {
      const change = base.transaction(stores, mode, { durability: "strict" });
      const ended = new Promise((resolve, reject) => {
        change.oncomplete = resolve;
        change.onabort = change.onerror = () => reject(change.error);
      });
      const [result] = await Promise.all([work(...stores.map((name) => change.objectStore(name))), ended]);
      return result;
    } finally {
      base.close();
    }
  }

  const put = (tag, entry) => within(tag, ["outbox"], "readwrite", (box) => asked(box.put(entry)));
  const all = (tag) => within(tag, ["outbox"], "readonly", (box) => asked(box.getAll()));
  const drop = (tag, n) => within(tag, ["outbox"], "readwrite", (box) => asked(box.delete(n)));
  const day = (tag, which) => within(tag, ["days"], "readonly", (days) => asked(days.get(which)));
  const days = (tag) => within(tag, ["days"], "readonly", (kept) => asked(kept.getAll()));
  const meta = (tag) => within(tag, ["meta"], "readonly", (kept) => asked(kept.get("facts")));

  // A day and all that waits as they stood in one moment: what was sent meanwhile is in one of both, and never in both.
  const seen = (tag, which) => within(tag, ["days", "outbox"], "readonly", (kept, box) =>
    Promise.all([which ? asked(kept.get(which)) : undefined, asked(box.getAll())]));

  function putDays(kept, records) {
    kept.clear();
    return Promise.all(Object.entries(records).map(([which, record]) => asked(kept.put({ day: which, ...record }))));
  }

  const keepDays = (tag, records) => within(tag, ["days"], "readwrite", (kept) => putDays(kept, records));

  // The page heard that the server has this one: it goes from what waits into its day. Says whether it still waited.
  async function took(tag, { n, day: which }, folded) {
    const waited = await within(tag, ["outbox", "days"], "readwrite", async (box, kept) => {
      if (!(await asked(box.get(n)))) return false;
      const record = await asked(kept.get(which));
      if (record) kept.put(folded(record));
      await asked(box.delete(n));
      return true;
    }).catch(() => null);
    return waited ?? drop(tag, n).then(() => true); // no room for the day, but what the server has must not wait
  }

  const keepMeta = (tag, facts) => within(tag, ["meta"], "readwrite", (kept) => asked(kept.put(facts, "facts")));

  async function tags() {
    const found = (await indexedDB.databases?.()) ?? [];
    return found.map((base) => base.name).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  }

  // What was shown goes; what was typed and is not on the server stays, unless it goes too.
  async function forget(tag, { outbox = false } = {}) {
    if (outbox) left.add(tag);
    if (!(await tags()).includes(tag)) return;
    if (!outbox && (await all(tag)).length) {
      await within(tag, ["days", "meta"], "readwrite", (kept, facts) => Promise.all([asked(kept.clear()), asked(facts.clear())]));
      return;
    }
    await asked(indexedDB.deleteDatabase(PREFIX + tag));
  }

  async function forgetPages(keep = () => false) {
    const names = (await self.caches?.keys()) ?? [];
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && !keep(name)).map((name) => caches.delete(name)));
  }

  // A page and the files it names, so that it is whole without a connection.
  async function keepPage(name, address, { owner = "", ...asking } = {}) {
    const reply = await fetch(address, { cache: "no-store", credentials: "same-origin", ...asking });
    if (!reply.ok || reply.redirected || (owner && reply.headers.get("Vagus-Owner") !== owner)) return false;
    const text = await reply.clone().text();
    const files = new Set([...text.matchAll(/(?:src|href)="([^"#]*\/static\/[^"#]+)/g)].map((found) => found[1]));
    const cache = await caches.open(name);
    await Promise.all([...files].map(async (file) => {
      const known = await caches.match(file); // its name holds its content, so an earlier edition's is the same
      return known ? cache.put(file, known) : cache.add(file);
    }));
    await cache.put(address, reply);
    return true;
  }

  const shellName = (tag, build) => `${PREFIX}shell-${tag}-${build}`;

  const keepShell = (place, build) => keepPage(shellName(place.tag, build), place.shell, { owner: place.tag });

  async function hello(place) {
    let reply;
    try {
      reply = await fetch(place.hello, { cache: "no-store", credentials: "same-origin" });
    } catch {
      return { state: "offline" };
    }
    if (reply.status === 401) {
      const { wipe, whose } = await reply.json();
      return wipe ? { state: "wipe", whose } : { state: "out" };
    }
    if (!reply.ok) return { state: "server" };
    const said = await reply.json().catch(() => null);
    if (!said?.token) return { state: "server" };
    if (said.wipe) return { state: "wipe", said, whose: said.whose };
    return { state: said.tag === place.tag ? "ok" : "other", said };
  }

  async function learn(place, said) {
    if (!said.days) return;
    await keepDays(place.tag, said.days);
    const known = (await meta(place.tag)) ?? {};
    const facts = { ...known, zone: said.zone, starts: said.starts, build: said.build, at: Date.now(), behind: (said.now ?? Date.now()) - Date.now() };
    if (known.edition !== said.edition && self.caches && (await keepShell(place, said.build))) {
      facts.edition = said.edition;
    }
    await keepMeta(place.tag, facts);
  }

  function portion(waiting) {
    let length = 0;
    return waiting.slice(0, MOST).filter((entry, i) => {
      length += JSON.stringify(entry.form).length;
      return i === 0 || length < LONGEST;
    });
  }

  async function post(place, token, entries) {
    const changes = entries.map(({ key, day: which, kind, form }) => ({ key, day: which, kind, form }));
    return fetch(place.sync, {
      method: "POST", cache: "no-store", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ format: FORMAT, tag: place.tag, changes }),
    });
  }

  async function settle(place, entries, said) {
    const became = new Map(said.outcomes.map((outcome) => [outcome.key, outcome]));
    const outcomeOf = (entry) => became.get(entry.key)?.outcome;
    const taken = entries.filter((entry) => outcomeOf(entry) && outcomeOf(entry) !== "refused");
    const refused = entries.filter((entry) => outcomeOf(entry) === "refused");
    const drops = (box) => Promise.all(taken.map((entry) => asked(box.delete(entry.n))));
    const marks = (box) => Promise.all(refused.map((entry) => asked(box.put({ ...entry, refused: became.get(entry.key).reason }))));
    const whole = (box, kept) => Promise.all([drops(box), marks(box), putDays(kept, said.days)]);
    await within(place.tag, ["outbox", "days"], "readwrite", whole).catch(async () => { // no room: what goes makes some
      await within(place.tag, ["outbox"], "readwrite", drops);
      await within(place.tag, ["outbox"], "readwrite", marks);
    });
  }

  const FAILURES = { 401: "out", 403: "out", 409: "other" };

  async function send(place) {
    const met = await hello(place);
    if (met.state !== "ok") return met;
    await learn(place, met.said).catch(() => {}); // a full device still sends: that is what makes room
    for (let sent = 0; ; ) {
      const entries = portion((await all(place.tag)).filter((entry) => entry.refused === undefined));
      if (!entries.length) return { state: "ok", sent, said: met.said };
      let reply;
      try {
        reply = await post(place, met.said.token, entries);
      } catch {
        return { state: "offline" };
      }
      if (!reply.ok) return { state: FAILURES[reply.status] ?? "server" };
      await settle(place, entries, await reply.json());
      sent += entries.length;
    }
  }

  // One tab sends at a time; another that asks meanwhile finds nothing left.
  const drain = (place) => (navigator.locks ? navigator.locks.request(`${PREFIX}${place.tag}`, () => send(place)) : send(place));

  // What could not be put here goes straight from the page, after all that was put here before it.
  async function direct(place, entry) {
    const met = await drain(place);
    if (met.state !== "ok") return met;
    let reply;
    try {
      reply = await post(place, met.said.token, [entry]);
    } catch {
      return { state: "offline" };
    }
    if (!reply.ok) return { state: FAILURES[reply.status] ?? "server" };
    const said = await reply.json();
    await keepDays(place.tag, said.days).catch(() => {});
    return { state: "ok", outcome: said.outcomes[0]?.outcome, days: said.days };
  }

  return {
    FORMAT, direct, put, all, drop, took, day, days, seen, meta, keepMeta, tags, forget, forgetPages, keepPage, keepShell, hello, drain,
  };
})();
