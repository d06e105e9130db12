"""Every page as it is seen: on a phone and a desktop, by day and by night, narrow, enlarged, and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Opener, barriers, sideways
from tests.builders import PASSWORD
from tests.test_doors import DOORS, PUBLIC, just_asked_again
from tests.test_queries import a_diary
from tracker.models import User

DAYS = 60


@pytest.fixture
def diarist(alice: User) -> User:
    """Alice after two months."""
    today = alice.today(timezone.now())
    a_diary(alice, DAYS, today)
    return alice


def pages_of(user: User | None) -> list[str]:
    """Every address that answers with a whole page."""
    client = Client()
    if user:
        client.force_login(user)
        just_asked_again(client, user)
    found = []
    for door in DOORS:
        if door.personal or (user is None and door.name not in PUBLIC):
            continue
        url = door.url(user) if user else door.url(User())
        answer = client.get(url)
        whole = answer.status_code == 200 and not answer.streaming and b"<html" in answer.content
        if whole and "text/html" in answer.headers["Content-Type"]:
            found.append(url)
    return found


def addresses(user: User) -> list[str]:
    week_ago = user.today(timezone.now()) - timedelta(days=7)
    return [*pages_of(user), f"/day/{week_ago}/"]


def look(page: Page, urls: list[str]) -> dict[str, Any]:
    """What is wrong with each page: barriers by day, colours by night, and whether it scrolls sideways.

    Narrower and with letters twice as large only phones are tried: a desktop so enlarged is a phone.
    """
    wrong: dict[str, Any] = {}
    page.emulate_media(reduced_motion="reduce")  # no colour is caught half-way
    for url in urls:
        page.emulate_media(color_scheme="light")
        page.goto(url)
        found = [*barriers(page), *_too_wide(page, "")]
        page.emulate_media(color_scheme="dark")
        found += [f"by night, {barrier}" for barrier in barriers(page, "color-contrast")]
        if page.viewport_size == PHONE:
            page.set_viewport_size(NARROW)
            found += _too_wide(page, "at 320 px, ")
            page.set_viewport_size(PHONE)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += _too_wide(page, "with letters twice as large, ")
        if found:
            wrong[url] = found
    return wrong


def _too_wide(page: Page, how: str) -> list[str]:
    over = sideways(page)
    return [f"{how}{over} px too wide"] if over else []


VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])


@VIEWS
def test_no_page_has_a_barrier(open_page: Opener, diarist: User, view: dict[str, int]) -> None:
    assert look(open_page(diarist, view), addresses(diarist)) == {}


@VIEWS
def test_no_page_has_a_barrier_for_a_visitor(
    open_page: Opener, complaints: list[str], diarist: User, view: dict[str, int]
) -> None:
    wrong = look(open_page(None, view), [*pages_of(None), "/no/such/page/"])
    complaints.remove("Failed to load resource: the server responded with a status of 404 (Not Found)")
    assert wrong == {}


def test_the_first_page_of_a_new_machine_has_no_barrier(open_page: Opener, transactional_db: None) -> None:
    assert look(open_page(), ["/welcome/"]) == {}


def test_a_new_diary_has_no_barrier(open_page: Opener, alice: User) -> None:
    assert look(open_page(alice), ["/today/", "/trends/", "/days/", "/foods/own/", "/supplements/", "/import/"]) == {}


def test_every_page_works_without_scripts(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, scripts=False)
    for url in addresses(diarist):
        assert page.goto(url).status == 200
        assert page.locator("h1").first.is_visible(), url
        for form in page.locator("main form").all():
            # A form that htmx sends must say where it goes without it, and have its button, inside or elsewhere.
            assert form.get_attribute("action") or not form.get_attribute("hx-post"), url
            inside = form.locator("button:not([type=button]), input[type=submit]").count()
            outside = page.locator(f"button[form={form.get_attribute('id')}]").count()
            assert inside or outside, (url, form.get_attribute("action"))


def test_someone_signs_in_and_answers_without_scripts(open_page: Opener, alice: User) -> None:
    page = open_page(scripts=False)
    page.goto("/")
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    assert page.url.endswith("/today/")
    page.locator("#mood-6").check(force=True)
    with page.expect_navigation():
        page.locator("section, form").filter(has=page.locator("#mood-6")).locator("noscript button").last.click()
    assert page.locator("#mood-6").is_checked()
