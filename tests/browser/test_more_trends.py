"""The further figures in a browser: each opens from the index, a mark opens its day, tables and files come."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tests.builders import a_dose, a_food, a_serving, a_supplement, an_event
from tracker.metrics import MODULES
from tracker.models import CheckIn, User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])
FIGURES = ("two", "lags", "sleep", "weeks", "since", "triad", "skin", "headache", "coverage")
DAYS = 120


@pytest.fixture
def diarist(alice: User) -> User:
    """Alice after four months with every module switched on."""
    today = alice.today(timezone.now())
    alice.modules = [module.key for module in MODULES]
    alice.save()
    rows = [
        CheckIn(
            owner=alice, day=today - timedelta(days=ago), mood=3 + ago % 6, unease=ago % 5, stress=ago % 7,
            sleep_quality=4 + ago % 4, gut_discomfort=ago % 3, skin_overall=5 + ago % 3, itch=ago % 4,
            flare=int(ago % 11 == 0), headache_day=(ago % 7 == 0) + (ago % 21 == 0), pain_peak=ago % 9,
            acute_med=int(ago % 14 == 0),
        )
        for ago in range(DAYS)
    ]  # fmt: skip
    CheckIn.objects.bulk_create(rows)
    food = a_food("oats-2", owner=alice)
    for ago in range(0, DAYS, 2):
        a_serving(alice, food, today - timedelta(days=ago))
    a_dose(alice, a_supplement(alice, "Probiotic"), today - timedelta(days=40))
    an_event(alice, "skin_product", today - timedelta(days=20), today - timedelta(days=18))
    alice.diary_changed()
    return alice


def drawn(figure: Locator) -> None:
    """Its pictures have arrived."""
    for picture in figure.locator("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0


@VIEWS
def test_each_figure_opens_from_the_index_with_its_table_and_files(
    open_page: Opener, diarist: User, view: dict[str, int], tmp_path: Path
) -> None:
    page = open_page(diarist, view)
    page.goto("/trends/")
    page.get_by_role("link", name="More figures").click()
    for key in FIGURES:
        page.locator(f'nav a[href="#{key}"]').click()
        figure = page.locator(f"#{key}")
        expect(figure).to_be_in_viewport()
        drawn(figure)
        with page.expect_download() as download:
            figure.get_by_role("link", name=re.compile("CSV")).first.click()
        kept = tmp_path / f"{key}.csv"
        download.value.save_as(kept)
        assert len(kept.read_text().splitlines()) > 2, key
        figure.get_by_role("link", name=re.compile("as a table", re.IGNORECASE)).first.click()
        expect(page.locator("h1")).to_have_text("The numbers")
        assert page.locator("tbody tr").count() > 1, key
        page.go_back()


@VIEWS
@pytest.mark.parametrize("key", ["two", "since", "triad", "skin", "headache", "coverage"])
def test_a_mark_opens_its_day(open_page: Opener, diarist: User, view: dict[str, int], key: str) -> None:
    page = open_page(diarist, view)
    page.goto(f"/trends/more/#{key}")
    figure = page.locator(f"#{key}")
    drawn(figure)
    mark = figure.locator(".days a").nth(20)
    leads = mark.get_attribute("href") or ""
    assert re.fullmatch(r"/day/\d{4}-\d\d-\d\d/", leads)
    tapped(page, mark)
    expect(page).to_have_url(re.compile(f"{leads}$"))


@VIEWS
def test_a_mark_of_a_week_opens_that_week(open_page: Opener, diarist: User, view: dict[str, int]) -> None:
    page = open_page(diarist, view)
    page.goto("/trends/more/#weeks")
    figure = page.locator("#weeks")
    drawn(figure)
    mark = figure.locator(".days a").nth(9)
    leads = mark.get_attribute("href") or ""
    named = re.fullmatch(r"/trends/\?from=(\d{4}-\d\d-\d\d)&to=(\d{4}-\d\d-\d\d)", leads)
    assert named and date.fromisoformat(named[2]) - date.fromisoformat(named[1]) == timedelta(days=6)
    tapped(page, mark)
    expect(page).to_have_url(re.compile(f"{re.escape(leads)}$"))


@VIEWS
@pytest.mark.parametrize("key", ["lags", "sleep"])
def test_a_mark_of_many_days_opens_their_list_and_that_leads_to_a_day(
    open_page: Opener, diarist: User, view: dict[str, int], key: str
) -> None:
    page = open_page(diarist, view)
    page.goto(f"/trends/more/#{key}")
    figure = page.locator(f"#{key}")
    drawn(figure)
    tapped(page, figure.locator('.days a[href*="/pairs/table/"]').first)
    expect(page.locator("h1")).to_have_text("The numbers")
    page.locator("tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/day/\d{4}-\d\d-\d\d/$"))


def tapped(page: Page, mark: Locator) -> None:
    """A tap on what the mark covers, as a finger finds it, clear of the bars above and below."""
    mark.locator("rect").evaluate("rect => rect.scrollIntoView({block: 'start'})")
    page.evaluate("scrollBy(0, -120)")
    box = mark.locator("rect").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60))


def test_two_series_are_chosen_and_stand_above_each_other(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, DESKTOP)
    page.goto("/trends/more/")
    page.get_by_label("Above").select_option("skin_overall")
    page.get_by_label("Below").select_option("headache_day")
    page.locator("#two").get_by_role("button", name="Show").click()
    assert "one=skin_overall" in page.url and page.url.endswith("#two")
    titles = page.locator("#two h3").all_inner_texts()
    assert titles == ["Skin overall", "Headache today"]
    boxes = [picture.bounding_box() for picture in page.locator("#two img").all()]
    assert boxes[0] and boxes[1] and boxes[0]["x"] == boxes[1]["x"] and boxes[0]["y"] < boxes[1]["y"]


@VIEWS
def test_the_page_has_no_barrier_when_everything_is_drawn(
    open_page: Opener, diarist: User, view: dict[str, int]
) -> None:
    page = open_page(diarist, view)
    page.emulate_media(reduced_motion="reduce")  # no colour is caught half-way
    page.goto("/trends/more/")
    assert barriers(page) == [] and sideways(page) == 0
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "color-contrast") == []


def test_the_page_works_without_scripts(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, scripts=False)
    page.goto("/trends/more/")
    page.get_by_label("Of what").select_option("stress")
    page.locator("#sleep").get_by_role("button", name="Show").click()
    assert "felt=stress" in page.url
    expect(page.locator("#sleep figcaption").first).to_contain_text("Stress")
    assert page.locator("#sleep .days a").count() > 0
