"""All days and the trash in a real browser: searched while typing, filtered by a tap, and the same without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Opener, barriers, sideways
from tests.builders import a_day, a_food, a_night, a_serving, an_event
from tracker.models import CheckIn, Event, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def diary(alice: User) -> User:
    """Three months with gaps, a few notes, and something to find in each way."""
    today = alice.today(timezone.now())
    days = [today - timedelta(days=n) for n in range(90) if n % 9]
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=day, mood=day.day % 11, stress=4) for day in days)
    CheckIn.objects.filter(day=days[3]).update(note="Blåbærgrøt, then a <b>headache</b> that went with water.", mood=2)
    CheckIn.objects.filter(day=days[30]).update(note="No headache for two weeks. 今天不头痛。" * 8)
    a_night(alice, days[0])
    a_serving(alice, a_food("kale", alice, name_en="Kale from the balcony"), days[1])
    an_event(alice, "travel", days[6], days[4], text="By the sea")
    return alice


@pytest.mark.parametrize("view", [PHONE, DESKTOP])
def test_a_search_answers_while_it_is_typed(open_page: Opener, diary: User, view: dict[str, int]) -> None:
    page = open_page(diary, view)
    page.goto("/history/")
    page.get_by_role("searchbox").press_sequentially("blabaer", delay=20)
    expect(page.get_by_text("1 day matches “blabaer”.")).to_be_visible()
    expect(page.locator("mark")).to_have_text("Blåbær")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").fill("headache")
    expect(page.get_by_text("2 days match “headache”.")).to_be_visible()
    page.get_by_text("Mood 3 or lower", exact=True).click()
    expect(page.get_by_text("1 day matches “headache”.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 day matches “headache”.")).to_be_visible()
    expect(page.get_by_label("Mood 3 or lower")).to_be_checked()


def test_a_line_leads_to_its_day(open_page: Opener, diary: User) -> None:
    page = open_page(diary)
    page.goto("/history/?q=kale")
    page.locator("#found .rows a.go").click()
    expect(page.get_by_text("Kale from the balcony")).to_be_visible()


def test_a_gap_is_filled_in(open_page: Opener, diary: User) -> None:
    page = open_page(diary)
    page.goto("/history/")
    page.get_by_role("link", name="Fill in").first.click()
    expect(page.get_by_role("radiogroup", name="Mood")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_days_are_found_filtered_and_turned_over_in_any_browser(open_page: Opener, diary: User, scripts: bool) -> None:
    page = open_page(diary, scripts=scripts)
    page.goto("/history/")
    page.get_by_role("searchbox").fill("头痛")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 day matches “头痛”.")).to_be_visible()
    page.goto("/history/")
    page.get_by_role("link", name="Earlier days").click()
    expect(page.get_by_role("link", name="Back to the newest")).to_be_visible()


def test_dates_narrow_the_list(open_page: Opener, diary: User) -> None:
    page = open_page(diary, DESKTOP)
    page.goto("/history/")
    page.get_by_text("Between two dates").click()
    last = CheckIn.objects.latest("day").day
    page.get_by_label("From").fill(last.isoformat())
    page.get_by_label("From").blur()
    expect(page.locator("#found .rows a.go")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_taken_out_comes_back(open_page: Opener, diary: User, scripts: bool) -> None:
    page = open_page(diary, scripts=scripts)
    event = Event.objects.get(owner=diary)
    page.goto(f"/events/{event.uid}/")
    page.get_by_role("button", name="Take it out").click()
    page.goto("/history/trash/")
    expect(page.get_by_text("Travel, By the sea").first).to_be_visible()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Brought back: Travel, By the sea")).to_be_visible()
    expect(page.get_by_text("Nothing is in the trash")).to_be_visible()
    assert Event.objects.get(owner=diary).removed is None
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Event.objects.get(owner=diary).removed is not None


def looked_at(page: Page, path: str) -> tuple[list[str], int]:
    page.goto(path)
    return barriers(page), sideways(page)


@pytest.mark.parametrize(("view", "dark"), [(PHONE, True), (NARROW, False), (DESKTOP, False)])
def test_everybody_can_read_it(open_page: Opener, diary: User, view: dict[str, int], dark: bool) -> None:
    a_day(diary, CheckIn.objects.earliest("day").day - timedelta(days=40), note="x" * 300, headache_day=1)
    page = open_page(diary, view, dark=dark)
    paths = ["/history/", "/history/?q=headache", "/history/?q=zzz&from=x", "/history/?kind=unnoted", "/history/trash/"]
    assert {path: looked_at(page, path) for path in paths} == {path: ([], 0) for path in paths}
