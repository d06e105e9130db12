"""Figures as files and as tables."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import TODAY, a_day, a_supplement, an_event
from tests.trends.days import noted
from tracker.models import CheckIn, User
from tracker.trends.numbers import guarded, plain

pytestmark = pytest.mark.usefixtures("evening")
SPAN = "from=2026-08-24&to=2026-11-21"


@pytest.mark.parametrize(
    "path",
    [
        "trend.svg", "trend.svg?metric=stress", "trend.svg?metric=fibre&theme=dark&size=narrow", "year.svg",
        "weekday.svg?metric=sleep_hours", "stool.svg", "trend.svg?from=2026-01-01",
        "around.svg?event=2026-11-01-illness", "trend.svg?metric=bed_time&dates=1", "year.svg?from=2020-01-01",
    ],
)  # fmt: skip
def test_a_figure_comes_as_svg(door: Client, alice: User, path: str) -> None:
    noted(alice, 40)
    an_event(alice, day=TODAY - timedelta(days=20))
    answer = door.get(f"/trends/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert answer.content.startswith(b"<svg ")


def test_an_svg_can_do_nothing_and_stays_with_the_person(door: Client, alice: User) -> None:
    headers = door.get("/trends/trend.svg").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "unknown.svg", "trend.gif", "trend.svg?metric=nothing", "trend.svg?metric=antibiotics",
        "year.svg?metric=stress", "trend.svg?to=2026-11-22", "trend.svg?from=never", "trend.svg?theme=pink",
        "trend.svg?size=9000", "around.svg",
        "around.svg?event=2026-11-01-illness", "around.svg?event=x", "unknown/table/",
        "trend/table/?metric=nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(door: Client, alice: User, path: str) -> None:
    noted(alice, 10)
    assert door.get(f"/trends/{path}").status_code == 404


def test_an_unchanged_diary_answers_304(door: Client, alice: User) -> None:
    noted(alice, 40)
    first = door.get(f"/trends/trend.svg?{SPAN}")
    again = door.get(f"/trends/trend.svg?{SPAN}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_changed_diary_is_drawn_anew(door: Client, alice: User) -> None:
    noted(alice, 40)
    tag = door.get(f"/trends/trend.svg?{SPAN}").headers["ETag"]
    CheckIn.objects.filter(owner=alice, day=TODAY).update(mood=0)
    alice.diary_changed()
    assert door.get(f"/trends/trend.svg?{SPAN}", headers={"If-None-Match": tag}).status_code == 200


def test_each_view_has_a_tag_of_its_own(door: Client, strangers_door: Client) -> None:
    asked = ("", "?theme=dark", "?size=narrow", "?metric=stress", "?from=2026-11-01", "?dates=1")
    tags = {door.get(f"/trends/trend.svg{query}").headers["ETag"] for query in asked}
    tags |= {door.get("/trends/trend.png").headers["ETag"], strangers_door.get("/trends/trend.svg").headers["ETag"]}
    assert len(tags) == len(asked) + 2


def test_a_strangers_figure_equals_that_of_an_empty_diary(
    door: Client, strangers_door: Client, alice: User, bob: User
) -> None:
    empty = {name: strangers_door.get(f"/trends/{name}").content for name in ("trend.svg", "year.svg", "trend.csv")}
    noted(alice, 90)
    an_event(alice, "antibiotics", TODAY - timedelta(days=30))
    for name, content in empty.items():
        assert strangers_door.get(f"/trends/{name}").content == content
        assert door.get(f"/trends/{name}").content != content


def test_a_strangers_event_and_supplement_are_not_found(strangers_door: Client, alice: User) -> None:
    an_event(alice, day=TODAY - timedelta(days=20))
    a_supplement(alice, slug="iron")
    assert strangers_door.get("/trends/around.svg?event=2026-11-01-illness").status_code == 404
    assert strangers_door.get("/trends/trend.svg?metric=took_iron").status_code == 404


def test_png_is_a_picture(door: Client, alice: User) -> None:
    noted(alice, 40)
    answer = door.get("/trends/trend.png")
    assert answer.headers["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")


def test_pdf_is_a_file_for_print(door: Client, alice: User) -> None:
    noted(alice, 40)
    answer = door.get("/trends/trend.pdf")
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_csv_leaves_unknown_days_empty_and_zero_zero(door: Client, alice: User) -> None:
    a_day(alice, TODAY, mood=0)
    answer = door.get("/trends/trend.csv?metric=mood&metric=stress&from=2026-11-20")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines() == ["day,mood,stress,events", "2026-11-20,,,", "2026-11-21,0,,"]


def test_csv_holds_no_formula(door: Client, alice: User) -> None:
    an_event(alice, "travel", TODAY, text='=HYPERLINK("http://x")')
    row = door.get("/trends/trend.csv?from=2026-11-21").content.decode().splitlines()[1]
    assert row == '2026-11-21,,"\'=HYPERLINK(""http://x"")"'


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_plain_text_and_numbers_stay_as_they_are() -> None:
    assert guarded("a cold") == "a cold"
    assert [plain(float("nan")), plain(5.0), plain(7.25)] == ["", "5", "7.25"]


def test_a_table_has_a_line_a_day_that_leads_to_it(door: Client, alice: User) -> None:
    noted(alice, 3, mood=7)
    html = door.get("/trends/trend/table/?metric=mood&from=2026-11-18").content.decode()
    assert html.index("21 November 2026</a>") < html.index("18 November 2026</a>")
    assert 'href="/day/2026-11-18/"' in html
    assert html.count('<td class="n">7</td>') == 3 and html.count('<td class="n">–</td>') == 1


def test_a_long_table_has_a_line_a_month_with_its_number_of_days(door: Client, alice: User) -> None:
    noted(alice, 500, mood=7)
    html = door.get("/trends/trend/table/?from=2025-08-01").content.decode()
    assert '<td class="n">7.0 (31)</td>' in html
    assert "from=2026-10-01&amp;to=2026-10-31" in html


def test_a_weekday_table_has_seven_lines(door: Client, alice: User) -> None:
    noted(alice, 70, mood=7)
    html = door.get("/trends/weekday/table/").content.decode()
    assert html.count('<th scope="row">') == 7 and "Monday" in html


def test_days_around_an_event_are_counted_from_its_first(door: Client, alice: User) -> None:
    noted(alice, 60)
    an_event(alice, day=TODAY - timedelta(days=30))
    html = door.get("/trends/around/table/?event=2026-10-22-illness").content.decode()
    assert "Day -14, 8 October 2026" in html and "Day 28, 19 November 2026" in html
