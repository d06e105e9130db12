"""Before and after an event: 14 days before its first day and 28 after, day 0 marked, a mean on each side."""

from datetime import date

import numpy as np

from tracker.charts.sheet import Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.charts.trend import scale
from tracker.metrics import Metric
from tracker.stats import summary
from tracker.table import Series, Span

HEIGHTS = (176, 200)
LEAST = 5  # recorded days a side's mean rests on


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def around(metric: Metric, series: Series, start: date, end: date, palette: Palette, size: Size) -> Figure:
    """Draw the days around `start`; the event's own days, to `end`, are shaded, and days are counted from 0."""
    span = summary.window(start)
    shown = series.within(span)
    at = np.flatnonzero(shown.known).astype(float)
    values = shown.values[shown.known]
    sheet = Sheet(
        size, height(size), palette, across=(-0.5, len(span) - 0.5), scale=scale(metric, values), bottom=24,
    )  # fmt: skip
    sheet.bands(span, (Span(start, max(start, end)),))
    sheet.grid()
    _day_zero(sheet)
    tone = palette.tone(metric)
    dot = min(sheet.step * 0.7, 6)
    before = at < summary.BEFORE
    for label, colour, of_label in (("before", palette.pale(tone, 0.55), before), ("after", tone, ~before)):
        sheet.dots(label, colour, dot, at[of_label], values[of_label])
    _means(sheet, series, start)
    sheet.count(span, start)
    return sheet.figure


def _day_zero(sheet: Sheet) -> None:
    x = sheet.across(np.array([float(summary.BEFORE)]))
    sheet.strokes(
        "day-0", sheet.palette.ink_2, 1, (x, np.array(sheet.bottom)), (x, np.array(sheet.top)), dashes=(3, 3)
    )  # fmt: skip


def _means(sheet: Sheet, series: Series, start: date) -> None:
    sides = summary.around(series, start)
    first, last = float(summary.BEFORE), float(summary.BEFORE + summary.AFTER)
    for label, group, a, b in (
        ("mean-before", sides.before, 0.0, first - 1),
        ("mean-after", sides.after, first + 1, last),
    ):
        if group.n >= LEAST:
            sheet.line(label, sheet.palette.ink, 2.2, np.array([a, b]), np.full(2, group.mean))
