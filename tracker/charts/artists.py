"""The one door to matplotlib: figures of strokes and digits, and the shortest ways from one to SVG and PNG.

Importing matplotlib takes longer than starting everything else, so this module is imported when the first figure
is drawn, and reads no more of it than strokes need: its own figures bring axes, legends and windows along, and are
read for a PDF alone (what PNGs need is in raster.py). A figure has two kinds of artists, that lay nothing out; tests
hold what the short ways give to what `Figure.savefig` and matplotlib's own artists give.
"""

from collections.abc import Callable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tracker.charts.vector import Vector
from tracker.table import Bools, Floats

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure as Full

Ends = Literal["butt", "round"]

# Once, at import: rc_context leaks between threads.
mpl.rcParams.update({"font.family": ["sans-serif"], "font.sans-serif": ["DejaVu Sans"], "path.simplify": False})
POINTS = 72  # an inch, and px of our figures


class Pen(Artist):
    """A path drawn in one colour and width; dashes are given in widths, as everywhere in matplotlib."""

    def __init__(
        self, path: Path, colour: str, width: float, ends: Ends, dashes: tuple[float, float] | None = None
    ) -> None:
        super().__init__()
        self.path, self.colour, self.width, self.ends, self.dashes = path, colour, width, ends, dashes

    def get_path(self) -> Path:
        return self.path

    @property
    def lengths(self) -> list[float]:
        """Of its dashes, in px."""
        return [length * self.width for length in self.dashes or ()]

    def write(self, vector: Vector) -> None:
        points = np.asarray(self.path.vertices)  # of an SVG a px is a px
        begins = np.asarray(self.path.codes == Path.MOVETO)
        vector.strokes(points, begins, self.colour, self.width, self.ends, self.lengths)

    def draw(self, renderer: "RendererBase") -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self.colour)
        gc.set_linewidth(self.width)
        gc.set_capstyle(self.ends)
        gc.set_joinstyle("round")
        if self.dashes:
            gc.set_dashes(0, self.lengths)
        gc.set_snap(self.get_snap())
        renderer.draw_path(gc, self.path, self.get_transform())
        gc.restore()


class Digits(Artist):
    """Short texts of one colour and size as one artist; laying out each by itself takes most of the time."""

    def __init__(self, points: Floats, texts: Sequence[str], colour: str, size: float, align: str = "center") -> None:
        super().__init__()
        self.points, self.texts, self.colour, self.size, self.align = points, list(texts), colour, size, align

    def write(self, vector: Vector) -> None:
        vector.texts(self.points, self.texts, self.colour, self.size, self.align)

    def draw(self, renderer: "RendererBase") -> None:
        from tracker.charts import raster

        shown = self.get_transform().transform(self.points)
        raster.draw_texts(renderer, shown, self.texts, self.colour, self.size, self.align)


class Figure:
    """A sheet of so many px, and the artists on it, from the lowest to the uppermost."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.artists: list[Pen | Digits] = []
        self.px = Affine2D()  # from px to those of the file that is written

    def add(self, artist: Pen | Digits) -> None:
        artist.set_transform(self.px)
        self.artists.append(artist)

    def full(self) -> "Full":
        """Matplotlib's own figure with the same on it, for its own ways to a file."""
        from matplotlib.figure import Figure as Full

        drawn = Full(figsize=(self.width / POINTS, self.height / POINTS), dpi=POINTS, facecolor="none")
        for artist in map(copy, self.artists):
            artist.set_transform(Affine2D().scale(1 / POINTS) + drawn.dpi_scale_trans)
            drawn.add_artist(artist)
        return drawn


def strokes(points: Floats, colour: str, width: float, ends: Ends, dashes: tuple[float, float] | None) -> Pen:
    """Straight strokes between each two `points`, shape (2 * strokes, 2), as one artist."""
    pen = Pen(Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2)), colour, width, ends, dashes)
    if ends == "round":
        pen.set_snap(False)  # snapping to whole pixels would swallow a dot
    return pen


def line(points: Floats, joined: Bools, colour: str, width: float) -> Pen:
    """A line through `points`; where one is not `joined` to the one before, the line begins anew."""
    return Pen(Path(points, np.where(joined, Path.LINETO, Path.MOVETO)), colour, width, "round")


def with_numbers(drawn: Figure, written: Callable[[str], str]) -> None:
    """Write the numbers of scales and dates another way; digits of marks stay as they were given."""
    for artist in drawn.artists:
        if isinstance(artist, Digits) and artist.get_label() == "text":
            artist.texts = [written(text) for text in artist.texts]


def svg(drawn: Figure) -> str:
    """What `savefig` shows, in few letters."""
    vector = Vector(drawn.width, drawn.height)
    for artist in drawn.artists:
        artist.write(vector)
    return vector.svg()


def png(drawn: Figure, background: str, times: int) -> bytes:
    """So many times the figure's size, opaque, in the quickest encoding."""
    from tracker.charts import raster

    drawn.px.scale(times)
    try:
        return raster.png(drawn.artists, drawn.width * times, drawn.height * times, background, POINTS * times)
    finally:
        drawn.px.clear()
