"""Two scales against each other: a round mark for each pair of answers, as large as it is frequent, with its count."""

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.lags import Halves, Slots, ahead, halves
from tracker.table import Floats, Series

HEIGHT = 300
TOP, BOTTOM = 8, 24  # px; the layer of links in the page has the same margins
SCALE = Scale(-0.5, 10.5, (0, 5, 10))
GRID = 11  # answers from 0 to 10
SMALL, LARGE, READABLE = 6.0, 23.0, 13.0  # px across; from READABLE on a count fits into a mark


def height(size: Size) -> int:
    """In px."""
    return HEIGHT


def cells(first: Series, second: Series, lag: int) -> tuple[Slots, Slots]:
    """How often each pair of whole answers was given, the second `lag` days after the first, and in which slot first.

    Both of shape (GRID, GRID): a row each for the second answers from 0 up, in it a column for each of the first.
    """
    slots = np.flatnonzero(~np.isnan(first.values) & ~np.isnan(ahead(second.values, lag)))
    across, up = _answers(first, second, lag).astype(np.int64).T
    place = across + GRID * up
    often, since = np.bincount(place, minlength=GRID * GRID), np.zeros(GRID * GRID, np.int64)
    since[place[::-1]] = slots[::-1]  # the first of a place comes last, and stays
    return often.reshape(GRID, GRID), since.reshape(GRID, GRID)


def _answers(first: Series, second: Series, lag: int) -> Floats:
    """Both whole answers of each day that has them, shape (days, 2)."""
    both = np.column_stack((first.values, ahead(second.values, lag)))
    return np.rint(both[~np.isnan(both).any(axis=1)])


def pairs(first: Series, second: Series, lag: int, palette: Palette, size: Size, tone: str) -> Figure:
    """Draw `first` across and `second` upwards, both from 0 to 10, with the mean of each half of the days."""
    sheet = Sheet(
        size, height(size), palette, across=(-0.5, 10.5), scale=SCALE, top=TOP, bottom=BOTTOM,
    )  # fmt: skip
    sheet.grid()
    _means(sheet, halves(first.values, second.values, lag))  # below the marks, so that counts stay readable
    cells, often = np.unique(_answers(first, second, lag), axis=0, return_counts=True)
    most = often.max(initial=1)
    across = SMALL + (min(LARGE, sheet.step) - SMALL) * np.sqrt(often / most)
    for count in np.unique(often).tolist():
        at, up = cells[often == count].T
        sheet.dots(f"count-{count}", palette.pale(tone, 0.5), float(across[often == count][0]), at, up)
    told = (often > 1) & (across >= READABLE)
    at, up = cells[told].T
    texts = [f"{count}" for count in often[told]]
    sheet.digits(sheet.across(at), sheet.up(up), texts, palette.ink, sheet.size.pick(9, 10))
    for tick in SCALE.ticks:
        sheet.text(float(sheet.across(tick)), sheet.bottom - 14, f"{tick:g}")
    return sheet.figure


def _means(sheet: Sheet, split: Halves) -> None:
    """Two level lines, no slope: what is drawn is what was counted."""
    if np.isnan(split.usual):
        return
    middle = sheet.across(split.usual)
    ends = (middle, np.array(sheet.bottom)), (middle, np.array(sheet.top))
    sheet.strokes("usual", sheet.palette.ink_2, 1, *ends, dashes=(3, 3))
    for label, group, at in (
        ("lower", split.lower, (-0.4, split.usual - 0.1)),
        ("higher", split.higher, (split.usual + 0.1, 10.4)),
    ):
        if group.n:
            values: Floats = np.full(2, group.mean)
            sheet.line(label, sheet.palette.ink, 2.2, np.array(at), values)
