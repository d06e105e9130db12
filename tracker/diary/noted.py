"""What was noted when, without any arithmetic on it: Today asks this much, and waits for no arrays."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery
from django.utils.translation import get_language

from tracker.accounts.models import User
from tracker.diary import event_kinds
from tracker.diary.models import CheckIn, Dose, Event, EventKind, Night, OwnValue, Serving
from tracker.diary.moments import Moment
from tracker.metrics import Source, those
from tracker.span import Span
from tracker.web.prepared import Prepared
from tracker.web.together import Together

# A check-in with any answer or a note; written once, since putting it together takes longer than asking.
ANSWERED = " OR ".join(["note > ''", *(f"{metric.key} IS NOT NULL" for metric in those(source=Source.CHECK_IN))])


class EventSpan(NamedTuple):
    """An event as Trends marks it; `end` is None while it goes on."""

    kind: str
    label: str
    start: date
    end: date | None
    text: str
    uid: UUID | None = None
    detail: str = ""


def _touching(owner: int, first: date, last: date) -> QuerySet[Event]:
    rows = Event.objects.filter(owner=owner, removed=None, day__lte=last)
    return rows.filter(Q(until=None) | Q(until__gte=first)).order_by("day", "id")


TOUCHING = Prepared(_touching, owner=int, first=date, last=date)


def events(user: User, span: Span) -> tuple[EventSpan, ...]:
    """The person's events that touch the span, in order; one query."""
    return tuple(map(event_span, TOUCHING.all(owner=user.pk, first=span.start, last=span.end)))


def event_span(event: Event) -> EventSpan:
    """The row of an event as it is marked."""
    label, detail = _words(event.kind, event.what, event.who, get_language())
    return EventSpan(event.kind, label, event.day, event.until, event.text, event.uid, detail)


@lru_cache(maxsize=256)
def _words(kind: str, what: str, who: str, _language: str | None) -> tuple[str, str]:
    return str(EventKind(kind).label), event_kinds.detail(kind, what, who)


def first_day(user: User) -> date | None:
    """The first day with any record; one query."""
    return earliest(FIRST.tuples(owner=user.pk))


def earliest(rows: Iterable[tuple[date | str | None, ...]]) -> date | None:
    """The first of the days that `firsts` found."""
    return min((_as_date(day) for firsts in rows for day in firsts if day), default=None)


def firsts(owner: int) -> dict[str, QuerySet[Any, Any]]:
    """Each table's own first day, which its index has at hand; a minimum over its rows would read them all."""
    tables: list[QuerySet[Any]] = [CheckIn.objects.all(), Night.objects.all(), OwnValue.objects.exclude(value=None)]
    tables += [model.objects.filter(removed=None) for model in (Serving, Dose, Moment, Event)]
    found = [Subquery(table.filter(owner=owner).order_by("day").values("day")[:1]) for table in tables]
    return {"firsts": User.objects.filter(pk=owner).values_list(*found)}


FIRST = Together(firsts, owner=int)


def _as_date(day: date | str) -> date:
    """SQLite keeps days as text."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def records(user: User | int, **where: object) -> list[QuerySet[Any]]:
    """Rows that say something of their own day, a query set a table; what lasts (events) is not among them."""
    slept_at = Q(bed_time__isnull=False) | Q(wake_time__isnull=False)
    rows = [model.objects.filter(owner=user, removed=None, **where) for model in (Serving, Dose, Moment)]
    return [
        CheckIn.objects.filter(owner=user, **where).extra(where=[ANSWERED]),  # noqa: S610 (our own columns)  # noqa: S610 (columns of ours alone)
        Night.objects.filter(slept_at, owner=user, **where),
        OwnValue.objects.filter(owner=user, value__isnull=False, **where),
        *rows,
    ]


def all_noted(user: User, span: Span) -> set[date]:
    """The days of the span on which anything was noted; one query."""
    return {_as_date(day) for (day,) in DAYS.tuples(owner=user.pk, first=span.start, last=span.end)}


def days(user: User | int, **where: object) -> QuerySet[Any, Any]:
    """The days on which anything was noted, each once."""
    first, *others = [rows.values_list("day") for rows in records(user, **where)]
    return first.union(*others)


def _days_between(owner: int, first: date, last: date) -> dict[str, QuerySet[Any, Any]]:
    return {"days": days(owner, day__range=(first, last))}


DAYS = Together(_days_between, owner=int, first=date, last=date)


def noted_days(user: User, span: Span) -> int:
    """On how many days of the span anything was noted; one query."""
    return len(all_noted(user, span))


def version(user: User) -> str:
    """Changes whenever the diary does; for conditional requests."""
    return f"{user.pk}-{user.diary_version}"
