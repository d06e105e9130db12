"""Many made-up trials at once are tested as one by one."""

import numpy as np
import pytest

from tracker.stats.orders import Rows, admissible
from tracker.stats.simulation import carried, p_values
from tracker.stats.trial import exact_test

UNEVEN = np.array([[0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1], [0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]])


@pytest.mark.parametrize("sides", ["two", "greater", "less"])
@pytest.mark.parametrize("rows", [admissible("balanced", 8), admissible("pairs", 6), UNEVEN])
def test_p_values_equal_the_exact_test(rows: Rows, sides: str) -> None:
    rng = np.random.default_rng(9)
    values = rng.normal(0, 2, (60, rows.shape[1])).round()
    values[:30][rng.random((30, rows.shape[1])) < 0.3] = np.nan
    values[0] = np.nan
    drawn = rng.integers(len(rows), size=60)
    expected = [exact_test(y, rows, drawn=int(at), sides=sides).p for y, at in zip(values, drawn, strict=True)]
    assert p_values(values, rows, drawn, sides) == pytest.approx(expected)


def test_days_carry_over() -> None:
    days = carried(np.random.default_rng(1).standard_normal((4000, 30)), 0.6)
    assert days.std(axis=0) == pytest.approx(np.ones(30), abs=0.05)
    assert np.corrcoef(days[:, 20], days[:, 23])[0, 1] == pytest.approx(0.6**3, abs=0.04)
    with pytest.raises(ValueError, match="carry over"):
        carried(np.zeros((1, 3)), 1.0)


def test_shapes_must_fit() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        p_values(np.zeros((2, 8)), admissible("balanced", 8), np.array([0]))
