"""Keeps the page within so many lines, and names what found no room."""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext, ngettext

from tracker.report.sheet import Sheet
from tracker.web import naming

TWO_PAGES = 88  # lines of a table; on a browser’s paper letters are wider than in our own file
WIDE, HALF = 100, 40  # letters in a line of the page, of half of it
HEAD, FIGURES, STOOL = 3, 10, 6  # lines that a heading with its table's head, a row of figures, the stool table take
MOST_FIGURES = 8

Rows = tuple[Any, ...]


def lines(text: str, width: int) -> int:
    """How many lines a text takes; Chinese and Japanese letters are two wide."""
    wide = (sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in part) for part in text.split("\n"))
    return sum(max(1, math.ceil(length / width)) for length in wide)


def fitted(sheet: Sheet, room: int = TWO_PAGES) -> Sheet:
    """The same page with as much as finds room; what matters most to a reader first, of lists the latest."""
    left = room - 8 - (2 + lines(sheet.question, WIDE) if sheet.question else 0) - 2 * bool(sheet.held)
    left, outcomes = _first(sheet.outcomes, left - HEAD, lambda line: lines(line.name + line.unit, 52))
    left, habits = _first(sheet.habits, left, lambda line: lines(line.name + line.unit, 52))
    left -= STOOL * bool(sheet.stool)
    figures = sheet.figures[: min(MOST_FIGURES, 2 * max(0, (left - 2) // FIGURES))]
    left -= FIGURES * math.ceil(len(figures) / 2) + 2 * bool(figures)
    left, trials = _first(sheet.experiments, left, _trial)
    left, (supplements, events) = _beside(sheet.supplements, sheet.events, left)
    left, (totals, labs) = _beside(sheet.totals, sheet.lab_values, left)
    left, notes = _last(sheet.notes, left - HEAD, lambda one: lines(one[1], WIDE - 10))
    kept: dict[str, Any] = {
        "outcomes": outcomes, "habits": habits, "figures": figures, "experiments": trials,
        "supplements": supplements, "events": events, "totals": totals, "lab_values": labs, "notes": notes,
    }  # fmt: skip
    return replace(
        sheet, **kept, cut=_told({name: len(getattr(sheet, name)) - len(rows) for name, rows in kept.items()})
    )


def _trial(trial: Any) -> int:
    said = (trial.design, *trial.said, *trial.tempered)
    return 3 + sum(lines(text, WIDE) for text in said) + sum(lines(words, WIDE - 30) for _, words in trial.facts)


def _first(rows: Rows, left: int, cost: Callable[[Any], int]) -> tuple[int, Rows]:
    """As many of the first rows as find room, and the room that is left."""
    kept = 0
    for row in rows:
        if left < cost(row):
            break
        left, kept = left - cost(row), kept + 1
    return left, rows[:kept]


def _last(rows: Rows, left: int, cost: Callable[[Any], int]) -> tuple[int, Rows]:
    """As `_first`, from the end; one that is too long for what is left is passed over."""
    kept: list[Any] = []
    for row in reversed(rows):
        if (needs := cost(row)) <= left:
            left -= needs
            kept.append(row)
    return left, tuple(reversed(kept))


def _beside(first: Rows, second: Rows, left: int) -> tuple[int, tuple[Rows, Rows]]:
    """Two lists beside each other, or one alone."""
    if not first and not second:
        return left, ((), ())
    width = HALF if first and second else WIDE
    free = max(0, left - HEAD)
    one, kept = _first(first, free, lambda row: _row(row, width))
    other, latest = _last(second, free, lambda row: _row(row, width))
    return min(one, other), (kept, latest)


def _row(row: Any, width: int) -> int:
    cells: Sequence[object] = row if isinstance(row, tuple) else (row.day, row.name, row.value, row.beside)
    return lines(" ".join(map(str, cells)), width - 8)


def _told(cut: dict[str, int]) -> tuple[str, ...]:
    """What was left out, in words."""
    numbers = cut["outcomes"] + cut["habits"]
    said = (
        (numbers, ngettext("%(n)s number", "%(n)s numbers", numbers)),
        (cut["figures"], ngettext("%(n)s chart", "%(n)s charts", cut["figures"])),
        (cut["experiments"], ngettext("%(n)s experiment", "%(n)s experiments", cut["experiments"])),
        (cut["supplements"], ngettext("%(n)s supplement", "%(n)s supplements", cut["supplements"])),
        (cut["events"], ngettext("%(n)s earlier event", "%(n)s earlier events", cut["events"])),
        (cut["totals"], ngettext("%(n)s questionnaire total", "%(n)s questionnaire totals", cut["totals"])),
        (cut["lab_values"], ngettext("%(n)s laboratory value", "%(n)s laboratory values", cut["lab_values"])),
        (cut["notes"], ngettext("%(n)s note", "%(n)s notes", cut["notes"])),
    )
    return tuple(words % {"n": n} for n, words in said if n)


def left_out(cut: Sequence[str]) -> str:
    """The sentence that stands on the page."""
    return gettext("Left out so that it fits two pages: %(things)s.") % {"things": naming.listed(cut)} if cut else ""
