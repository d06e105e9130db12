"""Totals, laboratory values and events by hand: typed, seen over time, taken out and brought back."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tests.builders import a_lab_value, a_total, an_event
from tracker.diary.models import Event
from tracker.diary.results import LabValue, Total
from tracker.models import User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])
NEUTRAL = "Scores like this are meant to be talked through with a professional."


def is_sound(page: Page) -> None:
    assert barriers(page) == []
    assert sideways(page) == 0


@VIEWS
def test_a_total_is_typed_seen_over_time_and_taken_out_again(
    open_page: Opener, alice: User, complaints: list[str], view: dict[str, int]
) -> None:
    page = open_page(alice, view)
    page.goto("/today/")
    page.get_by_role("link", name="Add a total or lab value").click()
    page.get_by_role("link", name="Add a total").click()
    is_sound(page)
    page.get_by_role("link", name="WHO-5").click()
    page.get_by_label("Total", exact=True).fill("26")
    page.get_by_label(re.compile("This is the raw sum")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field.bad .err")).to_have_text("A raw sum of WHO-5 lies between 0 and 25.")
    complaints.clear()  # the browser reports the refusal that this test made
    page.get_by_label("Total", exact=True).fill("16")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#talk-through")).to_contain_text(NEUTRAL)
    expect(page.locator("#talk-through a")).to_have_attribute("href", "/help/")
    expect(page.locator("#toast")).to_contain_text("WHO-5 64 saved")
    is_sound(page)
    page.get_by_role("link", name="Over time: WHO-5").click()
    expect(page.locator("#points img")).to_have_attribute("alt", re.compile("^WHO-5: 64"))
    assert page.locator("#points img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.locator("#points .days a").click()
    expect(page.locator("#day-results")).to_contain_text("WHO-5")
    page.goto("/occasional/")
    page.get_by_role("link", name="64", exact=True).click()
    page.get_by_role("button", name="Take it out").click()
    expect(page.locator("#toast")).to_contain_text("WHO-5 64 taken out")
    assert not Total.objects.filter(removed=None).exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="64", exact=True)).to_be_visible()
    assert Total.objects.get(removed=None).value == 64


@VIEWS
def test_a_laboratory_value_keeps_the_range_that_was_printed(
    open_page: Opener, alice: User, view: dict[str, int]
) -> None:
    page = open_page(alice, view)
    page.goto("/occasional/values/new/")
    assert "Vitamin D" in page.locator("#names option").evaluate_all("all => all.map(one => one.value)")
    page.get_by_label("What was measured").fill("Vitamin D")
    page.get_by_label("Value").fill("61.5")
    page.get_by_label("Unit").fill("nmol/L")
    page.get_by_label("Range as printed").fill("50–125")
    is_sound(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toast")).to_contain_text("Vitamin D 61.5 nmol/L saved")
    expect(page.locator("#talk-through")).to_have_count(0)
    page.get_by_role("link", name="Over time: Vitamin D").click()
    expect(page.locator("#points .facts")).to_contain_text("50–125")
    page.locator("#points").get_by_role("link", name="as a table").click()
    expect(page.get_by_role("cell", name="50–125")).to_be_visible()
    is_sound(page)
    assert LabValue.objects.get(owner=alice).value == 61.5


@VIEWS
def test_a_medicine_changed_on_ones_own_brings_up_what_to_know(
    open_page: Opener, alice: User, view: dict[str, int]
) -> None:
    page = open_page(alice, view)
    page.goto(f"/day/{alice.today(timezone.now())}/events/new/")
    is_sound(page)
    page.get_by_role("link", name="Change of medicine").click()
    page.get_by_text("Dose changed").click()
    expect(page.locator("#never-stop")).to_be_hidden()
    page.get_by_text("On my own").click()
    expect(page.locator("#never-stop")).to_contain_text("need to be reduced slowly with the person who prescribed them")
    is_sound(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#events")).to_contain_text("Dose changed · On my own")
    assert Event.objects.get(owner=alice).who == "self"


def test_the_two_steps_work_without_scripts(open_page: Opener, alice: User) -> None:
    page = open_page(alice, scripts=False)
    page.goto(f"/day/{alice.today(timezone.now())}/events/new/")
    page.get_by_role("link", name="Change of medicine").click()
    page.get_by_text("Stopped").click()
    page.get_by_text("On my own").click()
    expect(page.locator("#never-stop")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#events")).to_contain_text("Stopped · On my own")
    page.goto("/occasional/totals/new/")
    page.get_by_role("link", name="PHQ-9").click()
    page.get_by_label("Total", exact=True).fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#talk-through")).to_contain_text(NEUTRAL)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Brought back as it was")
    assert not Total.objects.filter(removed=None).exists()


@VIEWS
def test_full_lists_have_no_barrier_by_night_nor_narrow(open_page: Opener, alice: User, view: dict[str, int]) -> None:
    total, value = a_total(alice, given_by="Somebody with quite a long name at the surgery"), a_lab_value(alice)
    event = an_event(alice, "medicine", what="dose", who="self")
    page = open_page(alice, view, dark=True)
    paths = (f"totals/{total.uid}/", f"values/{value.uid}/", "", f"?saved={total.uid.hex}", "totals/new/?scale=medas")
    for path in (*(f"/occasional/{path}" for path in paths), f"/events/{event.uid}/", "/trends/"):
        page.goto(path)
        is_sound(page)
        if view is PHONE:
            page.set_viewport_size({"width": 320, "height": 700})
            assert sideways(page) == 0, path
            page.set_viewport_size(PHONE)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert sideways(page) == 0, path
