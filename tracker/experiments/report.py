"""The answer, worked out once from frozen days and written down; reading it again computes nothing new."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from tracker.diary.days import daily_table
from tracker.experiments import adherence, freezing, protocol, states
from tracker.experiments.models import (
    ENDED,
    AdverseEvent,
    Blinding,
    Experiment,
    FrozenDay,
    Period,
    Result,
    ResultKind,
    State,
)
from tracker.stats import periods as of_periods
from tracker.stats.answer import Answer, answer
from tracker.stats.seal import letters
from tracker.stats.trial import interval, stopped_early
from tracker.table import Floats

Body = dict[str, Any]


class NotOverError(Exception):
    """The last day is not over, and nobody stopped it: there is nothing to be read yet."""


class GuessFirstError(Exception):
    """A helper filled boxes: what the person believes is asked before anything is opened."""


def result_of(experiment: Experiment) -> Result | None:
    """What was worked out, if it was."""
    return Result.objects.filter(owner=experiment.owner_id, experiment=experiment).first()


def conclude(experiment: Experiment, now: datetime) -> Result:
    """Freeze the days, work the answer out, write it down and show it; done before, it is read.

    Raises:
        NotOverError: while it runs.
        GuessFirstError: if a helper filled boxes and no guess was made.
    """
    today = experiment.owner.today(now)
    with transaction.atomic():
        row = Experiment.objects.select_for_update().get(owner=experiment.owner_id, pk=experiment.pk)
        if found := result_of(row):
            return found
        if row.state_on(today) not in (State.COMPLETE, *ENDED):
            raise NotOverError
        if must_guess(row):
            raise GuessFirstError
        ended = row.owner.today(row.ended_at) if row.ended_at else today
        days = freezing.freeze(row, min(ended, row.end_date or ended))
        kind, body = _worked_out(row, days, today, ended)
        if row.state == State.LOCKED:
            states.move(row, State.REVEALED, now)
        return Result.objects.create(
            owner=row.owner, experiment=row, kind=kind, body=body, computed_at=now, data_hash=freezing.data_hash(days)
        )


def must_guess(experiment: Experiment) -> bool:
    """Whether the boxes were filled by a helper, all were lived, and nothing was guessed yet."""
    if experiment.blinding != Blinding.HELPER or experiment.state in ENDED:
        return False
    return not Period.objects.filter(owner=experiment.owner_id, experiment=experiment, guess__isnull=False).exists()


def _worked_out(row: Experiment, days: Sequence[FrozenDay], today: date, ended: date) -> tuple[ResultKind, Body]:
    values = freezing.column(days)
    if row.watched:
        return ResultKind.EXPLORATORY, watched(values)
    if row.state == State.LOCKED:
        return ResultKind.PRIMARY, primary(row, values, today)
    return ResultKind.EXPLORATORY, ended_early(row, values, today, ended)


def primary(row: Experiment, values: Floats, today: date) -> Body:
    """Everything that the last page shows of a finished experiment, as it is kept."""
    trial = protocol.trial(row, today)
    found = answer(trial, values, _baseline(row, "spread"))
    shares = found.filled
    return {
        **_plain(found),
        "order": letters(trial.order),
        "means": _floats(found.periods.means),
        "counts": _floats(found.periods.counts),
        "kept": found.periods.kept,
        "filled": [_float(shares.a), _float(shares.b)],
        "uneven": shares.uneven,
        **_how_followed(row, trial.order, values.size),
        "beside": _beside(row, trial.order),
        "hits": _hits(row, trial.order),
        "adverse": AdverseEvent.objects.filter(owner=row.owner_id, experiment=row).count(),
    }


def _plain(found: Answer) -> Body:
    look = found.second
    return {
        "verdict": found.verdict,
        "difference": _float(found.difference),
        "low": _float(found.low),
        "high": _float(found.high),
        "narrow": [_float(found.narrow[0]), _float(found.narrow[1])],
        "maybe_smaller": found.maybe_smaller,
        "extreme": found.test.extreme,
        "orders": found.test.orders,
        "smallest_p": _float(found.smallest_p),
        "pairs_won": _float(found.pairs_won),
        "spreads": _float(found.spreads),
        "likely": _float(found.likely),
        "second": look and {"effect": _float(look.effect), "low": _float(look.low), "high": _float(look.high)},
    }


def ended_early(row: Experiment, values: Floats, today: date, ended: date) -> Body:
    """What is left of one that was stopped: a look at whole periods; no test if how it felt had a part in the end."""
    design, opened = protocol.design(row), protocol.opened(row, today)
    assert row.start_date
    lived = min(design.periods, max(0, (ended - row.start_date).days // design.period_days))
    order = opened.order[:lived]
    body: Body = {
        "verdict": "described", "order": letters(order), "lived": lived, "means": [], "counts": [], "extreme": None,
        "orders": None, "difference": None, "low": None, "high": None,
    }  # fmt: skip
    if not lived:
        return body
    means = of_periods.period_values(values[: lived * design.period_days], design.period_days, design.drop_days)
    row_of = np.array(order)
    both = [means.means[(row_of == kind) & ~np.isnan(means.means)] for kind in (0, 1)]
    body |= {"means": _floats(means.means), "counts": _floats(means.counts), "kept": means.kept}
    if not all(len(side) for side in both):
        return body
    body["difference"] = float(both[1].mean() - both[0].mean())
    if row.state == State.STOPPED_USER and row.end_reason == "life":
        rows, at = design.rows(opened.drawn, row.set_seed)
        trial = protocol.trial(row, today)
        test = stopped_early(means.means, rows, drawn=at, sides=trial.tail)
        low, high = interval(means.means, rows[:, :lived], drawn=at, level=1 - trial.alpha)
        body |= {
            "verdict": "exploratory", "extreme": test.extreme, "orders": test.orders, "low": _float(low),
            "high": _float(high),
        }  # fmt: skip
    return body


def watched(values: Floats) -> Body:
    """Before and after side by side: numbers of each, no test."""
    half = len(values) // 2
    return {"verdict": "watched", "before": _side(values[:half]), "after": _side(values[half:])}


def _side(values: Floats) -> Body:
    known = values[~np.isnan(values)]
    if not known.size:
        return {"days": len(values), "noted": 0, "mean": None, "low": None, "high": None}
    low, high = np.percentile(known, (25, 75))
    return {
        "days": len(values), "noted": int(known.size), "mean": float(known.mean()), "low": float(low),
        "high": float(high),
    }  # fmt: skip


def _how_followed(row: Experiment, order: Sequence[int], days: int) -> Body:
    said = adherence.kept_to(adherence.answers(row), freezing.span_of(row))
    shares = of_periods.followed(said, np.array(order, dtype=np.int8), days // len(order))
    known = said[~np.isnan(said)]
    whole = float(known.mean()) if known.size else math.nan
    return {"followed": [_float(shares.a), _float(shares.b)], "followed_all": _float(whole), "said": int(known.size)}


def _beside(row: Experiment, order: Sequence[int]) -> list[Body]:
    """The side views: mean of the kept days under each condition; no test, no verdict."""
    design, span = protocol.design(row), freezing.span_of(row)
    metrics = [freezing.metric_of(row, key) for key in row.secondary]
    table = daily_table(row.owner, span, metrics)
    found = []
    for metric in metrics:
        means = of_periods.period_values(table.columns[metric.key], design.period_days, design.drop_days).means
        sides = [means[(np.array(order) == kind) & ~np.isnan(means)] for kind in (0, 1)]
        a, b = (float(side.mean()) if side.size else math.nan for side in sides)
        found.append({"key": metric.key, "a": _float(a), "b": _float(b), "difference": _float(b - a)})
    return found


def _hits(row: Experiment, order: Sequence[int]) -> list[int] | None:
    """How many boxes were guessed rightly, and how many were guessed at all."""
    rows = Period.objects.filter(owner=row.owner_id, experiment=row, guess__isnull=False).values_list("no", "guess")
    guessed = dict(rows)
    return [sum(order[no - 1] == guess for no, guess in guessed.items()), len(guessed)] if guessed else None


def _baseline(row: Experiment, name: str) -> float:
    """A number of the diary before the start, as it was locked; NaN where it was not known."""
    return float((row.protocol or {}).get("baseline", {}).get(name) or "nan")


def _float(value: float | None) -> float | None:
    """A number as JSON can hold it; nothing for what is unknown or without end."""
    return None if value is None or not math.isfinite(value) else float(value)


def _floats(values: Floats) -> list[float | None]:
    return [_float(float(value)) for value in values]


def read(body: Mapping[str, Any], name: str) -> list[float]:
    """A row of numbers as kept, NaN for what is unknown."""
    return [math.nan if value is None else float(value) for value in body[name]]
