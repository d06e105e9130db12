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
ZLIB = b"\x78\x01"  # how a stream of zlib's begins that was packed in the quickest way
UP, ADLER = 2, 65521  # the filter of PNG that tells rows by those above; the base of zlib's sum
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
    """The outline of each text once, put wherever it stands; those that stand once are one outline together."""
    gc.set_linewidth(0)
    times, rgba, alone = _times(renderer), to_rgba(colour), list[tuple[Path, Floats]]()
    for text in sorted(set(texts)):
        outline, wide = _outline(text, size)
        at = points[[other == text for other in texts]]
        if len(at) == 1:
            alone.append((outline, at[0] - (wide * SIDE[align] * times, 0)))
            continue
        before = Affine2D().translate(-wide * SIDE[align], 0).scale(times)
        renderer.draw_markers(gc, outline, before, Path(at), Affine2D(), rgba)
    if alone:
        vertices = np.concatenate([np.asarray(outline.vertices, float) * times + origin for outline, origin in alone])
        codes = np.concatenate([np.asarray(outline.codes) for outline, _ in alone])
        renderer.draw_path(gc, Path(vertices, codes), Affine2D(), rgba)


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
    """Pixels without the fourth of their bytes, which says that they are opaque."""
    height, width, _ = seen.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header), (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", _packed(seen)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _packed(seen: Bytes) -> bytes:
    """Each row as how it differs from the one above, packed; it begins with a 2 that says so.

    Most rows of a figure are as the one above. What so many of them are packed to is the same each time, so it is put
    between what is packed of the others, which begins anew behind it and never refers to what stands before.
    """
    height, width, _ = seen.shape
    pixels = seen.view(np.uint32)[..., 0]
    anew = np.concatenate(([True], (pixels[1:] != pixels[:-1]).any(axis=1)))
    edges = [0, *(np.flatnonzero(np.diff(anew)) + 1).tolist(), height]
    rows, told = _differences(seen, np.flatnonzero(anew)), 0
    packer = zlib.compressobj(QUICKEST, zlib.DEFLATED, -zlib.MAX_WBITS)
    parts, check = [ZLIB], zlib.adler32(b"")
    for count, differs in zip(np.diff(edges).tolist(), anew[edges[:-1]].tolist(), strict=True):
        if differs:
            data = rows[told : told + count].tobytes()
            parts += packer.compress(data), packer.flush(zlib.Z_FULL_FLUSH)
            told, check = told + count, zlib.adler32(data, check)
        else:
            parts.append(_as_above(count, width))
            check = _checked(check, count, width)
    return b"".join((*parts, packer.flush(), struct.pack(">I", check)))


def _differences(seen: Bytes, at: NDArray[np.intp]) -> Bytes:
    """Some rows less those above them; above the first is nothing."""
    differences = seen[at] - seen[at - 1]
    differences[0] = seen[0]
    rows = np.empty((len(at), 1 + 3 * seen.shape[1]), np.uint8)
    rows[:, 0] = UP
    for colour in range(3):
        rows[:, 1 + colour :: 3] = differences[..., colour]
    return rows


@lru_cache(maxsize=128)
def _as_above(count: int, width: int) -> bytes:
    """So many rows without any difference, packed by themselves."""
    packer = zlib.compressobj(QUICKEST, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress((bytes([UP]) + bytes(3 * width)) * count) + packer.flush(zlib.Z_FULL_FLUSH)


def _checked(check: int, count: int, width: int) -> int:
    """Adler-32 after so many such rows: of their bytes only the first of each adds to its lower half."""
    low, high = check & 0xFFFF, check >> 16
    high += (1 + 3 * width) * (count * low + UP * count * (count + 1) // 2)
    return (high % ADLER) << 16 | (low + UP * count) % ADLER
