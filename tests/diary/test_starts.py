"""What may be counted from: events, first doses, the first probiotic."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import TODAY, a_day, a_dose, a_supplement, an_event
from tracker.diary.days import events
from tracker.diary.starts import starts
from tracker.models import Dose, User
from tracker.table import Span

AGO = TODAY - timedelta(days=30)


def test_a_supplement_starts_with_its_first_dose(alice: User) -> None:
    pill = a_supplement(alice, "Iron", slug="iron")
    for day in (TODAY, AGO, TODAY - timedelta(days=3)):
        a_dose(alice, pill, day)
    (start,) = starts(alice, ())
    assert (start.day, start.key, start.label, start.probiotic) == (AGO, "took_iron", "Iron", False)
    assert start.name == f"{AGO.isoformat()}-took_iron"


def test_a_dose_taken_back_starts_nothing(alice: User) -> None:
    a_dose(alice, a_supplement(alice, "Iron"), AGO)
    Dose.objects.update(removed=timezone.now())
    assert starts(alice, ()) == ()


@pytest.mark.parametrize(
    "name", ["Probiotic, any", "Lactobacillus GG", "Bifidobacterium 1714", "S. boulardii", "Probiotika"]
)
def test_live_microbes_are_known_by_their_names(alice: User, name: str) -> None:
    a_dose(alice, a_supplement(alice, name, slug="x"), AGO)
    assert starts(alice, ())[0].probiotic


def test_the_probiotic_module_starts_with_its_first_yes_while_it_is_on(alice: User) -> None:
    a_day(alice, AGO - timedelta(days=1), probiotic_taken=0)
    a_day(alice, AGO, probiotic_taken=1)
    assert starts(alice, ()) == ()
    alice.modules = ["probiotic"]
    (start,) = starts(alice, ())
    assert (start.day, start.probiotic) == (AGO, True)


def test_nothing_of_another_person_starts_here(alice: User, bob: User) -> None:
    a_dose(bob, a_supplement(bob, "Iron"), AGO)
    bob.modules = alice.modules = ["probiotic"]
    a_day(bob, AGO, probiotic_taken=1)
    assert starts(alice, ()) == ()
    assert len(starts(bob, ())) == 2


def test_events_are_starts_too_in_order(alice: User) -> None:
    an_event(alice, "travel", TODAY)
    an_event(alice, "illness", AGO)
    found = starts(alice, events(alice, Span(AGO, TODAY)))
    assert [start.key for start in found] == ["illness", "travel"]
