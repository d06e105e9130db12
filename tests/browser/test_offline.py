"""Today without a connection: seven days on two devices, a reload, a way out, two persons, a new edition."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Opener, barriers, sideways, sign_in
from tests.builders import a_person, a_supplement
from tracker.accounts import copies
from tracker.diary.models import CheckIn, Dose, Night, SavedAnswer, Serving
from tracker.models import User
from tracker.offline import shell, sync

LINE = "#offline-line"
ON_DISK = re.compile(r"^(Saved \d|On the server)")
TYPED = "zanzibar 4711"  # found nowhere but in what the test typed
STORED = """async () => {
  const found = { bases: {}, pages: [] };
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const base = await new Promise((yes) => { opening.onsuccess = () => yes(opening.result); });
    found.bases[name] = {};
    for (const store of base.objectStoreNames) found.bases[name][store] = await new Promise((yes) => {
      const ask = base.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => yes(ask.result); });
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.pages.push({ name, url: request.url, text: await (await cache.match(request)).text() });
    }
  }
  return found;
}"""

Device = Callable[..., Page]


def stored(page: Page) -> Any:
    return page.evaluate(STORED)


def nothing_is_stored(page: Page) -> None:
    """A base is emptied first and goes as soon as nobody has it open any more."""
    deadline = time.monotonic() + 5
    while (found := stored(page)) != {"bases": {}, "pages": []} and time.monotonic() < deadline:
        assert not any(any(kept.values()) for kept in found["bases"].values()), "nobody sees what stood there"
        page.wait_for_timeout(50)
    assert found == {"bases": {}, "pages": []}


def keep_a_copy(page: Page) -> None:
    """As the person does in Settings, until the device has everything."""
    page.goto("/settings/")
    page.get_by_role("button", name="Keep a copy here").click()
    expect(page.locator("[data-copy-state]")).to_have_text("This device has the last 14 days.")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/today/")
    expect(page.locator("h1")).not_to_be_empty()


@pytest.fixture
def device(open_page: Opener, complaints: list[str]) -> Device:
    """A browser in which somebody keeps a copy; what it says of lost connections and sessions is no complaint."""

    def opener(user: User, **view: Any) -> Page:
        page = open_page(user, service_workers="allow", **view)
        keep_a_copy(page)
        pages.append(page)
        return page

    pages: list[Page] = []
    yield opener
    for page in pages:
        page.context.close()  # nothing more is said after this
    lost = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx:", "status of 401")
    complaints[:] = [text for text in complaints if not any(words in text for words in lost)]


def without(page: Page) -> None:
    page.context.set_offline(True)


def again(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def mood(page: Page, value: int) -> None:
    page.locator("#field-mood label").nth(value).click()


def waiting(page: Page, number: int) -> None:
    words = "1 answer is" if number == 1 else f"{number} answers are"
    expect(page.locator(LINE)).to_contain_text(f"{words} saved on this device, not yet on the server.")


def sent(page: Page) -> None:
    expect(page.locator(LINE)).to_contain_text("Everything is on the server now.", timeout=20000)


def eventually(holds: Callable[[], bool]) -> None:
    """The worker may send by itself, so no request of the page tells when."""
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def today_of(user: User) -> date:
    return user.today(timezone.now())


def test_today_opens_again_without_a_connection_and_shows_what_waits(device: Device, alice: User) -> None:
    a_supplement(alice, "Magnesium citrate")
    page = device(alice)
    without(page)
    page.goto("/today/")
    mood(page, 6)
    page.locator("#add-legumes").click()
    page.locator("#add-legumes").click()
    page.locator("#dose-magnesium_citrate").click()
    page.locator("#bed_time").fill("23:15")
    page.locator("#bed_time").blur()
    page.get_by_text("Add a note").click()
    page.get_by_label("Only for you").fill(TYPED)
    page.get_by_label("Only for you").blur()
    waiting(page, 6)
    expect(page.locator("#state-mind")).to_have_text("Saved on this device, not yet on the server")
    page.reload()
    waiting(page, 6)
    expect(page.locator("#mood-6")).to_be_checked()
    expect(page.locator(".tap.has output")).to_have_text("2")
    expect(page.locator("#dose-magnesium_citrate")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#note-text")).to_have_value(TYPED)
    assert barriers(page) == []
    assert sideways(page) == 0
    assert not CheckIn.objects.exists()
    found = stored(page)
    assert TYPED in str(found["bases"])
    assert [one["url"] for one in found["pages"] if TYPED in one["text"]] == []
    again(page)
    sent(page)
    row = CheckIn.objects.get(owner=alice, day=today_of(alice))
    assert (row.mood, row.note) == (6, TYPED)
    assert Serving.objects.filter(owner=alice, removed=None).count() == 2
    assert Dose.objects.filter(owner=alice, removed=None).count() == 1
    assert f"{Night.objects.get(owner=alice).bed_time:%H:%M}" == "23:15"


def log_the_day(page: Page, day: date, *, by_then: int, **answers: int) -> None:
    """Answer on a day's page, until the device says that it holds all that was answered `by_then`."""
    page.goto(f"/day/{day}/")
    expect(page.locator("#mind")).to_be_visible()
    for field, value in answers.items():
        page.locator(f"label:has(#{field}-{value})").click()
    page.locator("#add-fruit").click()
    expect(page.locator(".tap.has output")).to_have_text("1")
    waiting(page, by_then)


@pytest.fixture
def one_answer_lost(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The server takes what the first sending holds, and says nothing of it; how many changes those were."""
    lost: list[int] = []
    said = sync.said

    def unsaid(outcomes: list[sync.Outcome]) -> list[dict[str, str]]:
        if not lost:
            lost.append(len(outcomes))
            raise OSError("the line broke")
        return said(outcomes)

    monkeypatch.setattr(sync, "said", unsaid)
    return lost


def test_seven_days_on_two_devices_lose_and_double_nothing_and_one_conflict_shows_both(
    device: Device, alice: User, one_answer_lost: list[int], complaints: list[str]
) -> None:
    phone, laptop = device(alice), device(alice, view=DESKTOP)
    days = [today_of(alice) - timedelta(days=back) for back in range(1, 8)]
    for page in (phone, laptop):
        without(page)
    for n, day in enumerate(days):
        log_the_day(phone, day, by_then=3 * (n + 1), mood=n, stress=n + 1)
        elsewhere = {"mood": 9} if n == 3 else {}
        log_the_day(laptop, day, by_then=2 * (n + 1) + (n >= 3), gut_discomfort=n, **elsewhere)
    again(phone)
    eventually(lambda: one_answer_lost == [21])
    again(phone)
    sent(phone)
    complaints[:] = [text for text in complaints if "status of 500" not in text]
    again(laptop)
    sent(laptop)
    rows = {row.day: row for row in CheckIn.objects.filter(owner=alice)}
    assert [(rows[day].mood, rows[day].stress, rows[day].gut_discomfort) for day in days] == [
        (n, n + 1, n) for n in range(7)
    ]
    assert Serving.objects.filter(owner=alice, removed=None).count() == 14
    assert SavedAnswer.objects.filter(owner=alice).count() == 36
    laptop.goto(f"/day/{days[3]}/")
    expect(laptop.locator("#differs-mood")).to_contain_text("This was answered in two places.")
    expect(laptop.get_by_role("button", name="Keep 3")).to_be_visible()
    laptop.get_by_role("button", name="Take 9").click()
    expect(laptop.locator("#mood-9")).to_be_checked()
    expect(laptop.locator("#differs-mood")).not_to_contain_text("two places")
    assert CheckIn.objects.get(owner=alice, day=days[3]).mood == 9


def test_a_conflict_is_settled_on_the_kept_page_too(device: Device, alice: User) -> None:
    page = device(alice)
    without(page)
    page.goto("/today/")
    mood(page, 4)
    waiting(page, 1)
    CheckIn.objects.create(owner=alice, day=today_of(alice), mood=7)
    SavedAnswer.objects.create(
        owner=alice, key="made-elsewhere", day=today_of(alice), field="mood", value=7, outcome="applied"
    )
    again(page)
    sent(page)
    expect(page.get_by_role("button", name="Keep 7")).to_be_visible()
    page.get_by_role("button", name="Take 4").click()
    expect(page.locator("#differs-mood")).to_be_empty()
    eventually(lambda: CheckIn.objects.get(owner=alice).mood == 4)
    assert not SavedAnswer.objects.filter(outcome="conflict").exists()


def test_signing_out_takes_everything_off_the_device(device: Device, alice: User, complaints: list[str]) -> None:
    page = device(alice)
    mood(page, 6)
    expect(page.locator("#state-mind")).to_have_text(ON_DISK)
    without(page)
    page.locator("#field-stress label").nth(2).click()
    waiting(page, 1)
    assert stored(page)["pages"]
    again(page)
    sent(page)
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    nothing_is_stored(page)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert copies.COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
    assert CheckIn.objects.get(owner=alice).stress == 2
    complaints.clear()


def test_signing_out_asks_first_what_becomes_of_answers_that_wait(
    device: Device, alice: User, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(body: bytes) -> None:
        raise sync.Unreadable

    page = device(alice)
    monkeypatch.setattr(sync, "read", broken)
    without(page)
    mood(page, 6)
    waiting(page, 1)
    page.context.set_offline(False)
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out of this browser").click()
    page.get_by_role("button", name="Keep them here until I sign in again").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    (base,) = stored(page)["bases"].values()
    assert (len(base["outbox"]), base["days"], base["meta"]) == (1, [], [])
    complaints.clear()


def test_signed_out_from_elsewhere_the_device_is_wiped_at_the_next_contact(
    device: Device, alice: User, open_page: Opener, complaints: list[str]
) -> None:
    page, laptop = device(alice), open_page(alice, DESKTOP)
    without(page)
    mood(page, 6)
    waiting(page, 1)
    laptop.goto("/accounts/devices/")
    laptop.get_by_role("button", name="Sign out everywhere else").click()
    expect(laptop.get_by_text("Signed out everywhere else.")).to_be_visible()
    page.context.set_offline(False)  # the page notices by itself
    expect(page).to_have_url(re.compile("/accounts/login/"), timeout=15000)
    expect(page.get_by_label("Password")).to_be_visible()
    nothing_is_stored(page)
    assert not CheckIn.objects.exists()
    complaints.clear()


def test_signed_out_from_elsewhere_the_worker_wipes_where_no_page_is_open(
    device: Device, alice: User, open_page: Opener, live_server: Any, complaints: list[str]
) -> None:
    page, laptop, workers = device(alice), open_page(alice, DESKTOP), dict[str, Any]()
    line = page.context.new_cdp_session(page)
    line.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.update(told["registrations"][0]))
    line.send("ServiceWorker.enable")
    without(page)
    mood(page, 6)
    waiting(page, 1)
    page.goto("about:blank")
    laptop.goto("/accounts/devices/")
    laptop.get_by_role("button", name="Sign out everywhere else").click()
    expect(laptop.get_by_text("Signed out everywhere else.")).to_be_visible()
    page.context.set_offline(False)
    sent = {"origin": live_server.url, "registrationId": workers["registrationId"], "tag": "vagus-outbox"}
    line.send("ServiceWorker.dispatchSyncEvent", {**sent, "lastChance": False})
    eventually(lambda: not any("vagus_copy" in str(cookie["name"]) for cookie in page.context.cookies()))
    page.wait_for_timeout(500)
    page.goto("/help/")
    nothing_is_stored(page)
    complaints.clear()


def test_a_session_that_ran_out_keeps_what_waits_and_shows_nothing_else(
    device: Device, alice: User, live_server: Any, complaints: list[str]
) -> None:
    page = device(alice)
    mood(page, 6)
    expect(page.locator("#state-mind")).to_have_text(ON_DISK)
    without(page)
    page.locator("#field-stress label").nth(2).click()
    waiting(page, 1)
    page.context.clear_cookies(name="vagus_session")
    again(page)
    expect(page.locator(LINE)).to_contain_text("Sign in to send them.", timeout=15000)
    (base,) = stored(page)["bases"].values()
    assert (len(base["outbox"]), base["days"]) == (1, [])
    sign_in(page.context, alice, live_server.url)
    again(page)
    sent(page)
    assert CheckIn.objects.get(owner=alice).stress == 2
    complaints.clear()


def test_another_person_on_the_device_sees_neither_values_nor_queue(
    device: Device, alice: User, live_server: Any
) -> None:
    bob = a_person("bob")
    page = device(alice)
    without(page)
    page.goto("/today/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Only for you").fill(TYPED)
    page.get_by_label("Only for you").blur()
    waiting(page, 1)
    sign_in(page.context, bob, live_server.url)
    page.goto("about:blank")  # the page would notice by itself, and its reload cut ours
    page.context.set_offline(False)
    page.goto("/today/")
    expect(page.locator("#offline-other")).to_contain_text("Answers of another person wait on this device.")
    assert TYPED not in page.content()
    assert [one for one in stored(page)["pages"] if "offline/shell" in one["url"]] == []
    without(page)
    page.goto("/today/")
    expect(page.locator("h1")).to_have_text("No connection")
    assert TYPED not in page.content()
    assert not CheckIn.objects.exists()
    sign_in(page.context, alice, live_server.url)
    page.context.set_offline(False)
    page.goto("/today/")
    sent(page)
    assert CheckIn.objects.get().owner == alice


def test_what_the_server_refuses_is_shown_and_what_was_typed_is_kept(device: Device, alice: User) -> None:
    listed = a_supplement(alice, "Zinc")
    page = device(alice)
    without(page)
    page.goto("/today/")
    page.locator("#dose-zinc").click()
    mood(page, 6)
    waiting(page, 2)
    listed.delete()
    again(page)
    expect(page.locator("[data-refused]")).to_contain_text("This supplement is not on your list any more.")
    sent(page)
    assert CheckIn.objects.get(owner=alice).mood == 6
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("[data-refused]")).to_have_count(0)


def test_a_new_edition_takes_over_and_neither_the_old_page_nor_the_queue_breaks(
    device: Device, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = device(alice)
    old = shell.build()
    without(page)
    page.goto("/today/")
    mood(page, 6)
    waiting(page, 1)
    monkeypatch.setattr(shell, "build", lambda: "newedition00")
    mood(page, 7)  # on the page of the old edition
    waiting(page, 2)
    again(page)
    sent(page)
    page.goto("/today/")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    expect(page.locator("#mood-7")).to_be_checked()
    page.wait_for_timeout(1500)
    names = {one["name"] for one in stored(page)["pages"]}
    assert names
    assert all(name.endswith("newedition00") for name in names), (old, names)
    without(page)
    page.goto("/today/")
    expect(page.locator("#mood-7")).to_be_checked()


def test_what_cannot_be_done_without_a_connection_says_so(device: Device, alice: User) -> None:
    page = device(alice)
    without(page)
    page.goto("/trends/")
    expect(page.locator("h1")).to_have_text("No connection")
    expect(page.get_by_text("This page needs your server")).to_be_visible()
    assert barriers(page) == []
    page.goto("/help/")  # but help in a bad hour needs none
    expect(page.get_by_role("link", name=re.compile(r"\d{3}")).first).to_be_visible()
