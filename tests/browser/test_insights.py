"""Insights in a browser: the page, a pair, its working and the noise, with and without scripts, by keyboard too."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Opener, barriers, sideways
from tracker.insights import questions
from tracker.models import CheckIn, Inquiry, User

PATHS = ("/insights/?habit=active_min&outcome=mood", "/insights/active_min/mood/", "/insights/active_min/mood/working/",
         "/insights/noise/")  # fmt: skip


@pytest.fixture
def diarist(alice: User) -> User:
    """Alice after five months in which active minutes went with mood."""
    rng, today = np.random.default_rng(3), alice.today(timezone.now())
    alice.modules = ["movement"]
    alice.save()
    active = rng.integers(0, 7, 150) * 15
    mood = np.clip(np.round(3 + active / 40 + rng.normal(0, 0.8, 150)), 0, 10)
    CheckIn.objects.bulk_create(
        CheckIn(owner=alice, day=today - timedelta(days=ago), mood=int(mood[ago]), active_min=float(active[ago]))
        for ago in range(150)
    )
    alice.diary_changed()
    return alice


@pytest.mark.parametrize("view", [NARROW, PHONE, DESKTOP], ids=["narrow", "phone", "desktop"])
def test_every_page_stands_without_barriers(open_page: Opener, diarist: User, view: dict[str, int]) -> None:
    page = open_page(diarist, view)
    for path in PATHS:
        page.goto(path)
        assert barriers(page) == []
        assert sideways(page) == 0


def test_a_finding_leads_to_its_days_and_on_to_a_test_by_keyboard(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, DESKTOP)
    page.goto("/insights/")
    link = page.get_by_role("link", name="How this was found: Active minutes and mood")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Active minutes and mood")
    expect(page.locator("figure img")).to_have_js_property("complete", True)
    expect(page.get_by_role("link", name="Plan this experiment")).to_be_visible()


def test_everything_is_there_without_scripts(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, PHONE, scripts=False)
    for path in PATHS:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_page_that_waits_looks_again_by_itself(open_page: Opener, diarist: User) -> None:
    diarist.refresh_from_db()
    wanted, now = questions.fingerprint(diarist, questions.asked(diarist)), timezone.now()
    Inquiry.objects.create(owner=diarist, sort="search", wanted=wanted, begun=now, touched=now, done=1, total=3)
    page = open_page(diarist, PHONE)
    page.goto("/insights/")
    expect(page.get_by_role("status")).to_contain_text("1 of 3 parts are done.")
    Inquiry.objects.update(touched=now - timedelta(minutes=5))
    expect(page.get_by_role("heading", level=1)).to_have_text("What goes with how you feel")
