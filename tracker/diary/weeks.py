"""What a day's page counts over the weeks around it, kept until the log names one of those days.

A page adds up three months: on which days anything was noted, what was eaten, which foods are usual. Of all that a
tap changes only the day it is on, so the day and the one before it are read each time and the others are kept. An
entry belongs to a version of the diary; where the lines of the log since then account for each step of the version,
only whether something is noted is looked at again on the days that they name. Otherwise (an import, an edited food,
food on an older day) all is read anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import fsum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from tracker.accounts.models import User
from tracker.diary import noted
from tracker.diary.models import Serving
from tracker.diary.reading import Rows, back_of
from tracker.diary.since import Line, last_line, lines_since, rests, steps
from tracker.diary.week import monday
from tracker.foods import nutrition, reference
from tracker.foods.models import Food
from tracker.span import Span
from tracker.web.latest import Settled
from tracker.web.together import Together

USUAL_DAYS = 90
ONE = timedelta(days=1)
# A serving as it is counted: the day as 2026-11-21, the food, the grams. A page reads hundreds and shows none of them.
Eaten = tuple[str, int, float]


def _lately(owner: int, first: date, last: date) -> dict[str, QuerySet[Any, Any]]:
    rows = Serving.objects.filter(owner=owner, removed=None, day__range=(first, last)).order_by("day", "created", "id")
    return {"servings": rows.values_list(Cast("day", CharField()), "food_id", "grams")}


LATELY = Together(_lately, owner=int, first=date, last=date)


def lately(user: User, day: date) -> list[Eaten]:
    """The servings of three months and of the day's week, oldest first; one query."""
    first, last = min(day - timedelta(days=USUAL_DAYS - 1), monday(day)), monday(day) + timedelta(days=6)
    return LATELY.tuples(owner=user.pk, first=first, last=last)


class Usual(NamedTuple):
    """What was eaten on the other days, added up: without the day itself and the one before it.

    `fibre` has the grams of each earlier day on which any are known, `last` the grams of each food when it was last
    eaten on an earlier day, `often` how often it was, the latest first; `week` are the foods of the day's own week.
    """

    edition: UUID | None
    foods: Mapping[int, Food]
    facts: Mapping[int, nutrition.Facts]
    fibre: tuple[float, ...]
    last: Mapping[int, float]
    often: Mapping[int, int]
    week: frozenset[int]


def fresh(day: date) -> tuple[date, date]:
    """The days that are read each time."""
    return day - ONE, day


def usual(user: User, day: date, read: Rows) -> Usual:
    """The others added up; two queries at most, the second for foods of the person's own."""
    eaten, edition = lately(user, day), edition_of(read)
    before, since = fresh(day)[0].isoformat(), monday(day).isoformat()
    rows = [row for row in eaten if row[0] not in {before, day.isoformat()}]
    liked = {food for _created, food in read["favourites"]}
    foods = reference.rows_for({food for _day, food, _grams in eaten} | liked, user, edition)
    facts = reference.facts_of(foods, edition)
    earlier = [row for row in rows if row[0] < before]
    offered = [(food, grams) for _day, food, grams in earlier if food in foods and not foods[food].plate]
    return Usual(
        edition, foods, facts, fibre_of(earlier, facts), dict(offered),
        Counter(food for food, _grams in reversed(offered)), frozenset(food for on, food, _ in rows if on >= since),
    )  # fmt: skip


def edition_of(read: Rows) -> UUID | None:
    """Which loading of the shipped table the database holds."""
    return next((version for (version,) in read["edition"]), None)


def fibre_of(rows: Iterable[Eaten], facts: Mapping[int, nutrition.Facts]) -> tuple[float, ...]:
    """The grams of each day on which any are known."""
    known: dict[str, list[float]] = defaultdict(list)
    holds = {food: of.fibre for food, of in facts.items()}
    for day, food, grams in rows:
        if (fibre := nutrition.amount(holds[food], grams)) is not None:
            known[day].append(fibre)
    return tuple(map(fsum, known.values()))


class Weeks(NamedTuple):
    """The days but the fresh ones on which anything was noted, and what was eaten on them, as of a line of the log."""

    version: int
    line: int
    noted: frozenset[date]
    usual: Usual


class Kept(Settled[Weeks]):
    """The weeks asked for last, by person and day."""

    def line(self) -> int:
        """How far the log has come; one query, none where nothing is kept."""
        return 0 if connection.in_atomic_block else last_line()


KEPT = Kept(most=32)


def renewed(user: User, day: date, today: date, rows: Rows, known: Weeks | None, line: int) -> Weeks:
    """The weeks around a day whose page was read: what is `known` where it holds, else read anew.

    At most three queries. `line` is where the log stood before anything was read.
    """
    days, version = {on for (on,) in rows["noted"]}, user.diary_version
    if known is not None:
        version = rows["version"][0][0]
        lines = [
            Line.told(pk, on, field, batch, value, version) for pk, on, field, batch, value in sorted(rows["since"])
        ]
        line, span = lines[-1].pk if lines else known.line, Span(back_of(day, today), today)
        elsewhere = _elsewhere(known, day, lines, edition_of(rows), version)
        if elsewhere is not None:
            again = _noted_again(user, known.noted, [on for on in elsewhere if on in span])
            weeks = known._replace(version=version, line=line, noted=again.difference(fresh(day)))
            KEPT.put((user.pk, day, today), weeks)
            return weeks
        days = noted.all_noted(user, span)
    weeks = Weeks(version, line, frozenset(days.difference(fresh(day))), usual(user, day, rows))
    KEPT.put((user.pk, day, today), weeks)
    return weeks


def usual_now(user: User, day: date, today: date, rows: Rows) -> Usual:
    """What was eaten on the other days; one query where that is known."""
    known = KEPT.get((user.pk, day, today))
    lines = lines_since(user.pk, known.line) if known else []
    if known and lines and _elsewhere(known, day, lines, edition_of(rows), lines[-1].version) is not None:
        return known.usual
    return usual(user, day, rows)


def _elsewhere(weeks: Weeks, day: date, lines: Sequence[Line], edition: UUID | None, version: int) -> list[date] | None:
    """Which other days than the fresh ones these lines touch; None where they leave a step out, or food on one."""
    if weeks.usual.edition != edition or steps(lines) != version - weeks.version:
        return None
    others = [line for line in lines if line.day not in fresh(day)]
    return None if any(rests(line.field, (Serving,)) for line in others) else [line.day for line in others]


def _noted_again(user: User, before: frozenset[date], touched: Sequence[date]) -> frozenset[date]:
    """The days with a record, looked at anew from the first that was touched to the last; one query at most."""
    if not touched:
        return before
    part = Span(min(touched), max(touched))
    return before.difference(part) | noted.all_noted(user, part)
