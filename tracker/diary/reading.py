"""What a day's page reads, in one statement; what it makes of the rows is said where each card is made."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet

from tracker.accounts.models import User
from tracker.diary import fields, noted
from tracker.diary.breaks import Break
from tracker.diary.lowdays import WITHIN, moods_between
from tracker.diary.models import CheckIn, Dose, Event, Night, OwnTracker, OwnValue, SavedAnswer, Serving, Supplement
from tracker.diary.moments import Moment
from tracker.diary.results import LabValue, Total
from tracker.diary.week import monday
from tracker.foods.models import Favourite, LoadedSeed, SavedMeal
from tracker.foods.seed import NAME
from tracker.web.together import Together

DAY, WEEK = timedelta(days=1), timedelta(days=7)
USUAL_NIGHTS = timedelta(days=28)
LOOKING_BACK = timedelta(days=89)  # with the day itself, the 90 that the page speaks of
TOLD = ("id", "day", "field", "batch", "value")
# The person, written so that the database looks from the last line on rather than through all lines of the person.
WHOSE = ExpressionWrapper(F("owner_id") + 0, output_field=BigIntegerField())
Rows = Mapping[str, list[Any]]
Moods = list[tuple[date, int | None]]
Queries = dict[str, QuerySet[Any, Any]]


class LogLine(NamedTuple):
    """What a line of the log says of a field."""

    id: int
    key: str
    field: str
    value: Any
    alias: str
    outcome: str


def _fields(owner: int, day: date) -> Queries:
    """The fields of a day as they are kept, and the log that says who set them."""
    return {
        "check_in": CheckIn.objects.filter(owner=owner, day=day),
        "night": Night.objects.filter(owner=owner, day=day),
        "log": SavedAnswer.objects.filter(fields.IN_LOG, owner=owner, day=day).values_list(*LogLine._fields),
        "trackers": OwnTracker.objects.filter(owner=owner),
        "own_values": OwnValue.objects.filter(owner=owner, day=day).values_list("tracker_id", "value"),
    }


def _values(owner: int, day: date) -> Queries:
    """The answers of a day alone: a folded card says them together."""
    kept = _fields(owner, day)
    return {name: kept[name] for name in ("check_in", "trackers", "own_values")}


def _food(owner: int, day: date, before: date) -> Queries:
    """What the food card lists; what it counts over weeks is read beside it (plate.py)."""
    eaten = Serving.objects.filter(owner=owner, removed=None, day__range=(before, day))
    return {
        "eaten": eaten.values_list("day", "created", "id", "uid", "food_id", "grams", "meal"),
        "favourites": Favourite.objects.filter(owner=owner).values_list("created", "food_id"),
        "meals": SavedMeal.objects.filter(owner=owner),
        "edition": LoadedSeed.objects.filter(name=NAME).values_list("version"),
    }


def _breaks(owner: int, first: date, last: date) -> QuerySet[Any, Any]:
    rows = Break.objects.filter(owner=owner, removed=None, day__lte=last)
    return rows.filter(Q(until=None) | Q(until__gte=first))


def _food_alone(owner: int, day: date, before: date, today: date) -> Queries:
    """The food card, and whether the person said that it is all."""
    log = SavedAnswer.objects.filter(owner=owner, day=day, field="food_day").values_list(*LogLine._fields)
    said = CheckIn.objects.filter(owner=owner, day=day).values_list("food_day")
    return {"said": said, "log": log, **_food(owner, day, before), "breaks": _breaks(owner, day, today)}


def _page(
    owner: int, day: date, before: date, today: date, back: date, month: date, first: date, last: date
) -> Queries:
    """Every card: `back` and `month` are when what is usual begins, `first` and `last` the ends of the week."""
    there = Q(owner=owner, removed=None)
    nights = Night.objects.filter(owner=owner, day__range=(month, before))
    nights = nights.filter(bed_time__isnull=False, wake_time__isnull=False)
    ongoing = Event.objects.filter(there, day__lte=day)
    return {
        **_fields(owner, day), **_food(owner, day, before), "breaks": _breaks(owner, back, today),
        "week": CheckIn.objects.filter(owner=owner, day__range=(first, last)).values_list("day", "mood"),
        "nights": nights.values_list("bed_time", "wake_time"),
        "supplements": Supplement.objects.filter(owner=owner),
        "doses": Dose.objects.filter(there, day__range=(before, day)).values_list("day", "supplement_id"),
        "events": ongoing.filter(Q(until=None) | Q(until__gte=day)),
        "totals": Total.objects.filter(there, day=day), "lab_values": LabValue.objects.filter(there, day=day),
        "moments": Moment.objects.filter(there, day=day), "noted": noted.days(owner, day__range=(back, today)),
    }  # fmt: skip


def after(owner: int, line: int) -> "QuerySet[SavedAnswer]":
    """The lines of a person after one, oldest first."""
    return SavedAnswer.objects.alias(whose=WHOSE).filter(whose=owner, id__gt=line).order_by("id")


def _page_since(
    owner: int, day: date, before: date, today: date, back: date, month: date, first: date, last: date, line: int
) -> Queries:
    """The same where the weeks around the day are known as of a line of the log: what was said since then."""
    return {
        **_page(owner, day, before, today, back, month, first, last),
        "noted": noted.days(owner, day__range=(before, day)),
        "since": after(owner, line).order_by().values_list(*TOLD),
        "version": User.objects.filter(pk=owner).values_list("diary_version"),
    }  # fmt: skip


FIELDS = Together(_fields, owner=int, day=date)
VALUES = Together(_values, owner=int, day=date)
FOOD = Together(_food_alone, owner=int, day=date, before=date, today=date)
PAGE = Together(
    _page, owner=int, day=date, before=date, today=date, back=date, month=date, first=date, last=date
)  # fmt: skip
PAGE_SINCE = Together(
    _page_since, owner=int, day=date, before=date, today=date, back=date, month=date, first=date, last=date, line=int
)  # fmt: skip


def of_fields(user: User, day: date) -> Rows:
    """What FIELDS names; one query."""
    return FIELDS.read(owner=user.pk, day=day)


def of_values(user: User, day: date) -> Rows:
    """The same without the night and the log: what was answered, not who set it; one query."""
    return {"night": [], "log": [], **VALUES.read(owner=user.pk, day=day)}


def of_moods(user: User, day: date, today: date) -> Moods:
    """The moods of the week and of the weeks before today, by their day; one query."""
    first, last = min(monday(day), today - WITHIN), max(monday(day) + WEEK - DAY, today)
    return moods_between(user, first, last)


def of_food(user: User, day: date, today: date) -> Rows:
    """What the food card alone says; one query."""
    return FOOD.read(owner=user.pk, day=day, before=day - DAY, today=today)


def of_page(user: User, day: date, today: date, line: int | None = None) -> Rows:
    """What every card of the page needs, or that and what the log says after a line; one query."""
    values: dict[str, int | date] = {
        "owner": user.pk, "day": day, "before": day - DAY, "today": today, "back": back_of(day, today),
        "month": day - USUAL_NIGHTS, "first": monday(day), "last": monday(day) + WEEK - DAY,
    }  # fmt: skip
    return PAGE.read(**values) if line is None else PAGE_SINCE.read(**values, line=line)


def back_of(day: date, today: date) -> date:
    """The first of the days of which the page says on how many anything was noted."""
    return min(day, today - LOOKING_BACK)


class Kept(NamedTuple):
    """The rows that hold a day's fields, and their log, oldest first."""

    check_in: CheckIn
    night: Night
    log: list[LogLine]
    own: list[tuple[OwnTracker, float | None]]

    @classmethod
    def of(cls, rows: Rows) -> "Kept":
        said = dict(rows["own_values"])
        trackers = sorted(rows["trackers"], key=lambda row: (row.position, row.pk))
        return cls(
            next(iter(rows["check_in"]), CheckIn()), next(iter(rows["night"]), Night()),
            sorted(starmap(LogLine, rows["log"])), [(row, said.get(row.pk)) for row in trackers],
        )  # fmt: skip
