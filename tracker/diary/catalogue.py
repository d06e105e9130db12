"""The numbers this person keeps: the daily ones, their modules', their own, and one for each supplement listed."""

from collections.abc import Iterable

from tracker.accounts.models import User
from tracker.diary.models import OwnTracker, Supplement
from tracker.metrics import METRICS, MODULES, Area, Metric, Module, Source, supplement


def metrics_for(user: User, *, archived: bool = False) -> tuple[Metric, ...]:
    """Every metric of the person, built-in ones first; own trackers put away only where asked for; two queries."""
    return metrics_of(user, OwnTracker.objects.filter(owner=user), Supplement.objects.filter(owner=user), archived)


def metrics_of(
    user: User, trackers: Iterable[OwnTracker], supplements: Iterable[Supplement], archived: bool = False
) -> tuple[Metric, ...]:
    """The same of rows that were read already, in their order."""
    kept = (row for row in trackers if archived or not row.archived)
    listed = (supplement(row.slug, row.name) for row in supplements)
    return (*built_in(user), *(row.metric for row in kept), *listed)


def built_in(user: User) -> tuple[Metric, ...]:
    """The daily core and the modules switched on; without whatever counts food in food-free mode."""
    on = {"", *(module.key for module in modules_of(user))}
    kept = (metric for metric in METRICS if metric.module in on)
    return tuple(metric for metric in kept if not (user.food_free and metric.area is Area.FOOD))


def modules_of(user: User) -> tuple[Module, ...]:
    """The modules switched on, in registry order."""
    on = set(user.modules)
    return tuple(module for module in MODULES if module.key in on and not (user.food_free and module.counts_food))


def is_on(user: User, module: str) -> bool:
    """Whether the person switched a module on."""
    return any(one.key == module for one in modules_of(user))


def asked(user: User, module: str) -> tuple[Metric, ...]:
    """What a module asks on Today."""
    return tuple(m for m in built_in(user) if m.module == module and m.source is Source.CHECK_IN)
