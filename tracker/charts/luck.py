"""Two searches of the same moved days, side by side: how often each showed how many false links."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tracker.charts.links import ticks
from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size

HEIGHTS = (190, 230)
BINS = 24  # columns at most


def height(size: Size) -> int:
    """In px."""
    return HEIGHTS[size is not Size.NARROW]


def luck(ours: Sequence[int], plain: Sequence[int], palette: Palette, size: Size) -> Figure:
    """Draw, for each number of false links across, how many moves showed so many: plain in gold, ours in leaf."""
    most = max([*ours, *plain, 4])
    wide = -(-(most + 1) // BINS)
    counts = [Counter(n // wide for n in some) for some in (plain, ours)]
    tallest = max((n for count in counts for n in count.values()), default=1)
    upward = ticks(0, tallest, 3)
    columns = most // wide + 1
    sheet = Sheet(
        size, height(size), palette, across=(-0.6, columns - 0.4),
        scale=Scale(0, tallest * 1.06, tuple(tick for tick in upward if tick % 1 == 0)), bottom=24,
    )  # fmt: skip
    sheet.grid()
    width = sheet.step * 0.36
    for label, colour, side, count in zip(
        ("plain", "ours"), (palette.gold, palette.leaf), (-1, 1), counts, strict=True
    ):
        at = np.array(sorted(count), dtype=float)
        x = sheet.across(at) + side * width * 0.55
        up = sheet.up(np.array([count[int(one)] for one in at], dtype=float))
        sheet.strokes(label, colour, width, (x, np.full(len(at), float(sheet.bottom))), (x, up))
    for tick in ticks(0, most, 6):
        if tick % wide == 0:
            sheet.text(float(sheet.across(tick / wide)), sheet.bottom - 14, f"{tick:g}")
    return sheet.figure
