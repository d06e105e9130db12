"""The quick algebra against plain matrices, and the parts it is made of against what they say."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stats.test_association import a_diary, carried, days
from tracker.stats import reproduce
from tracker.stats.association import find_associations
from tracker.stats.banded import Observed
from tracker.stats.covariance import GRID
from tracker.stats.many import _one_by_one, side_by_side
from tracker.stats.multiplicity import false_discovery, simes
from tracker.stats.noise import noise
from tracker.stats.plain import correlations
from tracker.stats.windows import filled, looked_at, tame
from tracker.stats.working import working
from tracker.table import Floats


@pytest.mark.parametrize("candidate", GRID[[0, 17, 50, 95]].tolist())
def test_the_banded_factor_stands_for_the_whole_covariance(candidate: list[float]) -> None:
    rng = np.random.default_rng(5)
    seen, columns = rng.random(60) > 0.3, rng.normal(size=(60, 3))
    whole = reproduce.covariance(np.flatnonzero(seen), *candidate)
    root = Observed.of(seen).root(np.array(candidate))
    expected = columns[seen].T @ np.linalg.solve(whole, columns[seen])
    np.testing.assert_allclose(root.products(columns), expected, rtol=1e-8)
    assert root.log_det == pytest.approx(np.linalg.slogdet(whole)[1], rel=1e-8)


def test_the_drift_of_every_day_is_what_the_known_days_say_of_it() -> None:
    rng = np.random.default_rng(5)
    seen, left = rng.random(60) > 0.3, rng.normal(size=60)
    root, days = Observed.of(seen).root(np.array([0.4, 2.0, 0.05])), np.arange(60)
    together = 0.05 * (np.minimum(days[:, None], days[seen]) + 1)
    whole = reproduce.covariance(days[seen], 0.4, 2.0, 0.05)
    np.testing.assert_allclose(root.drifted(left), together @ np.linalg.solve(whole, left[seen]), rtol=1e-8)


def test_side_by_side_is_one_by_one() -> None:
    rng = np.random.default_rng(6)
    seen = rng.random((90, 2)) > 0.3
    columns = rng.normal(size=(90, 5, 2))
    whose, left = np.repeat([0, 1], len(GRID)), 3
    candidates = np.tile(GRID, (2, 1))
    together = side_by_side(columns, seen, candidates, whose, left)
    alone = _one_by_one(columns, seen, candidates, whose, left)
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-8)


def test_an_impossible_covariance_is_left_out() -> None:
    seen, columns = np.ones((50, 1), bool), np.ones((50, 2, 1))
    bad = np.array([[0.5, -1.0, 0.1]])
    with np.errstate(all="ignore"):
        assert np.isnan(side_by_side(columns, seen, bad, np.zeros(1, int), 1)[2]).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_simes_lies_between_the_smallest_p_and_bonferroni(p: list[float]) -> None:
    values = np.array(p)
    assert values.min() - 1e-12 <= simes(values) <= min(1.0, len(p) * values.min()) + 1e-12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.01, 0.2))
def test_what_is_shown_is_what_stepping_up_shows(p: list[float], rate: float) -> None:
    values = np.sort(np.array(p))
    steps = np.flatnonzero(values <= rate * np.arange(1, len(p) + 1) / len(p))
    expected = int(steps.max()) + 1 if len(steps) else 0
    assert abs(int((false_discovery(values) <= rate * (1 + 1e-12)).sum()) - expected) == 0


def test_a_p_value_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery(np.array([0.2, 1.2]))


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=50), st.integers(1, 20))
def test_a_mean_of_days_equals_a_plain_loop(given: list[int | None], length: int) -> None:
    habit = np.array([np.nan if one is None else one for one in given], float)
    for day, value in enumerate(looked_at(habit, f"avg{length}")):
        seen = [one for one in given[max(day - length + 1, 0) : day + 1] if one is not None]
        if day + 1 < length or len(seen) < length / 2:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(sum(seen) / len(seen))


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=60))
def test_only_short_gaps_are_filled_and_nothing_known_changes(given: list[int | None]) -> None:
    habit = np.array([np.nan if one is None else one for one in given], float)
    whole = filled(habit)
    known = ~np.isnan(habit)
    np.testing.assert_array_equal(whole[known], habit[known])
    for gap in np.split(np.arange(len(habit)), np.flatnonzero(known)):
        empty = [day for day in gap if not known[day]]
        if len(empty) > 7:
            assert np.isnan(whole[empty]).all()


def test_one_day_far_off_is_pulled_in() -> None:
    values = np.append(np.random.default_rng(7).normal(size=99), 1000.0)
    assert tame(values).max() < 100


def test_a_plain_correlation_is_the_textbook_one() -> None:
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(80, 2)), rng.normal(size=(80, 3))
    y[:, 0] += x[:, 0]
    x[rng.random((80, 2)) < 0.2], y[rng.random((80, 3)) < 0.2] = np.nan, np.nan
    from scipy.stats import pearsonr

    expected = [
        [pearsonr(*pair[:, ~np.isnan(pair).any(0)]).pvalue for pair in (np.array([a, b]) for b in y.T)] for a in x.T
    ]
    np.testing.assert_allclose(correlations(x, y), expected, rtol=1e-8)


def write(path: Path, columns: dict[str, list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        rows.writerows(zip(*columns.values(), strict=True))
    return path


def as_text(values: Floats) -> list[object]:
    return ["" if np.isnan(value) else repr(float(value)) for value in values]


def test_a_link_can_be_worked_out_anew_from_its_rows_alone(tmp_path: Path) -> None:
    diary = a_diary()
    one = find_associations(*diary).findings[0]
    shown = working(*diary, one.habit, one.outcome, one.window)
    assert (shown.slope, shown.lo, shown.hi, shown.p) == pytest.approx((one.slope, one.lo, one.hi, one.p), rel=1e-6)
    assert np.array_equal(~np.isnan(shown.cleared), ~np.isnan(shown.outcome) & ~np.isnan(shown.known))
    rows = {name: as_text(getattr(shown, name)) for name in ("outcome", "known", "tested")}
    table = write(tmp_path / "days.csv", {"date": shown.dates.astype(str).tolist(), **rows})
    parts = zip(("carry", "lasting", "drift"), shown.covariances.T, strict=True)
    other = write(tmp_path / "covariances.csv", {name: as_text(part) for name, part in parts})
    said = subprocess.run(
        [sys.executable, reproduce.__file__, str(table), str(other)], capture_output=True, text=True, check=True
    )
    expected = f"slope {one.slope:.6g}, 95 % interval {one.lo:.6g} to {one.hi:.6g}, p {one.p:.3g}\n"
    assert said.stdout == expected


def test_the_cleared_days_lie_along_the_line() -> None:
    diary = a_diary()
    shown = working(*diary, "fibre", "mood", "same")
    there = ~np.isnan(shown.cleared)
    level, slope = shown.line
    assert np.polyfit(shown.known[there], shown.cleared[there], 1)[0] == pytest.approx(slope, abs=0.1)
    assert shown.cleared[there].mean() == pytest.approx(shown.outcome[there].mean())
    assert level == pytest.approx(shown.cleared[there].mean() - slope * shown.known[there].mean())


@pytest.mark.parametrize(("habit", "outcome"), [("none", "mood"), ("fibre", "none"), ("empty", "mood")])
def test_there_is_no_working_of_what_cannot_be_answered(habit: str, outcome: str) -> None:
    dates, habits, outcomes = a_diary()
    habits["empty"] = np.full(len(dates), np.nan)
    with pytest.raises(ValueError, match=r"no|little"):
        working(dates, habits, outcomes, habit, outcome, "same")


def test_noise_shows_a_plain_correlation_many_links_and_us_hardly_any() -> None:
    rng = np.random.default_rng(9)
    habits = {f"h{i}": carried(rng, carry=0.8) for i in range(4)}
    outcomes = {f"o{i}": carried(rng, carry=0.8) for i in range(3)}
    seen = list(noise(days(), habits, outcomes, most=8))
    assert [one.days for one in seen] == sorted({one.days for one in seen}) and len(seen) == 8
    assert all(one.days % 7 == 0 and 21 <= one.days <= 179 for one in seen)
    assert sum(one.plain_pairs for one in seen) >= 20 and sum(one.ours for one in seen) <= 3


def test_a_diary_too_short_to_be_moved_makes_no_noise() -> None:
    dates, habits, outcomes = a_diary(1, 39)
    assert list(noise(dates, habits, outcomes)) == []
