"""Every figure: the page's colours, no words, no chance, nothing that a strict policy would stop."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from pypdf import PdfReader

from tracker.charts import headaches as calendar
from tracker.charts import pairs as scatter
from tracker.charts.around import around
from tracker.charts.artists import Digits, Figure
from tracker.charts.coverage import coverage
from tracker.charts.headaches import headaches
from tracker.charts.lags import lags
from tracker.charts.pairs import pairs
from tracker.charts.sheet import LEFT, RIGHT
from tracker.charts.stool import stool
from tracker.charts.style import DARK, LIGHT, PALETTES, Palette, Size, to_file, to_pdf, to_png, to_svg
from tracker.charts.trend import trend
from tracker.charts.weekday import weekday
from tracker.charts.year import plot, year
from tracker.metrics import BY_KEY, METRICS, Metric
from tracker.stats.grain import Grain
from tracker.stats.headaches import whole
from tracker.stats.lags import all_lags
from tracker.table import DailyTable, Series, Span

CSS = Path(__file__).parent.parent.parent / "static" / "css"
END = date(2026, 11, 21)


def a_series(metric: Metric, days: int, seed: int = 1) -> Series:
    """Plausible values with a tenth of the days not noted."""
    rng = np.random.default_rng(seed)
    low, high = max(metric.low, -2), min(metric.high, 8)
    values = np.rint(rng.uniform(low, high, days))
    values[rng.random(days) < 0.1] = np.nan
    return Series(metric.key, Span.ending(END, days), values)


def figures(palette: Palette, size: Size, days: int = 90) -> Iterator[tuple[str, Figure]]:
    mood = BY_KEY["mood"]
    series = a_series(mood, days)
    band = (Span(END - timedelta(days=20), END - timedelta(days=12)),)
    for metric in METRICS:
        one = a_series(metric, days)
        yield metric.key, trend(metric, one, one.span, palette, size, usual=4, bands=band, dates=True)
    yield "year", year(series.within(Span.ending(END, 365)), palette, size)
    yield "weekday", weekday(mood, series, palette, size)
    yield "stool", stool(BY_KEY["stool_type"], a_series(BY_KEY["stool_type"], days), palette, size, band)
    yield "around", around(mood, series, band[0].start, band[0].end, palette, size)
    yield "weeks", trend(mood, series, series.span, palette, size, dates=True, step=Grain.WEEK)
    yield "since", trend(mood, series, series.span, palette, size, dates=True, since=series.span.start)
    yield "lags", lags(all_lags(series.values, a_series(mood, days, 2).values), palette, size, palette.plum)
    yield "pairs", pairs(series, a_series(mood, days, 2), 1, palette, size, palette.plum)
    some = {metric.key: a_series(metric, days, seed).values for seed, metric in enumerate(METRICS[:40])}
    yield "coverage", coverage(DailyTable(series.span, some), palette, size)
    yield "headaches", headaches(a_headache_diary(days), palette, size)


def a_headache_diary(days: int) -> DailyTable:
    """Whole stretches of days, a tenth of them not noted."""
    span = whole(Span.ending(END, days))
    kept = ("headache_day", "pain_peak", "acute_med")
    return DailyTable(span, {key: a_series(BY_KEY[key], len(span), seed).values for seed, key in enumerate(kept)})


def tokens() -> dict[str, tuple[str, str]]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", (CSS / "tokens.css").read_text())
    return {name: (by_day, by_night) for name, by_day, by_night in pairs}


def test_palettes_equal_the_pages_tokens() -> None:
    for column, palette in enumerate((LIGHT, DARK)):
        ramp = {f"m{step}": colour for step, colour in enumerate(palette.mood)}
        named = {
            field.name.replace("_", "-"): getattr(palette, field.name)
            for field in fields(palette)
            if field.name not in {"name", "mood", "light_digits"}
        }
        assert {name: tokens()[name][column] for name in named | ramp} == named | ramp


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_every_digit_on_the_ramp_can_be_read(palette: Palette) -> None:
    for step, ground in enumerate(palette.mood):
        pale, deep = sorted((luminance(ground), luminance(palette.digit(step))), reverse=True)
        assert (pale + 0.05) / (deep + 0.05) >= 4.5, step


def written(figure: Figure) -> list[tuple[tuple[float, float], str, Digits]]:
    """Every text of a figure and where it stands, in px."""
    some = [artist for artist in figure.artists if isinstance(artist, Digits)]
    return [((x, y), text, one) for one in some for (x, y), text in zip(one.points, one.texts, strict=True)]


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
@pytest.mark.parametrize("days", [90, 6000])
def test_no_figure_holds_a_letter(size: Size, days: int) -> None:
    for name, figure in figures(LIGHT, size, days):
        texts = [text for _, text, _ in written(figure)]
        assert texts or name == "year"
        assert not any(letter.isalpha() for text in texts for letter in text), (name, texts)


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
def test_no_text_leaves_the_figure(size: Size) -> None:
    for name, figure in figures(LIGHT, size):
        for (x, y), text, one in written(figure):
            room = sum(0.36 if letter == "-" else 0.64 for letter in text) * one.size
            before = {"right": room, "center": room / 2, "left": 0}[one.align]
            assert x - before > -2, (name, text)
            assert x - before + room < size.width + 4, (name, text)
            assert y > 0, (name, text)


def test_equal_data_gives_equal_bytes() -> None:
    first, second = (
        {name: (to_svg(figure), to_png(figure, DARK), to_pdf(figure)) for name, figure in figures(DARK, Size.WIDE)}
        for _ in range(2)
    )
    assert first == second


def test_svg_carries_no_style_no_name_no_date_and_no_script() -> None:
    for name, figure in figures(LIGHT, Size.WIDE):
        svg = to_svg(figure).decode()
        root = ElementTree.fromstring(svg)
        assert root.get("viewBox") == f"0 0 9000 {root.get('height')}0", name
        assert {part.tag.split("}")[1] for part in root.iter()} <= {"svg", "g", "path", "text"}, name
        assert not re.search(r"style=| id=|matplotlib|20\d\d-\d\d-\d\dT|DejaVu", svg), name


def test_pdf_is_one_page_of_the_figures_size_with_digits_that_can_be_read_and_no_date() -> None:
    for name, figure in figures(LIGHT, Size.NARROW):
        reader = PdfReader(io.BytesIO(to_file(figure, "pdf", LIGHT)))
        assert len(reader.pages) == 1, name
        assert reader.pages[0].mediabox.width == Size.NARROW.width, name
        assert not {"/CreationDate", "/Creator", "/Producer"} & set(reader.metadata or {}), name
        digits = {text for _, text, _ in written(figure)}
        page = reader.pages[0].extract_text().replace("-", "")
        assert all(text.replace("-", "") in page for text in digits), name


def test_png_is_twice_as_wide_and_stands_on_the_card() -> None:
    _, figure = next(figures(DARK, Size.NARROW))
    png = to_png(figure, DARK)
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20], "big") == 2 * Size.NARROW.width


@pytest.mark.parametrize("days", [400, 6000])
def test_a_long_diary_stays_small(days: int) -> None:
    for name, figure in figures(LIGHT, Size.WIDE, days):
        assert len(to_svg(figure)) < 100_000, name


def inset_of(rule: str, css: str) -> list[int]:
    found = re.search(re.escape(rule) + r" \{ (?:[^}]*?)inset: ([^;]*);", css)
    assert found
    return [int(number) // 100 for number in re.findall(r"calc\((\d+)% / var", found[1])]


def test_the_layer_of_links_has_the_figures_margins() -> None:
    css = (CSS / "parts.css").read_text()
    narrow, wide = plot(Size.NARROW), plot(Size.WIDE)
    assert inset_of(".days", css) == [RIGHT, LEFT]
    assert inset_of(".days.year", css) == [narrow.top, narrow.right, narrow.bottom, narrow.left]
    assert inset_of("--h: 300; } .days.year", css) == [wide.top, wide.right, wide.bottom, wide.left]
    assert inset_of(".days.calendar", css) == [RIGHT, calendar.LEFT]
    assert inset_of(".days.square", css) == [scatter.TOP, RIGHT, scatter.BOTTOM, LEFT]
    sizes: list[tuple[str, Callable[[str], bool]]] = [
        (f".linked.third {{ --h: {scatter.HEIGHT}", css.__contains__),
        (f".linked.third {{ --w: {Size.THIRD.width}", css.__contains__),
        (f"--w: {Size.NARROW.width}; --h: {narrow.height}", css.__contains__),
        (f"--w: {Size.MIDDLE.width}; --h: {plot(Size.MIDDLE).height}", css.__contains__),
        (f"--w: {Size.WIDE.width}; --h: {wide.height}", css.__contains__),
        (f"--w: {Size.HALF.width};", css.__contains__),
    ]
    assert all(there(text) for text, there in sizes)
