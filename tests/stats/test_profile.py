"""What a diary says of single days."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tracker.stats.profile import Profile, profile
from tracker.stats.simulation import carried
from tracker.table import Floats

NAN = math.nan


def diaries(memory: float, days: int, count: int = 200) -> Floats:
    return carried(np.random.default_rng(11).standard_normal((count, days)), memory)


@pytest.mark.parametrize("memory", [0.2, 0.5])
def test_memory_and_spread_are_about_right_on_the_whole(memory: float) -> None:
    found = [profile(3 * series) for series in diaries(memory, 84)]
    assert np.mean([each.memory for each in found]) == pytest.approx(memory, abs=0.04)
    assert np.mean([each.spread for each in found]) == pytest.approx(3, rel=0.05)


def test_a_gap_is_a_gap() -> None:
    series = diaries(0.5, 84, 1)[0]
    series[::4] = NAN
    found = profile(series)
    assert (found.days, found.recorded, found.missing) == (84, 63, 0.25)
    assert found.memory == pytest.approx(profile(series + 100).memory)
    assert found.memory == pytest.approx(0.56, abs=0.01)  # of the 42 pairs of neighbours that are recorded


def test_drift_counts_only_when_clear() -> None:
    flat = profile(diaries(0.3, 56, 1)[0])
    steep = profile(diaries(0.3, 56, 1)[0] + 0.1 * np.arange(56))
    assert flat.drift == 0
    assert steep.drift == pytest.approx(0.1, abs=0.03)
    assert steep.spread == pytest.approx(flat.spread)


def test_weekdays_count_only_when_clear() -> None:
    series = diaries(0.2, 84, 1)[0]
    weekend = 2.0 * (np.arange(84) % 7 >= 5)
    assert profile(series).weekdays == (0.0,) * 7
    found = profile(series + weekend)
    assert np.mean(found.weekdays[5:]) - np.mean(found.weekdays[:5]) == pytest.approx(2, abs=0.5)
    assert found.spread == pytest.approx(profile(series).spread, rel=0.1)
    alarms = np.mean([any(profile(s).weekdays) for s in diaries(0.2, 84)])
    assert alarms <= 0.12


@pytest.mark.parametrize(
    ("values", "enough"),
    [
        ([], False),
        ([1.0], False),
        ([NAN] * 60, False),
        ([5.0] * 60, False),
        (list(range(60)), False),
        ([0.0, 1.0] * 13, False),
        ([0.0, 1.0] * 14, True),
        ([0.0, 1.0, 2.0] * 6 + [NAN] * 20, False),
        ([0.0, 1.0] * 10 + [NAN] * 8, True),
    ],
)
def test_how_much_diary_a_plan_needs(values: list[float], enough: bool) -> None:
    assert profile(values).enough == enough


def test_worse_and_better_days() -> None:
    found = Profile(28, 28, 1.0, 0.4)
    assert found.memory < found.memory_high < found.worse.memory and found.spread < found.worse.spread
    assert found.memory > found.better.memory and found.spread > found.better.spread
    assert Profile(28, 28, 1.0, 0.9).worse.memory == 0.9
    assert Profile(28, 28, 1.0, 0.0).better.memory == 0.0


@pytest.mark.parametrize(
    "wrong", [{"memory": 1.0}, {"missing": 1.5}, {"recorded": 57}, {"spread": -1.0}, {"weekdays": ()}]
)
def test_diaries_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no diary"):
        replace(Profile(56, 56, 1.0, 0.4), **wrong)  # type: ignore[arg-type]


def test_broken_numbers_are_refused() -> None:
    for values in ([math.inf] * 30, [[1.0, 2.0]]):
        with pytest.raises(ValueError, match="diary"):
            profile(values)
