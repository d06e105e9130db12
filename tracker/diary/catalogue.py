"""The numbers this person keeps: the daily ones, their modules', and one for each supplement on their list."""

from tracker.accounts.models import User
from tracker.diary.models import Supplement
from tracker.metrics import METRICS, MODULES, Area, Metric, Module, Source, supplement


def metrics_for(user: User) -> tuple[Metric, ...]:
    """Every metric of the person, built-in ones first; one query."""
    listed = Supplement.objects.filter(owner=user).values_list("slug", "name")
    return (*built_in(user), *(supplement(slug, name) for slug, name in listed))


def built_in(user: User) -> tuple[Metric, ...]:
    """The daily core and the modules switched on; without whatever counts food in food-free mode."""
    on = {"", *(module.key for module in modules_of(user))}
    kept = (metric for metric in METRICS if metric.module in on)
    return tuple(metric for metric in kept if not (user.food_free and metric.area is Area.FOOD))


def modules_of(user: User) -> tuple[Module, ...]:
    """The modules switched on, in registry order."""
    on = set(user.modules)
    return tuple(module for module in MODULES if module.key in on and not (user.food_free and module.counts_food))


def asked(user: User, module: str) -> tuple[Metric, ...]:
    """What a module asks on Today."""
    return tuple(m for m in built_in(user) if m.module == module and m.source is Source.CHECK_IN)
