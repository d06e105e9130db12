"""Moments and breaks as they are used: two taps and words, on a phone and a desktop, by keys, and without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Opener, barriers, sideways
from tests.builders import a_moment, a_mood_name
from tracker.models import Break, Moment, User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])


def place(page: Page, line: str, value: int) -> None:
    page.locator(f"#field-{line} label").nth(value + 5).click()


def word(page: Page, key: str) -> Locator:
    return page.locator(f".feeling:has([value='{key}'])")


@VIEWS
def test_a_moment_takes_two_taps_and_a_word(open_page: Opener, alice: User, view: dict[str, int]) -> None:
    page = open_page(alice, view)
    page.goto("/today/")
    page.get_by_role("link", name="How do you feel right now?").click()
    expect(page.get_by_text("Words appear here once both lines are answered.")).to_be_visible()
    expect(word(page, "calm")).to_be_hidden()
    place(page, "pleasant", 3)
    place(page, "energy", -2)
    expect(word(page, "calm")).to_be_visible()
    expect(word(page, "tense")).to_be_hidden()
    word(page, "calm").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#moments")).to_contain_text("calm")
    expect(page.locator("#moments-line")).to_have_text("1 moment: 3")
    row = Moment.objects.get(owner=alice)
    assert (row.pleasant, row.energy, row.words) == (3, -2, ["calm"])


def test_words_follow_the_corner_and_what_is_ticked_stays_in_sight(page: Page, alice: User) -> None:
    a_mood_name(alice, "on edge")
    page.goto(f"/day/{alice.today(timezone.now())}/moments/new/")
    place(page, "pleasant", -4)
    place(page, "energy", 4)
    word(page, "own:on edge").click()
    place(page, "pleasant", 4)
    expect(word(page, "own:on edge")).to_be_visible()
    expect(word(page, "tense")).to_be_hidden()
    expect(word(page, "happy")).to_be_visible()
    place(page, "energy", 0)
    expect(word(page, "calm")).to_be_visible()
    page.get_by_text("All words").click()
    expect(page.locator(".feeling:visible")).to_have_count(42)


def test_digits_set_both_lines_counted_from_their_left_end(page: Page, alice: User) -> None:
    page.goto(f"/day/{alice.today(timezone.now())}/moments/new/")
    page.locator("#field-pleasant input").first.focus()
    page.keyboard.press("8")
    page.locator("#field-energy input").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("0")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#moments")).to_be_visible()
    row = Moment.objects.get(owner=alice)
    assert (row.pleasant, row.energy) == (3, 5)


@VIEWS
def test_the_picker_has_no_barrier_however_it_stands(open_page: Opener, alice: User, view: dict[str, int]) -> None:
    page = open_page(alice, view)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/day/{alice.today(timezone.now())}/moments/new/")
    place(page, "pleasant", -1)
    place(page, "energy", 5)
    word(page, "worried").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    if view is PHONE:
        page.set_viewport_size(NARROW)
        assert sideways(page) == 0
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert sideways(page) == 0


def test_the_keyboard_alone_notes_a_moment(open_page: Opener, alice: User) -> None:
    page = open_page(alice, DESKTOP)
    page.goto(f"/day/{alice.today(timezone.now())}/moments/new/")
    page.locator("#field-pleasant input").nth(5).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#moments")).to_contain_text("pleasant, low energy")
    assert (Moment.objects.get().pleasant, Moment.objects.get().energy) == (1, -5)


def test_one_is_taken_out_on_the_day_and_brought_back(page: Page, alice: User) -> None:
    today = alice.today(timezone.now())
    a_moment(alice, 4, day=today, clock="06:00", words=["happy"])
    a_moment(alice, -2, day=today, clock="07:00", words=["tired"])
    page.goto("/today/")
    expect(page.locator("#moments-line")).to_have_text("2 moments: mean 1, from −2 to 4")
    page.get_by_role("button", name=re.compile("^Take out: .*tired")).click()
    expect(page.locator("#moments-line")).to_have_text("1 moment: 4")
    page.locator("#toast button").click()
    expect(page.locator("#moments-line")).to_have_text("2 moments: mean 1, from −2 to 4")
    assert Moment.objects.filter(removed=None).count() == 2


def test_without_scripts_a_moment_is_noted_changed_taken_out_and_brought_back(open_page: Opener, alice: User) -> None:
    page = open_page(alice, scripts=False)
    page.goto("/today/")
    page.get_by_role("link", name="How do you feel right now?").click()
    place(page, "pleasant", -3)
    place(page, "energy", 3)
    page.get_by_label("A word of your own").fill("on edge")
    page.get_by_role("button", name="Save").click()
    page.locator("#moments a.go").click()
    expect(page.locator("[value='own:on edge']")).to_be_checked()
    page.get_by_role("button", name="Take it out").click()
    expect(page.locator("#moments li")).to_have_count(0)
    page.locator(".banner [name=undo]").click()
    expect(page.locator("#moments")).to_contain_text("on edge")


@VIEWS
def test_a_break_is_taken_seen_on_today_and_ended(open_page: Opener, alice: User, view: dict[str, int]) -> None:
    page = open_page(alice, view)
    page.goto("/settings/")
    page.locator("#pause").get_by_role("link", name="Take a break, or end one").click()
    page.get_by_role("button", name="Take a break").click()
    assert barriers(page) == []
    page.goto("/today/")
    expect(page.locator("#pause")).to_contain_text("You are on a break. Noting is still possible.")
    expect(page.get_by_text("of your last 90 days")).to_have_count(0)
    page.get_by_role("link", name="Change or end it").click()
    page.get_by_role("button", name="I am back today").click()
    expect(page.get_by_role("button", name="Take a break")).to_be_visible()
    page.goto("/today/")
    expect(page.locator("#pause")).to_have_count(0)
    assert not Break.objects.filter(removed=None).exists()
