"""Single numbers over time: a dot each with its digits beside it, all in one colour, joined by nothing."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import TEXT, Figure, Palette, Size
from tracker.table import Floats, Span

HEIGHTS = (170, 210)
DIGIT = 6.6  # px that one digit takes, roughly
CLEAR = 12  # px from a dot to the middle of its digits
LONGEST = 5  # characters of a tick that fit beside the plot


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def points(
    span: Span, days: Sequence[date], values: Floats, texts: Sequence[str], palette: Palette, size: Size,
    *, ends: tuple[float, float] | None = None,
) -> Figure:  # fmt: skip
    """Draw the values of `days`, oldest first; `ends` are those of the whole scale, if it has any.

    The only lines are the two ends of a scale, or round numbers from zero: a line anywhere else would look like a
    limit. No colour depends on a value.
    """
    sheet = Sheet(
        size, height(size), palette, across=(-0.5, len(span) - 0.5), scale=scale(values, ends), top=22, bottom=26,
    )  # fmt: skip
    sheet.grid()
    at = np.array([span.slot(day) for day in days], dtype=float)
    sheet.dots("rim", palette.card, 11, at, values)
    sheet.dots("points", palette.ink, 8, at, values)
    _digits(sheet, at, values, texts)
    sheet.dates(span)
    return sheet.figure


def scale(values: Floats, ends: tuple[float, float] | None) -> Scale:
    """The whole of a scale with only its ends named; without ends, round numbers from zero around `values`."""
    if ends is not None:
        return Scale(*ends, ends)
    low, high = min(0.0, float(values.min(initial=0))), max(0.0, float(values.max(initial=0)))
    high = high if high > low else low + 1
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    ticks = tuple(step * n for n in range(math.floor(low / step), math.ceil(high / step) + 1))
    named = tuple(text if len(text := f"{tick:g}") <= LONGEST else "" for tick in ticks)
    return Scale(ticks[0], ticks[-1], ticks, named)


def _digits(sheet: Sheet, at: Floats, values: Floats, texts: Sequence[str]) -> None:
    """Each number above its dot; where they would run into each other the newer one is written."""
    x, y = sheet.across(at), sheet.up(values)
    shown: list[tuple[float, float, str]] = []
    for here, up, text in sorted(zip(x.tolist(), y.tolist(), texts, strict=True), reverse=True):
        half = len(text) * DIGIT / 2
        middle = min(max(here, sheet.left + half), sheet.right - half)
        if all(abs(middle - there) > half + len(other) * DIGIT / 2 + 2 for there, _, other in shown):
            shown.append((middle, up + CLEAR, text))
    if shown:
        across, upward, written = zip(*shown, strict=True)
        sheet.digits(np.array(across), np.array(upward), written, sheet.palette.ink, TEXT)
