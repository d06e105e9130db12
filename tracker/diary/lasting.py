"""What lasts over days, events and breaks: read whole, and again only after a change of one of them."""

from datetime import date
from typing import Any

import numpy as np

from tracker.accounts.models import User
from tracker.diary.breaks import Break
from tracker.diary.known import KNOWN
from tracker.diary.models import Event
from tracker.metrics import Source, those
from tracker.table import Bools, Span


def happened(user: User, span: Span) -> dict[str, Bools]:
    """On which days each kind of event was, whatever else was noted; one query at most."""
    found = {metric.key: np.zeros(len(span), bool) for metric in those(source=Source.EVENTS)}
    rows = KNOWN.fact(user, "events", (Event,), lambda: _rows(Event, user, "kind", "day", "until"))
    for kind, first, last in rows:
        _mark(found[kind], span, first, last)
    return found


def days_off(user: User, span: Span) -> Bools:
    """True on the days of a break, shape (len(span),); one query at most."""
    off = np.zeros(len(span), bool)
    rows = KNOWN.fact(user, "breaks", (Break,), lambda: _rows(Break, user, "day", "until"))
    for first, last in rows:
        _mark(off, span, first, last)
    return off


def _rows(table: type[Event | Break], user: User, *columns: str) -> list[tuple[Any, ...]]:
    return list(table._default_manager.filter(owner=user, removed=None).values_list(*columns))


def _mark(days: Bools, span: Span, first: date, last: date | None) -> None:
    """The days of the span from the first on, to its end where nobody knows the last."""
    first, last = max(first, span.start), min(last or span.end, span.end)
    if first <= last:
        days[span.slot(first) : span.slot(last) + 1] = True
