"""Makes whole self-tests for the tests of this room: locked, lived, and told apart by what was planted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.builders import TODAY, an_experiment
from tracker.models import CheckIn, Experiment, User
from tracker.stats.designs import Design
from tracker.stats.seal import commitment, fingerprint

NONCE = "00112233445566778899aabbccddeeff"
DRAWN = 20
ORDER = Design.usual("week", 8).order(DRAWN)


def a_locked(owner: User, start: date = TODAY, *, baseline_mood: str = "", **facts: Any) -> Experiment:
    """Eight weeks with a whole protocol, as the lock writes it."""
    design = facts.pop("plan", Design.usual("week", 8))
    drawn = facts.pop("drawn", DRAWN)
    protocol = {
        "design": design.kind, "periods": design.periods, "period_days": design.period_days,
        "drop_days": design.drop_days, "sides": facts.get("sides", "two"), "direction": facts.get("direction", -1),
        "sequence_commitment": commitment(NONCE, design.order(drawn)), "set_seed": "",
        "admissible_count": str(design.possible), "baseline": {"spread": "1.5", "mean": "4"},
        "stop_rules": {"mood_below": baseline_mood}, "question": "Ten quiet minutes",
    }  # fmt: skip
    owner.held_back = [facts.get("outcome_key", "stress")]
    owner.save()
    return an_experiment(
        owner, start=start, plan=design, drawn=drawn, protocol=protocol, protocol_hash=fingerprint(protocol),
        **{"expects": "better", "software_version": "1.0", "touches": ["calm"], **facts},
    )  # fmt: skip


def a_life(row: Experiment, value: Callable[[int, int], int | None], **more: int) -> None:
    """Fill the diary over an experiment: `value` takes the day's number and its condition."""
    assert row.start_date and row.end_date
    design = Design(row.design, row.periods or 0, row.period_days or 0, row.drop_days or 0)
    order = design.order(DRAWN)
    values = ((number, value(number, order[number // design.period_days])) for number in range(design.days))
    CheckIn.objects.bulk_create(
        CheckIn(owner=row.owner, day=row.start_date + timedelta(days=number), stress=stress, **more)
        for number, stress in values
        if stress is not None
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)
