/* Switches reminders on in this browser: asks it for a subscription and hands that in with an ordinary form. */
const form = document.querySelector("form[data-push]");
const button = form?.querySelector("button[type=button]");

const note = (name) => {
  for (const each of form.querySelectorAll("[data-note]")) each.hidden = each.dataset.note !== name;
};

const key = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const coded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/* The worker that keeps Vagus's pages, where there is one; it has the same handlers in it. */
async function registered() {
  const kept = await navigator.serviceWorker.getRegistration();
  const found = kept ?? (await navigator.serviceWorker.register(form.dataset.worker));
  while (!found.active) await new Promise((resolve) => { setTimeout(resolve, 50); });
  return found;
}

async function subscribed() {
  const worker = await registered();
  const before = await worker.pushManager.getSubscription();
  if (before) await before.unsubscribe(); // it may have been made for another machine's key
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key(form.dataset.push) });
}

async function switchOn() {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return note("denied");
    const made = await subscribed();
    form.elements.endpoint.value = made.endpoint;
    form.elements.p256dh.value = coded(made.getKey("p256dh"));
    form.elements.auth.value = coded(made.getKey("auth"));
    form.submit();
  } catch {
    note("failed");
  } finally {
    button.disabled = false;
  }
}

if (form) {
  if (!window.isSecureContext) note("insecure");
  else if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) note("unsupported");
  else {
    button.hidden = false;
    button.addEventListener("click", switchOn);
  }
}
