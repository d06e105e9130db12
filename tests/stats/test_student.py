"""Student's t against closed forms and printed tables."""

import math

import pytest

from tracker.stats.student import beta_share, normal_share, quantile, two_sided


@pytest.mark.parametrize("t", [0.01, 0.5, 1.0, 3.0, 40.0])
def test_one_and_two_degrees_of_freedom_have_closed_forms(t: float) -> None:
    assert two_sided(t, 1) == pytest.approx(1 - 2 * math.atan(t) / math.pi, rel=1e-10)
    assert two_sided(t, 2) == pytest.approx(1 - t / math.sqrt(2 + t * t), rel=1e-9)
    assert two_sided(-t, 5) == two_sided(t, 5)


@pytest.mark.parametrize(
    ("df", "expected"), [(1, 12.7062), (2, 4.30265), (5, 2.57058), (10, 2.22814), (30, 2.04227), (120, 1.97993)]
)
def test_printed_quantiles(df: float, expected: float) -> None:
    assert quantile(0.975, df) == pytest.approx(expected, abs=6e-5)
    assert quantile(0.025, df) == pytest.approx(-expected, abs=6e-5)
    assert two_sided(quantile(0.975, df), df) == pytest.approx(0.05, rel=1e-9)


def test_many_degrees_of_freedom_are_normal() -> None:
    assert two_sided(1.959964, 1e7) == pytest.approx(0.05, abs=1e-6)
    assert normal_share(1.959964) == pytest.approx(0.975, abs=1e-7)
    assert quantile(0.5, 3) == pytest.approx(0, abs=1e-9)
    assert two_sided(0, 3) == 1.0


def test_the_beta_distribution() -> None:
    assert beta_share(0.3, 1, 1) == pytest.approx(0.3)
    assert beta_share(0.2, 3, 1) == pytest.approx(0.2**3)
    assert (beta_share(0, 2, 3), beta_share(1, 2, 3)) == (0, 1)


def test_what_makes_no_sense_is_refused() -> None:
    for share, df in ((0, 5), (1, 5), (0.5, 0)):
        with pytest.raises(ValueError, match="quantile"):
            quantile(share, df)
    with pytest.raises(ValueError, match="beta"):
        beta_share(1.1, 1, 1)
