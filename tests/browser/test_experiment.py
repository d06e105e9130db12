"""One self-test is lived from its lock to its verdict, on a phone and on a desktop; the test moves the time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tests.builders import TODAY
from tests.experiments.living import a_life, a_locked, noon
from tests.experiments.planned import noted
from tracker.models import Adherence, AdverseEvent, Experiment, Result, User

pytestmark = pytest.mark.django_db(transaction=True)
START = TODAY + timedelta(days=1)


@contextmanager
def at(day: date) -> Iterator[None]:
    with time_machine.travel(noon(day), tick=True):
        yield


def fits(page: Page) -> None:
    assert barriers(page) == []
    assert sideways(page) == 0


def a_lived_one(alice: User) -> Experiment:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: 3 + n % 2 if b else 6 + n % 2, mood=6)
    return row


@pytest.mark.parametrize(("view", "scripts"), [(PHONE, True), (DESKTOP, True), (PHONE, False)])
def test_from_a_ready_made_question_to_the_lock(
    open_page: Opener, alice: User, view: dict[str, int], scripts: bool
) -> None:
    with at(TODAY):
        noted(alice)
        page = open_page(alice, view, scripts=scripts)
        page.goto("/experiments/")
        page.locator("main a[href*='template=']").first.click()
        page.locator("[name=meaningful]").fill("3")
        page.locator("[name=expects][value=better] + *, label:has([name=expects][value=better])").first.click()
        page.get_by_role("button", name="Safety").click()
        expect(page).to_have_url(re.compile("/safety/$"))
        for name in ("none", "addition", "keeps"):
            page.locator(f"[name={name}]").check()
        fits(page) if scripts else None
        page.locator(".turn .btn.main").click()
        expect(page).to_have_url(re.compile("/plan/$"))
        page.locator("[name=plan]:not([value^=watch])").first.check()
        page.get_by_role("button", name="Read it over").click()
        expect(page.get_by_role("heading", name="Read it over, then lock it")).to_be_visible()
        fits(page) if scripts else None
        for name in ("read", "still", "keeps"):
            page.locator(f"[name={name}]").check()
        page.get_by_role("button", name="Lock and draw the order").click()
        expect(page.locator("[name=read]")).to_have_count(0)
        expect(page.get_by_role("button", name="Lock and draw the order")).to_have_count(0)
    row = Experiment.objects.get(owner=alice)
    assert row.protocol_hash
    assert row.locked_at is not None


@pytest.mark.parametrize(("view", "scripts"), [(PHONE, True), (DESKTOP, True), (PHONE, False)])
def test_from_the_lock_to_the_verdict(open_page: Opener, alice: User, view: dict[str, int], scripts: bool) -> None:
    row = a_lived_one(alice)
    here = f"/experiments/{row.uid}/"
    with at(TODAY):
        page = open_page(alice, view, scripts=scripts)
        page.goto(here)
        expect(page.get_by_role("heading", name="It starts on")).to_be_visible()
    with at(START + timedelta(days=5)):
        page = open_page(alice, view, scripts=scripts)
        page.goto("/today/")
        card = page.get_by_role("region", name="not", exact=True)
        expect(card.get_by_text("From ")).to_be_visible()
        card.get_by_role("button", name="Partly").click()
        chosen = page.locator("#experiment [aria-pressed=true]")
        expect(chosen).to_have_text("Partly")
        page.get_by_role("link", name="Ten quiet minutes").click()
        expect(page.get_by_role("heading", name="The answer is closed")).to_be_visible()
        fits(page) if scripts else None
        page.get_by_role("link", name="Something bad happened").click()
        page.get_by_label("Headache or dizziness").check()
        page.get_by_label("I noticed it").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Noted.")).to_be_visible()
    with at(START + timedelta(days=56)):
        page = open_page(alice, view, scripts=scripts)
        page.goto(here)
        page.get_by_role("button", name="Show the answer").click()
        expect(page.get_by_text("In the direction you hoped", exact=True)).to_be_visible()
        expect(page.get_by_text("Expectation can be part of this difference.")).to_be_visible()
        fits(page) if scripts else None
        page.get_by_role("link", name="One-page report").click()
        expect(page.get_by_text("Self-recorded, not a medical record.")).to_be_visible()
    assert Adherence.objects.get().did == "partly"
    assert AdverseEvent.objects.count() == 1
    assert Result.objects.get().body["verdict"] == "hoped"


def test_what_needed_a_doctor_ends_it_and_leads_to_help(open_page: Opener, alice: User) -> None:
    row = a_lived_one(alice)
    with at(START + timedelta(days=9)):
        page = open_page(alice)
        page.goto(f"/experiments/{row.uid}/bad-event/")
        page.get_by_label("Stomach or gut").check()
        page.get_by_label("It needed a doctor or a hospital").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Stopped for your safety")).to_be_visible()
        fits(page)
        expect(page.get_by_role("link", name="Find help")).to_be_visible()
