"""The short ways to a file show what matplotlib's own ways show, and the page starts without matplotlib."""

import io
import re
import subprocess
import sys
from datetime import date, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Full
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfReader

from tracker.charts import around, artists, trend, year
from tracker.charts.artists import Digits, Pen
from tracker.charts.style import DARK, LIGHT, Figure, Size, to_pdf
from tracker.metrics import BY_KEY
from tracker.table import Series, Span

SPAN = Span(date(2026, 1, 1), date(2026, 7, 19))
MOOD = BY_KEY["mood"]
Path = list[tuple[bool, float, float]]  # whether the pen is put down anew, and where


def a_series(key: str = "mood") -> Series:
    values = np.arange(len(SPAN), dtype=float) % 11
    values[::7] = np.nan
    return Series(key, SPAN, values)


def figures() -> list[Figure]:
    ten_days = Span(SPAN.start, SPAN.start + timedelta(9))
    return [
        trend.trend(MOOD, a_series(), SPAN, LIGHT, Size.WIDE, dates=True, bands=[ten_days]),
        trend.trend(BY_KEY["fibre"], a_series("fibre"), SPAN, DARK, Size.NARROW, usual=4),
        around.around(MOOD, a_series(), SPAN.start + timedelta(40), SPAN.start + timedelta(50), LIGHT, Size.HALF),
        year.year(a_series(), LIGHT, Size.WIDE),
    ]  # fmt: skip


def plain(drawn: Figure) -> Full:
    """The same of matplotlib's own artists."""
    copy = artists.Figure(drawn.width, drawn.height).full()
    for ours in drawn.artists:
        theirs = [_stroke(ours)] if isinstance(ours, Pen) else _texts(ours) if isinstance(ours, Digits) else []
        for artist in theirs:
            artist.set_transform(Affine2D().scale(1 / 72) + copy.dpi_scale_trans)
            copy.add_artist(artist)
    return copy


def _stroke(ours: Pen) -> PathPatch:
    return PathPatch(
        ours.get_path(), fill=False, ec=ours.colour, lw=ours.width, capstyle=ours.ends, joinstyle="round",
        ls=(0, ours.dashes) if ours.dashes else "solid", snap=ours.get_snap(), zorder=1,
    )  # fmt: skip


def _texts(ours: Digits) -> list[Text]:
    return [
        Text(x, y, text, fontsize=ours.size, color=ours.colour, ha=ours.align, va="baseline", zorder=1)
        for (x, y), text in zip(ours.points, ours.texts, strict=True)
    ]


def shown(drawn: Full) -> NDArray[np.uint8]:
    out = io.BytesIO()
    drawn.savefig(out, format="png", dpi=144, facecolor="#fffdf8")
    return np.asarray(Image.open(out).convert("RGB"))


@pytest.mark.parametrize("drawn", figures())
def test_png_shows_what_savefig_shows(drawn: Figure) -> None:
    ours = np.asarray(Image.open(io.BytesIO(artists.png(drawn, "#fffdf8", times=2))))
    assert np.array_equal(ours, shown(drawn.full()))
    assert np.array_equal(ours, np.asarray(Image.open(io.BytesIO(artists.png(drawn, "#fffdf8", times=2)))))


@pytest.mark.parametrize("drawn", figures()[:3])
def test_strokes_and_numbers_look_as_matplotlibs_own(drawn: Figure) -> None:
    assert np.array_equal(shown(drawn.full()), shown(plain(drawn)))


def test_digits_drawn_once_look_nearly_as_those_drawn_one_by_one() -> None:
    drawn = figures()[-1]
    apart = np.abs(shown(drawn.full()).astype(int) - shown(plain(drawn)).astype(int))
    assert 0 < apart.mean() < 1.5
    assert (apart.max(axis=2) > 100).mean() < 0.01


@pytest.mark.parametrize("drawn", figures())
def test_svg_has_the_strokes_and_texts_that_savefig_writes(drawn: Figure) -> None:
    out = io.StringIO()
    plain(drawn).savefig(out, format="svg")
    theirs = [path for path in paths(out.getvalue()) if "stroke:" in str(path.get("style"))]
    ours = paths(artists.svg(drawn))
    assert len(ours) == len(theirs) > 3
    for one, other in zip(ours, theirs, strict=True):
        mine, full = steps(str(one.get("d"))), steps(str(other.get("d")))
        assert [begins for begins, *_ in mine] == [begins for begins, *_ in full]
        assert np.abs(np.array(mine)[:, 1:] / 10 - np.array(full)[:, 1:]).max() <= 0.0501
        assert f"stroke: {one.get('stroke')}" in str(other.get("style"))
        width = re.search(r"stroke-width: ([\d.]+)", str(other.get("style")))
        assert float(one.get("stroke-width", 10)) / 10 == pytest.approx(float(width[1]) if width else 1, abs=0.051)


def paths(svg: str) -> list[ElementTree.Element]:
    return [part for part in ElementTree.fromstring(svg).iter() if part.tag.endswith("}path")]


def steps(d: str) -> Path:
    """The points of a path in whatever letters it is written."""
    points, here = [], (0.0, 0.0)
    for letter, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        x, y = {"h": (*numbers, 0.0), "v": (0.0, *numbers)}.get(letter, numbers)[:2]
        here = (x, y) if letter.isupper() else (here[0] + x, here[1] + y)
        points.append((letter in "mM", *here))
    return points


def test_svg_says_where_each_number_stands_and_in_which_colour() -> None:
    drawn = figures()[0]
    found = {
        (p.text, float(p.get("x", 0)) / 10, 200 + 16 - float(p.get("y", 0)) / 10, p.get("fill"), p.get("text-anchor"))
        for p in ElementTree.fromstring(artists.svg(drawn)).iter() if p.tag.endswith("}text")
    }  # fmt: skip
    sides = {"right": "end", "center": "middle", "left": "start"}
    wanted = [
        (text, pytest.approx(x, abs=0.051), pytest.approx(y, abs=0.051), to_hex(a.colour), sides[a.align])
        for a in drawn.artists if isinstance(a, Digits) for (x, y), text in zip(a.points, a.texts, strict=True)
    ]  # fmt: skip
    assert len(found) == len(wanted) > 5
    assert all(any(one == other for other in found) for one in wanted)


def test_digits_of_a_pdf_stand_where_their_squares_stand() -> None:
    drawn = figures()[-1]
    digits = next(a for a in drawn.artists if isinstance(a, Digits) and a.get_label() == "digits")
    page = PdfReader(io.BytesIO(to_pdf(drawn))).pages[0].get_contents()
    assert page is not None
    heights = [float(y) for y in re.findall(rb" ([\d.]+) cm\nBT", page.get_data())][: len(digits.points)]
    assert heights == pytest.approx(digits.points[:, 1])


def test_no_page_waits_for_matplotlib() -> None:
    asked = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; import sys; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'matplotlib', 'PIL', 'fontTools'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_page_of_figures_reads_no_axes_and_no_renderer() -> None:
    asked = (
        "from tracker.charts import artists\n"
        "drawn = artists.Figure(10, 10); drawn.add(artists.line([[0, 0], [9, 9]], [False, True], '#000000', 1))\n"
        "assert 'd=' in artists.svg(drawn); import sys\n"
        "print([name for name in ('figure', 'axes', 'backend_bases', 'text') if f'matplotlib.{name}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
