"""Optional questions: switched on with one tap, folded under the day's own questions, in Trends like all others."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener
from tests.builders import a_day
from tracker.diary.models import CheckIn
from tracker.metrics import METRICS, MODULES, Source
from tracker.models import User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])
ASKED = [metric for metric in METRICS if metric.module and metric.source is Source.CHECK_IN]


def with_modules(user: User, *keys: str) -> User:
    user.modules = list(keys)
    user.save(update_fields=["modules"])
    return user


@VIEWS
def test_a_module_is_one_tap_away_and_says_what_it_is_for(open_page: Opener, alice: User, view: dict[str, int]) -> None:
    page = open_page(alice, view)
    page.goto("/today/")
    expect(page.get_by_text("Movement and daylight")).to_have_count(0)
    page.goto("/settings/")
    page.get_by_label(re.compile("Movement and daylight")).click()
    expect(page.locator("#notes .state")).to_contain_text("saved")
    page.goto("/today/")
    page.get_by_text("Movement and daylight").click()
    page.get_by_label("Active minutes (min)").fill("35")
    page.get_by_label("Active minutes (min)").blur()
    expect(page.locator("#state-module-movement")).to_contain_text("Saved")
    assert CheckIn.objects.get(owner=alice).active_min == 35


@VIEWS
def test_every_question_of_every_module_can_be_answered_and_cleared(
    open_page: Opener, alice: User, view: dict[str, int]
) -> None:
    page = open_page(with_modules(alice, *(module.key for module in MODULES)), view)
    page.goto("/today/")
    for card in page.locator("details[id^=module-] > summary").all():
        card.click()
    for metric in ASKED:
        field = page.locator(f"#field-{metric.key}")
        choices = field.locator("label:has(input[type=radio])")
        if choices.count():
            choices.last.click()
        else:
            field.locator("input:not([type=hidden])").fill("2")
            field.locator("input:not([type=hidden])").blur()
    for module in {metric.module for metric in ASKED}:
        expect(page.locator(f"#state-module-{module}")).to_contain_text("Saved", timeout=15000)
    expect(page.locator("#failed")).to_be_hidden()
    page.reload()
    row = CheckIn.objects.get(owner=alice)
    assert [metric.key for metric in ASKED if getattr(row, metric.key) is None] == []
    page.locator("#module-gut > summary").click()
    page.get_by_role("button", name="Clear: Bloating").click()
    expect(page.locator("#toast")).to_contain_text("Bloating cleared")
    assert CheckIn.objects.get(owner=alice).bloating is None


def test_a_folded_card_tells_what_was_just_answered(page: Page, alice: User) -> None:
    with_modules(alice, "skin")
    page.goto("/today/")
    page.locator("#module-skin > summary").click()
    page.get_by_role("radiogroup", name="Flare-up").get_by_text("Yes").click()
    expect(page.locator("#said-skin")).to_contain_text("Flare-up Yes")
    with page.expect_response(re.compile("/answer/$")):  # the card says Saved already, of the answer before
        page.get_by_role("radiogroup", name="Kind of flare-up").get_by_text("Rosacea").click()
    page.reload()
    expect(page.locator("#flare_type-rosacea")).to_be_checked()


def test_with_three_modules_on_the_core_still_comes_first_and_they_fold(page: Page, alice: User) -> None:
    with_modules(alice, "gut", "skin", "calm")
    page.goto("/today/")
    last = page.locator("#doses").bounding_box()
    for key in ("gut", "skin", "calm"):
        card = page.locator(f"#module-{key}")
        assert card.get_attribute("open") is None
        assert card.bounding_box()["y"] > last["y"]


def test_food_free_mode_hides_every_food_count(page: Page, alice: User) -> None:
    a_day(alice, alice.today(timezone.now()), mood=6)
    page.goto("/settings/")
    page.get_by_label(re.compile("Food-free mode")).click()
    expect(page.locator("#notes .state")).to_contain_text("saved")
    page.goto("/today/")
    expect(page.locator("#plate")).to_have_count(0)
    expect(page.locator("#field-mood")).to_be_visible()
    page.goto("/trends/")
    expect(page.get_by_text("Fibre")).to_have_count(0)
