"""A tracker of one's own in a browser: made, noted on Today, seen in Trends, changed, put away and brought back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Opener, barriers, sideways
from tests.browser.test_today import saved
from tests.builders import a_day, a_value, an_own_tracker
from tracker.models import OwnTracker, OwnValue, User

# kind, unit, what is noted as a person does it, what is kept
KINDS = [
    ("yes_no", "", "tap 1", 1),
    ("count", "cups", "type 3", 3),
    ("amount", "km", "type 4,25", 4.25),
    ("scale", "", "tap 7", 7),
    ("minutes", "", "type 30", 30),
]


def today_of(user: User) -> dict[str, float | None]:
    rows = OwnValue.objects.filter(owner=user, day=user.today(timezone.now()))
    return dict(rows.values_list("tracker__slug", "value"))


def make(page: Page, name: str, kind: str, unit: str) -> None:
    page.goto("/trackers/")
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Answered by").select_option(kind)
    page.get_by_label("Unit").fill(unit)
    page.get_by_label("Which way is better").select_option("higher")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def note(page: Page, slug: str, doing: str) -> None:
    how, what = doing.split()
    if how == "tap":
        page.locator(f'#field-own_{slug} label:has([value="{what}"])').click()
    else:
        page.locator(f"#own_{slug}").fill(what)
        page.locator(f"#own_{slug}").blur()


def unfold(page: Page) -> None:
    page.goto("/today/")
    page.locator("#module-own > summary").click()


@pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(("kind", "unit", "doing", "value"), KINDS, ids=[row[0] for row in KINDS])
def test_each_kind_is_made_noted_and_seen(
    open_page: Opener, alice: User, view: dict[str, int], kind: str, unit: str, doing: str, value: float
) -> None:
    page = open_page(alice, view)
    make(page, "Stairs", kind, unit)
    for ago in range(1, 9):
        day = alice.today(timezone.now()) - timedelta(days=ago)
        a_day(alice, day, mood=5)
        a_value(alice, OwnTracker.objects.get(owner=alice), ago % 2, day)
    unfold(page)
    expect(page.locator("#field-own_stairs")).to_contain_text("Stairs")
    note(page, "stairs", doing)
    saved(page, "module-own")
    assert today_of(alice) == {"stairs": value}
    page.goto("/trends/?range=30")
    page.locator("#chip-own_stairs").click()
    expect(page.get_by_role("heading", name="Stairs", exact=True)).to_be_visible()
    picture = page.locator("figure.panel", has=page.get_by_role("heading", name="Stairs", exact=True)).locator("img")
    expect(picture).to_have_attribute("alt", re.compile("noted on 9 of 30 days"))
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_the_folded_card_tells_what_was_noted_and_an_answer_can_be_taken_back(page: Page, alice: User) -> None:
    an_own_tracker(alice, "Coffee", "scale")
    unfold(page)
    note(page, "coffee", "tap 3")
    saved(page, "module-own")
    note(page, "coffee", "tap 8")
    expect(page.locator("#toast")).to_contain_text("Coffee 8 saved")
    page.locator("#toast button").click()
    expect(page.locator("#own_coffee-3")).to_be_checked()
    page.reload()
    expect(page.locator("#module-own > summary")).to_contain_text("Coffee 3")
    expect(page.locator("#field-own_coffee")).to_be_hidden()


def test_a_number_that_cannot_be_stays_where_it_was_typed(page: Page, alice: User, complaints: list[str]) -> None:
    an_own_tracker(alice, "Coffee")
    unfold(page)
    note(page, "coffee", "type many")
    expect(page.locator("#toast")).to_contain_text("Coffee must be between 0 and 100000.")
    expect(page.locator("#field-own_coffee")).to_have_class(re.compile("bad"))
    expect(page.locator("#own_coffee")).to_have_value("many")
    assert today_of(alice) == {}
    note(page, "coffee", "type 2")
    saved(page, "module-own")
    expect(page.locator("#field-own_coffee")).not_to_have_class(re.compile("bad"))
    assert today_of(alice) == {"coffee": 2}
    complaints[:] = [words for words in complaints if "422" not in words]


def test_keys_set_an_own_scale_as_any_other(open_page: Opener, alice: User) -> None:
    an_own_tracker(alice, "Knee", "scale")
    page = open_page(alice, DESKTOP)
    unfold(page)
    page.locator("#own_knee-0").focus()
    page.keyboard.type("10")
    saved(page, "module-own")
    page.wait_for_function("document.getElementById('own_knee-10').checked")
    expect(page.locator("#failed")).to_be_hidden()
    page.wait_for_timeout(300)
    assert today_of(alice) == {"knee": 10}


def test_a_tracker_is_renamed_moved_put_away_and_brought_back(page: Page, alice: User) -> None:
    a_value(alice, an_own_tracker(alice, "Coffee", position=0), 3, alice.today(timezone.now()) - timedelta(days=1))
    an_own_tracker(alice, "Knee", "scale", position=1)
    page.goto("/trackers/")
    page.get_by_role("button", name="Move down: Coffee").click()
    expect(page.locator(".rows .go").first).to_have_text("Knee")
    page.get_by_role("link", name="Coffee").click()
    expect(page.get_by_label("Answered by")).to_be_disabled()
    page.get_by_label("Name").fill("Espresso")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Espresso").click()
    page.get_by_role("button", name="Put away").click()
    unfold(page)
    expect(page.locator("#field-own_knee")).to_be_visible()
    expect(page.locator("#field-own_coffee")).to_have_count(0)
    page.goto("/trackers/")
    page.get_by_role("button", name="Put back: Espresso").click()
    unfold(page)
    expect(page.locator("#field-own_coffee")).to_contain_text("Espresso")
    assert OwnValue.objects.get(owner=alice, value=3).tracker.slug == "coffee"


def test_everything_works_without_scripts(open_page: Opener, alice: User) -> None:
    page = open_page(alice, scripts=False)
    make(page, "Walked", "amount", "km")
    make(page, "Knee", "scale", "")
    unfold(page)
    page.get_by_label("Walked (km)").fill("2.5")
    page.locator('#field-own_knee label:has([value="4"])').click()
    page.locator("#module-own").get_by_role("button", name="Save these answers").click()
    expect(page.locator("#module-own > summary")).to_contain_text("Walked 2.5 km, Knee 4")
    assert today_of(alice) == {"walked": 2.5, "knee": 4}


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_pages_are_open_to_everybody(open_page: Opener, alice: User, dark: bool) -> None:
    for kind, *_ in KINDS:
        a_value(alice, an_own_tracker(alice, f"How it was with {kind} on the way up the stairs", kind, slug=kind), 1)
    for view in (NARROW, DESKTOP):
        page = open_page(alice, view, dark=dark)
        for path in ("/trackers/", "/trackers/new/", "/trackers/count/"):
            page.goto(path)
            assert barriers(page) == []
            assert sideways(page) == 0
        unfold(page)
        assert barriers(page) == []
        assert sideways(page) == 0
