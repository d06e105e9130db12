"""An experiment ends by itself when it must, and what is said afterwards depends on why."""

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY, a_day
from tests.experiments.living import a_life, a_locked, noon
from tracker.experiments import report, running, stopping
from tracker.models import AdverseEvent, Experiment, Result, User

START = TODAY - timedelta(days=20)


def bad(row: Experiment, severity: int, day: int = 20, kind: str = "gut") -> bool:
    facts = {"day": START + timedelta(days=day), "kind": kind, "severity": severity, "text": ""}
    return stopping.note_adverse(row, facts, noon(TODAY))


@pytest.mark.parametrize(("kind", "severity"), [("gut", 4), ("red_flag", 1), ("crisis", 1)])
def test_one_grave_event_ends_it_at_once(alice: User, kind: str, severity: int) -> None:
    row = a_locked(alice, START)
    assert bad(row, severity, kind=kind)
    row.refresh_from_db()
    assert row.state == "stopped_safety"
    assert row.owner.held_back == []
    assert AdverseEvent.objects.get().action == "stopped"


@pytest.mark.parametrize(("first", "second", "ends"), [(14, 20, True), (13, 20, False), (20, 14, True)])
def test_two_bad_events_within_seven_days_end_it(alice: User, first: int, second: int, ends: bool) -> None:
    row = a_locked(alice, START)
    assert not bad(row, 3, first)
    assert bad(row, 3, second) is ends


def test_mild_events_never_end_it(alice: User) -> None:
    row = a_locked(alice, START)
    assert not any(bad(row, severity) for severity in (1, 2, 1, 2, 2))


def test_an_end_for_safety_leads_to_help_and_shows_no_number_first(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: 3 if b else 7)
    sent = {"day": TODAY, "kind": "gut", "severity": 4, "text": ""}
    page = door.post(reverse("experiments:adverse", args=[row.uid]), sent, follow=True)
    assert "Stopped for your safety" in page.text
    assert reverse("guidance:help") in page.text
    assert "points" not in page.text
    assert not Result.objects.exists()


def test_thoughts_of_ending_ones_life_lead_straight_to_help(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, START)
    sent = {"day": TODAY, "kind": "crisis", "severity": 1, "text": ""}
    answer = door.post(reverse("experiments:adverse", args=[row.uid]), sent)
    assert answer.url == reverse("guidance:help")


def test_a_mood_far_below_the_usual_on_three_of_five_days_asks() -> None:
    nan = np.nan
    assert stopping.mood_is_low(np.array([9, 9, 2, 9, 2, nan, 2.0]), 3.0)
    assert not stopping.mood_is_low(np.array([2, 2, 2, 9, 9, 9, 9, 2.0]), 3.0)
    assert not stopping.mood_is_low(np.array([1, 1, 1, 1.0]), nan)


def test_the_page_asks_how_they_are_and_goes_on(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, START, baseline_mood="2.5")
    for back in range(5):
        a_day(alice, TODAY - timedelta(days=back), stress=4, mood=1)
    page = door.get(reverse("experiments:running", args=[row.uid])).text
    assert "How are you?" in page
    row.refresh_from_db()
    assert row.state == "locked"


@pytest.mark.parametrize(("last", "asks"), [(5, True), (6, False)])
def test_two_weeks_without_a_value_offer_to_stop(alice: User, last: int, asks: bool) -> None:
    row = a_locked(alice, START)
    a_day(alice, START + timedelta(days=last), stress=4)
    assert bool(running.living(row, TODAY).concern.missing_days) is asks


@pytest.mark.parametrize(("reason", "tested"), [("life", True), ("felt", False), ("unsaid", False)])
def test_only_an_end_that_had_nothing_to_do_with_feeling_is_looked_at_with_luck(
    alice: User, reason: str, tested: bool
) -> None:
    row = a_locked(alice, TODAY - timedelta(days=43))
    a_life(row, lambda n, b: 3 + n % 2 if b else 6 + n % 2)
    stopping.stop(row, reason, noon(TODAY))
    result = report.conclude(row, noon(TODAY))
    assert result.kind == "exploratory"
    assert result.body["lived"] == 6
    assert (result.body["extreme"] is not None) is tested
    assert result.body["verdict"] == ("exploratory" if tested else "described")


def test_an_early_end_never_shows_a_verdict(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, TODAY - timedelta(days=43))
    a_life(row, lambda n, b: 3 + n % 2 if b else 6 + n % 2)
    door.post(reverse("experiments:stop", args=[row.uid]), {"reason": "life"})
    page = door.post(reverse("experiments:reveal", args=[row.uid]), follow=True).text
    assert "Exploratory: ended early, so this is a look, not an answer." in page
    assert "in the direction you hoped" not in page
    assert "Expectation can be part of this difference." in page
