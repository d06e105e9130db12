"""How every figure looks: two palettes that equal the page's tokens, the widths pages show, SVG, PNG and PDF."""

import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tracker.metrics import Area, Metric

# matplotlib takes longer to import than everything else together, so that waits for the first figure (artists.py).
if TYPE_CHECKING:
    from tracker.charts.artists import Figure as Figure
else:
    Figure = Any

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")  # no date: those hold two dashes or begin with the year
TEXT = 11.5  # px, when the figure is shown at its own width


def _rgb(colour: str) -> tuple[int, ...]:
    """Red, green and blue of `#rrggbb`, 0 to 255 each."""
    return tuple(bytes.fromhex(colour[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The page's colours by day or by night; names and values are those of static/css/tokens.css."""

    name: str
    card: str
    ink: str
    ink_2: str
    edge: str
    leaf: str
    leaf_2: str
    plum: str
    amber: str
    sky: str
    clay: str
    grid: str
    fibre: str
    fibre_2: str
    gold: str
    band: str
    mood: tuple[str, ...]
    light_digits: frozenset[int]  # the steps of the ramp that are too dark for a dark digit

    def tone(self, metric: Metric) -> str:
        """The colour of a metric's marks: its own, or its area's."""
        own = {"stress": self.amber, "fermented": self.gold}
        return own.get(metric.key) or {
            Area.MIND: self.plum,
            Area.GUT: self.clay,
            Area.SLEEP: self.sky,
            Area.FOOD: self.fibre,
            Area.SUPPLEMENTS: self.leaf,
            Area.EVENTS: self.ink_2,
        }.get(metric.area, self.leaf)

    def pale(self, colour: str, share: float = 0.36) -> str:
        """`colour` mixed into the card, so that nothing needs to be see-through."""
        mixed = (share * a + (1 - share) * b for a, b in zip(_rgb(colour), _rgb(self.card), strict=True))
        return "#" + "".join(f"{round(part):02x}" for part in mixed)

    def digit(self, step: int) -> str:
        """The colour of a digit on a step of the mood ramp."""
        return "#fffdf8" if step in self.light_digits else "#131c17"


LIGHT = Palette(
    name="light", card="#fffdf8", ink="#1f2b26", ink_2="#55615a", edge="#8b8575", leaf="#1c6b50", leaf_2="#e1eee6",
    plum="#6a4586", amber="#8a5209", sky="#3f5a8a", clay="#9c4329", grid="#e9e2d4", fibre="#5a9c83",
    fibre_2="#c6dacd", gold="#c9882f", band="#efdfc6", light_digits=frozenset({0, 1, 2}),
    mood=("#53357b", "#674f83", "#796588", "#9d8c9b", "#c0b0ab", "#e1d3b7", "#c8cba5", "#abc091", "#8bb279",
          "#6ba563", "#48984d"),
)  # fmt: skip
DARK = Palette(
    name="dark", card="#1a211d", ink="#e8ebe4", ink_2="#a5b0a8", edge="#6d7a72", leaf="#7cc6a5", leaf_2="#1d3228",
    plum="#bd9fdc", amber="#e5a552", sky="#9db4dd", clay="#e39479", grid="#2c3630", fibre="#5fa789",
    fibre_2="#35503f", gold="#d9a04c", band="#3b3324", light_digits=frozenset(range(2, 8)),
    mood=("#a280c9", "#9278af", "#766287", "#64566b", "#574e53", "#4d493f", "#545e49", "#5a7252", "#6c9668",
          "#7db97e", "#8adb91"),
)  # fmt: skip
PALETTES = {palette.name: palette for palette in (LIGHT, DARK)}


class Size(StrEnum):
    """The widths a page shows figures at: a phone, a third and half of a desktop, a tablet, a desktop."""

    NARROW = "narrow"
    THIRD = "third"
    HALF = "half"
    MIDDLE = "middle"
    WIDE = "wide"

    @property
    def width(self) -> int:
        """In px."""
        return {Size.NARROW: 336, Size.THIRD: 284, Size.HALF: 420, Size.MIDDLE: 620, Size.WIDE: 900}[self]

    def pick(self, small: int, large: int) -> int:
        """A length that is `small` on a phone and on half a desktop, `large` elsewhere."""
        return small if self.width < 500 else large


def with_decimals(figure: Figure, mark: str) -> Figure:
    """The same figure with its numbers in a language's writing: `mark` before the decimals, a real minus."""
    from tracker.charts import artists

    def written(text: str) -> str:
        return text.replace(".", mark).replace("-", "−") if NUMBER.fullmatch(text) else text

    artists.with_numbers(figure, written)
    return figure


def to_svg(figure: Figure) -> bytes:
    """The figure as SVG: equal data gives equal bytes, and no style attribute, date, program name or script."""
    from tracker.charts import artists

    return artists.svg(figure).encode()


def to_png(figure: Figure, palette: Palette) -> bytes:
    """The figure as PNG at twice its size, on the colour of the card it stands on."""
    from tracker.charts import artists

    return artists.png(figure, palette.card, times=2)


def to_pdf(figure: Figure) -> bytes:
    """The figure as a PDF page of its own size, for print: equal data gives equal bytes; its digits are text."""
    out = io.BytesIO()
    figure.full().savefig(out, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
    return out.getvalue()


def to_file(figure: Figure, ending: str, palette: Palette) -> bytes:
    """The figure as the file that an address ends in.

    Raises:
        KeyError: for any other ending.
    """
    return {"svg": to_svg, "png": lambda drawn: to_png(drawn, palette), "pdf": to_pdf}[ending](figure)
