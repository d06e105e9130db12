"""The queue of what is done beside the pages: rows of the same database, worked through by one process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tracker.management import alone

ONE_WORKER = 0x7661677573  # the name of that hold in PostgreSQL
KEPT = timedelta(days=1)  # of what is done nobody asks again


def is_waiting() -> bool:
    """Whether something is to be done, or was left behind in the middle."""
    return DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).exists()


@contextmanager
def only_here(patience: float) -> Iterator[None]:
    """Among the machines of one PostgreSQL the only one that works; the hold goes with its connection, however it goes.

    Raises:
        alone.Taken: if another machine still works after so many seconds.
    """
    if connection.vendor != "postgresql":
        yield  # a folder's own lock is enough
        return
    held, until = connection.copy(), time.monotonic() + patience
    try:
        while not _is_held(held):
            if time.monotonic() > until:
                raise alone.Taken
            time.sleep(0.2)
        yield
    finally:
        held.close()


def _is_held(own: BaseDatabaseWrapper) -> bool:
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_WORKER])
        return bool(cursor.fetchone()[0])


def take_up_again(now: datetime) -> None:
    """Put back what a killed process left in the middle, and forget what is long done; for the only worker there is."""
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY, started_at=None)
    DBTaskResult.objects.filter(finished_at__lt=now - KEPT).delete()


def empty() -> None:
    """Do everything that waits, one thing after another."""
    from django_tasks_db.management.commands.db_worker import Worker  # no start waits for it

    Worker(
        queue_names=["*"], interval=0.2, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="serve", excluded_queue_names=[],
    ).run()  # fmt: skip
