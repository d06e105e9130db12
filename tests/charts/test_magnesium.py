"""The figure of the magnesium diary: bars, two lines of advice, and a row for loose stool."""

import math
from itertools import pairwise

import pytest

from tests.charts.test_figures import NAN, a_series, labels, strokes
from tracker.charts.artists import Digits, Figure
from tracker.charts.magnesium import height, magnesium
from tracker.charts.style import LIGHT, Size
from tracker.metrics import BY_KEY

METRIC = BY_KEY["supplement_magnesium"]


def draw(doses: list[float], stool: list[float], size: Size = Size.WIDE) -> Figure:
    return magnesium(METRIC, a_series(METRIC.key, *doses), a_series("stool_type", *stool), LIGHT, size)


def test_a_bar_a_noted_day_from_zero() -> None:
    bars = strokes(draw([100, NAN, 300, 0], [NAN] * 4), "bars")
    tall = bars[:, 1, 1] - bars[:, 0, 1]
    assert len(bars) == 3
    assert tall[1] / tall[0] == pytest.approx(3)
    assert 0 < tall[2] < 2, "none is a mark, not noted is not"


def test_both_lines_are_there_however_little_was_noted_and_no_band_is() -> None:
    figure = draw([50, NAN], [NAN, NAN])
    low, high = (strokes(figure, f"advice-{line}")[0, 0, 1] for line in (250, 350))
    assert low < high < height(Size.WIDE)
    assert not {"aim", "band"} & labels(figure)


def test_loose_stool_has_squares_above_the_bars_and_other_types_low_dashes() -> None:
    figure = draw([400] * 5, [6, 7, 4, NAN, 1])
    loose, other, bars = (strokes(figure, label) for label in ("loose", "other", "bars"))
    assert (len(loose), len(other)) == (2, 2)
    assert loose[:, :, 1].min() > bars[:, :, 1].max()


def test_an_empty_diary_draws_the_frame_alone() -> None:
    assert labels(draw([NAN] * 30, [NAN] * 30)) == {"grid", "text", "advice-250", "advice-350"}


def test_a_long_diary_has_a_mark_a_week() -> None:
    days = 700
    figure = draw([100.0] * days, [7.0] * days)
    assert len(strokes(figure, "bars")) == len(strokes(figure, "loose")) == math.ceil(days / 7)


@pytest.mark.parametrize("most", [10, 250, 400, 1500, 5000])
def test_numbers_on_the_axis_never_touch(most: float) -> None:
    figure = draw([most], [NAN], Size.NARROW)
    axis = sorted(a.points[0, 1] for a in figure.artists if isinstance(a, Digits) and a.align == "right")
    assert axis and all(above - below > 10 for below, above in pairwise(axis))
