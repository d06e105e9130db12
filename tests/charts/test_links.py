"""Figures of Insights: every day is drawn, the line is the fitted one, nothing says a word."""

import re

import numpy as np
import pytest

from tracker.charts import links, luck
from tracker.charts.style import DARK, LIGHT, Palette, Size, to_svg
from tracker.metrics import METRICS, Metric

MOOD, SLEEP, BED = (next(m for m in METRICS if m.key == key) for key in ("mood", "sleep_hours", "bed_time"))


def words(svg: bytes) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", " ".join(re.findall(r">([^<]+)</text>", svg.decode())))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("habit", [SLEEP, BED])
def test_a_scatter_draws_each_day_the_line_and_its_range_without_a_word(palette: Palette, habit: Metric) -> None:
    rng = np.random.default_rng(1)
    at, felt = rng.uniform(-1, 9, 80), rng.uniform(0, 10, 80)
    figure = links.scatter(habit, MOOD, at, felt, (0.4, 0.1, 0.7), palette, Size.NARROW)
    labels = [artist.get_label() for artist in figure.artists]
    assert {"days", "fit"} <= set(labels) and labels.count("range") == 2
    assert words(to_svg(figure)) == []


def test_two_groups_stand_apart_by_the_fitted_difference() -> None:
    at, felt = np.array([0.0, 0, 1, 1]), np.array([4.0, 6, 6, 8])
    figure = links.groups(MOOD, at, felt, (2.0, 1.0, 3.0), LIGHT, Size.HALF)
    lines = {artist.get_label(): artist.get_path().vertices for artist in figure.artists if hasattr(artist, "get_path")}
    height = (lines["with"][0][1] - lines["without"][0][1]) / 2
    assert lines["range"][1][1] - lines["range"][0][1] == pytest.approx(2 * height)
    assert words(to_svg(figure)) == []


def test_ticks_are_round_and_lie_within() -> None:
    assert links.ticks(0, 10, 4) == [0, 2.5, 5, 7.5, 10]
    assert links.ticks(6.2, 8.9, 4) == [7, 8]
    assert links.ticks(3, 3, 4) == [3]


@pytest.mark.parametrize("plain", [[0, 0, 1], [3, 40, 90, 12], [0]])
def test_columns_hold_every_move(plain: list[int]) -> None:
    figure = luck.luck([0] * len(plain), plain, LIGHT, Size.NARROW)
    labels = [artist.get_label() for artist in figure.artists]
    assert "plain" in labels and "ours" in labels
    assert words(to_svg(figure)) == []
