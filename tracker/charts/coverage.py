"""What was noted when: a numbered row for each thing, filled on the days that have it, empty where they have not."""

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.grain import grain, marks
from tracker.table import DailyTable, Floats, Series

ROW = 14  # px
BOTTOM = 24


def height(rows: int, size: Size) -> int:
    """In px."""
    return ROW * max(rows, 1) + BOTTOM


def coverage(table: DailyTable, palette: Palette, size: Size) -> Figure:
    """Draw the columns from above in their order; of a long span, weeks or months with enough days of each."""
    rows = max(len(table.columns), 1)
    sheet = Sheet(
        size, height(len(table.columns), size), palette, across=(-0.5, len(table.span) - 0.5),
        scale=Scale(rows, 0, ()), top=0, bottom=BOTTOM,
    )  # fmt: skip
    for row, key in enumerate(table.columns):
        y = sheet.up(row + 0.5)
        ends = (np.array(sheet.left), y), (np.array(sheet.right), y)
        sheet.strokes("empty", palette.grid, 1, *ends)
        first, past = _runs(table.series(key))
        x = sheet.across(first), sheet.across(past)
        sheet.strokes("noted", palette.fibre, ROW * 0.62, (x[0], y), (x[1], y))
        sheet.text(sheet.left - 6, float(y), f"{row + 1}", align="right", size=10)
    sheet.dates(table.span)
    return sheet.figure


def _runs(series: Series) -> tuple[Floats, Floats]:
    """Where unbroken runs of marks begin and end, in slots; a mark reaches half its width to each side."""
    shown = marks(series, grain(series.span))
    if not len(shown.at):
        return np.array([]), np.array([])
    apart = np.flatnonzero(np.diff(shown.at) > shown.width * 1.2)
    first = shown.at[np.concatenate(([0], apart + 1))] - shown.width / 2
    past = shown.at[np.append(apart, len(shown.at) - 1)] + shown.width / 2
    return first, past
