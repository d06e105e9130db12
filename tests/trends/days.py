"""Makes stretches of a diary for the tests of this room."""

from collections.abc import Iterable
from datetime import date, timedelta

from tests.builders import TODAY
from tracker.models import CheckIn, User


def noted(owner: User, days: int, *, end: date = TODAY, skip: Iterable[date] = (), **answers: int) -> None:
    """So many check-ins ending with `end`; mood goes round from 3 to 8 unless it is given."""
    left_out = set(skip)
    rows = [end - timedelta(days=i) for i in range(days)]
    CheckIn.objects.bulk_create(
        CheckIn(owner=owner, day=day, **{"mood": 3 + day.toordinal() % 6, **answers})
        for day in rows
        if day not in left_out
    )
    owner.diary_changed()
