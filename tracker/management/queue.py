"""The queue of what is done beside the pages: rows of the same database, worked through by one process."""

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=1)  # of what is done nobody asks again


def is_waiting() -> bool:
    """Whether something is to be done, or was left behind in the middle."""
    return DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).exists()


def take_up_again(now: datetime) -> None:
    """Put back what a killed process left in the middle, and forget what is long done; for the only worker there is."""
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY, started_at=None)
    DBTaskResult.objects.filter(finished_at__lt=now - KEPT).delete()


def empty() -> None:
    """Do everything that waits, one thing after another."""
    Worker(
        queue_names=["*"], interval=0.2, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="serve", excluded_queue_names=[],
    ).run()  # fmt: skip
