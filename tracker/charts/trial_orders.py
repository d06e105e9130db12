"""All orders a self-test could have drawn, by the difference each would have shown; the drawn one as a line."""

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.table import Bools, Floats

BINS = 31
BOTTOM = 24


def height(size: Size) -> int:
    """In px."""
    return size.pick(180, 220)


def trial_orders(statistics: Floats, observed: float, extreme: Bools, palette: Palette, size: Size) -> Figure:
    """Draw how many orders give which difference; those as far out as the drawn one are dark.

    Args:
        statistics: shape (orders,), the difference under each order; infinite ones are left out.
        observed: the difference under the order that was drawn.
        extreme: shape (orders,), which are at least as far out.
    """
    known = np.isfinite(statistics)
    found, far = statistics[known], extreme[known]
    reach = max(1e-9, float(np.abs(found).max(initial=abs(observed)))) * 1.06
    edges = np.linspace(-reach, reach, BINS + 1)
    near, beyond = (np.histogram(found[which], edges)[0] for which in (~far, far))
    most = max(1, int((near + beyond).max()))
    sheet = Sheet(
        size, height(size), palette, across=(-reach, reach), scale=Scale(0, most * 1.08, (0, most)), bottom=BOTTOM,
        left=34,
    )  # fmt: skip
    sheet.grid()
    middles, wide = (edges[1:] + edges[:-1]) / 2, max(1.0, sheet.step * (edges[1] - edges[0]) - 1.5)
    for label, colour, low, high in (
        ("near", palette.fibre_2, np.zeros(BINS), near), ("far", palette.leaf, near, near + beyond),
    ):  # fmt: skip
        some = high > low
        x = sheet.across(middles[some])
        sheet.strokes(label, colour, wide, (x, sheet.up(low[some])), (x, sheet.up(high[some])))
    x = sheet.across(observed)
    sheet.strokes("drawn", palette.ink, 2.4, (x, np.array(float(sheet.bottom))), (x, np.array(float(sheet.top))))
    for tick in ticks(reach):
        sheet.text(float(sheet.across(tick)), sheet.bottom - 14, f"{tick:g}")
    return sheet.figure


def ticks(reach: float) -> tuple[float, ...]:
    """Zero and a round number on either side, well within."""
    size = 10 ** np.floor(np.log10(reach))
    step = float(next(size * n for n in (8, 5, 4, 2, 1, 0.5) if size * n <= 0.9 * reach))
    step = round(step, 10)
    return (-step, 0.0, step)
