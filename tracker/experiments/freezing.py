"""The outcome as it stood in time: entered at most two days late, copied once, so that nothing later bends it."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from tracker.accounts.models import User
from tracker.diary.catalogue import metrics_for
from tracker.diary.days import daily_table
from tracker.diary.models import Outcome, SavedAnswer
from tracker.diary.moments import Moment
from tracker.experiments.models import Experiment, FrozenDay
from tracker.metrics import BY_KEY, Metric, Source
from tracker.stats.periods import LATE
from tracker.table import Floats, Span


@dataclass(frozen=True, slots=True)
class Noted:
    """One day: its value if it counts, and when it was entered, as far as that is known."""

    day: date
    value: float | None
    entered_at: datetime | None


def metric_of(experiment: Experiment, key: str = "") -> Metric:
    """The number a locked experiment looks at, also where the person has put it away since."""
    wanted = key or experiment.outcome_key
    known = {metric.key: metric for metric in metrics_for(experiment.owner, archived=True)}
    return known.get(wanted) or BY_KEY[wanted]


def span_of(experiment: Experiment) -> Span:
    """Its days; of "before and after" as many before the start as after it."""
    assert experiment.start_date and experiment.end_date
    if not experiment.watched:
        return Span(experiment.start_date, experiment.end_date)
    days = (experiment.end_date - experiment.start_date).days + 1
    return Span(experiment.start_date - timedelta(days=days), experiment.end_date)


def in_time(user: User, metric: Metric, span: Span) -> list[Noted]:
    """Each day with the value that stood two days later; what was entered after that counts as missing."""
    values = daily_table(user, span, [metric]).columns[metric.key]
    log = _moments(user, span) if metric.source is Source.MOMENTS else _log(user, metric, span)
    return [_noted(user, day, float(value), log.get(day, [])) for day, value in zip(span, values, strict=True)]


def _noted(user: User, day: date, value: float, lines: list[tuple[datetime, object]]) -> Noted:
    """`lines` are the changes of that day's value in order; a value without any was there from the start."""
    stands = None if math.isnan(value) else value
    if not lines:
        return Noted(day, stands, None)
    timely = [line for line in lines if (user.today(line[0]) - day).days <= LATE]
    if not timely:
        return Noted(day, None, lines[0][0])
    if len(timely) == len(lines):
        return Noted(day, stands, timely[-1][0])
    kept = timely[-1][1]  # what a later change replaced
    return Noted(day, float(kept) if isinstance(kept, (int, float)) else None, timely[-1][0])


def _log(user: User, metric: Metric, span: Span) -> dict[date, list[tuple[datetime, object]]]:
    names = ("bed_time", "wake_time") if metric.source is Source.NIGHT else (metric.key,)
    rows = SavedAnswer.objects.filter(
        owner=user, field__in=names, day__range=(span.start, span.end), outcome=Outcome.APPLIED
    )
    found: dict[date, list[tuple[datetime, object]]] = {}
    for day, at, value in rows.order_by("id").values_list("day", "at", "value"):
        kept = None if metric.none and value == 0 else value
        found.setdefault(day, []).append((at, kept))
    return found


def _moments(user: User, span: Span) -> dict[date, list[tuple[datetime, object]]]:
    rows = Moment.objects.filter(owner=user, removed=None, day__range=(span.start, span.end))
    found: dict[date, list[tuple[datetime, object]]] = {}
    for day, created in rows.order_by("created").values_list("day", "created"):
        found.setdefault(day, []).append((created, None))
    return found


def freeze(experiment: Experiment, until: date) -> list[FrozenDay]:
    """Copy the outcome day by day, none after `until`; where it was done before, read what stands."""
    kept = list(FrozenDay.objects.filter(owner=experiment.owner_id, experiment=experiment).order_by("day"))
    if kept:
        return kept
    found = in_time(experiment.owner, metric_of(experiment), span_of(experiment))
    rows = [
        FrozenDay(owner=experiment.owner, experiment=experiment, day=each.day, value=value, entered_at=each.entered_at)
        for each in found
        for value in [each.value if each.day <= until else None]
    ]
    FrozenDay.objects.bulk_create(rows)
    return rows


def column(rows: Iterable[FrozenDay]) -> Floats:
    """The frozen values in order, NaN where nothing counts."""
    return np.array([math.nan if row.value is None else row.value for row in rows])


def data_hash(rows: Iterable[FrozenDay]) -> str:
    """SHA-256 of the frozen days, a line each: date, comma, value."""
    lines = (f"{row.day.isoformat()},{'' if row.value is None else repr(float(row.value))}\n" for row in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
