"""A diary to plan from, and what a person answers in the steps of a plan."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.test import Client

from tests.builders import TODAY
from tracker.diary.models import CheckIn
from tracker.experiments.models import Experiment
from tracker.models import User

NEW = "/experiments/new/"
QUESTION: dict[str, Any] = {
    "habit": "sit quietly for ten minutes after lunch", "usual": "take lunch as usual", "touches": ["calm"],
    "outcome": "stress", "meaningful": "3", "expects": "better", "secondary": ["mood"],
}  # fmt: skip
SAFE: dict[str, Any] = {"none": "on", "addition": "on", "keeps": "on"}
PLAN: dict[str, Any] = {"onset": "few_days", "willing": "112", "plan": "week-8", "start": "2026-11-23"}
TICKS = {"read": "on", "still": "on", "keeps": "on"}


def noted(owner: User, days: int = 56, until: date = TODAY) -> None:
    """So many days with stress and mood, as days go."""
    chance = Random(7)
    CheckIn.objects.bulk_create(
        CheckIn(owner=owner, day=until - timedelta(days=back), stress=chance.randint(3, 7), mood=chance.randint(4, 8))
        for back in range(days)
    )


def asked(door: Client, way_in: str = NEW, **answers: Any) -> str:
    """The first step answered; where the next one is."""
    response = door.post(way_in, {**QUESTION, **answers})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def gone_through(door: Client, **plan: Any) -> Experiment:
    """All three steps answered."""
    safety = asked(door)
    door.post(safety, SAFE)
    door.post(safety.replace("safety", "plan"), {**PLAN, **plan})
    return latest()


def latest() -> Experiment:
    return Experiment.objects.latest("pk")


def at(row: Experiment, step: str) -> str:
    return f"/experiments/{row.uid}/{step}/"
