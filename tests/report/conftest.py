"""A diary full of everything that may stand on the page."""

from datetime import timedelta

import pytest

from tests.builders import (
    TODAY,
    a_dose,
    a_food,
    a_lab_value,
    a_night,
    a_serving,
    a_supplement,
    a_total,
    a_value,
    an_event,
    an_own_tracker,
)
from tracker.metrics import MODULES
from tracker.models import CheckIn, User


@pytest.fixture
def full(alice: User) -> User:
    """Twelve weeks of every question of every module, long notes, many supplements, events, totals and values."""
    alice.modules = [module.key for module in MODULES]
    alice.save()
    CheckIn.objects.bulk_create(
        CheckIn(
            owner=alice, day=TODAY - timedelta(days=ago), note=f"Day {ago}. " + "It rained and I walked. " * (ago % 7),
            **{key: (ago * 3 + nth) % 10 for nth, key in enumerate(TENS)}, stool_type=1 + ago % 7,
            headache_day=ago % 3, flare=ago % 2, probiotic_taken=ago % 2,
        )
        for ago in range(150)
    )  # fmt: skip
    food, pills = a_food(plant_key="oats"), [a_supplement(alice, f"Pill {n}", portion="1 tablet") for n in range(25)]
    for ago in range(0, 80, 4):
        day = TODAY - timedelta(days=ago)
        a_serving(alice, food, day)
        a_night(alice, day)
        a_dose(alice, pills[ago % 25], day)
        a_total(alice, "phq9", ago % 27, day=day, given_by="Dr Berg")
        a_lab_value(alice, f"Value {ago}", day=day)
    for n in range(30):
        an_event(
            alice, "travel", TODAY - timedelta(days=2 * n + 1), TODAY - timedelta(days=2 * n), text="To the sea " * 8
        )
        a_value(alice, an_own_tracker(alice, f"My own {n}"), n % 5)
    alice.diary_changed()
    return alice


TENS = (
    "mood", "unease", "stress", "sleep_quality", "gut_discomfort", "energy", "bloating", "belly_pain", "skin_overall",
    "itch", "redness", "pain_peak", "focus",
)  # fmt: skip
