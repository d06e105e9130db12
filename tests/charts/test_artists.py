"""The short ways to a file give what matplotlib's own way gives, and the page starts without matplotlib."""

import io
import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest
from PIL import Image

from tracker.charts import artists, trend, year
from tracker.charts.style import DARK, LIGHT, Figure, Size
from tracker.metrics import BY_KEY
from tracker.table import Series, Span

SPAN = Span(date(2026, 1, 1), date(2026, 7, 19))
MOOD = BY_KEY["mood"]


def a_series(key: str = "mood") -> Series:
    values = np.arange(len(SPAN), dtype=float) % 11
    values[::7] = np.nan
    return Series(key, SPAN, values)


def figures() -> list[Figure]:
    ten_days = Span(SPAN.start, SPAN.start + timedelta(9))
    return [
        trend.trend(MOOD, a_series(), SPAN, LIGHT, Size.WIDE, dates=True, bands=[ten_days]),
        trend.trend(BY_KEY["fibre"], a_series("fibre"), SPAN, DARK, Size.NARROW, usual=4),
        year.year(a_series(), LIGHT, Size.WIDE),
    ]  # fmt: skip


@pytest.mark.parametrize("drawn", figures())
def test_svg_is_what_savefig_writes(drawn: Figure) -> None:
    out = io.StringIO()
    drawn.savefig(out, format="svg", metadata=artists.NOTHING)
    assert artists.svg(drawn) == out.getvalue()


@pytest.mark.parametrize("drawn", figures())
def test_png_shows_what_savefig_shows(drawn: Figure) -> None:
    out = io.BytesIO()
    drawn.savefig(out, format="png", dpi=144, facecolor="#fffdf8")
    plain = np.asarray(Image.open(out).convert("RGB"))
    ours = np.asarray(Image.open(io.BytesIO(artists.png(drawn, "#fffdf8", times=2))))
    assert np.array_equal(ours, plain)
    assert (drawn.dpi, drawn.get_facecolor()[3]) == (72, 0)


def test_no_page_waits_for_matplotlib() -> None:
    asked = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; import sys; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'matplotlib', 'PIL', 'fontTools'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
