"""The numbers this person keeps: the daily ones, their modules', their own, and one for each supplement listed."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary.models import OwnTracker, Supplement
from tracker.metrics import METRICS, MODULES, Area, Metric, Module, Source, supplement
from tracker.web.together import Together


def lists(owner: int) -> dict[str, QuerySet[Any, Any]]:
    """What the person lists: own trackers and supplements."""
    return {
        "trackers": OwnTracker.objects.filter(owner=owner), "supplements": Supplement.objects.filter(owner=owner),
    }  # fmt: skip


LISTS = Together(lists, owner=int)


def metrics_for(user: User, *, archived: bool = False) -> tuple[Metric, ...]:
    """Every metric of the person, built-in ones first; own trackers put away only where asked for; one query."""
    return metrics_of(user, **LISTS.read(owner=user.pk), archived=archived)


def metrics_of(
    user: User, trackers: Iterable[OwnTracker], supplements: Iterable[Supplement], archived: bool = False
) -> tuple[Metric, ...]:
    """The same of rows that were read already, in any order."""
    kept = (row for row in sorted(trackers, key=_in_list) if archived or not row.archived)
    listed = (supplement(row.slug, row.name) for row in sorted(supplements, key=_in_list))
    return (*built_in(user), *(row.metric for row in kept), *listed)


def _in_list(row: OwnTracker | Supplement) -> tuple[int, int]:
    return row.position, row.pk


def built_in(user: User) -> tuple[Metric, ...]:
    """The daily core and the modules switched on; without whatever counts food in food-free mode."""
    return _built_in(tuple(user.modules), user.food_free)


@lru_cache(maxsize=64)  # every page asks, and each line of History
def _built_in(modules: tuple[str, ...], food_free: bool) -> tuple[Metric, ...]:
    on = {"", *(module.key for module in _modules_of(modules, food_free))}
    kept = (metric for metric in METRICS if metric.module in on)
    return tuple(metric for metric in kept if not (food_free and metric.area is Area.FOOD))


def modules_of(user: User) -> tuple[Module, ...]:
    """The modules switched on, in registry order."""
    return _modules_of(tuple(user.modules), user.food_free)


@lru_cache(maxsize=64)
def _modules_of(modules: tuple[str, ...], food_free: bool) -> tuple[Module, ...]:
    return tuple(module for module in MODULES if module.key in modules and not (food_free and module.counts_food))


def is_on(user: User, module: str) -> bool:
    """Whether the person switched a module on."""
    return any(one.key == module for one in modules_of(user))


def asked(user: User, module: str) -> tuple[Metric, ...]:
    """What a module asks on Today."""
    return tuple(m for m in built_in(user) if m.module == module and m.source is Source.CHECK_IN)
