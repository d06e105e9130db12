"""Search over articles, glossary, safety texts and help lines in one language, in memory and without any service.

Words are compared without marks and capitals, from their first letters, inside longer words, and with a slip of the
finger; Chinese by pairs of characters. A word that stands in few passages weighs more than one that stands in many.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tracker.foods.names import fold, is_han

LONGEST = 100
MOST = 24
WIDTH = 220
IN_TITLE = 2.0
EXACT, START, INSIDE, SLIP = 1.0, 0.7, 0.45, 0.4
TOKEN = re.compile(r"[\u3400-\u9fff]+|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage that can be found: where it stands, what sort it is, its title and its text."""

    kind: str
    title: str
    text: str
    url: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a Chinese character or a pair of them, in the form that is compared, and where it stands."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with what matched marked in its title and in a stretch of its text."""

    entry: Entry
    title: SafeString
    passage: SafeString


def tokens(text: str) -> Iterator[Token]:
    """The words of a text; of Chinese every character and every pair of neighbours."""
    for found in TOKEN.finditer(text):
        word, start = found[0], found.start()
        if not is_han(word):
            yield Token(fold(word).replace(" ", ""), start, found.end())
            continue
        for place in range(len(word)):
            yield Token(word[place], start + place, start + place + 1)
            if place + 1 < len(word):
                yield Token(word[place : place + 2], start + place, start + place + 2)


def asked(query: str) -> list[str]:
    """What a query asks for: words, pairs of Chinese characters, a single character only where it stands alone."""
    forms = [token.form for token in tokens(query[:LONGEST])]
    pairs = {form for form in forms if len(form) == 2 and is_han(form)}
    alone = [form for form in forms if not (len(form) == 1 and is_han(form) and any(form in pair for pair in pairs))]
    return [form for form in dict.fromkeys(alone) if len(form) > 1 or is_han(form) or form.isdigit()]


class Index:
    """Passages, ready to be asked."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self.weights: dict[str, dict[int, float]] = defaultdict(dict)
        for place, entry in enumerate(self.entries):
            for text, weight in ((entry.text, 1.0), (entry.title, IN_TITLE)):
                for token in tokens(text):
                    held = self.weights[token.form]
                    held[place] = max(held.get(place, 0), weight)
        self.words = [form for form in self.weights if not is_han(form)]

    def find(self, query: str) -> list[Hit]:
        """The passages that hold the most of the words, best first."""
        scores: dict[int, list[float]] = defaultdict(list)
        matched: set[str] = set()
        for form in asked(query):
            near = self._near(form)
            matched.update(near)
            for place, score in self._scored(near).items():
                scores[place].append(score)
        most = max(map(len, scores.values()), default=0)
        order = sorted((-sum(held), place) for place, held in scores.items() if len(held) == most)
        return [_hit(self.entries[place], matched) for _, place in order[:MOST]]

    def _scored(self, near: dict[str, float]) -> dict[int, float]:
        """The best that any spelling gives each passage, weighed by how few passages hold the word."""
        held: dict[int, float] = {}
        for form, closeness in near.items():
            for place, weight in self.weights[form].items():
                held[place] = max(held.get(place, 0), closeness * weight)
        rarity = math.log(1 + len(self.entries) / max(1, len(held)))
        return {place: score * rarity for place, score in held.items()}

    def _near(self, form: str) -> dict[str, float]:
        """The forms of the index that may be meant, with how close each is."""
        if is_han(form):
            return {form: EXACT} if form in self.weights else {}
        found = {word: START for word in self.words if word.startswith(form)}
        if len(form) >= 4:
            found |= {word: INSIDE for word in self.words if form in word and word not in found}
        if len(form) >= 4 and not found:
            slips = process.extract(form, self.words, scorer=OSA.distance, score_cutoff=1 + (len(form) > 7), limit=8)
            found = {word: SLIP for word, _, _ in slips}
        return found | ({form: EXACT} if form in self.weights else {})


def _hit(entry: Entry, matched: Collection[str]) -> Hit:
    marks = _marks(entry.text, matched)
    start, end = _window(entry.text, marks)
    inside = [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
    passage = format_html(
        "{}{}{}", "… " if start else "", _marked(entry.text, inside, start, end), " …" if end < len(entry.text) else ""
    )
    return Hit(entry, _marked(entry.title, _marks(entry.title, matched), 0, len(entry.title)), passage)


def _marks(text: str, matched: Collection[str]) -> list[tuple[int, int]]:
    """Where the words stand, neighbours and overlaps as one stretch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((token.start, token.end) for token in tokens(text) if token.form in matched):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, marks: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch that holds the most of them, cut between words."""
    if len(text) <= WIDTH:
        return 0, len(text)
    width = WIDTH // 2 if is_han(text) else WIDTH
    starts = [start for start, _ in marks] or [0]
    first = max(starts, key=lambda start: sum(start <= other < start + width for other in starts))
    start = max(0, first - width // 4)
    end = min(len(text), start + width)
    if start and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(first, end - 30), end)) > first:
        end = space
    return start, end


def _marked(text: str, marks: list[tuple[int, int]], start: int, end: int) -> SafeString:
    places = [start, *(place for mark in marks for place in mark), end]
    plain_and_marked = zip(places[::2], places[1::2], [*(text[a:b] for a, b in marks), ""], strict=True)
    return format_html_join(
        "",
        "{}{}",
        ((text[a:b], format_html("<mark>{}</mark>", mark) if mark else "") for a, b, mark in plain_and_marked),
    )
