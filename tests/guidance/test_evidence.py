"""How sure a claim is can be counted in bars."""

import re

import pytest
from django.conf import settings

from tracker.guidance.evidence import LADDER, Rung


@pytest.mark.parametrize("rung", LADDER, ids=lambda rung: rung.key)
def test_a_rung_is_drawn_as_six_bars_of_which_its_own_are_filled(rung: Rung) -> None:
    icons = (settings.ROOT / "static/img/icons.svg").read_text(encoding="utf-8")
    drawn = re.search(rf'<symbol id="{rung.drawing}" [^>]*>(.*?)</symbol>', icons)
    assert drawn
    bars = ["opacity" not in bar for bar in re.findall(r"<rect [^>]*>", drawn[1])]
    assert bars == [True] * rung.bars + [False] * (6 - rung.bars)
