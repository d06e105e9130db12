"""Out of an article: the field, the chart, the experiment; and into it from everywhere else."""

import pytest
from django.template import engines
from django.test import Client
from django.urls import NoReverseMatch

from tests.builders import a_person
from tests.guidance.seeds import SEEDS
from tracker.guidance import evidence, leads
from tracker.guidance.library import read_library
from tracker.metrics import BY_KEY, METRICS
from tracker.models import User


def render(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


@pytest.mark.parametrize("key", ["mood", "fibre", "sleep_hours", "supplement_magnesium", "antibiotics"])
def test_a_field_that_is_asked_has_its_place_on_today(door: Client, key: str) -> None:
    anchor = leads.field(BY_KEY[key]).partition("#")[2]
    page = door.get("/today/").content.decode()
    assert f'id="{anchor}"' in page or anchor == "events"


def test_what_is_not_asked_yet_leads_to_where_it_is_switched_on(alice: User) -> None:
    itch = BY_KEY["itch"]
    assert leads.of([itch], [], [], alice).note[0].url == "/settings/#notes"
    alice.modules = ["skin"]
    assert leads.of([itch], [], [], alice).note[0].url == "/today/#field-itch"


def test_a_diary_without_food_is_offered_no_food(db: None) -> None:
    carol = a_person("carol", food_free=True)
    found = leads.of([BY_KEY["fibre"], BY_KEY["mood"]], [BY_KEY["plants"]], ["E2", "E7"], carol)
    assert [lead.url for lead in found.note] == ["/today/#field-mood"]
    assert found.see == ()
    assert [lead.label for lead in found.test] == ["Ten quiet minutes"]


def test_rooms_that_are_not_there_are_not_linked(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str, **_: object) -> str:
        if name.startswith(("experiments:", "insights:")):
            raise NoReverseMatch
        return f"/{name}/"

    monkeypatch.setattr(leads, "reverse", nowhere)
    claim = read_library(SEEDS, "en").articles[0].claims["mediterranean"]
    found = leads.of_claim(claim, alice)
    assert found.insight == ""
    assert found.test[0].url == "/guidance:safety/#before-you-test"


def test_rooms_that_are_there_are_linked(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "reverse", lambda name, **_: f"/{name}/")
    claim = read_library(SEEDS, "en").articles[0].claims["mediterranean"]
    found = leads.of_claim(claim, alice)
    assert found.insight == "/insights:index/"
    assert found.test[0].url == "/experiments:new/?template=E3"


def test_the_ladder_holds_every_claim_once() -> None:
    for article in read_library(SEEDS, "en").articles:
        assert sum(step.count for step in article.ladder) == len(article.claims)
        assert [step.is_ground for step in article.ladder] == [False] * 6 + [True]
        for step in article.ladder:
            places = [x for x, _ in step.dots]
            assert places == sorted(set(places))
            assert all(0 < x < evidence.WIDE for x in places)
        assert [len(dots) for _, dots in article.small_ladder] == [step.count for step in article.ladder]


@pytest.mark.parametrize("key", [metric.key for metric in METRICS if metric.guide])
def test_a_number_leads_to_its_passage(db: None, key: str) -> None:
    link = render("{% passage_on key %}", key=key)
    assert f'href="/learn/{BY_KEY[key].guide}/#' in link


def test_a_number_without_a_passage_has_no_link(db: None) -> None:
    assert render("{% passage_on 'travel' %}{% passage_on 'no_such_number' %}").strip() == ""
