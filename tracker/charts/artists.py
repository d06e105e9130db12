"""The one door to matplotlib: artists for a sheet, and the shortest ways from a figure to SVG and PNG.

Importing matplotlib takes longer than starting everything else, so this module is imported when the first figure
is drawn. Tests hold what it gives to what `Figure.savefig` gives.
"""

import io
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from tracker.table import Bools, Floats

# Once, at import: rc_context leaks between threads. A salt instead of chance makes equal data equal bytes.
mpl.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "vagus",
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "path.simplify": False,
    }
)
NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
POINTS = 72  # an inch, and px of our figures
QUICKEST = 1  # of zlib; half of the time of a PNG is its encoding


class Digits(Artist):
    """Many short centred texts of one colour as one artist, since laying out each by itself takes most of the time."""

    def __init__(self, points: Floats, texts: Sequence[str], colour: str, size: float) -> None:
        super().__init__()
        self.points, self.texts, self.colour = points, list(texts), colour
        self._text = Text(fontsize=size, ha="center", va="baseline")

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self.colour)
        font, tall = self._text.get_fontproperties(), renderer.get_canvas_width_height()[1]
        self._text.set_transform(self.get_transform())
        wide = {text: renderer.get_text_width_height_descent(text, font, False)[0] for text in set(self.texts)}
        shown = self.get_transform().transform(self.points)
        for point, (x, y), text in zip(self.points, shown, self.texts, strict=True):
            self._text.set_position(tuple(point))  # SVG centres by the anchor, PNG by the width
            renderer.draw_text(gc, x - wide[text] / 2, tall - y, text, font, 0, mtext=self._text)
        gc.restore()


def figure(width: int, height: int) -> Figure:
    """An empty one of so many px, without axes."""
    return Figure(figsize=(width / POINTS, height / POINTS), dpi=POINTS, facecolor="none")


def pixels(drawn: Figure) -> Transform:
    """From px to the figure's own measure."""
    return Affine2D().scale(1 / POINTS) + drawn.dpi_scale_trans


def strokes(points: Floats, colour: str, width: float, cap: str, dashes: tuple[float, float] | None) -> Artist:
    """Straight strokes between each two `points`, shape (2 * strokes, 2), as one artist."""
    path = Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2))
    style = (0, dashes) if dashes else "solid"
    # Snapping to whole pixels would swallow a dot.
    return PathPatch(path, fill=False, ec=colour, lw=width, capstyle=cap, ls=style, snap=cap != "round")


def line(points: Floats, joined: Bools, colour: str, width: float) -> Artist:
    """A line through `points`; where one is not `joined` to the one before, the line begins anew."""
    path = Path(points, np.where(joined, Path.LINETO, Path.MOVETO))
    return PathPatch(path, fill=False, ec=colour, lw=width, capstyle="round", joinstyle="round")


def text(x: float, y: float, words: str, size: float, colour: str, align: str) -> Artist:
    return Text(x, y, words, fontsize=size, color=colour, ha=align, va="baseline")


def svg(drawn: Figure) -> str:
    """What `savefig` writes, without its detours."""
    out = io.StringIO()
    width, height = drawn.get_size_inches() * POINTS
    renderer = RendererSVG(width, height, out, None, POINTS, metadata=NOTHING)
    drawn.draw(renderer)
    renderer.finalize()
    return out.getvalue()


def png(drawn: Figure, background: str, times: int) -> bytes:
    """So many times the figure's size, opaque, in the quickest encoding."""
    colour, dpi = drawn.get_facecolor(), drawn.dpi
    canvas = FigureCanvasAgg(drawn)
    try:
        drawn.set_facecolor(background)
        drawn.set_dpi(POINTS * times)
        canvas.draw()
        seen = np.asarray(canvas.buffer_rgba())[..., :3]
    finally:
        drawn.set_facecolor(colour)
        drawn.set_dpi(dpi)
    out = io.BytesIO()
    Image.fromarray(seen).save(out, "png", compress_level=QUICKEST, dpi=(POINTS * times, POINTS * times))
    return out.getvalue()
