"""What is drawn, and what is not: a mark a recorded day, nothing for the others."""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tracker.charts.around import around
from tracker.charts.artists import Digits, Figure
from tracker.charts.coverage import coverage
from tracker.charts.headaches import headaches
from tracker.charts.lags import lags
from tracker.charts.pairs import cells, pairs
from tracker.charts.sheet import LEFT, RIGHT, date_ticks
from tracker.charts.stool import stool
from tracker.charts.style import LIGHT, Size
from tracker.charts.trend import MARKS, height, scale, trend
from tracker.charts.weekday import weekday
from tracker.charts.year import rows, year
from tracker.metrics import BY_KEY, Kind
from tracker.stats.grain import Grain
from tracker.stats.lags import Difference, Halves
from tracker.stats.summary import Group
from tracker.table import DailyTable, Series, Span

END = date(2026, 11, 21)
NAN = math.nan


def a_series(key: str, *values: float) -> Series:
    return Series(key, Span.ending(END, len(values)), np.array(values, dtype=float))


def strokes(figure: Figure, label: str) -> NDArray[Any]:
    """The strokes so labelled, shape (n, 2 ends, 2 coordinates)."""
    found = [artist.get_path().vertices for artist in figure.artists if artist.get_label() == label]
    return np.concatenate(found).reshape(-1, 2, 2) if found else np.empty((0, 2, 2))


def labels(figure: Figure) -> set[str]:
    return {str(artist.get_label()) for artist in figure.artists}


def texts(figure: Figure) -> set[str]:
    return {text for artist in figure.artists if isinstance(artist, Digits) for text in artist.texts}


def digits(figure: Figure) -> list[str]:
    """What is written on marks, without the numbers of scales and dates."""
    found = [artist for artist in figure.artists if isinstance(artist, Digits) and artist.get_label() == "digits"]
    return [text for artist in found for text in artist.texts]


def draw(series: Series, size: Size = Size.WIDE, **facts: Any) -> Figure:
    return trend(BY_KEY[series.key], series, facts.pop("span", series.span), LIGHT, size, **facts)


def test_every_kind_has_a_mark_and_a_height() -> None:
    assert MARKS.keys() == set(Kind)
    assert all(height(metric, Size.NARROW) > 0 for metric in BY_KEY.values())


def test_a_day_not_recorded_leaves_no_mark() -> None:
    figure = draw(a_series("mood", 3, NAN, 3, NAN, NAN, 7))
    assert len(strokes(figure, "mood-3")) == 2
    assert len(strokes(figure, "mood-7")) == 1
    assert len(strokes(figure, "rim")) == 3


def test_fibre_stands_before_its_reference_band_and_nothing_else_does() -> None:
    assert "aim" in labels(draw(a_series("fibre", 3, 4, 5)))
    assert scale(BY_KEY["fibre"], np.array([3.0])).high >= 35, "the band is always on the figure"
    assert "aim" not in labels(draw(a_series("food_magnesium", 300, 400)))


def test_an_empty_diary_draws_the_frame_alone() -> None:
    for key in ("mood", "fibre", "fermented", "sleep_hours", "bed_time", "antibiotics"):
        assert labels(draw(a_series(key, *[NAN] * 30))) <= {"grid", "text", "aim"}


def test_dots_stand_at_their_day_and_value() -> None:
    figure = draw(a_series("mood", 0, 5, 10))
    left, middle, right = (strokes(figure, f"mood-{step}")[0, 0] for step in (0, 5, 10))
    width = Size.WIDE.width - LEFT - RIGHT
    assert left[0] == pytest.approx(LEFT + width / 6)
    assert right[0] == pytest.approx(LEFT + width * 5 / 6)
    assert middle[1] == pytest.approx((left[1] + right[1]) / 2)


def test_the_mean_needs_three_of_seven_days_and_breaks_at_a_gap() -> None:
    values = [5.0, 5, 5, *[NAN] * 10, 7, 7, 7]
    line = next(a for a in draw(a_series("mood", *values)).artists if a.get_label() == "mean")
    assert len(line.get_path().vertices) == 5 + 1
    assert list(line.get_path().codes).count(1) == 2  # it is put down twice


def test_days_before_the_span_lead_in_the_mean() -> None:
    series = a_series("mood", *[4.0] * 20)
    figure = draw(series, span=Span.ending(END, 10))
    line = next(a for a in figure.artists if a.get_label() == "mean")
    assert len(line.get_path().vertices) == 10


def test_bars_are_strong_from_the_persons_usual_up() -> None:
    figure = draw(a_series("fibre", 10, 20, 30, NAN), usual=20)
    assert len(strokes(figure, "below")) == 1
    assert len(strokes(figure, "bars")) == 2
    assert len(strokes(figure, "usual")) == 1


def test_without_a_usual_there_is_no_line_to_compare_with() -> None:
    assert "usual" not in labels(draw(a_series("fibre", 10, 20)))


def test_bars_begin_at_zero() -> None:
    figure = draw(a_series("sleep_hours", 6, 9))
    bars = strokes(figure, "below")
    heights = bars[:, 1, 1] - bars[:, 0, 1]
    assert heights[1] / heights[0] == pytest.approx(1.5)


def test_fermented_food_has_a_dot_a_serving_and_half_ones_are_small() -> None:
    figure = draw(a_series("fermented", 2, 1.5, NAN, 0))
    assert len(strokes(figure, "dots")) == 3
    assert len(strokes(figure, "halves")) == 1


def test_none_is_a_mark_and_not_noted_is_not() -> None:
    assert len(strokes(draw(a_series("fermented", 0, NAN, 0)), "none")) == 2
    assert len(strokes(draw(a_series("fibre", 0, NAN), usual=20), "below")) == 1
    figure = draw(a_series("antibiotics", 0, 1, NAN))
    assert len(strokes(figure, "no")) == len(strokes(figure, "yes")) == 1


def test_events_lie_behind_everything_and_end_with_the_span() -> None:
    lasting = Span(END - timedelta(days=2), END + timedelta(days=30))
    elsewhere = Span(END - timedelta(days=90), END - timedelta(days=80))
    figure = draw(a_series("mood", 5, 5, 5, 5), bands=(lasting, elsewhere))
    assert figure.artists[0].get_label() == "band"
    (band,) = strokes(figure, "band")
    assert band[1, 0] == pytest.approx(Size.WIDE.width - RIGHT)


def test_scales_are_whole() -> None:
    assert scale(BY_KEY["mood"], np.array([4.0, 6])).ticks == (0, 5, 10)
    assert scale(BY_KEY["sleep_hours"], np.array([7.0])).ticks == (0, 6, 12)
    assert scale(BY_KEY["fibre"], np.array([43.0])).ticks == (0, 20, 40)
    assert scale(BY_KEY["fermented"], np.array([1.0])).high > 5
    assert scale(BY_KEY["sleep_regularity"], np.array([88.0])).ticks == (0, 50, 100)
    assert scale(BY_KEY["sleep_regularity"], np.array([-8.0])).ticks == (-100, 0, 100)
    assert scale(BY_KEY["bed_time"], np.array([-0.5, 1])).labels == ("21", "00", "03")


def test_a_long_diary_has_a_mark_a_month() -> None:
    figure = draw(a_series("mood", *[5.0] * 3000))
    assert len(strokes(figure, "mood-5")) in (99, 100)


def test_the_year_has_a_square_with_its_digit_or_an_empty_one_for_each_day() -> None:
    values = np.full(365, NAN)
    values[:100], values[200:250] = 4, 10
    figure = year(Series("mood", Span.ending(END, 365), values), LIGHT, Size.WIDE)
    texts = digits(figure)
    assert len(strokes(figure, "mood-4")) == 100 and len(strokes(figure, "mood-10")) == 50
    assert len(strokes(figure, "empty")) == 4 * (365 - 150)
    assert sorted(texts) == ["10"] * 50 + ["4"] * 100


def test_the_year_turns_round_on_a_phone() -> None:
    series = a_series("mood", *[4.0] * 40)
    wide, narrow = (strokes(year(series, LIGHT, size), "mood-4").mean(axis=1) for size in (Size.WIDE, Size.NARROW))
    assert wide[1, 0] > wide[0, 0] and wide[1, 1] == pytest.approx(wide[0, 1])
    assert narrow[1, 1] < narrow[0, 1] and narrow[1, 0] == pytest.approx(narrow[0, 0])


def test_a_year_holds_thirteen_months_at_most() -> None:
    with pytest.raises(ValueError, match="13"):
        rows(Span.ending(END, 500))


def test_a_weekday_without_days_has_no_mark() -> None:
    values = [NAN if day.weekday() == 6 else 5.0 for day in Span.ending(END, 28)]
    assert len(strokes(weekday(BY_KEY["mood"], a_series("mood", *values), LIGHT, Size.HALF), "mean")) == 6


def test_the_stool_strip_tells_inside_from_outside_by_place_and_colour() -> None:
    figure = stool(BY_KEY["stool_type"], a_series("stool_type", 1, 3, 5, NAN, 7), LIGHT, Size.HALF)
    inside, outside = strokes(figure, "inside"), strokes(figure, "outside")
    assert len(inside) == len(outside) == 2
    assert outside[0, 0, 1] > inside[0, 0, 1] > inside[1, 0, 1] > outside[1, 0, 1]  # hard above, watery below


def test_the_strip_needs_a_range_to_shade() -> None:
    with pytest.raises(ValueError, match="mood"):
        stool(BY_KEY["mood"], a_series("mood", 5), LIGHT, Size.HALF)


def test_a_side_with_four_noted_days_has_no_mean() -> None:
    start = END - timedelta(days=28)
    values = np.full(43, NAN)
    values[:4], values[20:30] = 5, 6
    series = Series("mood", Span(start - timedelta(days=14), END), values)
    figure = around(BY_KEY["mood"], series, start, start, LIGHT, Size.HALF)
    assert "mean-before" not in labels(figure) and "mean-after" in labels(figure)
    assert len(strokes(figure, "before")) == 4 and len(strokes(figure, "after")) == 10
    assert len(strokes(figure, "day-0")) == 1


@pytest.mark.parametrize("days", [7, 30, 90, 124, 125, 365, 1000, 6245])
@pytest.mark.parametrize("most", [3, 4, 10])
def test_dates_are_few_even_and_within_the_span(days: int, most: int) -> None:
    span = Span.ending(END, days)
    ticks = date_ticks(span, most)
    assert len(ticks) <= most and all(day in span for day, _ in ticks)
    assert all(not letter.isalpha() for _, name in ticks for letter in name)
    assert days < 20 or ticks


def test_a_week_is_a_mark_where_weeks_are_asked_for() -> None:
    figure = draw(a_series("mood", *[5.0] * 28), step=Grain.WEEK)
    assert len(strokes(figure, "mood-5")) in (4, 5)


def test_days_can_be_counted_from_a_start() -> None:
    series = a_series("mood", *[5.0] * 29)
    assert {"0", "7", "14", "21", "28"} <= texts(draw(series, dates=True, since=series.span.start))


def a_difference(lag: int, size: float, low: float, high: float) -> Difference:
    side = Group(50, 4, 3, 5)
    return Difference(Halves(lag, 100, 4, side, Group(50, 4 + size, 3, 5)), low, high)


def test_what_could_be_chance_is_hollow_and_what_lies_apart_is_full() -> None:
    found = [a_difference(0, 0.2, -0.1, 0.5), a_difference(1, 1, 0.5, 1.5), a_difference(2, 1, NAN, NAN)]
    figure = lags(found, LIGHT, Size.NARROW, LIGHT.clay)
    assert len(strokes(figure, "chance")) == len(strokes(figure, "apart")) == 1
    assert strokes(figure, "apart")[0, 0, 0] > strokes(figure, "chance")[0, 0, 0]
    (bar,) = strokes(figure, "range-apart")
    assert bar[1, 1] > bar[0, 1]


def test_a_range_outside_two_points_widens_the_scale_and_no_difference_stays_in_the_middle() -> None:
    small, large = (
        lags([a_difference(0, size, size - 0.5, size + 0.5)], LIGHT, Size.NARROW, LIGHT.clay) for size in (1, 3)
    )
    assert strokes(small, "zero")[0, 0, 1] == strokes(large, "zero")[0, 0, 1]
    assert {"2", "1"} <= texts(small) and {"5", "2.5"} <= texts(large)


def test_a_pair_of_answers_has_one_mark_as_large_as_it_is_frequent() -> None:
    figure = pairs(
        a_series("stress", 2, 2, 2, 7, NAN), a_series("mood", 6, 6, 6, 3, 5), 0, LIGHT, Size.NARROW, "#000000"
    )
    assert len(strokes(figure, "count-3")) == len(strokes(figure, "count-1")) == 1
    assert "3" in digits(figure)


def test_the_second_of_a_pair_may_come_a_day_later() -> None:
    often, since = cells(a_series("stress", 2, 7, NAN), a_series("mood", NAN, 6, 3), 1)
    assert (often.sum(), often[6, 2], often[3, 7]) == (2, 1, 1) and (since[6, 2], since[3, 7]) == (0, 1)


ANSWER = st.one_of(st.just(NAN), st.integers(0, 10).map(float))


@given(st.lists(st.tuples(ANSWER, ANSWER), min_size=1, max_size=60), st.integers(-3, 3))
def test_each_cell_counts_its_days_and_tells_the_first(answers: list[tuple[float, float]], lag: int) -> None:
    found: dict[tuple[int, int], list[int]] = {}
    for slot, (one, _) in enumerate(answers):
        other = answers[slot + lag][1] if 0 <= slot + lag < len(answers) else NAN
        if not math.isnan(one) and not math.isnan(other):
            found.setdefault((int(other), int(one)), []).append(slot)
    first, second = zip(*answers, strict=True)
    often, since = cells(a_series("stress", *first), a_series("mood", *second), lag)
    assert {place: (often[place], since[place]) for place in zip(*np.nonzero(often), strict=True)} == {
        place: (len(slots), slots[0]) for place, slots in found.items()
    }


def test_each_half_has_its_mean_level() -> None:
    figure = pairs(a_series("stress", 1, 2, 8, 9), a_series("mood", 2, 4, 6, 8), 0, LIGHT, Size.NARROW, "#000000")
    lower, higher = (
        next(a for a in figure.artists if a.get_label() == label).get_path().vertices for label in ("lower", "higher")
    )
    assert lower[0, 1] == lower[1, 1] < higher[0, 1] == higher[1, 1]


def test_a_headache_calendar_tells_none_headache_migraine_and_not_noted_apart() -> None:
    head = np.full(28, NAN)
    head[:4] = 0, 1, 2, 2
    pain, medicine = np.full(28, NAN), np.full(28, NAN)
    pain[1:3], medicine[2] = (4, 8), 1
    span = Span.ending(END, 28)
    table = DailyTable(span, {"headache_day": head, "pain_peak": pain, "acute_med": medicine})
    figure = headaches(table, LIGHT, Size.WIDE)
    counts = {label: len(strokes(figure, label)) for label in ("none", "headache", "migraine", "medicine")}
    assert counts == {"none": 1, "headache": 1, "migraine": 2, "medicine": 1}
    assert sorted(digits(figure)) == ["4", "8"]


def test_coverage_has_a_row_for_each_thing_and_a_stroke_for_each_run() -> None:
    span = Span.ending(END, 6)
    table = DailyTable(span, {"mood": np.array([1, 1, NAN, 1, NAN, NAN]), "stress": np.full(6, NAN)})
    figure = coverage(table, LIGHT, Size.WIDE)
    runs = strokes(figure, "noted")
    assert len(runs) == 2 and len(strokes(figure, "empty")) == 2
    step = (Size.WIDE.width - LEFT - RIGHT) / 6
    assert [end[1, 0] - end[0, 0] for end in runs] == pytest.approx([2 * step, step])
