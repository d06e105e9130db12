"""The days of a self-test as dots, a column a period in the colour of its condition, and the mean of each period."""

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.orders import Rows
from tracker.table import Floats

BOTTOM = 24
SMALL, LARGE = 5.0, 6.5


def height(size: Size) -> int:
    """In px."""
    return size.pick(190, 230)


def bounds(days: Floats, low: float, high: float) -> tuple[float, float, tuple[float, ...]]:
    """The ends of the scale and its ticks; without a known end those of the days themselves."""
    known = days[~np.isnan(days)]
    top = high if np.isfinite(high) and high <= 100 else float(np.ceil(known.max())) if known.size else low + 1
    bottom = low if np.isfinite(low) else float(np.floor(known.min())) if known.size else 0.0
    top = top if top > bottom else bottom + 1
    return bottom, top, (bottom, (bottom + top) / 2, top)


def trial_periods(
    days: Floats, order: Rows, period_days: int, drop_days: int, means: Floats, ends: tuple[float, float],
    palette: Palette, size: Size,
) -> Figure:  # fmt: skip
    """Draw each day, those left out hollow, and a stroke at each period's mean.

    Args:
        days: shape (periods * period_days,), NaN where nothing counts.
        order: shape (periods,), 0 or 1.
        means: shape (periods,), NaN for a lost one.
        ends: lowest and highest value of the outcome; infinite where it has none.
    """
    low, high, ticks = bounds(days, *ends)
    rim = 0.06 * (high - low)
    scale = Scale(low - rim, high + rim, ticks)
    sheet = Sheet(size, height(size), palette, across=(-0.5, len(days) - 0.5), scale=scale, bottom=BOTTOM)
    at = np.arange(len(days), dtype=float)
    of_day = np.repeat(np.asarray(order), period_days)
    left_out = np.arange(len(days)) % period_days < drop_days
    _stripes(sheet, np.asarray(order), period_days)
    sheet.grid()
    across = min(SMALL if len(days) > 60 else LARGE, max(2.5, sheet.step))
    for kind, colour in ((0, palette.amber), (1, palette.leaf)):
        mine = (of_day == kind) & ~np.isnan(days)
        for label, chosen, tone in (
            ("kept", mine & ~left_out, colour),
            ("left-out", mine & left_out, palette.pale(colour, 0.35)),
        ):
            if chosen.any():
                sheet.dots(f"{label}-{kind}", tone, across, at[chosen], days[chosen])
        lived = (np.asarray(order) == kind) & ~np.isnan(means)
        starts: Floats = np.flatnonzero(lived).astype(np.float64) * period_days
        y = sheet.up(means[lived])
        sheet.strokes(
            f"mean-{kind}", colour, 2.6, (sheet.across(starts + drop_days - 0.4), y),
            (sheet.across(starts + period_days - 0.6), y),
        )  # fmt: skip
    _numbers(sheet, len(order), period_days)
    return sheet.figure


def _stripes(sheet: Sheet, order: Rows, period_days: int) -> None:
    b: Floats = np.flatnonzero(order == 1).astype(np.float64) * period_days
    middle = (sheet.bottom + sheet.top) / 2
    starts, ends = sheet.across(b - 0.5), sheet.across(b + period_days - 0.5)
    full = np.full(len(b), middle)
    sheet.strokes("b", sheet.palette.leaf_2, sheet.top - sheet.bottom, (starts, full), (ends, full))


def _numbers(sheet: Sheet, periods: int, period_days: int) -> None:
    every = max(1, int(np.ceil(24 / (sheet.step * period_days))))
    for place in range(0, periods, every):
        middle = (place + 0.5) * period_days - 0.5
        sheet.text(float(sheet.across(middle)), sheet.bottom - 14, f"{place + 1}")
