"""The lock: the whole plan written down once, its fingerprint, an order drawn by lot and sealed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from tracker.diary import held_back
from tracker.experiments import states
from tracker.experiments.models import OPEN, Blinding, Experiment, Period, Sealed, State
from tracker.experiments.planning import Option, Plans
from tracker.experiments.touching import counts
from tracker.metrics import Metric
from tracker.stats import orders, seal
from tracker.stats.designs import ALPHA, Design
from tracker.stats.periods import LATE, needed_days

VERSION = 1
STATISTIC = "mean_B_minus_A_of_period_means"
MISSING = "empty_periods_travel_with_the_order_and_are_left_out_of_means"


class AlreadyRunningError(Exception):
    """Another experiment is locked: two at once could not be told apart."""


class NotOpenError(Exception):
    """This one is not a draft any more."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Where lots and secrets come from: `secrets.randbelow` and `secrets.token_bytes`."""

    below: Callable[[int], int]
    entropy: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Agreed:
    """All that was said in the three steps, sound; `software` is the version that draws and will test."""

    question: Mapping[str, Any]
    gate: Mapping[str, Any]
    plan: Mapping[str, Any]
    plans: Plans
    outcome: Metric
    software: str

    @property
    def option(self) -> Option:
        option = self.plan["option"]
        assert isinstance(option, Option)
        return option


def lock(row: Experiment, agreed: Agreed, chance: Chance, now: datetime) -> None:
    """Draw, seal, write everything, and hold back what must not be compared meanwhile; all of it or nothing.

    Raises:
        AlreadyRunningError: if another one is locked.
        NotOpenError: if this one is locked, called off or over.
    """
    try:
        with transaction.atomic():
            kept = Experiment.objects.select_for_update().get(owner=row.owner_id, pk=row.pk)
            if kept.state not in OPEN:
                raise NotOpenError(kept.state)
            _lock(kept, agreed, chance, now)
    except IntegrityError as error:
        raise AlreadyRunningError from error


def _lock(row: Experiment, agreed: Agreed, chance: Chance, now: datetime) -> None:
    states.move(row, State.READY, now)
    _write_plan(row, agreed)
    design = agreed.option.design
    if design is not None:
        drawn, nonce = orders.draw(design.layout, design.periods, chance.below), seal.nonce(chance.entropy)
        row.set_seed = seal.nonce(chance.entropy) if design.sampled else ""
        row.commitment = seal.commitment(nonce, design.order(drawn))
    row.locked_at, row.software_version = now, agreed.software
    row.protocol = protocol(row, agreed)
    row.protocol_hash = seal.fingerprint(row.protocol)
    states.move(row, State.LOCKED, now)
    if design is not None:
        Sealed.objects.create(owner=row.owner, experiment=row, drawn=str(drawn), nonce=nonce)
        Period.objects.bulk_create(_periods(row, design, drawn))
    held_back.hold(row.owner, {row.outcome_key, *row.secondary, *counts(row.starter, row.habit_key)})


def _write_plan(row: Experiment, agreed: Agreed) -> None:
    question, gate, plan, option = agreed.question, agreed.gate, agreed.plan, agreed.option
    for name in ("title", "habit", "usual", "direction", "expects"):
        setattr(row, name, question[name])
    row.touches, row.secondary = list(question["touches"]), list(question["secondary"])
    row.outcome_key, row.dose = question["outcome"], gate.get("dose", "")
    row.meaningful = Decimal(str(question["meaningful"]))
    row.sides, row.blinding, row.onset = plan["sides"], plan["blinding"], plan.get("onset", "")
    row.alpha, row.exploratory = Decimal(str(ALPHA)), option.exploratory
    row.design = option.design.kind if option.design else "watch"
    row.periods = option.design.periods if option.design else None
    row.period_days = option.design.period_days if option.design else option.days
    row.drop_days = option.design.drop_days if option.design else None
    row.start_date = plan["start"]
    row.end_date = plan["start"] + timedelta(days=option.days - 1)


def _periods(row: Experiment, design: Design, drawn: int) -> list[Period]:
    length, blind = timedelta(days=design.period_days), row.blinding == Blinding.HELPER
    starts = [row.start_date + place * length for place in range(design.periods) if row.start_date]
    return [
        Period(
            owner=row.owner, experiment=row, no=no, start=start, end=start + length - timedelta(days=1),
            condition=condition, box_no=no if blind else None,
        )
        for no, (start, condition) in enumerate(zip(starts, design.order(drawn), strict=True), start=1)
    ]  # fmt: skip


def protocol(row: Experiment, agreed: Agreed) -> dict[str, Any]:
    """The plan as it is fingerprinted: texts, whole numbers, dates in ISO form; decimals are texts."""
    outcome, start = agreed.outcome, agreed.plans.baseline
    return {
        "version": VERSION,
        "person_id_hash": hashlib.sha256(f"{row.uid}:{row.owner_id}".encode()).hexdigest(),
        "question": row.title,
        "condition_a": row.usual,
        "condition_b": row.habit,
        "dose": row.dose,
        "outcome": row.outcome_key,
        "outcome_scale": [text(outcome.low), text(outcome.high), outcome.unit],
        "secondary": row.secondary,
        "direction": row.direction,
        "expects": row.expects,
        "meaningful_difference": text(row.meaningful),
        "blinding": row.blinding,
        "exploratory": row.exploratory,
        "start_date": iso(row.start_date),
        "end_date": iso(row.end_date),
        "baseline": {
            "days": start.days.days,
            "recorded": start.days.recorded,
            "mean": text(start.mean),
            "spread": text(start.days.spread),
        },
        "stop_rules": stop_rules(start.mood_floor),
        "software_version": row.software_version,
        "locked_at": row.locked_at.isoformat() if row.locked_at else "",
        **_test(row, agreed.option),
    }


def _test(row: Experiment, option: Option) -> dict[str, Any]:
    """What the exact test needs; of "before and after" only that there is none."""
    design = option.design
    if design is None:
        return {"design": "watch", "days": option.days, "statistic": "none"}
    return {
        "onset": row.onset,
        "design": design.kind,
        "periods": design.periods,
        "period_days": design.period_days,
        "drop_days": design.drop_days,
        "alpha": text(row.alpha),
        "sides": row.sides,
        "admissible_count": str(design.possible),
        "tested_count": design.orders,
        "min_p": text(round(design.smallest_p("one" if row.sides == "one" else "two"), 6)),
        "statistic": STATISTIC,
        "min_days_rule": needed_days(design.period_days, design.drop_days),
        "missing_rule": MISSING,
        "late_days": LATE,
        "set_kind": "monte_carlo" if design.sampled else "enum",
        "set_seed": row.set_seed,
        "sequence_commitment": row.commitment,
    }


def stop_rules(mood_floor: float) -> dict[str, Any]:
    """When it ends by itself, or asks whether it should; severity 4 is a doctor or a hospital needed."""
    return {
        "severity_4": 1,
        "severity_3": {"times": 2, "days": 7},
        "red_flag": 1,
        "mood_below": text(mood_floor),
        "mood_days": {"times": 3, "days": 5},
        "missing_days_ask": 14,
    }


def text(value: Any) -> str:
    """A decimal as text, at most six places; nothing for what is not known."""
    if value is None or value != value:
        return ""
    return f"{round(Decimal(str(value)), 6).normalize():f}"


def iso(day: Any) -> str:
    return day.isoformat() if day else ""
