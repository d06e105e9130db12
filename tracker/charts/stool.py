"""Stool strip: one square a day, hard above and watery below, types 3 to 5 on a shaded ground."""

from collections.abc import Sequence

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.metrics import Metric
from tracker.stats.grain import grain, marks
from tracker.table import Series, Span

HEIGHTS = (146, 172)


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def stool(metric: Metric, series: Series, palette: Palette, size: Size, bands: Sequence[Span] = ()) -> Figure:
    """Draw the types of a span; of a long one the middle type of each week or month.

    Raises:
        ValueError: if the metric has no range to shade.
    """
    if metric.aim is None:
        raise ValueError(f"{metric.key} has no aim")
    shown = marks(series, grain(series.span), middle=True)
    upside_down = Scale(metric.high + 0.6, metric.low - 0.6, (metric.low, *metric.aim, metric.high))
    sheet = Sheet(size, height(size), palette, across=(-0.5, len(series.span) - 0.5), scale=upside_down, bottom=24)
    sheet.bands(series.span, bands)
    low, high = metric.aim
    ground = sheet.up(np.array([(low + high) / 2]))
    thick = abs(float(sheet.up(low - 0.5) - sheet.up(high + 0.5)))
    sheet.strokes(
        "aim", palette.leaf_2, thick, (np.array(sheet.left), ground), (np.array(sheet.right), ground)
    )  # fmt: skip
    sheet.grid()
    inside = (shown.values >= low) & (shown.values <= high)
    half = min(max(sheet.step * shown.width * 0.4, 1.1), 4)
    for label, colour, of_label in (("inside", palette.leaf, inside), ("outside", palette.clay, ~inside)):
        x, y = sheet.across(shown.at[of_label]), sheet.up(shown.values[of_label])
        sheet.strokes(label, colour, max(2 * half, 6), (x - half, y), (x + half, y))
    sheet.dates(series.span)
    return sheet.figure
