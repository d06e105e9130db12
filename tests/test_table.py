"""One slot per calendar day: a lag is a shift and a gap stays visible."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.table import DailyTable, Series, Span

DAY = date(2026, 11, 21)
DATES = st.dates(date(1950, 1, 1), date(2080, 1, 1))


def series(*values: float, end: date = DAY) -> Series:
    return Series("mood", Span.ending(end, len(values)), np.array(values))


def test_a_span_counts_both_its_ends() -> None:
    span = Span(date(2024, 2, 28), date(2024, 3, 1))
    assert [day.day for day in span] == [28, 29, 1]
    assert len(span) == 3
    assert span.slot(date(2024, 2, 29)) == 1


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Span(DAY, DAY - timedelta(days=1))


def test_a_day_outside_has_no_slot() -> None:
    with pytest.raises(ValueError, match="not within"):
        Span(DAY, DAY).slot(DAY + timedelta(days=1))


@given(DATES, st.integers(1, 4000))
def test_the_span_before_touches_and_is_as_long(end: date, days: int) -> None:
    span = Span.ending(end, days)
    assert len(span) == len(span.before()) == days
    assert span.before().end == span.start - timedelta(days=1)
    assert span.dates()[0] == np.datetime64(span.start)
    assert span.dates()[-1] == np.datetime64(end)


def test_a_series_is_as_long_as_its_span() -> None:
    with pytest.raises(ValueError, match="2 days"):
        Series("mood", Span.ending(DAY, 2), np.zeros(3))


def test_points_skip_what_was_not_recorded() -> None:
    assert list(series(5, np.nan, 0).points()) == [(DAY - timedelta(days=2), 5), (DAY, 0)]
    assert series(5, np.nan, 0).noted == 2


@given(DATES, st.integers(1, 60), DATES, st.integers(1, 60))
def test_cutting_keeps_each_day_with_its_own_value(end: date, days: int, other: date, length: int) -> None:
    whole = Series("x", Span.ending(end, days), np.arange(days, dtype=float))
    cut = whole.within(Span.ending(other, length))
    for day, value in cut.points():
        assert whole.values[whole.span.slot(day)] == value
    assert cut.noted == sum(day in whole.span for day in cut.span)


def test_a_table_counts_days_with_any_value() -> None:
    span = Span.ending(DAY, 3)
    table = DailyTable(span, {"a": np.array([1, np.nan, np.nan]), "b": np.array([2, np.nan, 0])})
    assert table.noted_days() == 2
    assert DailyTable(span, {}).noted_days() == 0


def test_tables_are_equal_where_both_know_nothing() -> None:
    span = Span.ending(DAY, 2)
    one = DailyTable(span, {"a": np.array([np.nan, 1])})
    assert one.equals(DailyTable(span, {"a": np.array([np.nan, 1])}))
    assert not one.equals(DailyTable(span, {"a": np.array([0.0, 1])}))
    assert not one.equals(DailyTable(span, {"b": np.array([np.nan, 1])}))
