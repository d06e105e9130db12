"""Who may join: the first visitor of a new machine, whom the owner let in, and nobody else."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tracker.accounts.models import Invitation, User


class ClosedError(Exception):
    """Nobody may join in this way, or someone else was quicker."""


def nobody_yet() -> bool:
    """Whether this machine still waits for its owner."""
    return not User.objects.real().exists()


def is_open() -> bool:
    return User.objects.filter(is_owner=True, sign_up_open=True).exists()


def may_join(invitation: int | None, now: datetime) -> bool:
    """Whether someone without an account may make one now."""
    return is_open() or (invitation is not None and Invitation.objects.usable(now).filter(pk=invitation).exists())


def join(facts: dict[str, object], *, first: bool, invitation: int | None, now: datetime) -> User:
    """Make the account; `first` says whether the page that was filled in set up the machine.

    All is looked at again inside the transaction, so of two first visitors one becomes the owner and the other
    nobody, and one invitation lets one person in.

    Raises:
        ClosedError: nothing was made.
    """
    try:
        with transaction.atomic():
            if first != nobody_yet():
                raise ClosedError
            invited = invitation is not None and Invitation.objects.take(invitation, now)
            if not (first or invited or is_open()):
                raise ClosedError
            return User.objects.create_user(**facts, is_owner=first)  # type: ignore[arg-type]
    except IntegrityError as error:
        raise ClosedError from error
