"""A person's diary as the bytes of our own table: the same diary always gives the same bytes."""

from django.db import transaction

from tracker.accounts.models import User
from tracker.exchange.formats.own_csv import write
from tracker.exchange.rows import collect


def diary_csv(user: User) -> bytes:
    """Everything but what the person took away."""
    # One transaction, so that no row is written between a table and the one that points at it.
    with transaction.atomic():
        return "".join(write(collect(user))).encode()
