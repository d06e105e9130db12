"""Totals and laboratory values over all time: the figure, what is said beside it, its numbers."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.accounts.models import User
from tracker.charts import points as chart
from tracker.charts.style import PALETTES, Figure, Palette, Size, with_decimals
from tracker.diary import occasional
from tracker.diary.occasional import Group
from tracker.table import Span
from tracker.trends import wording
from tracker.trends.figures import FULL
from tracker.trends.forms import EARLIEST, ChartForm
from tracker.trends.numbers import Numbers, Row, guarded
from tracker.trends.pictures import Layer, Link, Picture, day_page
from tracker.web import naming
from tracker.web.pictures import for_screens

SHORTEST = 28  # days the figure spans at least
MARGIN = 30  # a thirtieth of the days stands empty on each side
TAPPED = 24  # a point answers to a tap this share of the width
TOLD = 12  # points that the alternative text names


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the figure of one group is, with its numbers and files."""

    key: str

    def url(self, ending: str, **more: object) -> str:
        return f"{reverse('trends:points', args=[ending])}?{urlencode({'of': self.key, **more})}"

    @property
    def table(self) -> str:
        return f"{reverse('trends:points_table')}?{urlencode({'of': self.key})}"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each file to keep."""
        return [
            (ending.upper(), self.url(ending, size=Size.WIDE, theme="light")) for ending in ("svg", "png", "pdf", "csv")
        ]


@dataclass(frozen=True)
class Points:
    """One group of numbers as a figure."""

    group: Group
    today: date
    palette: Palette = field(default=PALETTES["light"], repr=False)
    size: Size = Size.WIDE

    @cached_property
    def span(self) -> Span:
        """From the first number to today, with some room on both sides."""
        first = min(self.group.entries[-1].day, self.today - timedelta(days=SHORTEST))
        room = timedelta(days=(self.today - first).days // MARGIN + 1)
        return Span(max(first - room, EARLIEST), self.today + room)

    @property
    def noted(self) -> Span:
        """From the first number to the last."""
        return Span(self.group.entries[-1].day, self.group.entries[0].day)

    @property
    def title(self) -> str:
        return f"{self.group.label}, {self.group.unit}" if self.group.unit else self.group.label

    @property
    def ends(self) -> tuple[float, float] | None:
        scale = self.group.scale
        return (scale.low, scale.high) if scale else None

    def draw(self) -> Figure:
        oldest_first = self.group.entries[::-1]
        values = np.array([entry.value for entry in oldest_first], dtype=float)
        drawn = chart.points(
            self.span, [entry.day for entry in oldest_first], values, [entry.number for entry in oldest_first],
            self.palette, self.size, ends=self.ends,
        )  # fmt: skip
        return with_decimals(drawn, get_format("DECIMAL_SEPARATOR"))

    @property
    def kept(self) -> Addresses:
        return Addresses(self.group.key)


def read(user: User, query: QueryDict, today: date) -> Points:
    """The figure that an address asks for.

    Raises:
        Http404: for numbers or a look that are not there.
    """
    form, group = ChartForm(query, today=today), occasional.find(occasional.groups(user), query.get("of", ""))
    if group is None or not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    return Points(group, today, PALETTES[asked["theme"] or "light"], Size(asked["size"] or Size.WIDE))


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page shows of the chosen group."""

    shown: Points
    title: str
    sentence: str
    ranges: Sequence[str]
    picture: Picture
    layer: Layer
    choices: Sequence[tuple[str, str]]

    @property
    def chosen(self) -> str:
        return self.shown.group.key

    @property
    def is_total(self) -> bool:
        return self.shown.group.scale is not None

    @property
    def kept(self) -> Addresses:
        return self.shown.kept


def panel(user: User, groups: Sequence[Group], query: QueryDict, today: date) -> Panel | None:
    """The group that was chosen, else the one with the newest number; None where there is none."""
    if not groups:
        return None
    shown = Points(occasional.find(groups, query.get("points", "")) or groups[0], today)
    return Panel(
        shown, shown.title, _sentence(shown), _ranges(shown.group), _picture(shown, user.theme), _layer(shown),
        [(group.key, Points(group, today).title) for group in groups],
    )  # fmt: skip


def _sentence(shown: Points) -> str:
    """How many there are and which is the latest; nothing is said of what a number means."""
    entries = shown.group.entries
    facts: dict[str, Any] = {
        "n": len(entries), "number": _with_unit(shown.group, entries[0].number), "day": wording.day(entries[0].day),
    }  # fmt: skip
    said = (
        ngettext(
            "%(n)s number so far: %(number)s on %(day)s.",
            "%(n)s numbers so far; the latest is %(number)s, of %(day)s.",
            len(entries),
        )
        % facts
    )
    if shown.group.scale is None:
        return said
    ends = {"low": shown.group.scale.low, "high": shown.group.scale.high}
    return wording.in_a_row(said, _("The whole scale goes from %(low)s to %(high)s.") % ends)


def _with_unit(group: Group, number: str) -> str:
    return f"{number} {group.unit}".strip()


def _ranges(group: Group) -> list[str]:
    """Each range as a laboratory printed it, with the latest day that it stood beside."""
    if group.scale is not None:
        return []
    latest = {entry.beside: entry.day for entry in reversed(group.entries) if entry.beside}
    newest_first = sorted(latest.items(), key=lambda found: found[1], reverse=True)
    return [_("%(range)s (%(day)s)") % {"range": words, "day": wording.day(day)} for words, day in newest_first]


def _picture(shown: Points, theme: str) -> Picture:
    entries = shown.group.entries[:TOLD][::-1]
    numbers = naming.listed(f"{entry.number} ({wording.day(entry.day)})" for entry in entries)
    sources = for_screens(FULL, theme, lambda size, name: shown.kept.url("svg", size=size, theme=name), chart.height)
    return Picture(sources, f"{shown.title}: {numbers}", "", "points")


def _layer(shown: Points) -> Layer:
    """Each point leads to its day; wide enough to be tapped."""
    page, width = day_page(), max(1, len(shown.span) // TAPPED)
    links = (
        Link(
            shown.span.slot(entry.day) - width // 2, 0, width, page % entry.day,
            f"{wording.day(entry.day)}: {_with_unit(shown.group, entry.number)}",
        )
        for entry in shown.group.entries
    )  # fmt: skip
    return Layer(len(shown.span), 1, tuple(links))


def numbers(shown: Points) -> Numbers:
    """A line a number, the newest first."""
    page, beside = day_page(), _("Given by") if shown.group.scale else _("Printed range")
    rows = tuple(
        Row(wording.day(entry.day), page % entry.day, (entry.number, entry.beside or "–"))
        for entry in shown.group.entries
    )
    return Numbers(_("Day"), (shown.title, beside), rows)


def as_csv(shown: Points) -> str:
    """The same for programs, the oldest first."""
    out, total = io.StringIO(), shown.group.scale is not None
    write = csv.writer(out).writerow
    write(("day", "what", "value", "unit", "given_by" if total else "printed_range"))
    for entry in reversed(shown.group.entries):
        words = (shown.group.unit, entry.beside)
        write((entry.day.isoformat(), guarded(shown.group.label), f"{entry.value:.10g}", *map(guarded, words)))
    return out.getvalue()
