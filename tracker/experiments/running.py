"""Living with an experiment: what to do now, what opens next, what was noted; nothing of how the outcome went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.accounts.models import User
from tracker.diary.days import daily_table
from tracker.experiments import adherence, freezing, protocol, stopping
from tracker.experiments.models import AdverseEvent, Blinding, Did, Experiment, ExperimentEvent, State
from tracker.experiments.protocol import AHEAD, Known
from tracker.experiments.stopping import Concern
from tracker.metrics import BY_KEY, Metric
from tracker.table import Floats, Span


@dataclass(frozen=True, slots=True)
class Counted:
    """One period as the table shows it: how many of its days so far have a value, were said of, went as planned."""

    period: Known
    days: int
    noted: int
    followed: int
    said: int


@dataclass(frozen=True, slots=True)
class Today:
    """The card on Today: the period that is on, what it asks for, what was said of the day."""

    row: Experiment
    state: State
    now: Known | None
    coming: Known | None
    day: date
    did: str

    @property
    def does(self) -> str:
        """What the person does now; nothing where only a box is known."""
        return doing(self.row, self.now)

    @property
    def then(self) -> str:
        """What they will do in the period that has just opened."""
        return doing(self.row, self.coming)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [(did.value, str(did.label), did.value == self.did) for did in Did]

    @property
    def asks(self) -> bool:
        """Whether the day can be said of."""
        return self.state is State.RUNNING


@dataclass(frozen=True, slots=True)
class Living:
    """The whole page of an experiment that is locked and not over."""

    card: Today
    periods: tuple[Known, ...]
    counted: tuple[Counted, ...]
    outcome: Metric
    concern: Concern
    adverse: Sequence[AdverseEvent]
    happenings: Sequence[ExperimentEvent]

    @property
    def row(self) -> Experiment:
        return self.card.row

    @property
    def opens(self) -> Known | None:
        """The first period that is still closed."""
        return next(
            (period for period in self.periods if period.condition is None and period.start > self.card.day), None
        )

    @property
    def opens_on(self) -> date | None:
        return self.opens.start - AHEAD if self.opens else None

    @property
    def blind(self) -> bool:
        return self.row.blinding == Blinding.HELPER


def doing(row: Experiment, period: Known | None) -> str:
    if period is None or period.condition is None:
        return ""
    return row.habit if period.condition else row.usual


def locked(user: User) -> Experiment | None:
    """The one experiment that is locked and not over; no query where nothing is held back."""
    if not user.held_back:
        return None
    return Experiment.objects.filter(owner=user, state=State.LOCKED).first()


def card(row: Experiment, today: date, day: date | None = None) -> Today:
    """What Today shows; `day` is the day said of."""
    return _card(row, protocol.known(row, today), today, day or today)


def _card(row: Experiment, periods: tuple[Known, ...], today: date, day: date) -> Today:
    now = next((period for period in periods if today in period), None)
    soon = (period for period in periods if today < period.start <= today + AHEAD)
    return Today(row, row.state_on(today), now, next(soon, None), day, adherence.answers(row).get(day, ""))


def living(row: Experiment, today: date) -> Living:
    """The page; the values of the outcome are counted, never shown."""
    periods, outcome = protocol.known(row, today), freezing.metric_of(row)
    span = freezing.span_of(row)
    table = daily_table(row.owner, span, {outcome.key: outcome, "mood": BY_KEY["mood"]}.values())
    said = adherence.answers(row)
    owned = {"owner": row.owner_id, "experiment": row}
    return Living(
        _card(row, periods, today, today), periods,
        tuple(_counted(each, table.columns[outcome.key], said, span, today) for each in periods if each.start <= today),
        outcome, concern(row, table.columns[outcome.key], table.columns["mood"], span, today),
        list(AdverseEvent.objects.filter(**owned).order_by("-day", "-pk")),
        list(ExperimentEvent.objects.filter(**owned).order_by("-day", "-pk")),
    )  # fmt: skip


def _counted(period: Known, values: Floats, said: dict[date, str], span: Span, today: date) -> Counted:
    last = min(period.end, today)
    first = span.slot(period.start)
    noted = int((~np.isnan(values[first : span.slot(last) + 1])).sum())
    days = (last - period.start).days + 1
    answers = [said[day] for day in Span(period.start, last) if day in said]
    return Counted(period, days, noted, answers.count(Did.YES), len(answers))


def concern(row: Experiment, outcome: Floats, mood: Floats, span: Span, today: date) -> Concern:
    """What a running experiment asks about today."""
    if row.state_on(today) is not State.RUNNING or row.start_date is None:
        return Concern()
    begun, upto = span.slot(row.start_date), span.slot(today)
    missing = stopping.missing_run(outcome[begun:upto])  # today may still be noted
    low = stopping.mood_is_low(mood[begun : upto + 1], stopping.mood_floor(row))
    return Concern(low, missing if missing >= stopping.MISSING_ASK else 0)
