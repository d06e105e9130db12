"""One link: every day that has both, drift taken out, with the fitted line and the range of its slope."""

import math

import numpy as np

from tracker.charts.points import scale
from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.metrics import Kind, Metric
from tracker.table import Floats

HEIGHTS = (250, 300)
BOTTOM = 24
GROUP_WIDTH = 0.3  # of the way from one group to the other, on each side
GOLDEN = 0.6180339887  # spreads any number of dots evenly


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def scatter(
    habit: Metric, outcome: Metric, at: Floats, felt: Floats, slopes: tuple[float, float, float],
    palette: Palette, size: Size,
) -> Figure:  # fmt: skip
    """Draw days as dots, the habit across and the outcome upwards.

    Args:
        at, felt: shape (days,), finite.
        slopes: the fitted one, and the ends of its interval, in points of the outcome per unit of the habit.
    """
    low, high = float(at.min()), float(at.max())
    room = (high - low) / 24 or 0.5
    sheet = _sheet(size, palette, (low - room, high + room), outcome, felt)
    sheet.dots("days", palette.pale(palette.leaf, 0.6), 5, at, felt)
    middle, level = float(at.mean()), float(felt.mean())
    ends = np.array([low, high])
    slope, *sides = slopes
    for side in sides:
        x, y = sheet.across(ends), sheet.up(level + side * (ends - middle))
        sheet.strokes("range", palette.ink_2, 1.2, (x[:1], y[:1]), (x[1:], y[1:]), dashes=(4, 3))
    sheet.line("fit", palette.ink, 2.4, ends, level + slope * (ends - middle))
    for tick in ticks(low, high, 4):
        sheet.text(float(sheet.across(tick)), BOTTOM - 14, clock(tick) if habit.kind is Kind.CLOCK else f"{tick:g}")
    return sheet.figure


def groups(
    outcome: Metric, at: Floats, felt: Floats, slopes: tuple[float, float, float], palette: Palette, size: Size,
) -> Figure:  # fmt: skip
    """Draw days without (left) and with (right) as two clouds, the fitted level of each, the range of the difference.

    Args:
        at: shape (days,), 0 or 1.
        felt, slopes: as for `scatter`.
    """
    sheet = _sheet(size, palette, (-0.5, 1.5), outcome, felt)
    spread = (np.arange(len(at)) * GOLDEN % 1 - 0.5) * 2 * GROUP_WIDTH
    sheet.dots("days", palette.pale(palette.leaf, 0.6), 5, at + spread, felt)
    slope, lo, hi = slopes
    without = float(felt.mean() - slope * at.mean())
    reach = GROUP_WIDTH + 0.08
    for name, place, level in (("without", 0.0, without), ("with", 1.0, without + slope)):
        sheet.line(name, palette.ink, 2.4, np.array([place - reach, place + reach]), np.array([level, level]))
    x, ends = sheet.across(1 + reach), sheet.up(without + np.array([lo, hi]))
    sheet.strokes("range", palette.ink, 2.4, (x, ends[:1]), (x, ends[1:]))
    return sheet.figure


def _sheet(size: Size, palette: Palette, across: tuple[float, float], outcome: Metric, felt: Floats) -> Sheet:
    sheet = Sheet(size, height(size), palette, across=across, scale=upwards(outcome, felt), bottom=BOTTOM)
    sheet.grid()
    return sheet


def upwards(outcome: Metric, felt: Floats) -> Scale:
    """The whole scale, with room for what taking out the drift moves past its ends."""
    if outcome.kind not in (Kind.SCALE, Kind.YES_NO):
        return scale(felt, None)
    room = (outcome.high - outcome.low) / 20
    low, high = min(outcome.low - room, float(felt.min())), max(outcome.high + room, float(felt.max()))
    return Scale(low, high, (outcome.low, (outcome.low + outcome.high) / 2, outcome.high))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two ends, at most so many and one."""
    if high <= low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def clock(hour: float) -> str:
    """Hours after midnight as the clock shows them."""
    whole, minute = divmod(round(hour * 60) % (24 * 60), 60)
    return f"{whole:02d}:{minute:02d}"
