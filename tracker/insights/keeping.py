"""Long sums done once for a diary as it is: beside the pages, by one process at a time, and never twice.

The process lives as long as its sum (`manage.py reckon`): what it imports and holds is given back whole, and no page
waits for its turn. It says on the row that it works on it; a row that nobody touched for a while was left behind by a
process that ended, and the next view takes it up again.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.accounts.models import User
from tracker.insights.models import Inquiry, Sort
from tracker.web.latest import Settled
from tracker.web.prepared import Prepared
from tracker.web.turns import TURNS

Say = Callable[[int, int], None]
Work = Callable[[User, date, Say], dict[str, Any]]

LEFT_BEHIND = timedelta(seconds=30)
AGAIN_AFTER = timedelta(minutes=10)  # a sum that failed is not tried at every view
PATIENCE = 1.5  # seconds a view waits, so that most people never see the page that waits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sum is; `failed` if it ended without a result."""

    done: int = 0
    total: int = 1
    failed: bool = False


def _made(owner: int, sort: str, mark: str) -> "QuerySet[Inquiry]":
    return Inquiry.objects.filter(owner=owner, sort=sort, made_for=mark)


MADE = Prepared(_made, owner=int, sort=str, mark=str)
MADE_WHEN = Prepared(lambda **named: _made(**named).only("pk", "touched"), owner=int, sort=str, mark=str)
OPENED: Settled[Any] = Settled(16)  # results asked for last, by their row, its diary and when it was written
T = TypeVar("T")


def kept(user: User, sort: Sort, wanted: str) -> dict[str, Any] | None:
    """The result for the diary as it is, if it is there; one query."""
    row = MADE.first(owner=user.pk, sort=sort.value, mark=wanted)
    return row.body if row else None


def opened(user: User, sort: Sort, wanted: str, open_it: Callable[[dict[str, Any]], T]) -> T | None:
    """What `open_it` makes of the result, if it is there: read and opened once for as long as its row is as it was."""
    row = MADE_WHEN.first(owner=user.pk, sort=sort.value, mark=wanted)
    name = row and (row.pk, wanted, row.touched)
    found: T | None = None if row is None else OPENED.get(name)
    if row is not None and found is None and (body := kept(user, sort, wanted)) is not None:
        found = OPENED.put(name, open_it(body))
    return found


def begin(user: User, sort: Sort, wanted: str, work: Work, today: date) -> dict[str, Any] | Progress:
    """The result if it comes soon, else how far it is; whoever comes first sets the sum going."""
    if _taken(user, sort, wanted):
        if settings.INSIGHTS_ASIDE:
            _aside(user, sort, wanted, work, today)
        else:
            worked(user, sort, wanted, work, today)
    row = Inquiry.objects.get(owner=user, sort=sort)
    if row.made_for == wanted and row.body is not None:
        return dict(row.body)
    return Progress(row.done, row.total, row.failed and row.wanted == wanted)


def _taken(user: User, sort: Sort, wanted: str) -> bool:
    """Whether the sum is now ours to do; of two that ask at once one is told yes."""
    now = timezone.now()
    Inquiry.objects.get_or_create(owner=user, sort=sort)
    idle = Q(begun=None) | Q(touched__lt=now - LEFT_BEHIND)
    hopeless = Q(failed=True, wanted=wanted, touched__gte=now - AGAIN_AFTER)
    free = Inquiry.objects.filter(idle, owner=user, sort=sort).exclude(hopeless).exclude(made_for=wanted)
    return bool(free.update(wanted=wanted, begun=now, touched=now, failed=False, done=0, total=1))


def _aside(user: User, sort: Sort, wanted: str, work: Work, today: date) -> None:
    """In a process of its own, which ends with this one; awaited for as long as a view waits."""
    what = f"{work.__module__}.{work.__qualname__}"
    command = [str(settings.ROOT / "manage.py"), "reckon", str(user.pk), sort, wanted, what, today.isoformat()]
    child = subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE)  # noqa: S603
    waiting = threading.Thread(target=child.wait, daemon=True)
    waiting.start()
    TURNS.step_aside()
    waiting.join(PATIENCE)


def worked(user: User, sort: Sort, wanted: str, work: Work, today: date) -> None:
    """Do the sum and keep what it gave, or that it failed."""
    row = Inquiry.objects.filter(owner=user, sort=sort, wanted=wanted)

    def say(done: int, total: int) -> None:
        row.update(done=done, total=total, touched=timezone.now())

    try:
        body = work(user, today, say)
    except Exception as error:
        # The kind of fault and its place; a message might hold somebody's numbers.
        place = error.__traceback__.tb_next if error.__traceback__ else None
        log.error("%s of an account failed: %s at line %s", sort, type(error).__name__, place and place.tb_lineno)
        row.update(failed=True, begun=None, touched=timezone.now())
        return
    row.update(body=body, made_for=wanted, begun=None, failed=False, touched=timezone.now())
