"""Seven days of the week: the mean as a dot, the middle half of the days as a bar behind it."""

import numpy as np

from tracker.charts.sheet import Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.charts.trend import scale
from tracker.metrics import Metric
from tracker.stats.summary import by_weekday
from tracker.table import Series

HEIGHTS = (160, 190)


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def weekday(metric: Metric, series: Series, palette: Palette, size: Size) -> Figure:
    """Draw Monday to Sunday from left to right; the names stand below, in the page."""
    known = series.values[series.known]
    sheet = Sheet(size, height(size), palette, across=(-0.5, 6.5), scale=scale(metric, known))
    sheet.grid()
    groups = by_weekday(series)
    at = np.array([day for day, group in enumerate(groups) if group.n], dtype=float)
    low, mean, high = (np.array([getattr(g, part) for g in groups if g.n]) for part in ("low", "mean", "high"))
    x = sheet.across(at)
    bars = (x, sheet.up(low)), (x, np.maximum(sheet.up(high), sheet.up(low) + 0.01))
    sheet.strokes("half", palette.fibre_2, 12, *bars, round_ends=True)
    sheet.dots("rim", palette.card, 11, at, mean)
    sheet.dots("mean", palette.leaf, 8, at, mean)
    return sheet.figure
