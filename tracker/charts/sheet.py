"""An empty figure with fixed margins and a few ways to draw on it; no axes, so a figure costs milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tracker.charts.style import TEXT, Palette, Size
from tracker.table import Floats, Span

if TYPE_CHECKING:
    from tracker.charts.artists import Digits, Pen

LEFT, RIGHT = 30, 4  # px, the same for all that shares a time axis, so stacked panels line up
DOT = 0.01  # px: a stroke so short, with round ends, is a dot


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole scale: its two ends and the ticks that carry a number (their text, if it is not the number)."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...] = ()

    def named(self) -> list[tuple[float, str]]:
        return list(zip(self.ticks, self.labels or (f"{tick:g}" for tick in self.ticks), strict=True))


class Sheet:
    """Lengths are px from the lower left corner; `across` and `up` turn data into them.

    Everything drawn is strokes, a line or digits, labelled with what it stands for.
    """

    def __init__(
        self, size: Size, height: int, palette: Palette, *, across: tuple[float, float], scale: Scale,
        left: int = LEFT, right: int = RIGHT, top: int = 8, bottom: int = 8,
    ) -> None:  # fmt: skip
        self.size, self.height, self.palette, self.scale = size, height, palette, scale
        self.left, self.right, self.bottom, self.top = left, size.width - right, bottom, height - top
        from tracker.charts import artists  # and with it matplotlib, when the first figure is drawn

        self._across, self._make = across, artists
        self.figure = artists.Figure(size.width, height)

    @property
    def step(self) -> float:
        """Px from one unit across to the next."""
        return (self.right - self.left) / (self._across[1] - self._across[0])

    def across(self, at: Floats | float) -> Floats:
        return self.left + (np.asarray(at, dtype=float) - self._across[0]) * self.step

    def up(self, value: Floats | float) -> Floats:
        share = (np.asarray(value, dtype=float) - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom + share * (self.top - self.bottom)

    def add(self, artist: "Pen | Digits", label: str) -> None:
        """Later ones lie on top."""
        artist.set_label(label)
        self.figure.add(artist)

    def strokes(
        self, label: str, colour: str, width: float, starts: tuple[Floats, Floats], ends: tuple[Floats, Floats],
        *, round_ends: bool = False, dashes: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """Straight strokes of one colour as one artist; none at all draws nothing."""
        number = np.broadcast(*starts, *ends).size
        if not number:
            return
        points = np.empty((number, 2, 2))  # filled in place: putting so few numbers side by side takes far longer
        (points[:, 0, 0], points[:, 0, 1]), (points[:, 1, 0], points[:, 1, 1]) = starts, ends
        path = points.reshape(-1, 2)
        self.add(self._make.strokes(path, colour, width, "round" if round_ends else "butt", dashes), label)

    def dots(self, label: str, colour: str, diameter: float, at: Floats, values: Floats) -> None:
        """Round dots at data positions."""
        x, y = self.across(at), self.up(values)
        self.strokes(label, colour, diameter, (x, y), (x + DOT, y), round_ends=True)

    def line(self, label: str, colour: str, width: float, at: Floats, values: Floats) -> None:
        """One line through data positions, broken where a value is NaN."""
        points = np.column_stack((self.across(at), self.up(values)))
        known = ~np.isnan(values)
        if not known.any():
            return
        joined = np.concatenate(([False], known[:-1])) & known
        self.add(self._make.line(points[known], joined[known], colour, width), label)

    def text(
        self, x: float, y: float, text: str, *, align: str = "center", size: float = TEXT, colour: str = ""
    ) -> None:
        """Digits, with `y` at the middle of their height."""
        point = np.array([[x, y - size * 0.36]])
        self.add(self._make.Digits(point, [text], colour or self.palette.ink_2, size, align), "text")

    def digits(self, x: Floats, y: Floats, texts: Sequence[str], colour: str, size: float) -> None:
        """What is written on marks, each centred on its point."""
        if texts:
            self.add(self._make.Digits(np.column_stack((x, y - size * 0.36)), texts, colour, size), "digits")

    def names(self, x: Floats, y: Floats, texts: Sequence[str], *, align: str = "center", size: float = TEXT) -> None:
        """As `text`, many at once: their outlines are drawn once for all."""
        at = np.column_stack((x, y - size * 0.36))
        self.add(self._make.Digits(at, texts, self.palette.ink_2, size, align), "text")

    def grid(self) -> None:
        """A hairline and a number for each tick of the scale."""
        y = self.up(np.array(self.scale.ticks))
        self.strokes("grid", self.palette.grid, 1, (np.array(self.left), y), (np.array(self.right), y))
        for tick, name in self.scale.named():
            size = TEXT if len(name) < 4 else TEXT - 2
            self.text(self.left - 6, float(self.up(tick)), name, align="right", size=size)

    def dates(self, span: Span) -> None:
        """A few dates under the plot, month first."""
        for day, name in date_ticks(span, most=(self.right - self.left) // 84):
            self.text(float(self.across(span.slot(day))), self.bottom - 14, name)

    def count(self, span: Span, since: date) -> None:
        """A number under the plot for every seventh day, counted from `since`."""
        for day in span:
            number = (day - since).days
            if number % 7 == 0:
                self.text(float(self.across(span.slot(day))), self.bottom - 14, f"{number}")

    def bands(self, span: Span, bands: Sequence[Span]) -> None:
        """A column of full height behind everything for each run of days that touches `span`."""
        seen = [(max(b.start, span.start), min(b.end, span.end)) for b in bands]
        inside = [(span.slot(a) - 0.5, span.slot(b) + 0.5) for a, b in seen if a <= b]
        middle = (self.bottom + self.top) / 2
        starts, ends = (self.across(np.array([pair[end] for pair in inside])) for end in (0, 1))
        ends = np.maximum(ends, starts + 2)
        self.strokes(
            "band", self.palette.band, self.top - self.bottom,
            (starts, np.full(len(inside), middle)), (ends, np.full(len(inside), middle)),
        )  # fmt: skip


def date_ticks(span: Span, most: int) -> list[tuple[date, str]]:
    """At most `most` evenly named days: weeks up to four months, months up to three years, then years."""
    if len(span) <= 124:
        weeks = max(1, -(-len(span) // (7 * most)))
        first = (len(span) - 1) % (7 * weeks) // 2 + 7 * weeks // 4
        days = list(span)[first :: 7 * weeks]
        return [(day, f"{day:%m-%d}") for day in _off_the_edges(days, span)]
    dates = span.dates()
    firsts: list[date] = dates[dates == dates.astype("datetime64[M]")].tolist()
    if len(firsts) > 36:
        firsts = [day for day in firsts if day.month == 1]
    step = max(1, -(-len(firsts) // most))
    pattern = "%Y" if len(firsts) > 1 and all(day.month == 1 for day in firsts) else "%Y-%m"
    return [(day, f"{day:{pattern}}") for day in _off_the_edges(firsts[step // 2 :: step], span)]


def _off_the_edges(days: list[date], span: Span) -> list[date]:
    """Without those whose text would stick out on a side."""
    rim = timedelta(days=len(span) // 20)
    return [day for day in days if span.start + rim <= day <= span.end - rim]
