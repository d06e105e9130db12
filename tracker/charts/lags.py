"""Differences at lags from some days before to some days after: a dot with its range each, no difference dashed."""

from collections.abc import Sequence

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.lags import LAGS, Difference

HEIGHT = 190
SPANS = (2, 5, 10)  # points; the smallest that holds every range


def height(size: Size) -> int:
    """In px."""
    return HEIGHT


def lags(differences: Sequence[Difference], palette: Palette, size: Size, tone: str) -> Figure:
    """Draw the known ones from left to right; one whose range leaves out no difference is strong, others hollow."""
    known = [found for found in differences if found.known]
    sheet = Sheet(
        size, height(size), palette, across=(LAGS[0] - 0.5, LAGS[-1] + 0.5), scale=_scale(known), bottom=24,
    )  # fmt: skip
    sheet.grid()
    zero = sheet.up(0.0)
    sheet.strokes(
        "zero", palette.ink_2, 1, (np.array(sheet.left), zero), (np.array(sheet.right), zero), dashes=(3, 3)
    )  # fmt: skip
    for label, chance, inside in (("chance", True, palette.card), ("apart", False, tone)):
        these = [found for found in known if found.could_be_chance is chance]
        at, size_, low, high = (
            np.array([getattr(found, part) for found in these], dtype=float) for part in ("lag", "size", "low", "high")
        )
        x = sheet.across(at)
        sheet.strokes(f"range-{label}", palette.pale(tone, 0.45), 6, (x, sheet.up(low)), (x, sheet.up(high)))
        sheet.dots(f"rim-{label}", tone, 11, at, size_)
        sheet.dots(label, inside, 7, at, size_)
    for lag in LAGS:
        sheet.text(float(sheet.across(lag)), sheet.bottom - 14, f"{lag}")
    return sheet.figure


def _scale(known: Sequence[Difference]) -> Scale:
    most = max((abs(end) for found in known for end in (found.low, found.high)), default=0.0)
    ends = next((span for span in SPANS if span >= most), SPANS[-1])
    return Scale(-ends, ends, (-ends, -ends / 2, 0, ends / 2, ends))
