"""From which state an experiment may go to which, and what each step writes down."""

from datetime import datetime

from tracker.diary import held_back
from tracker.experiments.models import ENDED, Experiment, State

AFTER: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.BASELINE, State.READY, State.CANCELLED),
    State.BASELINE: (State.DRAFT, State.READY, State.CANCELLED),
    State.READY: (State.DRAFT, State.BASELINE, State.LOCKED, State.CANCELLED),
    State.LOCKED: ENDED,
    State.REVEALED: (),
    State.STOPPED_SAFETY: (),
    State.STOPPED_USER: (),
    State.CANCELLED: (),
}


class NoSuchStepError(Exception):
    """An experiment cannot go from where it stands to there."""


def move(experiment: Experiment, to: State, now: datetime, reason: str = "") -> None:
    """Go one step on; an end frees what was held back. The row is written.

    Raises:
        NoSuchStepError: if no such step leads there. RUNNING and COMPLETE are never written: they follow from the date.
    """
    here = State(experiment.state)
    if to is here:
        return
    if to not in AFTER[here]:
        raise NoSuchStepError(f"{here} does not become {to}")
    experiment.state, experiment.changed = to, now
    if to in ENDED:
        experiment.ended_at, experiment.end_reason = now, reason
        experiment.revealed_at = now if to is State.REVEALED else None
    experiment.save()
    if to in ENDED:
        held_back.release(experiment.owner)
