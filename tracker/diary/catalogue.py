"""The numbers this person keeps: the registry's, and one for each supplement on their list."""

from tracker.accounts.models import User
from tracker.diary.models import Supplement
from tracker.metrics import METRICS, Metric, supplement


def metrics_for(user: User) -> tuple[Metric, ...]:
    """Every metric of the person, built-in ones first; one query."""
    listed = Supplement.objects.filter(owner=user).values_list("slug", "name")
    return (*METRICS, *(supplement(slug, name) for slug, name in listed))
