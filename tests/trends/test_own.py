"""Own trackers are drawn, counted and written down like any other number, in the words the person typed."""

import re
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import translation

from tests.builders import TODAY, an_own_tracker
from tests.trends.days import noted
from tracker.charts.trend import scale
from tracker.metrics import Better, OwnKind, Role, own
from tracker.models import OwnTracker, OwnValue, User
from tracker.trends import wording

pytestmark = pytest.mark.usefixtures("evening")
VALUES = {"yes_no": (0, 1), "count": (0, 3), "amount": (0.25, 12.5), "scale": (2, 9), "minutes": (0, 45)}
AROUND = f"?metric=own_knee&from={TODAY - timedelta(days=59)}&to={TODAY}"


def a_tracker_noted(owner: User, kind: str, days: int = 60, **facts: str) -> OwnTracker:
    """A check-in each day, and the tracker's two values in turn on all days but one in seven."""
    noted(owner, days)
    tracker = an_own_tracker(owner, "Knee", kind, unit="km" if kind == "amount" else "", **facts)
    OwnValue.objects.bulk_create(
        OwnValue(owner=owner, tracker=tracker, day=TODAY - timedelta(days=n), value=VALUES[kind][n % 2])
        for n in range(days)
        if n % 7 != 3
    )
    owner.diary_changed()
    return tracker


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("kind", VALUES)
def test_each_kind_is_drawn_over_time_and_by_weekday(door: Client, alice: User, kind: str) -> None:
    a_tracker_noted(alice, kind)
    for figure, marks in (("trend", OwnValue.objects.count()), ("weekday", 7)):
        picture = door.get(f"/trends/{figure}.svg{AROUND}")
        assert picture.status_code == 200
        assert picture.content.count(b"m") >= marks
        assert door.get(f"/trends/{figure}.png{AROUND}").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", VALUES)
def test_each_kind_has_its_numbers_as_a_table_and_as_csv(door: Client, alice: User, kind: str) -> None:
    a_tracker_noted(alice, kind)
    low, high = VALUES[kind]
    lines = door.get(f"/trends/trend.csv{AROUND}").content.decode().splitlines()
    assert lines[0] == "day,own_knee,events"
    by_day = dict(line.split(",")[:2] for line in lines[1:])
    assert by_day[TODAY.isoformat()] == f"{low:g}"
    assert by_day[(TODAY - timedelta(days=1)).isoformat()] == f"{high:g}"
    assert by_day[(TODAY - timedelta(days=3)).isoformat()] == "", "a day without an answer is empty, never zero"
    table = words(door.get(f"/trends/trend/table/{AROUND}").content.decode())
    shown = {"yes_no": "yes", "amount": "12.50"}.get(kind, f"{high:g}")
    assert "Knee" in table
    assert f" {shown} " in table


@pytest.mark.parametrize("kind", VALUES)
def test_each_kind_is_offered_at_once_and_stands_below_mood(door: Client, alice: User, kind: str) -> None:
    a_tracker_noted(alice, kind)
    page = door.get("/trends/").content.decode()
    assert page.index('id="chip-own_knee"') < page.index("</nav>", page.index('aria-label="Shown below mood"'))
    below = door.get("/trends/?show=own_knee").content.decode()
    assert "<h3>Knee</h3>" in below
    assert "metric=own_knee" in below


def test_a_tracker_nobody_answered_is_not_offered(door: Client, alice: User) -> None:
    noted(alice, 20)
    an_own_tracker(alice, "Knee", "scale")
    assert "chip-own_knee" not in door.get("/trends/").content.decode()


def test_what_was_put_away_is_not_drawn(door: Client, alice: User) -> None:
    a_tracker_noted(alice, "scale")
    OwnTracker.objects.update(archived=True)
    assert "metric=own_knee" not in door.get("/trends/?show=own_knee").content.decode()
    assert door.get(f"/trends/trend.svg{AROUND}").status_code == 404


def test_a_stranger_cannot_draw_it(strangers_door: Client, alice: User) -> None:
    a_tracker_noted(alice, "scale")
    for ending in ("svg", "png", "csv"):
        assert strangers_door.get(f"/trends/trend.{ending}{AROUND}").status_code == 404


def test_names_and_units_stay_as_they_were_typed_in_every_language() -> None:
    metric = own("mood", "Mood", OwnKind.COUNT, unit="servings", better=Better.NEITHER, role=Role.HABIT)
    with translation.override("nb"):
        assert (wording.label(metric), wording.unit(metric, wording.Grain.DAY)) == ("Mood", "servings")


@pytest.mark.parametrize(
    ("unit", "most", "top"), [("km", 12.5, 13), ("h", 40, 41.6), ("l", 0.3, 0.312), ("km", 0, 1.04)]
)
def test_an_amount_is_drawn_from_zero_to_a_little_more_than_the_most(unit: str, most: float, top: float) -> None:
    metric = own("x", "X", OwnKind.AMOUNT, unit=unit, better=Better.NEITHER, role=Role.HABIT)
    drawn = scale(metric, np.array([0, most], float))
    assert (drawn.low, drawn.high) == (0, pytest.approx(top))
