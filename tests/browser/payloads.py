"""What others would type to break a page, how it gets into every field, and how one sees that it broke something."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Dialog, Error, Page, Response

MARK = "qzhit"
ADDED = "63916392"  # what a template engine makes of 63916391 and one
# Short ones first: a field of twenty letters takes one of them too.
TYPED = f"{MARK}\"'><svg/onload=__hit=1>"
PAYLOADS = (
    "'\"><x-hit>", f"{MARK}<img src=x onerror=alert(__hit=2)>", f"{MARK}</script></textarea><script>__hit=3</script>",
    f"{MARK}{{{{63916391|add:1}}}}${{63916391+1}}{{% now 'Y' %}}", f"{MARK}\r\nX-Hit: 1\r\nSet-Cookie: hit=1",
    "../../../../../../../../etc/passwd", "javascript:alert(__hit=4)//", f"{MARK} onmouseover=alert(__hit=5) x=",
)  # fmt: skip

# In each page before its own scripts: what the policy refused is told to the page as well as to the console.
WATCH = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.__refused.push(event.effectiveDirective));
"""
LOOK = """
() => {
  const found = (window.__hit === undefined ? [] : [`ran: ${window.__hit}`]).concat(window.__refused ?? []);
  const ways = ["href", "src", "action", "formaction", "data", "xlink:href", "hx-get", "hx-post"];
  for (const element of document.querySelectorAll("*")) {
    if (element.localName.startsWith("x-hit")) found.push("an element");
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(`${element.localName} ${name}`);
      const runs = ways.includes(name) && /^\\s*(javascript|data:text)/i.test(value);
      if (runs) found.push(`${element.localName} ${value}`);
    }
  }
  return { found, text: document.body?.innerText ?? document.documentElement.textContent };
}
"""
# The fields into which something can be typed, by form; those of the same form twice on a page count once.
FORMS = """
() => {
  const free = (e) => e.name && e.matches(
    "textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=submit])"
    + ":not([type=button]):not([type=range]):not([type=file]):not([readonly])"
  );
  return [...document.forms].map((form, n) => ({
    n, to: new URL(form.getAttribute("hx-post") ?? form.getAttribute("action") ?? location.href, location).pathname,
    fields: [...form.elements].filter(free).map((e) => e.name),
  })).filter((form) => form.fields.length);
}
"""
# Fill one form: `payload` where words are typed, what fits everywhere else; with `all`, the payload in every field.
_FILL = """
(form, payload, all) => {
  const fits = { date: "2026-11-20", time: "10:00", month: "2026-11", number: "5" };
  form.noValidate = true;
  for (const e of form.elements) {
    if (!e.name || e.name === "csrfmiddlewaretoken" || e.readOnly || e.type === "file") continue;
    if (e.name === "key" && e.type === "hidden") { e.value = crypto.randomUUID().replaceAll("-", ""); continue; }
    e.removeAttribute("maxlength");
    if (e.localName === "select") {
      if (all) e.options[e.selectedIndex < 0 ? 0 : e.selectedIndex]?.setAttribute("value", payload);
      else if (!e.value) e.value = [...e.options].find((option) => option.value)?.value ?? "";
    } else if (e.type === "radio") {
      if (!form.querySelector(`[name="${e.name}"]:checked`)) e.checked = true;
    } else if (e.type === "checkbox") {
      if (e.required) e.checked = true;
    } else if (e.type === "hidden") {
      if (all) e.value = payload;
    } else if (e.matches("textarea, input")) {
      const plain = fits[e.type] ?? (/^(decimal|numeric)$/.test(e.inputMode) ? "5" : undefined);
      if (all && plain) e.type = "text"; // so that it takes letters
      e.value = all || !plain ? (e.type === "url" && !all ? `https://example.org/${payload}` : payload) : plain;
    }
  }
}
"""
FILL = f"([n, payload]) => ({_FILL})(document.forms[n], payload, false)"
# Send it without leaving the page; what comes back is read as a page that runs nothing.
SEND = """
async ([n, payload, all]) => {
  const form = all ? document.forms[n].cloneNode(true) : document.forms[n];
  (FILL)(form, payload, all);
  const data = new FormData(form), target = new URL(form.action || location.href, location);
  const plain = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  if (form.method === "get") target.search = new URLSearchParams(data);
  const answer = await fetch(target, form.method === "get" ? {} : { method: "post", body: plain });
  const text = await answer.text(), page = new DOMParser().parseFromString(text, "text/html");
  const injected = [...page.querySelectorAll("*")].some(
    (e) => e.localName.startsWith("x-hit") || [...e.attributes].some(({ name }) => name.startsWith("on"))
  );
  return { status: answer.status, text, injected, header: answer.headers.has("X-Hit") };
}
""".replace("FILL", _FILL)
# Send it as a person does: by its button, or, where each answer is saved by itself, by leaving the field.
SUBMIT = """
(n) => {
  const form = document.forms[n];
  if (!form.hasAttribute("data-card")) return form.requestSubmit();
  for (const e of form.querySelectorAll("textarea, [inputmode=decimal], [type=time]")) {
    e.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
"""


@dataclass
class Detector:
    """Everything by which a payload gives away that it was more than text."""

    page: Page
    found: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    shown: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.on("dialog", self._spoke)
        self.page.on("response", self._answered)

    def _spoke(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # our own: something typed was not sent yet
            dialog.accept()
            return
        self.found.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status} from {response.url}")
        if "x-hit" in response.headers:
            self.found.append(f"a header from {response.url}")

    def look(self, where: str) -> None:
        """Look at the page that is open, and at what came with it."""
        told = self._told()
        self.found += [f"{where}: {what}" for what in told["found"]]
        self.shown += MARK in told["text"]
        self._read(where, told["text"])
        if any(cookie["name"] == "hit" for cookie in self.page.context.cookies()):
            self.found.append(f"{where}: a cookie")

    def _told(self) -> dict[str, Any]:
        for _ in range(20):
            try:
                return dict(self.page.evaluate(LOOK))
            except Error:  # the answer to a form is just taking the page's place
                self.page.wait_for_timeout(50)
                self.page.wait_for_load_state("domcontentloaded")
        raise AssertionError(f"{self.page.url} never came to rest")

    def _read(self, where: str, text: str) -> None:
        self.found += [f"{where}: {sign}" for sign in (ADDED, "root:x:0:", "Traceback") if sign in text]

    def send(self, where: str, number: int, payload: str, *, everywhere: bool = False) -> None:
        """Send a form of the open page with the payload, beside the page."""
        answer: dict[str, Any] = self.page.evaluate(SEND, [number, payload, everywhere])
        if answer["status"] >= 500 or answer["injected"] or answer["header"]:
            self.found.append(f"{where} {payload!r}: {answer['status']} {answer['injected']} {answer['header']}")
        self._read(where, answer["text"])
