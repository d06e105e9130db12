"""The card for Today: the same for the same day, and gone for good when it is not wanted."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.builders import TODAY, a_day, a_person
from tests.guidance.seeds import FACTS, SEEDS, a_shelf, swapped
from tracker.guidance.cards import card_for, noted_before
from tracker.guidance.library import Library, read_library
from tracker.metrics import MODULES
from tracker.models import User

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shelf(tmp_path: Path, settings: Settings) -> Library:
    """Two claims that can be noted."""
    facts = swapped(FACTS, 'key = "oats-in-mice"', 'key = "oats-in-mice"\nlog = ["plants"]')
    settings.SEEDS = a_shelf(tmp_path, facts=facts)
    return read_library(settings.SEEDS, "en")


def shown(shelf: Library, user: User, day: date = TODAY) -> str:
    card = card_for(shelf, user, day)
    assert card is not None
    return card.claim.key


def test_the_card_depends_on_person_and_day_alone(shelf: Library, alice: User) -> None:
    assert shown(shelf, alice) == shown(shelf, alice)
    people = [a_person(f"person{number}") for number in range(12)]
    assert {shown(shelf, person) for person in people} == {"oats-and-mood", "oats-in-mice"}


def test_no_claim_returns_before_all_were_shown(shelf: Library, alice: User) -> None:
    keys = [shown(shelf, alice, TODAY + timedelta(days=day)) for day in range(4)]
    assert keys[0] != keys[1]
    assert keys[:2] == keys[2:]


def test_a_claim_that_could_not_be_confirmed_is_no_card(tmp_path: Path, alice: User) -> None:
    facts = swapped(FACTS, 'evidence = "pilot"', 'evidence = "unconfirmed"')
    assert card_for(read_library(a_shelf(tmp_path, facts=facts), "en"), alice, TODAY) is None


def test_the_card_is_about_what_was_noted_lately(alice: User) -> None:
    planted = read_library(SEEDS, "en")
    a_day(alice, TODAY - timedelta(days=3), stress=4)
    assert noted_before(alice, TODAY) == {"stress"}
    for day in range(3):
        card = card_for(planted, alice, TODAY - timedelta(days=day))
        assert card is not None
        assert "stress" in {metric.key for metric in card.claim.log}


def test_noting_something_today_does_not_change_todays_card(alice: User) -> None:
    planted = read_library(SEEDS, "en")
    a_day(alice, TODAY - timedelta(days=3), stress=4)
    before = card_for(planted, alice, TODAY)
    a_day(alice, TODAY, mood=4, unease=2, sleep_quality=7, gut_discomfort=0)
    assert card_for(planted, alice, TODAY) == before


def test_a_diary_without_food_gets_no_passage_on_food(db: None) -> None:
    planted = read_library(SEEDS, "en")
    carol = a_person("carol", food_free=True, modules=[module.key for module in MODULES])
    for day in range(60):
        card = card_for(planted, carol, TODAY + timedelta(days=day))
        assert card is not None
        assert not re.search(r"\b(eat\w*|food|meals?|fibre|diets?|fermented)\b", card.claim.plain, re.IGNORECASE)


def test_the_card_is_a_fragment_for_htmx_and_a_page_for_a_link(door: Client, shelf: Library) -> None:
    fragment = door.get("/learn/card/", {"day": "2026-11-21"}, headers=HTMX).content.decode()
    assert fragment.startswith("<section")
    assert "Never stop or change a treatment on your own" in fragment
    assert 'href="/learn/oats/#claim-oats-' in fragment
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
