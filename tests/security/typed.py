"""Reads the forms of a page and fills them in, with a word that is looked for afterwards."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

PLAIN = {"date": "2026-11-20", "time": "10:00", "month": "2026-11", "datetime-local": "2026-11-20T10:00"}


@dataclass
class Form:
    """One form: where it goes, what it asks for, and which of it takes words."""

    to: str
    fields: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def filled(self, word: str, number: str) -> dict[str, str]:
        """As somebody fills it in: the word where words are typed, the number where numbers are."""
        own = {name: number if value == "#" else value for name, value in self.fields.items()}
        return own | dict.fromkeys(self.words, word)


class Forms(HTMLParser):
    """All forms of a page that change something."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.found, self.select = path, list[Form](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            to = urlsplit(facts.get("hx-post") or facts.get("action") or self.path).path
            is_post = facts.get("method", "get").lower() == "post" or "hx-post" in facts
            self.found.append(Form(to if is_post else ""))
        elif self.found and (name := facts.get("name", self.select)):
            self._take(tag, name, facts)

    def _take(self, tag: str, name: str, facts: dict[str, str]) -> None:
        form, kind = self.found[-1], facts.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind in {"text", "search", "url", "email", "password", "tel"}):
            is_number = facts.get("inputmode") in {"decimal", "numeric"}
            form.fields[name] = "#"
            form.words -= {name}
            form.words |= set() if is_number else {name}
        elif tag == "select":
            self.select = name
        elif tag == "option":
            form.fields[self.select] = form.fields.get(self.select) or facts.get("value", "")
        elif tag == "input" and kind in {"number", "range"}:
            form.fields[name] = "#"
        elif tag == "input" and kind != "file":
            form.fields.setdefault(name, PLAIN.get(kind) or facts.get("value") or "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
