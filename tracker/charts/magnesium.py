"""Magnesium from supplements: bars, official advice as dashed lines, loose stool in a row of its own above."""

from collections.abc import Sequence

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import TEXT, Figure, Palette, Size
from tracker.metrics import Metric
from tracker.stats.grain import Grain, grain, marks
from tracker.table import Series, Span

HEIGHTS = (176, 210)
ROW = 24  # px, the row above the bars
APART = 13  # px between two numbers on the axis
LOOSE = 6  # stool types from here up
DASHES = ((3.0, 3.0), (8.0, 4.0))  # a pattern for each line of advice, lowest first


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def magnesium(
    metric: Metric, doses: Series, stool: Series, palette: Palette, size: Size, bands: Sequence[Span] = ()
) -> Figure:
    """Draw both series over their span; of a long one the mean dose and the middle stool of each week or month."""
    step = grain(doses.span)
    shown = marks(doses, step)
    most = max(float(shown.values.max()) if len(shown.values) else 0.0, *metric.advice)
    sheet = Sheet(
        size, height(size), palette, across=(-0.5, len(doses.span) - 0.5),
        scale=Scale(0, most * 1.08, ()), top=ROW + 8, bottom=24,
    )  # fmt: skip
    sheet.bands(doses.span, bands)
    _numbers(sheet, metric, most)
    x, zero = sheet.across(shown.at), sheet.up(np.zeros(len(shown.at)))
    # A recorded zero is a low dash, so that none is seen to differ from not noted.
    tops = np.maximum(sheet.up(shown.values), zero + 1)
    sheet.strokes("bars", palette.fibre, max(sheet.step * shown.width * 0.78, 0.6), (x, zero), (x, tops))
    for line, dashes in zip(metric.advice, DASHES, strict=False):
        y = sheet.up(line)
        ends = (np.array(sheet.left), y), (np.array(sheet.right), y)
        sheet.strokes(f"advice-{line:g}", palette.ink, 1.2, *ends, dashes=dashes)
    _loose(sheet, stool, step)
    sheet.dates(doses.span)
    return sheet.figure


def _numbers(sheet: Sheet, metric: Metric, most: float) -> None:
    """Hairline and number for zero, the lines of advice and round hundreds above, where they do not touch."""
    step = 10.0 ** np.ceil(np.log10(most / 5))
    kept: list[float] = []
    for tick in (0.0, *metric.advice, *np.arange(step, most * 1.08, step)):
        y = sheet.up(tick)
        if all(abs(float(y) - other) >= APART for other in kept):
            kept.append(float(y))
            if tick not in metric.advice:
                sheet.strokes("grid", sheet.palette.grid, 1, (np.array(sheet.left), y), (np.array(sheet.right), y))
            sheet.text(sheet.left - 6, float(y), f"{tick:g}", align="right", size=TEXT if tick < 1000 else TEXT - 2)


def _loose(sheet: Sheet, stool: Series, step: Grain) -> None:
    """A square where stool was loose, a low dash where another type was noted, nothing where none was."""
    shown = marks(stool, step, middle=True)
    y, tone = np.array(sheet.top + ROW / 2), sheet.palette.clay
    half = min(max(sheet.step * shown.width * 0.39, 0.6), 4)
    loose = shown.values >= LOOSE
    for label, colour, tall, here in (
        ("other", sheet.palette.pale(tone, 0.5), 1.5, ~loose),
        ("loose", tone, max(2 * half, 5), loose),
    ):
        x = sheet.across(shown.at[here])
        sheet.strokes(label, colour, tall, (x - half, y), (x + half, y))
