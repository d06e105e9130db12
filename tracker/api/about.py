"""Doors to what can be asked: whose token this is, the numbers a person keeps, their supplements, foods."""

from typing import Any

from django.conf import settings
from ninja import Query, Router

from tracker.api import shapes
from tracker.api.requests import ApiRequest
from tracker.diary import catalogue, fields, held_back
from tracker.diary.models import Supplement
from tracker.foods.search import Match, find
from tracker.web import naming

router = Router(tags=["About"])


@router.get("me", response=shapes.Me)
def me(request: ApiRequest) -> dict[str, Any]:
    """Whose token this is, what it may do, and which day it is for them."""
    user = request.user
    return {
        "name": user.username, "scopes": ["read", "write"] if request.token.may_write else ["read"],
        "today": user.today(request.tap.now), "time_zone": user.time_zone, "language": request.LANGUAGE_CODE,
        "version": settings.VERSION,
    }  # fmt: skip


@router.get("metrics", response=list[shapes.MetricOut])
def metrics(request: ApiRequest) -> list[dict[str, Any]]:
    """Every number this person keeps: built-in ones, those of modules switched on, own trackers, supplements."""
    shut, own = held_back.keys(request.user), fields.own(request.user)
    return [
        {
            "key": metric.key, "label": naming.label(metric), "area": metric.area.value, "kind": metric.kind.value,
            "role": metric.role.value, "unit": naming.unit(metric), "low": metric.low, "high": metric.high,
            "better": metric.better.value, "module": metric.module, "held_back": metric.key in shut,
            "writable": metric.key in fields.REGISTERS or metric.key in own,
        }
        for metric in catalogue.metrics_for(request.user)
    ]  # fmt: skip


@router.get("supplements", response=list[shapes.SupplementOut])
def supplements(request: ApiRequest) -> list[Supplement]:
    """The person's own list, in its order."""
    return list(Supplement.objects.filter(owner=request.user))


@router.get("foods", response=shapes.Foods)
def foods(
    request: ApiRequest,
    q: str = Query(..., min_length=1, max_length=100, description="in any of the app's languages"),
    limit: int = Query(10, ge=1, le=50),
) -> dict[str, Any]:
    """The foods that a word may mean, best first; typing errors are forgiven."""
    matches = find(q, language=request.LANGUAGE_CODE, user=request.user, limit=limit)
    return {"items": [_food(match) for match in matches]}


def _food(match: Match) -> dict[str, Any]:
    return {
        "id": match.food_id, "name": match.name, "own": match.own, "favourite": match.favourite,
        "portions": [{"name": portion.name, "grams": portion.grams} for portion in match.portions],
        "fibre": match.facts.fibre, "magnesium": match.facts.magnesium, "fermented": match.facts.fermented_live,
        "source": match.source,
    }  # fmt: skip
