"""What was locked, and how much of the sealed order may be known on a day.

No other module reads `Period.condition` or `Sealed`: pages ask here, and hear of a period two days before it starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.experiments.models import ENDED, Blinding, Experiment, Period, Sealed, State
from tracker.stats.answer import Trial
from tracker.stats.designs import Design
from tracker.stats.seal import kept

AHEAD = timedelta(days=2)  # before a period starts, time enough to shop for it


class StillSealedError(Exception):
    """The order stays closed until the last day is over, or the experiment was stopped."""


@dataclass(frozen=True, slots=True)
class Known:
    """One period as far as it may be known: `condition` is 0 (A), 1 (B), or None while it is closed."""

    no: int
    start: date
    end: date
    box_no: int | None
    condition: int | None

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def letter(self) -> str:
        """A or B; nothing while it is closed."""
        return "" if self.condition is None else "AB"[self.condition]


@dataclass(frozen=True, slots=True)
class Opened:
    """The sealed order, once it may be read: its position among all orders, its nonce, its conditions."""

    drawn: int
    nonce: str
    order: tuple[int, ...]


def known(experiment: Experiment, today: date) -> tuple[Known, ...]:
    """All periods in order; the condition of each that has begun, begins within two days, or is over for good.

    With a helper every condition stays closed until the experiment has ended: the person knows a box by its number.
    """
    ended = State(experiment.state) in ENDED
    blind = experiment.blinding == Blinding.HELPER
    return tuple(
        Known(
            row.no, row.start, row.end, row.box_no,
            row.condition if ended or (not blind and row.start - AHEAD <= today) else None,
        )
        for row in _periods(experiment)
    )  # fmt: skip


def now(experiment: Experiment, today: date) -> Known | None:
    """The period that today lies in."""
    return next((period for period in known(experiment, today) if today in period), None)


def for_helper(experiment: Experiment) -> tuple[Known, ...]:
    """All boxes with what goes into each, for the helper alone.

    Raises:
        StillSealedError: if no helper was chosen at the lock.
    """
    if experiment.blinding != Blinding.HELPER:
        raise StillSealedError("this experiment has no helper")
    return tuple(Known(row.no, row.start, row.end, row.box_no, row.condition) for row in _periods(experiment))


def opened(experiment: Experiment, today: date) -> Opened:
    """The sealed order, checked against its commitment.

    Raises:
        StillSealedError: before the last day is over, unless the experiment was stopped.
        ValueError: if this is not the order that was sealed, or nothing was drawn.
    """
    if experiment.state_on(today) not in (State.COMPLETE, *ENDED):
        raise StillSealedError("the order opens after the last day")
    row = Sealed.objects.filter(owner=experiment.owner_id, experiment=experiment).first()
    if row is None:
        raise ValueError("nothing was drawn for this experiment")
    order = tuple(period.condition for period in _periods(experiment))
    if not kept(experiment.commitment, row.nonce, order) or design(experiment).order(int(row.drawn)) != order:
        raise ValueError("this is not the order that was sealed")
    return Opened(int(row.drawn), row.nonce, order)


def design(experiment: Experiment) -> Design:
    """The design that was locked.

    Raises:
        ValueError: for "before and after", which has none.
    """
    return Design(
        experiment.design, experiment.periods or 0, experiment.period_days or 0, experiment.drop_days or 0
    )  # fmt: skip


def trial(experiment: Experiment, today: date) -> Trial:
    """What the exact test needs of the lock.

    Raises:
        StillSealedError, ValueError: as `opened`.
    """
    return Trial(
        design(experiment), opened(experiment, today).drawn, float(experiment.meaningful or 0), experiment.direction,
        "one" if experiment.sides == "one" else "two", float(experiment.alpha), experiment.set_seed,
    )  # fmt: skip


def _periods(experiment: Experiment) -> Sequence[Period]:
    return list(Period.objects.filter(owner=experiment.owner_id, experiment=experiment).order_by("no"))
