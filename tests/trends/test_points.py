"""Totals and laboratory values over time: points and digits, no bands, no colour that depends on a value."""

import csv
import io
import re
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from tests.builders import TODAY, a_lab_value, a_total
from tests.charts.test_figures import labels, strokes
from tests.diary.test_occasional import JUDGING, NEUTRAL
from tests.trends.days import noted
from tracker.charts import points as chart
from tracker.charts.artists import Digits, Pen
from tracker.charts.style import LIGHT, Size
from tracker.diary.scales import SCALES
from tracker.models import User
from tracker.table import Span

pytestmark = pytest.mark.usefixtures("evening")
SPAN = Span.ending(TODAY, 100)


def card(door: Client, query: str = "") -> str:
    html = door.get(f"/trends/{query}").content.decode()
    return html.split('<section class="card" id="points"', 1)[1].split("</section>", 1)[0]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def draw(*values: float, ends: tuple[float, float] | None = (0, 27), size: Size = Size.WIDE):  # type: ignore[no-untyped-def]
    days = [TODAY - timedelta(days=9 * ago) for ago in range(len(values))][::-1]
    return chart.points(SPAN, days, np.array(values), [f"{v:g}" for v in values], LIGHT, size, ends=ends)


def test_a_dot_a_number_and_nothing_joins_them() -> None:
    figure = draw(3, 14, 9)
    assert len(strokes(figure, "points")) == 3
    assert labels(figure) == {"grid", "text", "rim", "points", "digits"}


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_a_scale_has_a_line_at_each_end_and_nowhere_else(scale: object) -> None:
    ends = (float(scale.low), float(scale.high))  # type: ignore[attr-defined]
    assert chart.scale(np.array([ends[1]]), ends).ticks == ends


def test_no_colour_depends_on_a_value() -> None:
    colours = {
        tuple((str(artist.get_label()), artist.colour) for artist in draw(value).artists if isinstance(artist, Pen))
        for value in (0, 9, 27)
    }
    assert len(colours) == 1


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.85], (0, 0.5, 1)), ([0.0], (0, 0.5, 1)), ([143.0, 138.0], (0, 50, 100, 150)), ([-2.0, 1.0], (-2, -1, 0, 1)),
        ([61.0], (0, 20, 40, 60, 80)), ([], (0, 0.5, 1)),
    ],
)  # fmt: skip
def test_a_laboratory_value_stands_above_zero_on_round_numbers(values: list[float], ticks: tuple[float, ...]) -> None:
    found = chart.scale(np.array(values), None)
    assert found.ticks == pytest.approx(ticks)
    assert (found.low, found.high) == (found.ticks[0], found.ticks[-1])


@pytest.mark.parametrize("value", [1e-9, 1e-6, 3, 123456, 1e9, -1e9])
def test_digits_that_are_too_long_for_the_margin_stand_only_at_the_point(value: float) -> None:
    assert all(len(name) <= chart.LONGEST for _tick, name in chart.scale(np.array([value]), None).named())


def test_digits_never_run_into_each_other_and_the_newest_is_always_written() -> None:
    days = [TODAY - timedelta(days=ago) for ago in range(60)][::-1]
    figure = chart.points(SPAN, days, np.arange(60.0), [f"{n}" for n in range(60)], LIGHT, Size.NARROW, ends=(0, 63))
    [texts] = [a.texts for a in figure.artists if isinstance(a, Digits) and a.get_label() == "digits"]
    assert texts[0] == "59" and 3 < len(texts) < 20


def test_without_any_the_card_says_what_will_be_there(door: Client, alice: User) -> None:
    noted(alice, 40)
    html = card(door)
    assert "will stand here as a point in time" in html and 'href="/occasional/"' in html


@pytest.mark.parametrize("days", [0, 40])
def test_one_point_is_enough_even_in_an_empty_diary(door: Client, alice: User, days: int) -> None:
    noted(alice, days)
    a_total(alice, "phq9", 12, TODAY)
    html = card(door)
    assert "1 number so far: 12 on 21 November 2026." in words(html)
    assert "The whole scale goes from 0 to 27." in words(html)
    assert f'href="/day/{TODAY}/"' in html and NEUTRAL in html
    for ending in ("svg", "png", "csv"):
        assert f'href="/trends/points.{ending}?of=phq9' in html
        answer = door.get(f"/trends/points.{ending}?of=phq9")
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "private, no-cache"


def test_the_printed_ranges_stand_beside_it_as_text(door: Client, alice: User) -> None:
    noted(alice, 40)
    a_lab_value(alice, day=TODAY - timedelta(days=400), printed_range="0.70–1.00")
    a_lab_value(alice, day=TODAY - timedelta(days=300))
    a_lab_value(alice, value=0.9)
    text = words(card(door))
    assert "3 numbers so far; the latest is 0.9 mmol/L, of 21 November 2026." in text
    assert "Printed range 0.71–0.94 (21 November 2026)" in text and "Earlier 0.70–1.00 (17 October 2025)" in text
    assert NEUTRAL not in text
    drawn = door.get(re.findall(r"/trends/points.svg\?of=\w+", card(door))[0]).content.decode()
    assert "0.9" in re.findall(r">([^<]+)</text>", drawn) and "0.71" not in re.findall(r">([^<]+)</text>", drawn)


def test_another_can_be_chosen_and_any_number_names_its_group(door: Client, alice: User) -> None:
    noted(alice, 40)
    older = a_lab_value(alice, "Ferritin", 40, unit="µg/L", day=TODAY - timedelta(days=30))
    a_lab_value(alice, "ferritin", 44, unit="µg/L", day=TODAY - timedelta(days=3))
    a_total(alice, "gad7", 4)
    assert 'value="gad7" selected' in card(door)
    assert "the latest is 44 µg/L" in words(card(door, f"?points={older.uid.hex}"))


def test_the_table_and_the_csv_hold_every_number(door: Client, alice: User) -> None:
    a_total(alice, "who5", 64, TODAY - timedelta(days=40), given_by="=cmd()")
    a_total(alice, "who5", 72)
    table = door.get("/trends/points/table/?of=who5").content.decode()
    assert table.index(">72</td>") < table.index(">64</td>") and f'href="/day/{TODAY}/"' in table
    rows = list(csv.reader(io.StringIO(door.get("/trends/points.csv?of=who5").text)))
    assert rows == [
        ["day", "what", "value", "unit", "given_by"],
        ["2026-10-12", "WHO-5", "64", "", "'=cmd()"],
        ["2026-11-21", "WHO-5", "72", "", ""],
    ]


@pytest.mark.parametrize(
    "path", ["svg?of=phq9", "svg", "bmp?of=gad7", "svg?of=gad7&theme=pink", "svg?of=gad7&size=9000"]
)
def test_what_is_not_there_is_not_found(door: Client, alice: User, path: str) -> None:
    a_total(alice, "gad7", 4)
    assert door.get(f"/trends/points.{path}").status_code == 404


def test_a_stranger_finds_no_numbers_of_alice(strangers_door: Client, alice: User) -> None:
    row = a_lab_value(alice)
    for path in (f"points.svg?of={row.uid.hex}", f"points.csv?of={row.uid.hex}", f"points/table/?of={row.uid.hex}"):
        assert strangers_door.get(f"/trends/{path}").status_code == 404
    assert "magnesium" not in strangers_door.get(f"/trends/?points={row.uid.hex}").content.decode().lower()


def test_an_unchanged_diary_answers_304(door: Client, alice: User) -> None:
    a_total(alice, "gad7", 4)
    tag = door.get("/trends/points.svg?of=gad7").headers["ETag"]
    again = door.get("/trends/points.svg?of=gad7", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    a_total(alice, "gad7", 9)
    alice.diary_changed()
    assert door.get("/trends/points.svg?of=gad7", headers={"If-None-Match": tag}).status_code == 200


def test_the_card_gives_no_verdict(door: Client, alice: User) -> None:
    noted(alice, 40)
    for scale in SCALES.values():
        a_total(alice, scale.key, scale.high)
        said = words(card(door, f"?points={scale.key}")).lower()
        assert [word for word in JUDGING if re.search(rf"\b{word}\b", said)] == []
