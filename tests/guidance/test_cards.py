"""The card for Today: the same for the same day, and gone for good when it is not wanted."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.builders import TODAY
from tests.guidance.seeds import FACTS, a_shelf, swapped
from tracker.guidance.cards import card_for
from tracker.guidance.library import Library, read_library
from tracker.models import User

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shelf(tmp_path: Path, settings: Settings) -> Library:
    """Two claims that can be noted."""
    facts = swapped(FACTS, 'key = "oats-in-mice"', 'key = "oats-in-mice"\nlog = ["plants"]')
    settings.SEEDS = a_shelf(tmp_path, facts=facts)
    return read_library(settings.SEEDS, "en")


def test_the_card_depends_on_person_and_day_alone(shelf: Library) -> None:
    assert card_for(shelf, 1, TODAY) == card_for(shelf, 1, TODAY)
    assert {card_for(shelf, person, TODAY).claim.key for person in range(20)} == {"oats-and-mood", "oats-in-mice"}  # type: ignore[union-attr]


def test_no_claim_returns_before_all_were_shown(shelf: Library) -> None:
    shown = [card_for(shelf, 1, TODAY + timedelta(days=day)).claim.key for day in range(4)]  # type: ignore[union-attr]
    assert shown[0] != shown[1]
    assert shown[:2] == shown[2:]


def test_a_claim_that_could_not_be_confirmed_is_no_card(tmp_path: Path) -> None:
    facts = swapped(FACTS, 'evidence = "pilot"', 'evidence = "unconfirmed"')
    assert card_for(read_library(a_shelf(tmp_path, facts=facts), "en"), 1, date(2026, 1, 1)) is None


def test_the_card_is_a_fragment_for_htmx_and_a_page_for_a_link(door: Client, shelf: Library) -> None:
    fragment = door.get("/learn/card/", {"day": "2026-11-21"}, headers=HTMX).content.decode()
    assert fragment.startswith("<section")
    assert "Never stop or change a treatment on your own" in fragment
    assert 'href="/learn/oats/#what-oats-do"' in fragment
    page = door.get("/learn/card/", {"day": "2026-11-21"}).content.decode()
    assert page.startswith("<!doctype html>")
    assert "Keep your treatment." in page


def test_a_card_about_supplements_says_who_must_ask(door: Client, tmp_path: Path, settings: Settings) -> None:
    settings.SEEDS = a_shelf(tmp_path, facts=swapped(FACTS, "names_supplements = false", "names_supplements = true"))
    assert "Who must ask before taking a supplement" in door.get("/learn/card/", headers=HTMX).content.decode()


def test_a_day_that_is_no_day_gives_todays_card(door: Client, shelf: Library, evening: object) -> None:
    odd = door.get("/learn/card/", {"day": "yesterday"}, headers=HTMX).content
    assert b"learn-card" in odd


def test_the_card_goes_for_good_and_can_be_called_back(door: Client, alice: User, shelf: Library) -> None:
    gone = door.post("/learn/card/off/", headers=HTMX).content.decode()
    assert "Not shown any more" in gone
    alice.refresh_from_db()
    assert not alice.learn_card
    assert door.get("/learn/card/", headers=HTMX).status_code == 204
    assert door.get("/learn/card/").status_code == 302
    back = door.post("/learn/card/on/", headers=HTMX, follow=True)
    assert back.status_code == 200
    alice.refresh_from_db()
    assert alice.learn_card


def test_the_card_goes_without_javascript_too(door: Client, alice: User, shelf: Library) -> None:
    assert door.post("/learn/card/off/").headers["Location"] == "/today/"
    alice.refresh_from_db()
    assert not alice.learn_card
