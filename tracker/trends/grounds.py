"""All that a figure's file rests on, read once: while it is the same, so is the file, whatever else was written."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import get_language

from tracker.accounts.models import User
from tracker.diary import days
from tracker.diary.days import EventSpan
from tracker.metrics import BY_KEY, Metric, Source
from tracker.table import Bools, DailyTable, Span
from tracker.trends.orders import Order, edition
from tracker.trends.said import numbers

Bands = tuple[Span, ...]
Words = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The numbers, the runs of days to shade, and for a file of numbers what lasted over each day in words."""

    table: DailyTable
    bands: Bands = ()
    words: Words = ()


def ground(user: User, order: Order, lead: int = 0) -> Ground:
    """Of a drawing, which may look back so many days, from a table no longer than it needs."""
    span = Span(order.span.start - timedelta(days=lead), order.span.end)
    return Ground(days.daily_table(user, span, order.metrics), _bands(user, order))


def told(user: User, order: Order) -> Ground:
    """Of a file of numbers."""
    return Ground(days.daily_table(user, order.span, order.metrics), words=_events(user, order.span))


def stamp(user: User, order: Order, rests_on: Ground, ending: str = "svg") -> str:
    """Changes when the files would, of all colours and widths: with the person, what is asked for, what they rest on,
    the code that draws.
    """
    asked = (
        order.figure, _named(order.metrics), order.span, order.event, order.dates, order.start, order.lag,
        _named(order.shade), order.today if ending == "csv" else None,
    )  # fmt: skip
    bands = [(run.start.toordinal(), run.end.toordinal()) for run in rests_on.bands]
    held = numbers(*(rests_on.table.series(metric.key) for metric in order.metrics)), bands, rests_on.words
    facts = repr((user.pk, asked, held, get_language(), edition()))
    return hashlib.blake2b(facts.encode(), digest_size=16).hexdigest()


def tag(order: Order, ending: str, stamp: str) -> str:
    """Of one file, by the stamp of what it rests on."""
    return f'"{stamp}-{order.palette.name}-{order.size}.{ending}"'


def _named(metrics: tuple[Metric, ...]) -> list[Metric | str]:
    """One of the registry goes by its key, for it changes with the code alone; a person's own by all it holds."""
    return [metric.key if BY_KEY.get(metric.key) is metric else metric for metric in metrics]


def _bands(user: User, order: Order) -> Bands:
    """The days to shade: those of the events, or those on which something else was so."""
    if not order.shade:
        return days.touching(user, order.span)
    events = any(metric.source is Source.EVENTS for metric in order.shade)
    happened = days.happened(user, order.span) if events else {}
    said = tuple(metric for metric in order.shade if metric.key not in happened)
    table = days.daily_table(user, order.span, said) if said else None
    yes = happened | ({key: column == 1 for key, column in table.columns.items()} if table else {})
    return tuple(run for metric in order.shade for run in _runs(order.span, yes[metric.key]))


def runs(table: DailyTable, key: str) -> Bands:
    """The days on which a yes-no metric is yes, joined where they follow each other."""
    return _runs(table.span, table.columns[key] == 1)


def _runs(span: Span, found: Bools) -> Bands:
    yes = np.concatenate(([False], found, [False]))
    first, past = (np.flatnonzero(change) for change in (yes[1:] & ~yes[:-1], yes[:-1] & ~yes[1:]))
    day = span.start
    return tuple(
        Span(day + timedelta(days=int(a)), day + timedelta(days=int(b) - 1)) for a, b in zip(first, past, strict=True)
    )


def band(event: EventSpan, last: date) -> Span:
    """The days an event covers; one that goes on lasts to the end of what is shown."""
    return Span(event.start, max(event.start, event.end or last))


def _events(user: User, span: Span) -> Words:
    """For each day of the span what lasted over it, in the person's own words where there are any."""
    found: list[list[str]] = [[] for _ in range(len(span))]
    for event in days.events(user, span):
        first, last = max(event.start, span.start), min(event.end or span.end, span.end)
        for slot in range(span.slot(first), span.slot(last) + 1):
            found[slot].append(event.text or event.label)
    return tuple(map(tuple, found))
