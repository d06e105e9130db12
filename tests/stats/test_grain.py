"""A long diary is thinned without inventing a day."""

import math
from datetime import date

import numpy as np
import pytest

from tracker.stats.grain import Grain, grain, line, marks, months, starts, weeks
from tracker.table import Series, Span

END = date(2026, 11, 21)
NAN = math.nan


@pytest.mark.parametrize(
    ("days", "step"), [(400, Grain.DAY), (401, Grain.WEEK), (1400, Grain.WEEK), (1401, Grain.MONTH)]
)
def test_marks_become_coarser_as_the_span_grows(days: int, step: Grain) -> None:
    assert grain(Span.ending(END, days)) is step


def test_weeks_begin_on_mondays_and_months_on_their_first() -> None:
    span = Span(date(2026, 10, 29), END)
    days = list(span)
    assert all(days[slot].weekday() == 0 for slot in starts(span, Grain.WEEK)[1:])
    assert [days[slot] for slot in starts(span, Grain.MONTH)] == [date(2026, 10, 29), date(2026, 11, 1)]


def test_months_are_cut_to_the_span() -> None:
    assert months(Span(date(2026, 10, 29), END)) == (
        Span(date(2026, 10, 29), date(2026, 10, 31)), Span(date(2026, 11, 1), END),
    )  # fmt: skip


def test_a_week_with_two_noted_days_has_no_mark() -> None:
    values = np.array([1, 1, NAN, NAN, NAN, NAN, NAN, 3, 3, 3, NAN, NAN, NAN, NAN])
    series = Series("mood", Span(date(2026, 11, 2), date(2026, 11, 15)), values)
    found = marks(series, Grain.WEEK)
    assert list(found.values) == [3]
    assert list(found.at) == [10]


def test_the_middle_of_a_month_is_its_median() -> None:
    values = np.full(30, 4.0)
    values[:5] = 7
    series = Series("stool_type", Span(date(2026, 11, 1), date(2026, 11, 30)), values)
    assert list(marks(series, Grain.MONTH, middle=True).values) == [4]


def test_a_running_line_has_a_point_a_mark() -> None:
    series = Series("mood", Span.ending(END, 800), np.full(800, 5.0))
    at, values = line(series, Span.ending(END, 500), Grain.WEEK)
    assert len(at) == len(starts(Span.ending(END, 500), Grain.WEEK))
    assert at[-1] == 499
    assert list(values) == [5.0] * len(at)


def test_weeks_begin_on_mondays_and_are_cut_to_the_span() -> None:
    found = weeks(Span(date(2026, 11, 4), date(2026, 11, 17)))
    assert [(week.start.day, week.end.day) for week in found] == [(4, 8), (9, 15), (16, 17)]
