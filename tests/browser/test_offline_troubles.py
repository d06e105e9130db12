"""What a device may do wrong while it keeps a copy: it has no room, its clock is wrong, the app lives below a path."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import PHONE, watch
from tests.browser.test_offline import (
    LINE,
    TYPED,
    Device,
    again,
    device,
    eventually,
    mood,
    sent,
    stored,
    today_of,
    waiting,
    without,
)
from tests.offline.household import Household, a_household
from tracker.diary.models import CheckIn
from tracker.models import User

__all__ = ["device"]  # a fixture

LONG_NOTE = f"{TYPED} " + "long " * 1500


def room(page: Page, url: str, size: int | None) -> CDPSession:
    """So many bytes for what this origin keeps; whatever it likes with none given."""
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": url} | ({} if size is None else {"quotaSize": size}))
    return session  # the override ends with it


def note(page: Page, text: str) -> None:
    page.get_by_text("Add a note").click()
    page.get_by_label("Only for you").fill(text)
    page.get_by_label("Only for you").blur()


def test_without_room_on_the_device_nothing_is_said_to_be_saved_and_what_was_typed_stays(
    device: Device, alice: User, live_server: LiveServer, complaints: list[str]
) -> None:
    page = device(alice)
    without(page)
    page.goto("/today/")
    quota = room(page, live_server.url, 1)
    note(page, LONG_NOTE)
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#failed")).to_contain_text(re.compile("could not keep the answer|1 answer is not saved"))
    expect(page.locator(".card.warn .state")).to_have_text("Not saved")
    expect(page.get_by_label("Only for you")).to_have_value(LONG_NOTE)
    assert TYPED not in str(stored(page)["bases"])
    expect(page.locator(LINE)).not_to_contain_text("saved on this device")
    again(page)  # there is still no room, but there is a server
    expect(page.locator("#failed")).to_be_hidden(timeout=20000)
    eventually(lambda: CheckIn.objects.filter(owner=alice, note=LONG_NOTE).exists())
    quota.detach()
    complaints.clear()


def test_a_device_without_room_still_sends_what_waits(
    device: Device, alice: User, live_server: LiveServer, complaints: list[str]
) -> None:
    page = device(alice)
    without(page)
    page.goto("/today/")
    mood(page, 6)
    page.locator("#field-stress label").nth(2).click()
    waiting(page, 2)
    quota = room(page, live_server.url, 1)
    again(page)
    sent(page)
    eventually(lambda: CheckIn.objects.filter(owner=alice, mood=6, stress=2).exists())
    assert [entry for base in stored(page)["bases"].values() for entry in base["outbox"]] == []
    quota.detach()
    complaints.clear()


@pytest.mark.parametrize("hours", [-26, 26])
def test_a_clock_that_is_wrong_by_a_day_puts_no_answer_on_another_day(device: Device, alice: User, hours: int) -> None:
    """The server said last what time it is."""
    page = device(alice)
    page.context.clock.install(time=timezone.now() + timedelta(hours=hours))
    page.goto("/today/")
    eventually(lambda: abs(behind(page) + hours) < 1)
    without(page)
    page.goto("/today/")
    mood(page, 6)
    waiting(page, 1)
    again(page)
    sent(page)
    assert CheckIn.objects.get(owner=alice, mood=6).day == today_of(alice)


def behind(page: Page) -> float:
    """Hours that the device believes its clock to be behind."""
    (base,) = stored(page)["bases"].values()
    return float(base["meta"][0]["behind"]) / 3_600_000


@pytest.fixture
def household(tmp_path: Path) -> Iterator[Household]:
    with a_household(tmp_path, path="/gut") as made:
        yield made


def test_below_a_path_everything_offline_stays_below_it(
    household: Household, browser: Browser, complaints: list[str]
) -> None:
    """A real server, stopped and started again, at an address such as example.org/gut/."""
    context = browser.new_context(base_url=household.address, viewport=PHONE, locale="en-GB", service_workers="allow")
    household.sign_in(context)
    page = context.new_page()
    watch(page, complaints, household.address.split("/")[2])
    page.goto("settings/")
    page.get_by_role("button", name="Keep a copy here").click()
    expect(page.locator("[data-copy-state]")).to_have_text("This device has the last 14 days.")
    scope = page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)")
    assert scope == household.address
    household.stop()
    page.goto("today/")
    mood(page, 6)
    page.locator("#add-legumes").click()
    waiting(page, 2)
    page.reload()
    waiting(page, 2)
    expect(page.locator("#mood-6")).to_be_checked()
    page.locator("#day-before").click()
    expect(page).to_have_url(re.compile(r"/gut/day/\d{4}-\d\d-\d\d/$"))
    expect(page.locator("#mood-6")).not_to_be_checked()
    page.goto("trends/")
    expect(page.locator("h1")).to_have_text("No connection")
    assert all("/gut/" in one["url"] for one in stored(page)["pages"])
    household.start()
    page.goto("today/")
    eventually(lambda: household.rows("SELECT mood FROM tracker_checkin WHERE mood IS NOT NULL") == [(6,)])
    eventually(lambda: household.rows("SELECT count(*) FROM tracker_serving WHERE removed IS NULL") == [(1,)])
    context.close()
    complaints.clear()
