// The worker: keeps the blank page of a day and the files it is made of, and opens it when the server does not answer.
//
// It never touches what is sent, and stores no answer of the server but pages without anybody's values. Where things are
// stands in self.VAGUS, which the address of this worker says before it loads this file.
(() => {
  "use strict";
  const place = self.VAGUS;
  const box = self.vagusOutbox;
  const files = `vagus-files-${place.build}`;
  const PATIENCE = 3000;

  const tagOf = (name) => name.match(/^vagus-shell-(\w+)-/)?.[1];

  async function shells() {
    const names = (await caches.keys()).filter(tagOf);
    return names.sort((a, b) => b.endsWith(place.build) - a.endsWith(place.build));
  }

  async function kept(address, names) {
    for (const name of names) {
      const found = await (await caches.open(name)).match(address);
      if (found) return found;
    }
    return undefined;
  }

  // The blank page of this edition, for whoever kept one of an earlier edition.
  async function renewShells() {
    for (const tag of new Set((await shells()).map(tagOf))) await box.keepShell({ ...place, tag }, place.build);
  }

  // Help in a bad hour needs no connection: the page as everybody gets it, in this person's language.
  const keepHelp = () => box.keepPage(files, place.help, { credentials: "omit", headers: { "Accept-Language": place.language } });

  // Earlier editions go once this one is whole; until then their page and files still serve.
  async function tidy() {
    const names = await shells();
    const whole = !names.length || names.some((name) => name.endsWith(place.build));
    if (whole) await box.forgetPages((name) => name.endsWith(place.build));
  }

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      await box.keepPage(files, place.away);
      await keepHelp().catch(() => {});
      await renewShells().catch(() => {});
      await self.skipWaiting();
    })());
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(tidy().then(() => self.clients.claim()));
  });

  // Somebody else is signed in: what another person kept here is not shown again.
  async function noticed(response) {
    const owner = response.headers.get("Vagus-Owner");
    if (!owner) return;
    for (const name of await shells()) if (tagOf(name) !== owner) await caches.delete(name);
  }

  async function fromServer(event) {
    try {
      const response = await fetch(event.request);
      event.waitUntil(noticed(response));
      return [502, 503, 504].includes(response.status) ? { response, failed: true } : { response };
    } catch {
      return { failed: true };
    }
  }

  const away = async () => (await caches.match(place.away)) ?? Response.error();

  async function openDay(event) {
    const asking = fromServer(event);
    const waited = new Promise((resolve) => { setTimeout(resolve, PATIENCE, { failed: true }); });
    const first = await Promise.race([asking, waited]);
    if (!first.failed) return first.response;
    return (await kept(place.shell, await shells())) ?? (await asking).response ?? away();
  }

  async function openPage(event, path) {
    const { response } = await fromServer(event);
    return response ?? (path === place.help ? await caches.match(place.help) : undefined) ?? away();
  }

  const isDay = (path) => path === place.root || path === place.today || /^day\/\d{4}-\d\d-\d\d\/$/.test(path.slice(place.root.length));

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(isDay(url.pathname) ? openDay(event) : openPage(event, url.pathname));
    else if (url.pathname.startsWith(place.static)) event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  });

  // The copy was ended elsewhere. The server says so once: whoever hears it wipes, and tells the pages that are open.
  async function wipe(whose) {
    await box.forget(whose, { outbox: true });
    await box.forgetPages();
    await self.registration.unregister();
    return "left";
  }

  self.addEventListener("sync", (event) => {
    if (event.tag !== "vagus-outbox") return;
    event.waitUntil((async () => {
      let news = "changed";
      for (const tag of await box.tags()) {
        const { state, whose } = await box.drain({ ...place, tag });
        if (state === "wipe") news = await wipe(whose);
      }
      new BroadcastChannel("vagus").postMessage(news);
    })());
  });
})();
