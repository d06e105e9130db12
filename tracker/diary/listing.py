"""What a page of History reads, in two statements: which days are on it, then the rows of those days.

After a change both are asked of the days that it touched, in one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tracker.accounts.models import User
from tracker.diary import changes, noted
from tracker.diary.breaks import Break
from tracker.diary.models import CheckIn, Dose, Event, Night, OwnTracker, OwnValue, Serving, Supplement
from tracker.foods.models import LoadedSeed
from tracker.foods.seed import NAME
from tracker.metrics import Source, those
from tracker.span import Span
from tracker.web.together import Together

APART = (Serving, Dose, Event, Break)  # read by what they point at, or for as long as they last
ONE, YEAR = timedelta(days=1), timedelta(days=365)
NEAR = timedelta(days=120)  # how far back a page is looked for at first: most people note more than every third day
DENSE = 4  # days between the first and the last for each that is wanted, up to which all between them are read
CHECK_IN = ("day", "note", "food_day", "flare_type", *(metric.key for metric in those(source=Source.CHECK_IN)))
Rows = Mapping[str, list[Any]]
Queries = dict[str, QuerySet[Any, Any]]


def listed(user: User | int, **where: object) -> list[QuerySet[Any]]:
    """Whatever puts a day on the list: what is noted of it, and each row that begins on it; but not a break."""
    records = noted.records(user, **where)
    others = set(changes.ROWS.values()) - {Break} - {rows.model for rows in records}
    tables = sorted(others, key=lambda table: table.__name__)
    return [*records, *(table._default_manager.filter(owner=user, removed=None, **where) for table in tables)]


def _days(owner: int, first: date, last: date) -> Queries:
    one, *others = [rows.values_list("day") for rows in listed(owner, day__range=(first, last))]
    return {"listed": one.union(*others)}


def _days_and_year(owner: int, first: date, last: date, year: date, today: date) -> Queries:
    return {**_days(owner, first, last), "noted": noted.days(owner, day__range=(year, today))}


def _rows(owner: int, first: date, last: date) -> Queries:
    of = {"owner": owner, "day__range": (first, last)}
    there = {**of, "removed": None}
    lasting = Q(Q(until=None) | Q(until__gte=first), owner=owner, removed=None, day__lte=last)
    return {
        "check_ins": CheckIn.objects.filter(**of).values_list(*CHECK_IN),
        "nights": Night.objects.filter(**of).values_list("day", "bed_time", "wake_time", "zone"),
        "eaten": Serving.objects.filter(**there).values_list("day", "id", "food_id", "grams"),
        "edition": LoadedSeed.objects.filter(name=NAME).values_list("version"),
        "doses": Dose.objects.filter(**there).values_list("created", "id", "day", "supplement_id"),
        "supplements": Supplement.objects.filter(owner=owner).values_list("id", "name"),
        "own_values": OwnValue.objects.exclude(value=None).filter(**of).values_list("id", "day", "tracker_id", "value"),
        "trackers": OwnTracker.objects.filter(owner=owner),
        "events": Event.objects.filter(lasting), "breaks": Break.objects.filter(lasting),
        **{kind: table._default_manager.filter(**there) for kind, table in others().items()},
    }  # fmt: skip


def _again(owner: int, first: date, last: date) -> Queries:
    return {**_days_and_year(owner, first, last, first, last), **_rows(owner, first, last)}


def others() -> dict[str, type[Any]]:
    """The tables of rows that are told by what each row says."""
    return {kind: table for kind, table in changes.ROWS.items() if table not in APART}


DAYS = Together(_days, owner=int, first=date, last=date)
DAYS_AND_YEAR = Together(_days_and_year, owner=int, first=date, last=date, year=date, today=date)
ROWS = Together(_rows, owner=int, first=date, last=date)
AGAIN = Together(_again, owner=int, first=date, last=date)
NONE: Rows = defaultdict(list)  # where no day is on the page
LASTING = {"events", "breaks", "edition", "supplements", "trackers"}


@dataclass(frozen=True, slots=True)
class Looked:
    """The listed days from a floor up to the day before `top`, and the noted ones of the last 365."""

    floor: date
    top: date
    today: date
    listed: frozenset[date]
    noted: frozenset[date]

    def newest(self, most: int) -> list[date]:
        return sorted(self.listed, reverse=True)[:most]

    def lacks(self, most: int) -> bool:
        """Whether earlier days belong among so many, and were not looked at."""
        return len(self.listed) < most and self.floor > date.min


def newest(user: User, before: date, today: date, most: int) -> Looked:
    """At least so many listed days before a day, if there are, the newest.

    One query, and one more where these days lie far apart or the diary is short.
    """
    near = before - NEAR
    rows = DAYS_AND_YEAR.read(owner=user.pk, first=near, last=before - ONE, year=today - YEAR + ONE, today=today)
    listed, noted_ = ({day for (day,) in rows[name]} for name in ("listed", "noted"))
    if len(listed) >= most:
        return Looked(near, before, today, frozenset(listed), frozenset(noted_))
    listed.update(day for (day,) in DAYS.read(owner=user.pk, first=date.min, last=near - ONE)["listed"])
    return Looked(date.min, before, today, frozenset(listed), frozenset(noted_))


def looked_again(user: User, known: Looked, span: Span) -> tuple[Looked, Rows]:
    """The same with the days of a span looked at again, and the rows of that span; one query."""
    rows = AGAIN.read(owner=user.pk, first=span.start, last=span.end)
    listed = {day for (day,) in rows["listed"] if known.floor <= day < known.top}
    noted_ = {day for (day,) in rows["noted"] if known.today - YEAR < day <= known.today}
    again = replace(known, listed=known.listed.difference(span) | listed, noted=known.noted.difference(span) | noted_)
    return again, rows


def rows_of(user: User, wanted: Sequence[date], span: Span) -> Rows:
    """The rows of these days, and what lasts into the span around them.

    One query; one for each table where a search found a few days in many years.
    """
    if len(span) <= DENSE * len(wanted):
        return ROWS.read(owner=user.pk, first=span.start, last=span.end)
    return {
        name: list(query if name in LASTING else query.filter(day__in=wanted))
        for name, query in _rows(user.pk, span.start, span.end).items()
    }


def in_order(rows: Iterable[Any]) -> list[Any]:
    """As they were noted."""
    return sorted(rows, key=lambda row: (row.created, row.pk))
