"""When an experiment ends by itself, when it asks whether it should, and what an early end leaves to be said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.experiments import states
from tracker.experiments.models import AdverseEvent, Experiment, State
from tracker.table import Floats

WINDOW = timedelta(days=7)
BAD, WORST = 3, 4
MOOD_TIMES, MOOD_DAYS = 3, 5
MISSING_ASK = 14


class Kind(models.TextChoices):
    """What sort of bad thing it was; the last two end an experiment at once."""

    GUT = "gut", _("Stomach or gut")
    SKIN = "skin", _("Skin or allergy")
    HEAD = "head", _("Headache or dizziness")
    SLEEP = "sleep", _("Sleep")
    MOOD = "mood", _("Mood or unease")
    OTHER = "other", _("Something else")
    RED_FLAG = "red_flag", _("Blood in stool, unexplained weight loss, fever, pain at night or vomiting")
    CRISIS = "crisis", _("Thoughts of ending your life or hurting yourself")


class Severity(models.IntegerChoices):
    MILD = 1, pgettext_lazy("severity", "I noticed it")
    MODERATE = 2, pgettext_lazy("severity", "It bothered me")
    BAD = 3, pgettext_lazy("severity", "It kept me from what I wanted to do")
    WORST = 4, pgettext_lazy("severity", "It needed a doctor or a hospital")


class Reason(models.TextChoices):
    """Why a person ends it; only the first leaves a number to compare."""

    LIFE = "life", _("Something that has nothing to do with how I felt")
    FELT = "felt", _("How it felt, better or worse")
    UNSAID = "unsaid", _("I would rather not say")


AT_ONCE = (Kind.RED_FLAG, Kind.CRISIS)


@dataclass(frozen=True, slots=True)
class Concern:
    """What a running experiment asks about: mood far below the usual, or nothing noted for two weeks."""

    low_mood: bool = False
    missing_days: int = 0


def note_adverse(experiment: Experiment, facts: dict[str, Any], now: datetime) -> bool:
    """Write down something bad that happened; true if that ended the experiment."""
    with transaction.atomic():
        event = AdverseEvent.objects.create(owner=experiment.owner, experiment=experiment, noted_at=now, **facts)
        reason = _reason(experiment, event)
        if reason and experiment.state == State.LOCKED:
            AdverseEvent.objects.filter(pk=event.pk, owner=experiment.owner).update(action="stopped")
            states.move(experiment, State.STOPPED_SAFETY, now, reason)
            return True
    return False


def _reason(experiment: Experiment, event: AdverseEvent) -> str:
    if event.kind in AT_ONCE:
        return event.kind
    if event.severity >= WORST:
        return "severity_4"
    bad = AdverseEvent.objects.filter(
        owner=experiment.owner_id, experiment=experiment, severity__gte=BAD,
        day__range=(event.day - WINDOW + timedelta(days=1), event.day + WINDOW - timedelta(days=1)),
    )  # fmt: skip
    return "severity_3_twice" if event.severity >= BAD and bad.count() >= 2 else ""


def stop(experiment: Experiment, reason: str, now: datetime) -> None:
    """End it because the person wants to.

    Raises:
        NoSuchStepError: if it is over already.
    """
    states.move(experiment, State.STOPPED_USER, now, reason)


def mood_is_low(moods: Floats, floor: float) -> bool:
    """Whether on three of the last five days mood lay below the floor fixed at the lock."""
    last = moods[-MOOD_DAYS:]
    return bool((last[~np.isnan(last)] < floor).sum() >= MOOD_TIMES)


def mood_floor(experiment: Experiment) -> float:
    """Two spreads below the usual mood, as it was locked; NaN where that was not known."""
    rules = (experiment.protocol or {}).get("stop_rules", {})
    return float(rules.get("mood_below") or "nan")


def missing_run(values: Floats) -> int:
    """How many days in a row, up to the last one, have no value."""
    known = np.flatnonzero(~np.isnan(values))
    return len(values) - (int(known[-1]) + 1 if len(known) else 0)
