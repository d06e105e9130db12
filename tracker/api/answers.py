"""Doors to what comes of a diary: series, stored answers, experiments; nothing that a running one keeps sealed."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Router

from tracker.api import shapes
from tracker.api.days import FIRST_DAY, number
from tracker.api.requests import ApiRequest, Problem, invalid
from tracker.diary import catalogue, days, held_back
from tracker.experiments import carrying
from tracker.insights import looking, page, wording
from tracker.insights.looking import Look
from tracker.insights.wording import Compared
from tracker.metrics import Role
from tracker.stats.findings import Answer
from tracker.table import Span

router = Router(tags=["Answers"])
FROM = Query(None, alias="from", description="90 days before the last if absent")
TO = Query(None, alias="to", description="today if absent")
USUAL = 90
MOST_DAYS = 3660
MOST_METRICS = 20


@router.get("series", response=shapes.Series)
def series(
    request: ApiRequest,
    metrics: str = Query(..., max_length=1000, description="keys of metrics, with commas between them"),
    start: date | None = FROM,
    end: date | None = TO,
) -> dict[str, Any]:
    """Numbers day by day."""
    today = request.user.today(request.tap.now)
    span = _span(start, min(end or today, today))
    known = {metric.key: metric for metric in catalogue.metrics_for(request.user)}
    keys = list(dict.fromkeys(key.strip() for key in metrics.split(",")))
    if len(keys) > MOST_METRICS or not known.keys() >= set(keys):
        raise invalid(metrics="Name up to 20 keys that the list of metrics holds.")
    shut = held_back.keys(request.user)
    held = [known[key] for key in keys if key in shut]
    if any(metric.role is Role.HABIT for metric in held) and any(metric.role is not Role.HABIT for metric in held):
        raise Problem(409, "An experiment that runs keeps these apart until it ends.", code="held_back")
    table = days.daily_table(request.user, span, [known[key] for key in keys])
    values = {key: [number(float(value)) for value in table.columns[key]] for key in keys}
    return {"start": span.start, "end": span.end, "values": values}


def _span(start: date | None, end: date) -> Span:
    end = max(end, FIRST_DAY)
    start = max(start or end - timedelta(days=min(USUAL - 1, (end - FIRST_DAY).days)), FIRST_DAY)
    if start > end:
        raise invalid(to="The last day lies before the first, or the first has not come yet.")
    if (end - start).days >= MOST_DAYS:
        raise invalid(**{"from": "Ask for ten years at most."})
    return Span(start, end)


@router.get("insights", response=shapes.Insights)
def insights(request: ApiRequest) -> dict[str, Any]:
    """The stored answers on what goes with what. An association never says why."""
    look = looking.look(request.user, request.user.today(request.tap.now))
    answers = look.answers
    state = "ready" if answers else "working" if look.progress else "too_early"
    return {
        "state": state, "noted_days": look.noted, "days_to_go": 0 if answers else look.to_go,
        "held_back": [metric.key for metric in look.asked.held], "questions": answers.tested if answers else 0,
        "findings": [_answer(look, one) for one in answers.findings] if answers else [],
        "no_links": [_answer(look, one) for one in answers.no_links] if answers else [],
        "not_enough": [asdict(one) for one in answers.not_enough if one.n] if answers else [],
    }  # fmt: skip


def _answer(look: Look, one: Answer) -> dict[str, Any]:
    """The numbers of an answer, and the sentence of the page with all that tempers it."""
    known = {metric.key: metric for metric in look.asked.everything}
    if one.habit not in known or one.outcome not in known:
        return asdict(one)
    compared = Compared.of(one, known[one.habit], known[one.outcome])
    return {"sentence": wording.sentence(compared), "cautions": page.cautions(compared), **asdict(one)}


@router.get("experiments", response=shapes.Experiments)
def experiments(request: ApiRequest) -> dict[str, Any]:
    """Every experiment as far as it may be known today: of one that runs no order that is still closed, no result."""
    today = request.user.today(request.tap.now)
    return {"items": list(carrying.documents(request.user, today))}


@router.get("experiments/{uuid:uid}", response=dict[str, Any])
def experiment(request: ApiRequest, uid: UUID) -> dict[str, Any]:
    """One of them. Plans are made, locked and stopped on the pages alone."""
    today = request.user.today(request.tap.now)
    found = (row for row in carrying.documents(request.user, today) if row["uid"] == str(uid))
    one = next(found, None)
    if one is None:
        raise Http404
    return one
