"""The model of single days beside the test."""

import math

import numpy as np
import pytest

from tracker.stats.second_look import SecondLook, likely_better, second_look
from tracker.stats.simulation import carried
from tracker.table import Floats

WEEKS = np.repeat(np.arange(12) % 2, 7).astype(float)


def days(seed: int, effect: float = 0.0, memory: float = 0.4) -> Floats:
    rng = np.random.default_rng(seed)
    return carried(rng.standard_normal((1, 84)), memory)[0] + effect * WEEKS


def test_with_no_memory_it_is_ordinary_least_squares() -> None:
    y = days(3, memory=0.0)
    y[::2] = days(4, memory=0.0)[::2] - 0.5 * np.roll(y, 1)[::2]  # memory below zero, which the grid does not have
    found = second_look(y, WEEKS)
    assert found and found.memory == 0
    design = np.column_stack([np.ones(84), WEEKS, np.arange(84)])
    beta, rest = np.linalg.lstsq(design, y, rcond=None)[:2]
    error = math.sqrt(rest[0] / 81 * np.linalg.inv(design.T @ design)[1, 1])
    assert (found.effect, found.se) == pytest.approx((beta[1], error))
    assert found.df == 81


def test_a_gap_carries_over_by_its_length() -> None:
    """Against the likelihood written with the whole covariance matrix of the days that were recorded."""
    y, z = days(7), WEEKS.copy()
    z[:2] = math.nan
    y[20:33] = math.nan
    found = second_look(y, z)
    assert found
    at = np.flatnonzero(~np.isnan(y) & ~np.isnan(z))
    x = np.column_stack([np.ones(len(at)), z[at], at])
    likelihoods = []
    for memory in np.arange(0, 0.96, 0.05):
        v = memory ** np.abs(at[:, None] - at[None, :]).astype(float)
        inverse = np.linalg.inv(v)
        gram = x.T @ inverse @ x
        rest = y[at] - x @ np.linalg.solve(gram, x.T @ inverse @ y[at])
        s2 = rest @ inverse @ rest / (len(at) - 3)
        total = (len(at) - 3) * np.log(s2) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(gram)[1]
        likelihoods.append((-total, memory, math.sqrt(s2 * np.linalg.inv(gram)[1, 1])))
    _, memory, error = max(likelihoods)
    assert (found.memory, found.se) == pytest.approx((memory, error))


def test_it_covers_the_truth_about_as_often_as_it_says() -> None:
    looks = [second_look(days(seed, effect=0.5), WEEKS) for seed in range(150)]
    assert 0.88 <= np.mean([look.low <= 0.5 <= look.high for look in looks if look]) <= 1.0


@pytest.mark.parametrize(
    ("y", "z"),
    [
        (np.arange(13.0), np.arange(13) % 2),
        (np.arange(40.0) ** 2, np.zeros(40)),
        (np.ones(40), np.arange(40) % 2),
        (np.arange(40.0), np.arange(40) % 2),
        (np.full(40, math.nan), np.arange(40) % 2),
    ],
)
def test_where_nothing_can_be_said_nothing_is(y: Floats, z: Floats) -> None:
    assert second_look(y, z) is None


def test_shapes_must_fit() -> None:
    with pytest.raises(ValueError, match="conditions"):
        second_look(np.zeros(3), np.zeros(4))


def test_how_likely_it_is_better() -> None:
    look = SecondLook(effect=-1.0, se=0.5, memory=0.2, df=40, p=0.05, low=-2, high=0)
    # As many weights on the data as on the prior: half the effect, a spread of sqrt(1/8).
    assert likely_better(look, 1.0, -1) == pytest.approx(0.92135, abs=1e-4)
    assert likely_better(look, 1.0, 1) == pytest.approx(1 - 0.92135, abs=1e-4)
    for spread, direction in ((0.0, 1), (math.nan, 1), (1.0, 0)):
        with pytest.raises(ValueError, match="spread"):
            likely_better(look, spread, direction)
