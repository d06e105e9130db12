"""The week around a day, mood by day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tracker.accounts.models import User
from tracker.diary.models import CheckIn


class WeekDay(NamedTuple):
    """One day of the strip; `mood` is None where it is not noted, `ahead` on days that have not come."""

    day: date
    mood: int | None
    shown: bool
    ahead: bool


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(user: User, day: date, today: date) -> list[WeekDay]:
    """Monday to Sunday around `day`; one query."""
    start = monday(day)
    rows = CheckIn.objects.filter(owner=user, day__range=(start, start + timedelta(days=6)))
    return week_of(dict(rows.values_list("day", "mood")), day, today)


def week_of(moods: Mapping[date, int | None], day: date, today: date) -> list[WeekDay]:
    """The same, of moods that were read already."""
    days = (monday(day) + timedelta(days=i) for i in range(7))
    return [WeekDay(d, moods.get(d), d == day, d > today) for d in days]
