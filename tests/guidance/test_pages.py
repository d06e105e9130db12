"""The pages of Learn open, and each one says what must never be missing."""

from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from tests.guidance.seeds import FACTS, SEEDS, WORDS, a_shelf, swapped
from tracker.guidance import leads
from tracker.guidance.library import folders, read_library
from tracker.models import User

ARTICLES = [f"/learn/{folder.name}/" for folder in folders(SEEDS)]
MADE = ["/learn/how-insights-are-made/", "/learn/how-experiments-are-made/"]
PAGES = ["/learn/", "/learn/words/", "/learn/safety/", "/learn/data/", *MADE, "/learn/search/", "/help/", *ARTICLES]
DISCLAIMER = "It does not diagnose, treat or prevent any illness"
NEVER_STOP = "Do not stop, skip, lower or swap a prescribed medicine"
ASK_FIRST = "Supplements: who must ask first"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_disclaims_and_tells_never_to_stop_treatment(door: Client, path: str) -> None:
    text = page(door, path)
    assert DISCLAIMER in text
    assert NEVER_STOP in text


@pytest.mark.parametrize("path", [*(path for path in PAGES if path != "/help/"), "/learn/card/"])
def test_only_help_is_open_to_strangers(db: None, path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")


def test_an_article_that_is_not_there_is_not_found(door: Client) -> None:
    assert door.get("/learn/no-such-article/").status_code == 404


@pytest.mark.parametrize("slug", [folder.name for folder in folders(SEEDS)])
def test_an_article_that_names_supplements_says_who_must_ask_first(door: Client, slug: str) -> None:
    article = read_library(SEEDS, "en").article(slug)
    assert article is not None
    assert (ASK_FIRST in page(door, f"/learn/{slug}/")) is (article.names_supplements or "ask-first" in article.notes)


@pytest.mark.parametrize("slug", [folder.name for folder in folders(SEEDS)])
def test_an_article_shows_every_claim_source_and_omission(door: Client, slug: str) -> None:
    article = read_library(SEEDS, "en").article(slug)
    assert article is not None
    text = page(door, f"/learn/{slug}/")
    assert {f'id="claim-{key}"' in text for key in article.claims} == {True}
    assert {f'id="source-{source.number}"' in text for source in article.sources} == {True}
    assert {f'id="g-{key}"' in text for key in article.terms} <= {True}
    assert text.count("<li>") >= len(article.left_out)
    assert 'href="https://doi.org' not in text


@pytest.fixture
def oats(tmp_path: Path, settings: Settings) -> Path:
    settings.SEEDS = a_shelf(tmp_path)
    return tmp_path


def test_a_note_stands_once_even_if_every_page_needs_it(door: Client, oats: Path) -> None:
    assert page(door, "/learn/oats/").count(NEVER_STOP) == 1


def test_supplements_bring_the_note_where_the_text_lacks_it(door: Client, tmp_path: Path, settings: Settings) -> None:
    settings.SEEDS = a_shelf(tmp_path, facts=swapped(FACTS, "names_supplements = false", "names_supplements = true"))
    assert page(door, "/learn/oats/").count(ASK_FIRST) == 1
    settings.SEEDS = a_shelf(tmp_path / "without")
    assert ASK_FIRST not in page(door, "/learn/oats/")


@pytest.mark.parametrize(("day", "due"), [("2026-12-01", False), ("2027-06-01", True)])
def test_an_article_past_its_review_says_so(alice: User, oats: Path, day: str, due: bool) -> None:
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        client = Client()
        client.force_login(alice)
        assert ("due for a new check" in page(client, "/learn/oats/")) is due


def test_a_claim_leads_to_noting_seeing_and_to_what_to_know_before_testing(door: Client, oats: Path) -> None:
    text = page(door, "/learn/oats/")
    claim = text[text.index('id="claim-oats-and-mood"') : text.index('id="claim-oats-in-mice"')]
    assert 'href="/today/#food">Fibre' in claim
    assert 'href="/trends/#lines">Mood' in claim
    assert f'href="{leads.experiment("E2")}">More kinds of plants' in claim
    assert ("Does it hold in my diary?" in claim) is bool(leads.insight())


def test_the_glossary_has_an_anchor_for_every_word(door: Client) -> None:
    words = read_library(SEEDS, "en").words
    text = page(door, "/learn/words/")
    assert {f'id="{key}"' in text for key in words} == {True}
    assert [term.name.casefold() for term in words.values()] == sorted(term.name.casefold() for term in words.values())


def test_the_safety_page_has_every_text_and_every_situation(door: Client) -> None:
    safety = read_library(SEEDS, "en").safety
    text = page(door, "/learn/safety/")
    assert {f'id="{name}"' in text for name in safety.notes} == {True}
    assert text.count("<dt>") == len(safety.situations) == 12
    assert "It is not intended to diagnose, monitor, predict, prevent or treat any disease." in text


def test_the_data_page_credits_every_source_as_it_asks(door: Client) -> None:
    text = page(door, "/learn/data/")
    shown = text.replace("<b>", "**").replace("</b>", "**")
    credits = (SEEDS / "foods" / "ATTRIBUTION.md").read_text(encoding="utf-8").split("\n\n")[1:5]
    assert [credit.strip() for credit in credits if credit.strip() not in shown] == []
    for name in ("SIL Open Font Licence", "Lucide", "Django", "matplotlib", "BSD-3-Clause"):
        assert name in text


def test_check_seeds_says_all_good_or_what_is_wrong(tmp_path: Path, settings: Settings) -> None:
    settings.SEEDS = a_shelf(tmp_path)
    out = StringIO()
    call_command("check_seeds", "en", stdout=out)
    assert out.getvalue() == "all good\n"
    a_shelf(tmp_path, words=swapped(WORDS, "note keep-treatment", "note keep"))
    with pytest.raises(CommandError, match=r"en\.md:\d+: unknown note 'keep'"):
        call_command("check_seeds", "en")
