/* Shows a reminder that was pushed, and opens Today at a tap. A classic script: it is a worker by itself, and any
   other worker of Vagus takes it in with importScripts(). It keeps nothing and fetches nothing. */
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data.json(); } catch { /* a browser must show something for every push */ }
  event.waitUntil(self.registration.showNotification("Vagus", {
    body: said.text ?? "", tag: "vagus-reminder", data: { open: said.open ?? "" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.open || "/", self.location.origin);
  if (target.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const open = pages.find((page) => new URL(page.url).pathname === target.pathname);
    return open ? open.focus() : self.clients.openWindow(target.href);
  })());
});
