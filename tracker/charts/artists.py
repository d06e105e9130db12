"""The one door to matplotlib: artists for a sheet, and the shortest ways from a figure to SVG and PNG.

Importing matplotlib takes longer than starting everything else, so this module is imported when the first figure
is drawn. A figure has two artists, strokes and digits, that lay nothing out, and two short ways to a file; tests
hold what they give to what `Figure.savefig` and matplotlib's own artists give.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

from tracker.charts.vector import Vector
from tracker.table import Bools, Floats

Bytes = NDArray[np.uint8]
Ends = Literal["butt", "round"]

# Once, at import: rc_context leaks between threads.
mpl.rcParams.update({"font.family": ["sans-serif"], "font.sans-serif": ["DejaVu Sans"], "path.simplify": False})
POINTS = 72  # an inch, and px of our figures
MOST = 2000  # widths of texts that are remembered
MANY = 3  # texts from which on the outline of each is drawn once
QUICKEST = 1  # of zlib; half of the time of a PNG is its encoding
WIDTHS: dict[tuple[object, ...], float] = {}
SIDE = {"right": 1.0, "center": 0.5, "left": 0.0}  # which share of a text's width stands before its point


class Pen(Artist):
    """A path drawn in one colour and width; dashes are given in widths, as everywhere in matplotlib."""

    def __init__(
        self, path: Path, colour: str, width: float, ends: Ends, dashes: tuple[float, float] | None = None
    ) -> None:
        super().__init__()
        self.path, self.colour, self.width, self.ends, self.dashes = path, colour, width, ends, dashes

    def get_path(self) -> Path:
        return self.path

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self.colour)
        gc.set_linewidth(self.width)
        gc.set_capstyle(self.ends)
        gc.set_joinstyle("round")
        if self.dashes:
            gc.set_dashes(0, [length * self.width for length in self.dashes])
        gc.set_snap(self.get_snap())
        renderer.draw_path(gc, self.path, self.get_transform())
        gc.restore()


class Digits(Artist):
    """Short texts of one colour and size as one artist; laying out each by itself takes most of the time."""

    def __init__(self, points: Floats, texts: Sequence[str], colour: str, size: float, align: str = "center") -> None:
        super().__init__()
        self.points, self.texts, self.colour, self.size, self.align = points, list(texts), colour, size, align

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self.colour)
        shown = self.get_transform().transform(self.points)
        if isinstance(renderer, Vector):
            renderer.draw_texts(shown, self.texts, self.colour, self.size, self.align)
        elif isinstance(renderer, RendererAgg) and len(self.texts) >= MANY:
            self._stamp(renderer, gc, shown)
        else:
            self._write(renderer, gc, shown)
        gc.restore()

    @property
    def _times(self) -> float:
        """How many px of the file are one of ours."""
        return float(getattr(self.get_figure(root=True), "dpi", POINTS)) / POINTS

    def _write(self, renderer: RendererBase, gc: GraphicsContextBase, shown: Floats) -> None:
        font, tall = _font(self.size), renderer.get_canvas_width_height()[1]
        for (x, y), text in zip(shown, self.texts, strict=True):
            left = x - self._wide(renderer, text) * SIDE[self.align]
            renderer.draw_text(gc, left, tall - y if renderer.flipy() else y, text, font, 0)

    def _wide(self, renderer: RendererBase, text: str) -> float:
        """How wide a text is in px of this renderer; figures write the same numbers again and again."""
        name = type(renderer), self._times, text, self.size
        if name not in WIDTHS:
            if len(WIDTHS) >= MOST:
                WIDTHS.clear()
            WIDTHS[name] = renderer.get_text_width_height_descent(text, _font(self.size), False)[0]
        return WIDTHS[name]

    def _stamp(self, renderer: RendererBase, gc: GraphicsContextBase, shown: Floats) -> None:
        """The outline of each text once, put wherever it stands."""
        colour = mpl.colors.to_rgba(self.colour)
        gc.set_linewidth(0)
        for text in sorted(set(self.texts)):
            outline, wide = _outline(text, self.size)
            there = Path(shown[[other == text for other in self.texts]])
            before = Affine2D().translate(-wide * SIDE[self.align], 0).scale(self._times)
            renderer.draw_markers(gc, outline, before, there, Affine2D(), colour)


@lru_cache(maxsize=16)
def _font(size: float) -> FontProperties:
    return FontProperties(size=size)


@lru_cache(maxsize=128)
def _outline(text: str, size: float) -> tuple[Path, float]:
    """The outline of a text from its origin, and how wide it is, in points."""
    path = TextPath((0, 0), text, prop=_font(size))
    return path, float(path.get_extents().x0 + path.get_extents().x1)


def figure(width: int, height: int) -> Figure:
    """An empty one of so many px, without axes."""
    return Figure(figsize=(width / POINTS, height / POINTS), dpi=POINTS, facecolor="none")


def pixels(drawn: Figure) -> Transform:
    """From px to the figure's own measure."""
    return Affine2D().scale(1 / POINTS) + drawn.dpi_scale_trans


def strokes(points: Floats, colour: str, width: float, ends: Ends, dashes: tuple[float, float] | None) -> Artist:
    """Straight strokes between each two `points`, shape (2 * strokes, 2), as one artist."""
    pen = Pen(Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2)), colour, width, ends, dashes)
    if ends == "round":
        pen.set_snap(False)  # snapping to whole pixels would swallow a dot
    return pen


def line(points: Floats, joined: Bools, colour: str, width: float) -> Artist:
    """A line through `points`; where one is not `joined` to the one before, the line begins anew."""
    return Pen(Path(points, np.where(joined, Path.LINETO, Path.MOVETO)), colour, width, "round")


def with_numbers(drawn: Figure, written: Callable[[str], str]) -> None:
    """Write the numbers of scales and dates another way; digits of marks stay as they were given."""
    for artist in drawn.artists:
        if isinstance(artist, Digits) and artist.get_label() == "text":
            artist.texts = [written(text) for text in artist.texts]


def svg(drawn: Figure) -> str:
    """What `savefig` shows, in few letters."""
    width, height = (round(length * POINTS) for length in drawn.get_size_inches())
    renderer = Vector(width, height)
    drawn.draw(renderer)
    return renderer.svg()


def png(drawn: Figure, background: str, times: int) -> bytes:
    """So many times the figure's size, opaque, in the quickest encoding."""
    colour, dpi = drawn.get_facecolor(), drawn.dpi
    canvas = FigureCanvasAgg(drawn)
    try:
        drawn.set_facecolor(background)
        drawn.set_dpi(POINTS * times)
        canvas.draw()
        seen = np.asarray(canvas.buffer_rgba())
    finally:
        drawn.set_facecolor(colour)
        drawn.set_dpi(dpi)
    return _encoded(seen, per_metre=round(POINTS * times / 0.0254))


def _encoded(seen: Bytes, per_metre: int) -> bytes:
    """Pixels as they are, without the fourth of their bytes, which says that they are opaque.

    Each row begins with a 0, for nothing was done to it: trying what packs best takes longer than packing.
    """
    height, width, _ = seen.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    for colour in range(3):
        rows[:, 1 + colour :: 3] = seen[..., colour]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header), (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), QUICKEST)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
