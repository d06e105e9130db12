"""Figures as pixels: matplotlib's own renderer for strokes, outlines drawn once for texts, the quickest packing."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from tracker.table import Floats

Bytes = NDArray[np.uint8]

INCH = 0.0254  # metres
MOST = 2000  # widths of texts that are remembered
MANY = 3  # texts from which on the outline of each is drawn once
QUICKEST = 1  # of zlib; half of the time of a PNG is its encoding
WIDTHS: dict[tuple[object, ...], float] = {}
SIDE = {"right": 1.0, "center": 0.5, "left": 0.0}  # which share of a text's width stands before its point


def draw_texts(
    renderer: RendererBase, points: Floats, texts: Sequence[str], colour: str, size: float, align: str
) -> None:
    """Texts of one look, each at the point of its baseline that `align` names."""
    gc = renderer.new_gc()
    gc.set_foreground(colour)
    if isinstance(renderer, RendererAgg) and len(texts) >= MANY:
        _stamp(renderer, gc, points, texts, colour, size, align)
    else:
        _write(renderer, gc, points, texts, size, align)
    gc.restore()


def _write(
    renderer: RendererBase, gc: GraphicsContextBase, points: Floats, texts: Sequence[str], size: float, align: str
) -> None:
    font, tall = _font(size), renderer.get_canvas_width_height()[1]
    for (x, y), text in zip(points, texts, strict=True):
        left = x - _wide(renderer, text, size) * SIDE[align]
        renderer.draw_text(gc, left, tall - y if renderer.flipy() else y, text, font, 0)


def _wide(renderer: RendererBase, text: str, size: float) -> float:
    """How wide a text is in px of this renderer; figures write the same numbers again and again."""
    name = type(renderer), _times(renderer), text, size
    if name not in WIDTHS:
        if len(WIDTHS) >= MOST:
            WIDTHS.clear()
        WIDTHS[name] = renderer.get_text_width_height_descent(text, _font(size), False)[0]
    return WIDTHS[name]


def _stamp(
    renderer: RendererBase, gc: GraphicsContextBase, points: Floats, texts: Sequence[str], colour: str, size: float,
    align: str,
) -> None:  # fmt: skip
    """The outline of each text once, put wherever it stands."""
    gc.set_linewidth(0)
    for text in sorted(set(texts)):
        outline, wide = _outline(text, size)
        there = Path(points[[other == text for other in texts]])
        before = Affine2D().translate(-wide * SIDE[align], 0).scale(_times(renderer))
        renderer.draw_markers(gc, outline, before, there, Affine2D(), to_rgba(colour))


def _times(renderer: RendererBase) -> float:
    """How many px of the file are one of ours."""
    return float(np.asarray(renderer.points_to_pixels(1)))


@lru_cache(maxsize=16)
def _font(size: float) -> FontProperties:
    return FontProperties(size=size)


@lru_cache(maxsize=128)
def _outline(text: str, size: float) -> tuple[Path, float]:
    """The outline of a text from its origin, and how wide it is, in points."""
    path = TextPath((0, 0), text, prop=_font(size))
    return path, float(path.get_extents().x0 + path.get_extents().x1)


def png(artists: Iterable[Artist], width: int, height: int, background: str, dpi: int) -> bytes:
    """Artists on a sheet of `width` by `height` pixels, as PNG."""
    renderer = RendererAgg(width, height, dpi)
    seen: Bytes = np.asarray(renderer.buffer_rgba())
    # As whole pixels: byte by byte it takes as long as all the drawing.
    seen.view(np.uint32)[:] = np.round(np.multiply(to_rgba(background), 255)).astype(np.uint8).view(np.uint32)
    for artist in artists:
        artist.draw(renderer)
    return _encoded(seen, per_metre=round(dpi / INCH))


def _encoded(seen: Bytes, per_metre: int) -> bytes:
    """Pixels without the fourth of their bytes, which says that they are opaque.

    Each row but the first holds how it differs from the one above, and begins with a 2 for that: most of a figure is
    as it is above, and trying what packs best takes longer than packing.
    """
    height, width, _ = seen.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    for colour in range(3):
        rows[:, 1 + colour :: 3] = seen[..., colour]
    rows[1:] -= rows[:-1].copy()
    rows[1:, 0] = 2
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header), (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), QUICKEST)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
