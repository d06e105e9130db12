"""Lets others write while a long change is worked out, and holds the pen for its writing alone."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from tracker.accounts.models import User

TRIES = 3
Found = TypeVar("Found")
Done = TypeVar("Done")


def worked_out(user: User, look: Callable[[], Found], write: Callable[[Found], Done]) -> Done:
    """What `write` says, in one transaction, of what `look` found before it.

    If the diary changed in between, all is looked at anew; after three tries with the pen in hand, so that a busy
    diary comes to its turn too. `write` may stand on names that are new: one taken meanwhile is looked at anew as well.
    """
    for _ in range(TRIES - 1):
        before = _version(user)
        found = look()
        try:
            with transaction.atomic():
                if _locked(user) == before:
                    return write(found)
        except IntegrityError:
            continue
    with transaction.atomic():
        _locked(user)
        return write(look())


def _version(user: User) -> tuple[int, int]:
    return User.objects.values_list("diary_version", "foods_edition").get(pk=user.pk)


def _locked(user: User) -> tuple[int, int]:
    """Two long changes of one diary queue up here, so that the second finds what the first one wrote."""
    return User.objects.select_for_update().values_list("diary_version", "foods_edition").get(pk=user.pk)
