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
    middles = sheet.up(np.arange(0.5, len(table.columns)))
    sheet.strokes("empty", palette.grid, 1, (np.array(sheet.left), middles), (np.array(sheet.right), middles))
    runs = [_runs(table.series(key)) for key in table.columns]
    first, past = (np.concatenate([np.array([]), *(run[end] for run in runs)]) for end in (0, 1))
    y = np.repeat(middles, [len(run[0]) for run in runs])
    sheet.strokes("noted", palette.fibre, ROW * 0.62, (sheet.across(first), y), (sheet.across(past), y))
    numbers = [f"{row + 1}" for row in range(len(middles))]
    if numbers:
        sheet.names(np.full(len(middles), sheet.left - 6.0), middles, numbers, align="right", size=10)
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
