"""What no page may split or link while a self-test runs: looking early bends the answer.

The list stands on the person, so it costs no query; the self-tests write it, every room that compares reads it.
"""

from collections.abc import Iterable

from tracker.accounts.models import User


def keys(user: User) -> frozenset[str]:
    """The keys of the metrics that are held back from this person: no link, no split, no difference is shown."""
    return frozenset(user.held_back)


def hold(user: User, metrics: Iterable[str]) -> None:
    """Hold these back from now on, and nothing else."""
    user.held_back = sorted(set(metrics))
    User.objects.filter(pk=user.pk).update(held_back=user.held_back)
    user.diary_changed()


def release(user: User) -> None:
    """Show everything again."""
    hold(user, ())
