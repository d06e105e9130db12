"""SVG as small as a figure of strokes and digits can be: whole numbers and no style.

Matplotlib's own writes each number in full, sets style attributes, which a strict content policy would ignore, and
adds names, ids and definitions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.table import Bools, Floats

UNITS = 10  # a px: whole numbers are short and quick to write, and a tenth of a px is finer than anybody sees
ROOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0}0 {1}0" '
    'font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif" fill="none" '
    f'stroke-width="{UNITS}" stroke-linejoin="round">\n{{2}}</svg>'
)
ANCHORS = {"right": "end", "center": "middle", "left": "start"}
CAPS = {"butt": "", "round": ' stroke-linecap="round"'}


class Vector:
    """Strokes and texts in the order in which they were drawn; equal data gives equal text."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def strokes(
        self, points: Floats, begins: Bools, colour: str, width: float, ends: str, dashes: Sequence[float]
    ) -> None:
        """Write straight strokes through `points`, never filled; the pen is put down anew where one `begins`."""
        facts = f' stroke="{colour}"'
        if width != 1:
            facts += f' stroke-width="{units(width)}"'
        if dashes:
            facts += f' stroke-dasharray="{",".join(map(units, dashes))}"'
        shown = points * (1, -1) + (0, self.height)
        self._parts.append(f'<path d="{steps(shown, begins)}"{facts}{CAPS[ends]}/>\n')

    def texts(self, points: Floats, texts: Sequence[str], colour: str, size: float, align: str) -> None:
        """Write texts of one look, each at the point of its baseline that `align` names."""
        look = f'fill="{colour}" font-size="{units(size)}" text-anchor="{ANCHORS[align]}"'
        placed = [
            f'x="{units(x)}" y="{units(self.height - y)}">{text}</text>'
            for (x, y), text in zip(points.tolist(), texts, strict=True)
        ]
        if len(placed) == 1:
            self._parts.append(f"<text {look} {placed[0]}\n")
        elif placed:
            self._parts.append(f"<g {look}>\n<text " + "\n<text ".join(placed) + "\n</g>\n")

    def svg(self) -> str:
        return ROOT.format(self.width, self.height, "".join(self._parts))


def units(length: float) -> str:
    """A length in px as the figure counts."""
    return str(round(length * UNITS))


def steps(points: Floats, begins: Bools) -> str:
    """The `d` of a path: each point as a step from the one before, whose rounding does not add up.

    Level and upright strokes, which are most of what a figure holds, are written by one format each.
    """
    whole = np.rint(points * UNITS).astype(int)
    whole[1:] -= whole[:-1].copy()
    across, down = whole.T
    apart = len(points) % 2 == 0 and bool(begins[::2].all()) and not begins[1::2].any()
    if apart and not down[1::2].any():  # of no length: dots, where their ends are round
        return _written("m%d %dh%d", across[::2], down[::2], across[1::2])
    if apart and not across[1::2].any():
        return _written("m%d %dv%d", across[::2], down[::2], down[1::2])
    letters = np.where(begins, "m", "l").tolist()
    return "".join(map("%s%d %d".__mod__, zip(letters, across.tolist(), down.tolist(), strict=True)))


def _written(pattern: str, *numbers: NDArray[np.int64]) -> str:
    return pattern * len(numbers[0]) % tuple(np.array(numbers).ravel("F").tolist())
