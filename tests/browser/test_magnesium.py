"""The magnesium diary in a browser: from the label to the day's sum to the figure, on a phone and a desktop."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tests.builders import a_day, a_dose, a_supplement
from tracker.models import Supplement, User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def keeper(alice: User) -> User:
    """Alice with the magnesium diary and the probiotic switched on."""
    alice.modules = ["magnesium", "probiotic"]
    alice.save()
    return alice


def type_label(page: Page, salt: str = "citrate", mg: str = "500", units: str = "2") -> None:
    page.get_by_text("From the label to this number").click()
    page.get_by_label("The number on the label is").select_option("salt")
    page.get_by_label("Salt named on the label").select_option(salt)
    page.get_by_label("Mg in one unit").fill(mg)
    page.get_by_label("Units in one dose").fill(units)


def work_it_out(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Work it out").click()


def sound(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    assert barriers(page) == []
    assert sideways(page) == 0


@VIEWS
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_product_is_worked_out_from_its_label_and_kept(
    open_page: Opener, keeper: User, view: dict[str, int], scripts: bool
) -> None:
    page = open_page(keeper, view, scripts=scripts)
    page.goto("/supplements/new/")
    page.get_by_label("Name", exact=True).fill("Night")
    type_label(page)
    work_it_out(page)
    expect(page.get_by_label("Magnesium itself in one dose, mg")).to_have_value("162")
    expect(page.get_by_text("2 × 500 mg magnesium citrate hold about 162 mg of magnesium itself.")).to_be_in_viewport()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Night")
    if scripts:
        sound(page)
    page.get_by_label("Vitamin B6 in one dose, mg").fill("1.4")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    row = Supplement.objects.get(owner=keeper)
    assert (row.name, row.magnesium_mg, row.b6_mg) == ("Night", 162, 1.4)


def test_enter_in_the_name_saves_and_works_nothing_out(open_page: Opener, keeper: User) -> None:
    page = open_page(keeper)
    page.goto("/supplements/new/")
    page.get_by_label("Name", exact=True).fill("Zinc")
    with page.expect_navigation():
        page.get_by_label("Name", exact=True).press("Enter")
    assert Supplement.objects.get(owner=keeper).name == "Zinc"


def test_what_is_missing_is_said_where_it_is_missing(open_page: Opener, complaints: list[str], keeper: User) -> None:
    page = open_page(keeper)
    page.goto("/supplements/new/")
    type_label(page, salt="")
    work_it_out(page)
    expect(page.get_by_text("Choose the kind; how much magnesium a salt holds depends on it.")).to_be_visible()
    expect(page.get_by_label("Mg in one unit")).to_have_value("500")
    sound(page)
    complaints[:] = [complaint for complaint in complaints if "422" not in complaint]


@VIEWS
def test_each_tap_brings_the_days_sum_and_what_authorities_say(
    open_page: Opener, keeper: User, view: dict[str, int]
) -> None:
    a_supplement(keeper, "Night", magnesium_mg=130, b6_mg=5)
    page = open_page(keeper, view)
    page.goto("/today/")
    expect(page.locator("#held")).to_have_count(0)
    held = page.locator("#held")
    page.locator("#dose-night").click()
    expect(held).to_contain_text("Magnesium from supplements today: 130 mg. Vitamin B6: 5 mg.")
    page.locator("#more-dose-night").click()
    expect(held).to_contain_text("You entered 260 mg of magnesium from supplements.")
    expect(held.locator("details")).to_have_count(0)
    page.locator("#more-dose-night").click()
    expect(held).to_contain_text("You entered 15 mg of vitamin B6 from supplements.")
    held.get_by_text("About amounts above 350 mg").click()
    expect(held.get_by_text("Do not copy a study dose.")).to_be_visible()
    sound(page)
    page.locator("#dose-night").click()
    expect(page.locator("#held")).to_have_count(0)


@VIEWS
def test_the_figure_stands_in_trends_and_its_days_are_doors(
    open_page: Opener, keeper: User, view: dict[str, int]
) -> None:
    today = keeper.today(timezone.now())
    pill = a_supplement(keeper, "Night", magnesium_mg=200)
    for ago in range(30):
        a_day(keeper, today - timedelta(days=ago), mood=5, stool_type=6 if ago % 4 == 0 else 4)
        a_dose(keeper, pill, today - timedelta(days=ago))
    keeper.diary_changed()
    page = open_page(keeper, view)
    page.goto("/trends/?range=30")
    figure = page.locator("#magnesium")
    figure.scroll_into_view_if_needed()
    expect(figure).to_contain_text("Stool was type 6 or 7 on 8 of 30 noted days.")
    drawn = figure.locator("img").evaluate("async img => { await img.decode(); return img.naturalWidth; }")
    assert drawn > 0
    sound(page)
    with page.expect_navigation():
        figure.locator(f'.days a[href="/day/{today}/"]').click()
    assert page.url.endswith(f"/day/{today}/")
