"""The last days of a diary as a device keeps them: each field with the key of what set it, and what was counted."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from tracker.accounts.models import User
from tracker.diary import fields
from tracker.diary.changes import standing
from tracker.diary.merge import Register, Value
from tracker.diary.models import CheckIn, Dose, Night, OwnValue, SavedAnswer, Serving
from tracker.diary.plate import amount_words
from tracker.table import Span

KEPT_DAYS = 14
Record = dict[str, Any]


def last_days(user: User, today: date, language: str) -> dict[str, Record]:
    """Each kept day by its date; a fixed number of queries.

    A record holds `fields` ({field: [value, key, {key: waiting value}]}, only those that were ever answered),
    `plate` (taps by tile), `eaten` (lines to read) and `doses` (times by supplement).
    """
    span = Span.ending(today, KEPT_DAYS)
    days: dict[str, Record] = {day.isoformat(): {"fields": {}, "plate": {}, "eaten": [], "doses": {}} for day in span}
    for (day, field), register in _registers(user, span).items():
        days[day.isoformat()]["fields"][field] = [register.value, register.key, dict(register.waiting)]
    taken = Dose.objects.filter(owner=user, removed=None, day__range=(span.start, span.end))
    for (day, slug), times in Counter(taken.values_list("day", "supplement__slug")).items():
        days[day.isoformat()]["doses"][slug] = times
    if not user.food_free:
        _add_food(days, user, span, language)
    return days


def _registers(user: User, span: Span) -> dict[tuple[date, str], Register]:
    values: dict[tuple[date, str], Value] = {}
    for table in (CheckIn, Night):
        columns = [field for field, home in fields.REGISTERS.items() if home is table]
        for row in table._default_manager.filter(owner=user, day__range=(span.start, span.end)):
            values |= {(row.day, name): fields.kept(name, getattr(row, name)) for name in columns}
    own = OwnValue.objects.filter(owner=user, day__range=(span.start, span.end)).values_list(
        "day", "tracker__slug", "value"
    )
    values |= {(day, f"{fields.OWN}{slug}"): fields.kept(slug, value) for day, slug, value in own}
    logs: dict[tuple[date, str], list[SavedAnswer]] = defaultdict(list)
    for line in SavedAnswer.objects.filter(fields.IN_LOG, owner=user, day__range=(span.start, span.end)).order_by("id"):
        logs[line.day, line.field].append(line)
    places = [place for place in {**values, **logs} if values.get(place) is not None or place in logs]
    return {place: standing(values.get(place), logs.get(place, [])) for place in places}


def _add_food(days: dict[str, Record], user: User, span: Span, language: str) -> None:
    rows = Serving.objects.filter(owner=user, removed=None, day__range=(span.start, span.end)).select_related("food")
    taps: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows.order_by("created", "id"):
        day = row.day.isoformat()
        if row.food.plate:
            taps[day][row.food.plate] += 1
        else:
            days[day]["eaten"].append(f"{row.food.name(language)}, {amount_words(row.food, row.grams, language)}")
    for day, counted in taps.items():
        days[day]["plate"] = dict(counted)
