"""A day on a phone: few taps, every answer saved and said so, failures loud and harmless, keys and plain forms too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, Opener, sign_in
from tests.builders import a_day, a_dose, a_night, a_serving, a_supplement
from tracker.diary.models import CheckIn, Dose, Night, SavedAnswer, Serving
from tracker.foods.models import Food
from tracker.models import User

TYPICAL = [
    "#field-mood label:nth-child(7)",
    "#field-unease label:nth-child(4)",
    "#field-stress label:nth-child(5)",
    "#field-sleep_quality label:nth-child(8)",
    "#field-gut_discomfort label:nth-child(3)",
    "#field-stool_type .types label:nth-child(4)",
    "#add-wholegrain",
    "#add-legumes",
    "#add-vegetables",
    "#add-fruit",
    "#dose-magnesium_citrate",
]


def saved(page: Page, card: str) -> None:
    expect(page.locator(f"#state-{card}")).to_contain_text("Saved", timeout=15000)


def mood(page: Page, value: int) -> None:
    page.locator("#field-mood label").nth(value).click()


def of_today(user: User) -> CheckIn:
    return CheckIn.objects.get(owner=user, day=user.today(timezone.now()))


def test_the_typical_day_takes_at_most_twelve_taps_and_no_scrolling_back(page: Page, alice: User) -> None:
    a_supplement(alice, "Magnesium citrate", magnesium_mg=97)
    page.goto("/today/")
    seen = 0
    for target in TYPICAL:
        page.locator(target).tap()
        where = int(page.evaluate("scrollY"))
        assert where >= seen, f"{target} lies above where the thumb already was"
        seen = where
    for card in ("mind", "night", "gut", "food", "doses"):
        saved(page, card)
    assert len(TYPICAL) <= 12
    row = of_today(alice)
    assert (row.mood, row.unease, row.stress, row.sleep_quality, row.gut_discomfort, row.stool_type) == (
        6,
        3,
        4,
        7,
        2,
        4,
    )
    assert Serving.objects.filter(owner=alice, removed=None).count() == 4
    assert Dose.objects.filter(owner=alice, removed=None).count() == 1


def test_the_same_food_and_supplements_as_yesterday_take_two_taps(page: Page, alice: User) -> None:
    yesterday = alice.today(timezone.now()) - timedelta(days=1)
    for slug in ("kefir", "banana"):
        a_serving(alice, Food.objects.get(slug=slug), yesterday)
    a_dose(alice, a_supplement(alice, "Vitamin D"), yesterday)
    page.goto("/today/")
    page.locator("#copy-food").tap()
    page.locator("#copy-doses").tap()
    expect(page.get_by_text("1 dose copied")).to_be_visible()
    assert Serving.objects.filter(day=alice.today(timezone.now())).count() == 2
    assert Dose.objects.filter(day=alice.today(timezone.now())).count() == 1


def test_an_answer_can_be_changed_cleared_and_brought_back(page: Page, alice: User) -> None:
    page.goto("/today/")
    mood(page, 6)
    saved(page, "mind")
    mood(page, 8)
    expect(page.locator("#toast")).to_contain_text("Mood 8 saved")
    page.get_by_role("button", name="Clear: Mood").click()
    expect(page.locator("#toast")).to_contain_text("Mood cleared")
    assert of_today(alice).mood is None
    page.locator("#toast button").click()
    expect(page.locator("#mood-8")).to_be_checked()
    assert of_today(alice).mood == 8
    expect(page.locator("#week [aria-current] .mv")).to_have_text("8")


def test_quick_taps_end_with_the_last_one(page: Page, alice: User) -> None:
    page.goto("/today/")
    for value in (1, 5, 3, 9, 7):
        mood(page, value)
    expect(page.locator("#week [aria-current] .mv")).to_have_text("7")
    assert of_today(alice).mood == 7
    assert not SavedAnswer.objects.filter(outcome="conflict").exists()


@pytest.mark.parametrize(
    ("status", "words"), [(500, "answered with an error"), (503, "could not write it to its disk")]
)
def test_a_failed_save_says_so_loudly_keeps_the_answer_and_tries_again(
    page: Page, alice: User, complaints: list[str], status: int, words: str
) -> None:
    page.goto("/today/")
    page.route("**/answer/", lambda route: route.fulfill(status=status, body="no"))
    mood(page, 6)
    banner = page.locator("#failed")
    expect(banner).to_contain_text("1 answer is not saved.")
    expect(banner).to_contain_text(words)
    expect(page.locator("#field-mood")).to_have_class(re.compile("pending"))
    expect(page.locator("#mood-6")).to_be_checked()
    assert not CheckIn.objects.exists()
    page.unroute("**/answer/")
    page.get_by_role("button", name="Try again").click()
    saved(page, "mind")
    expect(banner).to_be_hidden()
    assert of_today(alice).mood == 6
    complaints.clear()  # the browser reports the refusals that this test made


def test_without_a_connection_answers_wait_in_order_and_arrive_by_themselves(
    page: Page, alice: User, complaints: list[str]
) -> None:
    page.goto("/today/")
    page.context.set_offline(True)
    mood(page, 6)
    mood(page, 7)
    page.locator("#field-stress label").nth(4).click()
    expect(page.locator("#failed")).to_contain_text("There is no connection to your server.")
    page.context.set_offline(False)
    saved(page, "mind")
    expect(page.locator("#failed")).to_be_hidden(timeout=15000)
    row = of_today(alice)
    assert (row.mood, row.stress) == (7, 4)
    complaints.clear()


def test_a_save_whose_answer_got_lost_is_counted_once(page: Page, alice: User, complaints: list[str]) -> None:
    page.goto("/today/")

    def commit_and_drop(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/plate/", commit_and_drop, times=1)
    page.locator("#add-legumes").click()
    expect(page.locator("#failed")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#failed")).to_be_hidden(timeout=15000)
    expect(page.locator(".tap.has output")).to_have_text("1")
    assert Serving.objects.count() == 1
    complaints.clear()


def test_two_tabs_with_two_answers_show_both_and_let_the_person_choose(open_page: Opener, alice: User) -> None:
    phone, laptop = open_page(alice), open_page(alice, DESKTOP)
    for page in (phone, laptop):
        page.goto("/today/")
    mood(phone, 6)
    saved(phone, "mind")
    mood(laptop, 4)
    expect(laptop.locator("#differs-mood")).to_contain_text("This was answered in two places.")
    assert of_today(alice).mood == 6
    laptop.get_by_role("button", name="Take 4").click()
    expect(laptop.locator("#differs-mood")).not_to_contain_text("two places")
    expect(laptop.locator("#mood-4")).to_be_checked()
    assert of_today(alice).mood == 4


def test_different_fields_from_two_tabs_both_stay(open_page: Opener, alice: User) -> None:
    phone, laptop = open_page(alice), open_page(alice, DESKTOP)
    for page in (phone, laptop):
        page.goto("/today/")
    mood(phone, 6)
    laptop.locator("#field-stress label").nth(2).click()
    saved(phone, "mind")
    saved(laptop, "mind")
    row = of_today(alice)
    assert (row.mood, row.stress) == (6, 2)


def test_a_session_that_ended_keeps_the_answer_until_one_is_signed_in_again(
    page: Page, alice: User, live_server: Any, complaints: list[str]
) -> None:
    page.goto("/today/")
    page.context.clear_cookies()
    mood(page, 6)
    expect(page.locator("#failed")).to_contain_text("You were signed out.")
    assert not CheckIn.objects.exists()
    sign_in(page.context, alice, live_server.url)
    page.get_by_role("button", name="Try again").click()
    saved(page, "mind")
    assert of_today(alice).mood == 6
    complaints.clear()


def test_search_finds_while_one_types_and_adds_with_one_tap(page: Page, alice: User) -> None:
    page.goto("/today/")
    page.get_by_label("Search foods").press_sequentially("bannana", delay=40)
    found = page.locator("#results")
    expect(found.get_by_role("link", name=re.compile("Banana")).first).to_be_visible()
    found.locator("form[data-tap] button").first.tap()
    expect(page.locator("#eaten .rows")).to_contain_text("Banana")
    expect(page.get_by_label("Search foods")).to_have_value("")
    assert Serving.objects.get().food.slug.startswith("banana")


def test_a_night_is_typed_or_taken_as_usual(page: Page, alice: User) -> None:
    today = alice.today(timezone.now())
    for back in range(1, 9):
        a_night(alice, today - timedelta(days=back), "23:15", "06:45")
    page.goto("/today/")
    page.get_by_role("button", name="As usual: 23:15 to 06:45").tap()
    expect(page.locator("#night-words")).to_contain_text("7 h 30 min asleep.")
    page.get_by_label("Woke up").fill("07:00")
    page.get_by_label("Woke up").blur()
    expect(page.locator("#night-words")).to_contain_text("7 h 45 min asleep.")
    assert f"{Night.objects.get(day=today).wake_time:%H:%M}" == "07:00"


def test_a_note_saves_while_one_writes(page: Page, alice: User) -> None:
    page.goto("/today/")
    page.get_by_text("Add a note").tap()
    page.get_by_label("Only for you").fill("slept badly, long walk")
    saved(page, "note")
    assert of_today(alice).note == "slept badly, long walk"


def test_the_keyboard_alone_logs_a_day(open_page: Opener, alice: User) -> None:
    page = open_page(alice, DESKTOP)
    page.goto("/today/")
    page.locator("#mood-0").focus()
    page.keyboard.press("7")
    expect(page.locator("#mood-7")).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("0")
    expect(page.locator("#mood-10")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#week [aria-current] .mv")).to_have_text("9")
    page.keyboard.press("Delete")
    expect(page.locator("#toast")).to_contain_text("Mood cleared")
    page.keyboard.press("/")
    expect(page.get_by_label("Search foods")).to_be_focused()
    page.keyboard.type("[kefir]")
    expect(page).to_have_url(re.compile("/today/$"))
    page.get_by_label("Search foods").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile(r"/day/\d{4}-\d\d-\d\d/$"))
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(alice.today(timezone.now()).day))


def test_focus_stays_on_the_tile_that_was_tapped(open_page: Opener, alice: User) -> None:
    page = open_page(alice, DESKTOP)
    page.goto("/today/")
    page.locator("#add-fruit").focus()
    for times in ("1", "2"):
        page.keyboard.press("Enter")
        expect(page.locator(".tap.has output")).to_have_text(times)
    expect(page.locator("#add-fruit")).to_be_focused()


def test_without_javascript_plain_forms_log_the_day(open_page: Opener, alice: User) -> None:
    a_supplement(alice, "Magnesium citrate")
    page = open_page(alice, scripts=False)
    page.goto("/today/")
    page.locator("#mood-6").check(force=True)
    page.locator("#stress-4").check(force=True)
    page.locator("#mind").get_by_role("button", name="Save these answers").click()
    page.locator("#add-legumes").click()
    page.locator("#dose-magnesium_citrate").click()
    page.get_by_label("Search foods").fill("kefir")
    page.locator("#find").get_by_role("button", name="Search").click()
    page.locator("form[action*='/servings/'] button").first.click()
    page.get_by_role("button", name="Clear: Mood").click()
    row = of_today(alice)
    assert (row.mood, row.stress) == (None, 4)
    assert Serving.objects.filter(owner=alice).count() == 2
    assert Dose.objects.filter(owner=alice).count() == 1
    expect(page.locator("#plate")).to_contain_text("plants this week")


def test_an_earlier_day_is_filled_in_the_same_way(page: Page, alice: User) -> None:
    today = alice.today(timezone.now())
    a_day(alice, today, mood=5)
    page.goto(f"/day/{today - timedelta(days=3)}/")
    mood(page, 8)
    saved(page, "mind")
    assert CheckIn.objects.get(day=today - timedelta(days=3)).mood == 8
