"""Sums over a diary never count a day that was not noted."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.stats import summary
from tracker.table import Floats, Series, Span

END = date(2026, 11, 21)
NAN = math.nan
DIARY = st.lists(st.one_of(st.just(NAN), st.floats(0, 10)), min_size=1, max_size=60).map(np.array)


def a_series(*values: float) -> Series:
    return Series("mood", Span.ending(END, len(values)), np.array(values, dtype=float))


@given(DIARY, st.integers(1, 10), st.data())
def test_a_rolling_mean_is_the_mean_of_the_recorded_days_in_its_window(
    values: Floats, window: int, data: st.DataObject
) -> None:
    minimum = data.draw(st.integers(1, window))
    rolled = summary.rolling_mean(values, window, minimum)
    for day, got in enumerate(rolled):
        part = values[max(0, day - window + 1) : day + 1]
        known = part[~np.isnan(part)]
        if len(known) < minimum:
            assert math.isnan(got)
        else:
            assert got == pytest.approx(known.mean(), abs=1e-9)


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.integers(0, 10)), min_size=1, max_size=60), st.floats(0, 1))
def test_shares_lie_where_numpy_finds_them(values: list[float], share: float) -> None:
    shares = (0.025, 0.25, 0.75, 0.975, share)
    assert summary.at_shares(np.array(values, float), shares) == np.quantile(np.array(values, float), shares).tolist()


def test_a_mean_cannot_rest_on_more_days_than_it_spans() -> None:
    with pytest.raises(ValueError, match="3"):
        summary.rolling_mean(np.ones(5), 2, 3)


def test_the_usual_is_the_median_of_the_last_ninety_recorded_days() -> None:
    values = np.concatenate([np.full(100, 50.0), np.full(200, NAN), np.full(90, 20.0)])
    assert summary.usual(values) == 20
    assert summary.usual(values[:-45]) == 35  # half of the ninety lie before the gap, half after


def test_nothing_is_usual_before_fourteen_days() -> None:
    assert math.isnan(summary.usual(np.ones(13)))
    assert summary.usual(np.ones(14)) == 1


def test_weekdays_start_with_monday_and_skip_gaps() -> None:
    series = a_series(*[NAN if day.weekday() == 2 else float(day.weekday()) for day in Span.ending(END, 70)])
    groups = summary.by_weekday(series)
    assert [group.n for group in groups] == [10, 10, 0, 10, 10, 10, 10]
    assert [group.mean for group in groups[:2]] == [0, 1]
    assert math.isnan(groups[2].mean)


def test_quartiles_enclose_half_of_the_days() -> None:
    group = summary.Group.of(np.array([1.0, 2, 3, 4, 5, NAN]))
    assert (group.n, group.low, group.mean, group.high) == (5, 2, 3, 4)


def test_coverage_counts_recorded_days() -> None:
    found = summary.coverage(a_series(5, NAN, 0, NAN))
    assert (found.noted, found.days, found.share) == (2, 4, 0.5)


def test_the_first_day_of_an_event_belongs_to_neither_side() -> None:
    start = END - timedelta(days=28)
    values = [4.0] * 14 + [10.0] + [6.0] * 28
    sides = summary.around(a_series(*values), start)
    assert (sides.before.n, sides.before.mean) == (14, 4)
    assert (sides.after.n, sides.after.mean) == (28, 6)


def test_days_outside_the_diary_are_absent_from_a_side() -> None:
    sides = summary.around(a_series(5, 5, 5), END - timedelta(days=1))
    assert (sides.before.n, sides.after.n) == (1, 1)


def test_the_shape_of_nothing_is_nothing() -> None:
    shape = summary.shape(a_series(NAN, NAN))
    assert shape.coverage.noted == 0
    assert all(math.isnan(v) for v in (shape.mean, shape.lowest, shape.highest, *shape.thirds))


def test_the_shape_names_ends_and_thirds() -> None:
    shape = summary.shape(a_series(1, 1, NAN, 5, 5, 5, 9, 9, 9))
    assert (shape.lowest, shape.highest, shape.thirds) == (1, 9, (1, 5, 9))


@given(DIARY)
def test_the_longest_gap_equals_a_plain_count(values: Floats) -> None:
    found = summary.longest_gap(a_series(*values))
    runs, run, begun = [0], 0, False
    for value in values:
        begun |= not math.isnan(value)
        run = run + 1 if begun and math.isnan(value) else 0
        runs.append(run)
    assert (found.days if found else 0) == max(runs)
    assert (found is None) == bool(np.isnan(values).all())


def test_a_gap_begins_after_a_note_and_is_the_latest_of_its_length() -> None:
    found = summary.longest_gap(a_series(NAN, NAN, NAN, 5, NAN, NAN, 5, NAN, NAN))
    assert found == summary.Gap(2, END - timedelta(days=1))
    assert summary.longest_gap(a_series(NAN, 5, 5)) == summary.Gap(0, None)


def test_days_of_a_break_are_no_gap() -> None:
    off = np.array([False, False, True, True, True, False, False])
    series = Series("mood", Span.ending(END, 7), np.array([5, NAN, NAN, NAN, NAN, NAN, 5.0]), off)
    assert summary.longest_gap(series) == summary.Gap(2, END - timedelta(days=5))
