"""Letters as a search compares them, the same on every database, and where a hit stands in what was written."""

import unicodedata
from collections.abc import Sequence

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 100
MOST_TERMS = 8
ELLIPSIS = "…"
# Letters whose mark is part of the letter, so that taking the marks off does not reach them; and quotes that
# telephones put in by themselves.
_LETTERS = {"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'"}
_UNSEEN = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufe0e", "\ufe0f"}
_AROUND = "\"'.,;:!?()[]{}«»“”„‚‘’…。，、！？；：（）《》「」"


class _Signs(dict[int, str]):
    """What each sign is compared as; worked out once a sign, so that ten years of notes are read in a moment."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        plain = "".join(_LETTERS.get(sign, sign) for sign in parts if not _is_mark(sign))
        self[code] = plain
        return plain


def _is_mark(sign: str) -> bool:
    return bool(unicodedata.combining(sign)) or sign in _UNSEEN


_SIGNS = _Signs()


def folded(text: str) -> str:
    """Small letters without marks: Blåbær, BLABAER and blåbær are one word. Each sign is folded for itself."""
    return text.lower() if text.isascii() else text.translate(_SIGNS)


def terms(query: str) -> tuple[str, ...]:
    """The words asked for, folded; each of them has to be found."""
    words = folded(query[:LONGEST]).split()
    return tuple(dict.fromkeys(word.strip(_AROUND) or word for word in words))[:MOST_TERMS]


def hits(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """From where to where the terms stand in the text as it was written, in order, without overlap."""
    plain, origins = _with_origins(text)
    found = []
    for term in wanted:
        at = plain.find(term)
        while at >= 0:
            found.append((origins[at], _after_marks(text, origins[at + len(term) - 1] + 1)))
            at = plain.find(term, at + len(term))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _with_origins(text: str) -> tuple[str, list[int]]:
    parts = [_SIGNS[ord(sign)] for sign in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def _after_marks(text: str, end: int) -> int:
    """A mark belongs to the letter before it, so a hit that ends there takes it along."""
    while end < len(text) and not _SIGNS[ord(text[end])]:
        end += 1
    return end


def marked(text: str, wanted: Sequence[str]) -> SafeString:
    """The text as HTML with every hit in <mark>; whatever else stands in it is escaped."""
    pieces, last = [], 0
    for start, end in hits(text, wanted):
        pieces.append((text[last:start], format_html("<mark>{}</mark>", text[start:end])))
        last = end
    return format_html("{}{}", format_html_join("", "{}{}", pieces), escape(text[last:]))


def excerpt(text: str, wanted: Sequence[str], length: int) -> SafeString:
    """About `length` signs on one line, from the beginning or, if the first hit lies further on, from before it."""
    line = " ".join(text.split())
    first = next(iter(hits(line, wanted)), (0, 0))
    start = 0 if first[1] <= length else _word_start(line, first[0] - length // 3)
    end = _word_end(line, start + length)
    shown = marked(line[start:end].strip(), wanted)
    return format_html("{}{}{}", ELLIPSIS if start else "", shown, ELLIPSIS if end < len(line) else "")


def _word_start(line: str, near: int) -> int:
    """The beginning of a word near a place; in writing without spaces the place itself."""
    space = line.find(" ", near, near + 15)
    return near if space < 0 else space + 1


def _word_end(line: str, near: int) -> int:
    if near >= len(line):
        return len(line)
    space = line.rfind(" ", near - 15, near + 1)
    return near if space < 0 else space
