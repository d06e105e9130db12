"""A month of days, mood by day, to find one's way to any of them."""

from datetime import date, timedelta
from typing import NamedTuple

from tracker.accounts.models import User
from tracker.diary import breaks
from tracker.diary.lowdays import moods_between
from tracker.diary.week import WeekDay, monday
from tracker.span import Span


class Month(NamedTuple):
    """The weeks of a month from Monday; days of the neighbouring months are None."""

    first: date
    weeks: tuple[tuple[WeekDay | None, ...], ...]
    noted: int
    so_far: int  # days up to today on which nobody rested
    later: date | None

    @property
    def earlier(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)


def read(user: User, wanted: str, today: date) -> Month:
    """The month written as `2026-11`, this month if it is none or has not come; two queries."""
    first = _first(wanted, today)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    moods = dict(moods_between(user, first, last))
    start, weeks = monday(first), []
    while start <= last:
        row = (start + timedelta(days=i) for i in range(7))
        weeks.append(tuple(_cell(day, moods, today) if day.month == first.month else None for day in row))
        start += timedelta(days=7)
    later = last + timedelta(days=1)
    span = Span(first, min(last, today))
    noted = {day for day, mood in moods.items() if mood is not None}
    # A day of a break is waited for by nobody; it counts where something was noted all the same.
    pauses = breaks.touching(user, span)
    resting = {day for day in span if any(day in pause for pause in pauses)}
    asked = len(span) - len(resting - noted)
    return Month(first, tuple(weeks), len(noted), asked, later if later <= today else None)


def week_days() -> list[date]:
    """Some Monday to Sunday, for their names."""
    return [date(2024, 1, 1) + timedelta(days=i) for i in range(7)]


def _cell(day: date, moods: dict[date, int | None], today: date) -> WeekDay:
    return WeekDay(day, moods.get(day), day == today, day > today)


def _first(wanted: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{wanted}-01")
    except ValueError:
        first = today.replace(day=1)
    return first if date(1900, 1, 1) <= first <= today else today.replace(day=1)
