"""What lasts over days, events and breaks: read whole, and again only after a change of one of them."""

from datetime import date

import numpy as np

from tracker.accounts.models import User
from tracker.diary.breaks import Break
from tracker.diary.known import KNOWN
from tracker.diary.models import Event
from tracker.diary.slots import EPOCH, Numbers, Rows, Slot
from tracker.metrics import Source, those
from tracker.table import Bools, Span

Run = tuple[str, int, int | None]  # its kind, its first and its last day from 1970 on; None while it goes on
EVENTS = Numbers(lambda: Event.objects.filter(removed=None), Slot("until"), word="kind", lasting=True)
BREAKS = Numbers(lambda: Break.objects.filter(removed=None), Slot("until"), lasting=True)


def happened(user: User, span: Span, rows: Rows | None = None) -> dict[str, Bools]:
    """On which days each kind of event was, whatever else was noted; one query at most."""
    rows = rows or Rows(user)
    found = {metric.key: np.zeros(len(span), bool) for metric in those(source=Source.EVENTS)}
    for kind, first, last in KNOWN.fact(user, "events", (Event,), lambda: _runs(rows, EVENTS), rows.line):
        _mark(found[kind], span, first, last)
    return found


def touching(user: User, span: Span, rows: Rows | None = None) -> tuple[Span, ...]:
    """From when to when each event was that touches the span, in order; one query at most.

    One that goes on lasts to the end of the span.
    """
    rows, here = rows or Rows(user), (span.start.toordinal() - EPOCH, span.end.toordinal() - EPOCH)
    runs = KNOWN.fact(user, "events", (Event,), lambda: _runs(rows, EVENTS), rows.line)
    found = sorted((first, here[1] if last is None else last) for _, first, last in runs if first <= here[1])
    return tuple(Span(_day(first), _day(last)) for first, last in found if last >= here[0])


def _day(number: int) -> date:
    return date.fromordinal(number + EPOCH)


def days_off(user: User, span: Span, rows: Rows | None = None) -> Bools:
    """True on the days of a break, shape (len(span),); one query at most."""
    rows, off = rows or Rows(user), np.zeros(len(span), bool)
    for _, first, last in KNOWN.fact(user, "breaks", (Break,), lambda: _runs(rows, BREAKS), rows.line):
        _mark(off, span, first, last)
    return off


def _runs(rows: Rows, numbers: Numbers) -> tuple[Run, ...]:
    at, values, kinds = rows.of(numbers)
    ends = (None if np.isnan(last) else int(last) for last in values[:, 0].tolist())
    return tuple(zip(kinds or [""] * len(at), at.tolist(), ends, strict=True))


def _mark(days: Bools, span: Span, first: int, last: int | None) -> None:
    """The days of the span from the first on, to its end where nobody knows the last."""
    start = span.start.toordinal() - EPOCH
    until = len(days) if last is None else max(last + 1 - start, 0)
    days[max(first - start, 0) : until] = True
