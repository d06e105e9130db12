"""Self-tests: what was planned and locked, its sealed order, what happened, and the answer, written once.

Every table starts with its owner. What a lock closes is guarded twice: here, and by triggers in the database.
`Period.condition` and `Sealed` are read through protocol.py alone, which says no more than may be known that day.
They are not diary, so the table of days leaves them out; the whole archive of a person has to carry all of them.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tracker.diary.models import Owned
from tracker.experiments.choices import ENDED, OPEN, STORED, Blinding, Did, Expects, HappeningKind, ResultKind, State
from tracker.experiments.locks import Locked, LockedError, refuse_changes

__all__ = [
    "ENDED", "OPEN", "Adherence", "AdverseEvent", "Blinding", "Did", "Expects", "Experiment", "ExperimentEvent",
    "FrozenDay", "HappeningKind", "LockedError", "Period", "Result", "ResultKind", "Sealed", "State",
]  # fmt: skip


# What a lock closes for good, column by column.
PLANNED = (
    "owner", "uid", "starter", "draft", "title", "habit", "usual", "dose", "habit_key", "touches", "outcome_key",
    "secondary", "direction", "expects", "meaningful", "sides", "alpha", "onset", "design", "periods", "period_days",
    "drop_days", "blinding", "exploratory", "start_date", "end_date", "protocol", "protocol_hash", "commitment",
    "set_seed", "software_version", "locked_at",
)  # fmt: skip


class Experiment(Owned):
    """One question: one change, one outcome. Until it is locked `draft` holds what was typed, step by step."""

    uid = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    starter = models.CharField(max_length=40, blank=True, default="")
    draft = models.JSONField(default=dict, blank=True)

    title = models.CharField(max_length=120, blank=True, default="")
    habit = models.CharField(max_length=200, blank=True, default="", help_text="condition B, in the person's words")
    usual = models.CharField(max_length=200, blank=True, default="", help_text="condition A")
    dose = models.CharField(max_length=120, blank=True, default="")
    habit_key = models.CharField(max_length=60, blank=True, default="", help_text="the metric that counts the habit")
    touches = models.JSONField(default=list, blank=True)
    outcome_key = models.CharField(max_length=60, blank=True, default="")
    secondary = models.JSONField(default=list, blank=True)
    direction = models.SmallIntegerField(default=1, help_text="1: higher is hoped for; -1: lower")
    expects = models.CharField(max_length=10, blank=True, default="", choices=Expects.choices)
    meaningful = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    sides = models.CharField(max_length=3, default="two")
    alpha = models.DecimalField(max_digits=4, decimal_places=3, default="0.05")

    onset = models.CharField(max_length=10, blank=True, default="")
    design = models.CharField(max_length=10, blank=True, default="", help_text="a kind of tracker.stats.designs; watch")
    periods = models.PositiveSmallIntegerField(null=True, blank=True)
    period_days = models.PositiveSmallIntegerField(null=True, blank=True)
    drop_days = models.PositiveSmallIntegerField(null=True, blank=True)
    blinding = models.CharField(max_length=8, default=Blinding.NONE, choices=Blinding.choices)
    exploratory = models.BooleanField(default=False, help_text="too weak to find what matters, started knowing it")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True, help_text="the last day")

    protocol = models.JSONField(null=True, blank=True)
    protocol_hash = models.CharField(max_length=64, blank=True, default="")
    commitment = models.CharField(max_length=64, blank=True, default="")
    set_seed = models.CharField(max_length=64, blank=True, default="")
    software_version = models.CharField(max_length=40, blank=True, default="")
    locked_at = models.DateTimeField(null=True, blank=True)

    helper_hash = models.CharField(max_length=64, blank=True, default="", help_text="of the helper's one-time link")
    helper_opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=30, blank=True, default="")
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="experiment_owner_uid"),
            # Two at once could not be told apart.
            models.UniqueConstraint(fields=["owner"], condition=Q(state=State.LOCKED), name="experiment_owner_one"),
            models.CheckConstraint(condition=Q(state__in=STORED), name="experiment_state"),
            models.CheckConstraint(
                condition=Q(state__in=(*OPEN, State.CANCELLED), locked_at=None)
                | Q(state__in=(State.LOCKED, *ENDED), locked_at__isnull=False),
                name="experiment_locked",
            ),
            models.CheckConstraint(condition=Q(direction__in=(1, -1)), name="experiment_direction"),
            models.CheckConstraint(condition=Q(sides__in=("two", "one")), name="experiment_sides"),
            models.CheckConstraint(condition=Q(meaningful=None) | Q(meaningful__gt=0), name="experiment_meaningful"),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="experiment_end_date"
            ),
            Locked(
                name="experiment_plan", fields=PLANNED, once="locked_at",
                back=(*(state.value for state in OPEN), State.CANCELLED.value),
            ),
            Locked(name="experiment_ended", fields=("state", "ended_at", "end_reason"), once="ended_at"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner", "state"], name="experiment_owner_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def watched(self) -> bool:
        """Before and after only: nothing is drawn, nothing is tested."""
        return self.design == "watch"

    def state_on(self, today: date) -> State:
        """Where it stands on a day: what is locked runs from its first day and is complete after its last."""
        state = State(self.state)
        if state is not State.LOCKED or self.start_date is None or self.end_date is None:
            return state
        if today < self.start_date:
            return state
        return State.RUNNING if today <= self.end_date else State.COMPLETE

    def save(self, **how: Any) -> None:
        """Write it down.

        Raises:
            LockedError: if that would change what was locked.
        """
        if self.pk is not None and not self._state.adding:
            refuse_changes(type(self), self, PLANNED, Q(locked_at__isnull=False))
        super().save(**how)

    def delete(self, *args: Any, **how: Any) -> tuple[int, dict[str, int]]:
        """Drop a plan that was never locked.

        Raises:
            LockedError: if it was: it is stopped, not forgotten.
        """
        if self.locked_at is not None:
            raise LockedError("a locked experiment is stopped, not deleted")
        return super().delete(*args, **how)


class OfExperiment(Owned):
    """A row that belongs to one experiment."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Written(OfExperiment):
    """A row that never changes once it is written, but for the columns its table leaves open."""

    closed: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:
        """Write it down.

        Raises:
            LockedError: if it stands already, otherwise.
        """
        if self.pk is not None and not self._state.adding:
            refuse_changes(type(self), self, self.closed, Q())
        super().save(**how)


PERIOD = ("owner", "experiment", "no", "start", "end", "condition", "box_no")
SEALED = ("owner", "experiment", "drawn", "nonce")
FROZEN = ("owner", "experiment", "day", "value", "entered_at")
RESULT = ("owner", "experiment", "kind", "body", "computed_at", "data_hash")


class Period(Written):
    """Some days under one condition: 0 is A, 1 is B. `guess` is what the person believes before the reveal."""

    closed = PERIOD
    no = models.PositiveSmallIntegerField(help_text="from 1")
    start = models.DateField()
    end = models.DateField()
    condition = models.PositiveSmallIntegerField(help_text="sealed: read through protocol.known")
    box_no = models.PositiveSmallIntegerField(null=True, blank=True)
    guess = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "experiment", "no"], name="period_owner_experiment_no"),
            models.CheckConstraint(condition=Q(condition__in=(0, 1)), name="period_condition"),
            models.CheckConstraint(condition=Q(guess=None) | Q(guess__in=(0, 1)), name="period_guess"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="period_end"),
            Locked(name="period_plan", fields=PERIOD),
        ]
        ordering = ["no"]


class Sealed(Written):
    """What the commitment was made from: which order was drawn (a number too long for a column of numbers)."""

    closed = SEALED
    drawn = models.CharField(max_length=160)
    nonce = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "experiment"], name="sealed_owner_experiment"),
            Locked(name="sealed_plan", fields=SEALED),
        ]


class Adherence(OfExperiment):
    """Whether a day went as planned, under either condition: one tap."""

    day = models.DateField()
    did = models.CharField(max_length=6, choices=Did.choices)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "experiment", "day"], name="adherence_owner_experiment_day"),
            models.CheckConstraint(condition=Q(did__in=Did.values), name="adherence_did"),
        ]


class AdverseEvent(OfExperiment):
    """Something bad that happened; 4 is a doctor or a hospital needed."""

    uid = models.UUIDField(default=uuid.uuid4)
    day = models.DateField()
    kind = models.CharField(max_length=20)
    severity = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500, blank=True, default="")
    action = models.CharField(max_length=20, blank=True, default="")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="adverse_event_owner_uid"),
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="adverse_event_severity"),
        ]
        indexes = [models.Index(fields=["owner", "experiment", "day"], name="adverse_event_owner_day")]


class ExperimentEvent(OfExperiment):
    """What happened meanwhile: noted beside the plan, which stays as it was. `until` is empty while it lasts."""

    uid = models.UUIDField(default=uuid.uuid4)
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=HappeningKind.choices)
    note = models.CharField(max_length=500, blank=True, default="")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="experiment_event_owner_uid"),
            models.CheckConstraint(condition=Q(kind__in=HappeningKind.values), name="experiment_event_kind"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("day")), name="experiment_event_until"),
        ]
        indexes = [models.Index(fields=["owner", "experiment", "day"], name="experiment_event_owner_day")]


class FrozenDay(Written):
    """The outcome of one day as it stood when the answer was worked out; later edits of the diary change nothing."""

    closed = FROZEN
    day = models.DateField()
    value = models.FloatField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "experiment", "day"], name="frozen_day_owner_experiment_day"),
            Locked(name="frozen_day_written", fields=FROZEN),
        ]


class Result(Written):
    """An answer, written once."""

    closed = RESULT
    kind = models.CharField(max_length=12, choices=ResultKind.choices)
    body = models.JSONField()
    computed_at = models.DateTimeField(default=timezone.now)
    data_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "experiment", "kind"], name="result_owner_experiment_kind"),
            models.CheckConstraint(condition=Q(kind__in=ResultKind.values), name="result_kind"),
            Locked(name="result_written", fields=RESULT),
        ]
