"""A first visitor looks around in two years of invented days, removes them and stands where they began."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tracker.models import CheckIn, User

pytestmark = pytest.mark.django_db(transaction=True)


def look_around(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Open the sample diary").click()
    expect(page.get_by_role("heading", name="Trends")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_in_by_one_click_and_out_by_one(open_page: Opener, scripts: bool) -> None:
    page = open_page(scripts=scripts, timezone_id="Europe/Oslo")
    look_around(page)
    assert User.objects.get().time_zone == ("Europe/Oslo" if scripts else settings.TIME_ZONE)
    assert CheckIn.objects.count() > 550
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.get_by_text("of 730 days").first).to_be_visible()
    page.get_by_role("button", name="Remove it and start my own").click()
    expect(page.get_by_role("heading", name="Create the first account")).to_be_visible()
    assert not User.objects.exists()


def test_who_leaves_finds_it_again(open_page: Opener) -> None:
    page = open_page()
    look_around(page)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Create the first account")).to_be_visible()
    look_around(page)
    assert User.objects.count() == 1


@pytest.mark.parametrize(("view", "dark"), [(PHONE, False), (DESKTOP, True)])
def test_the_banner_is_for_everyone_to_read(open_page: Opener, view: dict[str, int], dark: bool) -> None:
    page = open_page(view=view, dark=dark)
    look_around(page)
    page.goto("/today/")
    expect(page.get_by_text("Nothing here is yours.")).to_be_visible()
    assert barriers(page) == []
    assert sideways(page) == 0
