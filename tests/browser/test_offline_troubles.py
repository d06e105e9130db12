"""What a device may do wrong while it keeps a copy: it has no room, its clock is wrong, the app lives below a path."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import PHONE, Opener, watch
from tests.browser.test_offline import (
    LINE,
    TYPED,
    Device,
    again,
    device,
    eventually,
    keep_a_copy,
    mood,
    sent,
    stored,
    today_of,
    waiting,
    without,
)
from tests.offline.household import Household, a_household
from tests.offline.weeks import WAITING, lived
from tracker.diary.models import CheckIn, SavedAnswer
from tracker.models import User
from tracker.offline import sync

__all__ = ["device"]  # a fixture

LONG_NOTE = TYPED + " long" * 1500


ROOM = 20_000_000  # bytes for this origin; the browser asks for its room now and then only, so it is set at once
FILL = """async () => {
  const opening = indexedDB.open("other");
  opening.onupgradeneeded = () => opening.result.createObjectStore("junk", { autoIncrement: true });
  const base = await new Promise((yes) => { opening.onsuccess = () => yes(opening.result); });
  const put = (size) => new Promise((yes) => {
    const change = base.transaction("junk", "readwrite");
    const bytes = new Uint8Array(size); // by chance, so that nothing can be packed
    for (let i = 0; i < size; i += 65536) crypto.getRandomValues(bytes.subarray(i, i + 65536));
    change.objectStore("junk").put(bytes);
    change.oncomplete = () => yes(true);
    change.onabort = () => yes(false);
  });
  for (const size of [3e6, 3e5, 3e4, 3e3, 100, 1]) for (let i = 0; i < 20 && await put(size); i++);
  base.close();
}"""


@pytest.fixture
def narrow(open_page: Opener, live_server: LiveServer, alice: User, complaints: list[str]) -> Iterator[Page]:
    """A device that keeps a copy in little room; what is in the way afterwards is called `other`."""
    page = open_page(alice, service_workers="allow")
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": ROOM})
    keep_a_copy(page)
    yield page
    session.detach()  # the limit ends with it
    complaints.clear()


def note(page: Page, text: str) -> None:
    page.get_by_text("Add a note").click()
    page.get_by_label("Only for you").fill(text)
    page.get_by_label("Only for you").blur()


def test_without_room_on_the_device_nothing_is_said_to_be_saved_and_what_was_typed_stays(
    narrow: Page, alice: User
) -> None:
    page = narrow
    without(page)
    page.goto("/today/")
    page.evaluate(FILL)
    note(page, LONG_NOTE)
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#failed")).to_contain_text("1 answer is not saved.")
    expect(page.locator("#failed")).to_contain_text("What you tapped stays on this page")
    expect(page.locator(".card.warn .state")).to_have_text("Not saved")
    expect(page.get_by_label("Only for you")).to_have_value(LONG_NOTE)
    assert page.evaluate(WAITING) == 0
    expect(page.locator(LINE)).not_to_contain_text("saved on this device")
    again(page)  # there is still no room, but there is a server
    expect(page.locator("#failed")).to_be_hidden(timeout=20000)
    eventually(lambda: CheckIn.objects.filter(owner=alice, note=LONG_NOTE).exists())
    expect(page.get_by_label("Only for you")).to_have_value(LONG_NOTE)


def test_a_device_without_room_still_sends_what_waits(narrow: Page, alice: User) -> None:
    page = narrow
    without(page)
    page.goto("/today/")
    mood(page, 6)
    page.locator("#field-stress label").nth(2).click()
    waiting(page, 2)
    page.evaluate(FILL)
    again(page)
    sent(page)
    eventually(lambda: CheckIn.objects.filter(owner=alice, mood=6, stress=2).exists())
    assert page.evaluate(WAITING) == 0


WORKER_IS_QUICKER = """() => {
  const put = vagusOutbox.put;
  vagusOutbox.put = async (tag, entry) => {
    const n = await put(tag, entry);
    await vagusOutbox.drain(document.querySelector("script[data-kept]").dataset);
    return n;
  };
}"""


def test_what_the_worker_sent_before_the_page_looked_is_shown_as_the_server_has_it(
    device: Device, alice: User, monkeypatch: pytest.MonkeyPatch, complaints: list[str]
) -> None:
    def broken(body: bytes) -> None:
        raise sync.Unreadable

    page, day = device(alice), today_of(alice)
    CheckIn.objects.create(owner=alice, day=day, mood=7)
    for value, outcome in ((7, "applied"), (4, "conflict")):
        SavedAnswer.objects.create(owner=alice, key=f"m-{value}", day=day, field="mood", value=value, outcome=outcome)
    page.reload()
    expect(page.get_by_role("button", name="Take 4")).to_be_visible()
    with monkeypatch.context() as server:
        server.setattr(sync, "read", broken)
        without(page)
        page.locator("#field-stress label").nth(2).click()
        waiting(page, 1)
        again(page)
        expect(page.locator(LINE)).to_contain_text("Your server answered with an error.", timeout=15000)
        page.evaluate(WORKER_IS_QUICKER)
        page.wait_for_timeout(1500)  # until neither page nor worker tries once more by itself
    assert page.evaluate(WAITING) == 1
    page.get_by_role("button", name="Take 4").click()
    expect(page.locator("#differs-mood")).to_be_empty()
    row = CheckIn.objects.get(owner=alice, day=day)
    assert (row.mood, row.stress) == (4, 2)
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


def test_a_week_by_chance_loses_nothing_and_doubles_nothing(browser: Browser, tmp_path: Path) -> None:
    """Two devices, a connection that comes and goes, a server that is killed: a week of tests.offline.weeks."""
    assert lived(20261121, 1, browser, tmp_path) == []
