"""What a change has to know before it is made, read by statements that are put into words once."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import Model, Q, QuerySet, Subquery

from tracker.accounts.models import User
from tracker.diary.fields import Place
from tracker.diary.models import Night, Outcome, SavedAnswer
from tracker.web.prepared import Prepared


def locked(user: User, place: Place, day: date) -> Any:
    """The day's row, made if it is missing, held until the transaction ends (two savers queue up)."""
    held = _held(place.table, place.column, tuple(place.besides))
    row = held.first(owner=user.pk, day=day, **place.besides)
    if row is None:
        fresh = place.table(owner=user, day=day, **place.besides)
        place.table._default_manager.bulk_create([fresh], ignore_conflicts=True)
        row = held.first(owner=user.pk, day=day, **place.besides)
    return row


@cache
def _held(table: type[Model], column: str, besides: tuple[str, ...]) -> Prepared[Any]:
    needed = ("pk", column, "zone") if table is Night else ("pk", column)

    def build(**where: Any) -> QuerySet[Any]:
        return table._default_manager.select_for_update().filter(**where).only(*needed)

    return Prepared(build, owner=int, day=date, **dict.fromkeys(besides, int))


def log_of(user: User, day: date, field: str, key: str) -> list[SavedAnswer]:
    """What the log of a field of a day says to a change of this key, oldest first.

    The line that set what stands there, those that wait or stand for another, and the one of the key itself: the
    others, as many as there may be, decide nothing any more.
    """
    return _LOG.all(owner=user.pk, day=day, field=field, key=key)


def is_done(user: User, batch: str) -> bool:
    """Whether this tap was sent before."""
    return _DONE.first(owner=user.pk, batch=batch) is not None


def _log(owner: int, day: date, field: str, key: str) -> QuerySet[SavedAnswer]:
    lines = SavedAnswer.objects.filter(owner=owner, day=day, field=field)
    last = lines.filter(outcome=Outcome.APPLIED).order_by("-id").values("id")[:1]
    telling = Q(id=Subquery(last)) | Q(outcome=Outcome.CONFLICT) | ~Q(alias="") | Q(key=key)
    return lines.filter(telling).order_by("id").only("key", "value", "alias", "outcome")


def _done(owner: int, batch: str) -> QuerySet[SavedAnswer]:
    return SavedAnswer.objects.filter(owner=owner, batch=batch).only("pk")[:1]


_LOG = Prepared(_log, owner=int, day=date, field=str, key=str)
_DONE = Prepared(_done, owner=int, batch=str)
