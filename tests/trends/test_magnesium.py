"""The figure of the magnesium diary: on the page of whoever keeps one, with two lines that are no target."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import TODAY, a_dose, a_supplement
from tests.trends.days import noted
from tracker.models import CheckIn, User

pytestmark = pytest.mark.usefixtures("evening")


def keep(owner: User, days: int, mg: float = 100) -> None:
    """A magnesium diary: a check-in on forty days, two doses on each of the last `days`."""
    owner.modules = ["magnesium"]
    owner.save()
    noted(owner, 40, stool_type=4)
    pill = a_supplement(owner, magnesium_mg=mg)
    for ago in range(days):
        a_dose(owner, pill, TODAY - timedelta(days=ago))
        a_dose(owner, pill, TODAY - timedelta(days=ago))
    CheckIn.objects.filter(owner=owner, day__gt=TODAY - timedelta(days=3)).update(stool_type=6)
    owner.diary_changed()


def part(door: Client, query: str = "") -> str:
    html = door.get(f"/trends/{query}").content.decode()
    found = re.search(r'<section class="card" id="magnesium".*?</section>', html, re.S)
    return found[0] if found else ""


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_it_is_on_the_page_of_whoever_keeps_a_magnesium_diary_alone(door: Client, alice: User) -> None:
    keep(alice, 20)
    html = door.get("/trends/").content.decode()
    assert html.index('id="stool"') < html.index('id="magnesium"')
    alice.modules = []
    alice.save()
    assert part(door) == ""


def test_six_days_with_a_dose_are_told_what_is_missing(door: Client, alice: User) -> None:
    keep(alice, 6)
    assert "6 days with a dose here so far; this needs 7." in words(part(door))
    assert "<picture>" not in part(door)


def test_a_dose_without_magnesium_is_no_day_of_it(door: Client, alice: User) -> None:
    keep(alice, 10, mg=0)
    assert "0 days with a dose here so far; this needs 7." in words(part(door))


def test_it_comes_with_its_sentence_its_table_and_its_files(door: Client, alice: User) -> None:
    keep(alice, 20)
    html = part(door)
    assert (
        "Noted on 20 of 90 days. On the 20 days with a dose it was 200 mg of magnesium itself on average, from 200 to "
        "200. Stool was type 6 or 7 on 3 of 40 noted days. The figure cannot tell whether the two belong together."
    ) in words(html)
    assert re.search(r'alt="Noted on 20 of 90 days\.', html)
    assert 'href="/trends/magnesium/table/?' in html and 'href="/day/2026-11-21/"' in html
    for ending in ("svg", "png", "csv"):
        assert f'href="/trends/magnesium.{ending}?' in html


def test_the_two_lines_are_advice_and_no_target(door: Client, alice: User) -> None:
    keep(alice, 20, mg=300)
    text = words(part(door)).lower()
    assert "250 mg: advice for unsupervised use, eu and germany" in text
    assert "350 mg: advice for unsupervised use, norway and the united states" in text
    for word in (
        "safe",
        "too high",
        "too much",
        "limit",
        "target",
        "optimal",
        "because",
        "cause",
        "take",
        "recommend",
        "!",
    ):
        assert word not in text, word


@pytest.mark.parametrize("query", ["", "?theme=dark&size=narrow", "?from=2023-01-01", "?size=middle&from=2026-11-15"])
def test_it_comes_as_svg_and_unchanged_only_once(door: Client, alice: User, query: str) -> None:
    keep(alice, 20)
    first = door.get(f"/trends/magnesium.svg{query}")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/svg+xml")
    again = door.get(f"/trends/magnesium.svg{query}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_its_numbers_come_as_picture_csv_and_table(door: Client, alice: User) -> None:
    keep(alice, 20)
    assert door.get("/trends/magnesium.png").content.startswith(b"\x89PNG")
    rows = door.get("/trends/magnesium.csv?from=2026-11-20").content.decode().splitlines()
    assert rows == ["day,supplement_magnesium,stool_type,events", "2026-11-20,200,6,", "2026-11-21,200,6,"]
    table = words(door.get("/trends/magnesium/table/?from=2026-11-01").content.decode())
    assert "Magnesium from supplements, Stool" in table and "21 November 2026 200 6" in table


def test_a_changed_product_draws_the_figure_anew(door: Client, alice: User) -> None:
    keep(alice, 20)
    tag = door.get("/trends/magnesium.svg").headers["ETag"]
    door.post("/supplements/magnesium_citrate/", {"name": "Magnesium citrate", "magnesium_mg": "60"})
    assert door.get("/trends/magnesium.svg", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["magnesium.svg", "magnesium.csv", "magnesium/table/"])
def test_without_the_module_it_is_not_there(door: Client, alice: User, path: str) -> None:
    keep(alice, 20)
    assert door.get(f"/trends/{path}?metric=mood").status_code == 404
    alice.modules = []
    alice.save()
    assert door.get(f"/trends/{path}").status_code == 404


def test_a_strangers_figure_equals_that_of_an_empty_diary(
    door: Client, strangers_door: Client, alice: User, bob: User
) -> None:
    bob.modules = ["magnesium"]
    bob.save()
    empty = {name: strangers_door.get(f"/trends/magnesium.{name}").content for name in ("svg", "csv")}
    keep(alice, 20)
    for name, content in empty.items():
        assert strangers_door.get(f"/trends/magnesium.{name}").content == content
        assert door.get(f"/trends/magnesium.{name}").content != content
