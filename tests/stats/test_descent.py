"""Going downhill by values alone."""

import numpy as np
import pytest

from tracker.stats.descent import descend
from tracker.table import Floats

CORNERS = np.vstack([np.zeros(3), np.eye(3)])
LOWEST = np.array([3.0, -2.0, 0.5])


def bowl(point: Floats) -> float:
    return float(((point - LOWEST) ** 2 * [1.0, 4.0, 9.0]).sum())


def test_the_bottom_of_a_bowl_is_found() -> None:
    found = descend(bowl, CORNERS, most=400, near=1e-4, alike=1e-8)
    np.testing.assert_allclose(found, LOWEST, atol=1e-3)


def test_no_more_values_are_asked_for_than_allowed_and_the_lowest_is_kept() -> None:
    met: list[float] = []

    def counted(point: Floats) -> float:
        met.append(bowl(point))
        return met[-1]

    found = descend(counted, CORNERS, most=17, near=1e-9, alike=1e-9)
    assert len(met) == 17 and bowl(found) == min(met)


@pytest.mark.parametrize("most", [30, 60])
def test_it_walks_as_the_library_does(most: int) -> None:
    from scipy.optimize import minimize

    def valley(point: Floats) -> float:
        return float(100 * (point[1] - point[0] ** 2) ** 2 + (1 - point[0]) ** 2 + abs(point[2]))

    options = {"initial_simplex": CORNERS, "maxfev": most, "xatol": 0.05, "fatol": 0.05}
    theirs = minimize(valley, CORNERS[0], method="Nelder-Mead", options=options).x
    np.testing.assert_array_equal(descend(valley, CORNERS, most=most, near=0.05, alike=0.05), theirs)


def test_where_nothing_can_be_told_it_stays_among_what_can() -> None:
    def half(point: Floats) -> float:
        return bowl(point) if point[0] < 2 else float("inf")

    assert descend(half, CORNERS, most=300, near=1e-3, alike=1e-6)[0] < 2
