"""Takes the file a person sent on its way into the diary: read, decided upon, brought in, each step once.

A small file is read and brought in while its page is asked for; a large one by a process beside the pages, by the same
steps. A step that a crash cut off is done again from its beginning, for nothing of it is kept before its end.
"""

import logging
from datetime import datetime
from zipfile import BadZipFile, ZipFile
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from tracker.accounts.models import User
from tracker.exchange import uploads
from tracker.exchange.apply import apply
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.observation import UnreadableFile, _
from tracker.exchange.formats.source import ZIP_START
from tracker.exchange.models import ImportBatch, ImportJob
from tracker.exchange.opening import Choices, Opened, open_file
from tracker.exchange.taking import choosing
from tracker.exchange.watching import Stopped, Watched, to_read
from tracker.web import bell

State = ImportJob.State
WORKING = ImportJob.WORKING
SMALL = MEBI
SMALL_UNPACKED = 16 * MEBI
MOST_ATTEMPTS = 3
BROKEN = _("Something went wrong in Vagus, and nothing was changed.")
GONE = _("There is no file waiting any more. Choose it once more.")

log = logging.getLogger(__name__)


def receive(user: User, file: "UploadedFile[bytes]", language: str) -> ImportJob:
    """Keep a file and begin to read it; an earlier one that waits goes.

    Raises:
        Busy: while another one is being brought in.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if ImportJob.objects.filter(owner=user, state=State.WRITING).exists():
            raise Busy
        discard(user)
        token = uploads.keep(user.pk, file)
        job = ImportJob.objects.create(
            owner=user, token=token, name=(file.name or "")[: uploads.LONGEST_NAME], size=file.size or 0,
            large=_is_large(token), language=language,
        )  # fmt: skip
    return _go_on(job)


class Busy(Exception):  # noqa: N818 (nothing failed; one thing after another)
    """A file of this person is being brought in just now."""


def pending(user: User) -> ImportJob | None:
    """The file this person has on its way, while it is there."""
    job = ImportJob.objects.filter(owner=user).first()
    there = job and (job.state in (State.DONE, State.FAILED) or uploads.path_of(job.token).exists())
    return job if there else None


def decide(job: ImportJob, *, activities: bool, zone: str, times: str) -> ImportJob:
    """Keep what a person said of the file, and read it again with that."""
    said = {"activities": activities, "zone": zone, "times": times}
    ImportJob.objects.filter(pk=job.pk, state=State.READ).update(**said, state=State.READING, share=0, attempts=0)
    job.refresh_from_db()
    return _go_on(job)


def bring_in(job: ImportJob, take: dict[str, object]) -> ImportJob:
    """Write what was shown; a second word for the same file changes nothing."""
    begun = ImportJob.objects.filter(pk=job.pk, state=State.READ)
    if begun.update(state=State.WRITING, take=take, attempts=0, problem=None):
        job.refresh_from_db()
        return _go_on(job)
    job.refresh_from_db()
    return job


def discard(user: User) -> None:
    """The file goes, whatever became of it, unless it is being written down just now."""
    for job in ImportJob.objects.filter(owner=user).exclude(state=State.WRITING):
        uploads.drop(job.token)
        job.delete()


def sweep(now: datetime) -> None:
    """What nobody came back for goes after a day."""
    for job in ImportJob.objects.filter(created__lt=now - uploads.LIFE).exclude(state__in=WORKING):
        uploads.drop(job.token)
        job.delete()
    uploads.sweep(now)


def _is_large(token: str) -> bool:
    """Whether reading may take longer than a page may; an archive by what is in it."""
    path = uploads.path_of(token)
    if path.stat().st_size > SMALL:
        return True
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP_START):
            return False
        try:
            return sum(info.file_size for info in ZipFile(file).infolist()) > SMALL_UNPACKED
        except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
            return False  # whoever reads it says what is wrong


def _go_on(job: ImportJob) -> ImportJob:
    if job.is_working and job.large:
        go_on.enqueue(job.pk)
        bell.ring()
    elif job.is_working:
        run(job.pk)
        job.refresh_from_db()
    return job


@task()
def go_on(pk: int) -> None:
    """The next step of a file, by its number alone."""
    run(pk)


def take_up_again() -> None:
    """Put files into the queue that are in no queue: their process was killed between one word and the next."""
    waiting = DBTaskResult.objects.ready().filter(task_path=go_on.module_path)
    queued = {found["args"][0] for found in waiting.values_list("args_kwargs", flat=True)}
    for pk in ImportJob.objects.filter(state__in=WORKING).values_list("pk", flat=True):
        if pk not in queued:
            go_on.enqueue(pk)


def run(pk: int) -> None:
    """Take one step, if there is one to take; safe to be called twice."""
    job = ImportJob.objects.select_related("owner").filter(pk=pk).first()
    if job is None or not job.is_working:
        return
    ImportJob.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    try:
        if job.attempts >= MOST_ATTEMPTS:
            _fail(job, BROKEN)
        elif job.state == State.READING:
            _read(job)
        else:
            _write(job)
    except UnreadableFile as error:
        _fail(job, error.message, error.facts)
    except FileNotFoundError:
        _fail(job, GONE)
    except Stopped:
        pass
    except Exception as error:
        # The kind of fault and its place; a message might hold what somebody noted.
        place = error.__traceback__.tb_next if error.__traceback__ else None
        log.error("an import failed: %s at line %s", type(error).__name__, place and place.tb_lineno)
        _fail(job, BROKEN)


def _read(job: ImportJob) -> None:
    here = ImportJob.objects.filter(pk=job.pk, state=State.READING, token=job.token)

    def say(share: int) -> bool:
        return bool(here.update(share=share))

    zone = ZoneInfo(job.zone) if job.zone else None
    choices = Choices(activities=job.activities, zone=zone, mapping={"times": job.times}, language=job.language)
    with uploads.path_of(job.token).open("rb") as file:
        watched = Watched(file, to_read(file) if job.large else 1, say if job.large else None)
        opened = open_file(job.owner, watched.file, choices, today=job.owner.today(timezone.now()))
    uploads.keep_read(job.token, opened)
    if not here.update(state=State.READ, share=100, attempts=0):
        uploads.drop(job.token)  # it was taken away meanwhile


def _write(job: ImportJob) -> None:
    opened, now = uploads.read(job.token), timezone.now()

    def done(batch: ImportBatch) -> None:
        """Of two that write the second finds the job done, and leaves nothing of its own."""
        here = ImportJob.objects.filter(pk=job.pk, state=State.WRITING)
        if not here.update(state=State.DONE, batch=batch if batch.pk else None):
            raise Stopped

    take = choosing(job.take)
    apply(job.owner, opened.readings, kind=opened.kind, sha256=opened.sha256, now=now, take=take, then=done)
    uploads.drop(job.token)


def _fail(job: ImportJob, message: str, facts: dict[str, object] | None = None) -> None:
    """Say why; a file that was shown already stays, so that it can be tried once more."""
    back = State.READ if job.state == State.WRITING and message == BROKEN else State.FAILED
    problem = {"message": message, "facts": facts or {}}
    ImportJob.objects.filter(pk=job.pk, token=job.token).update(state=back, problem=problem)
    if back == State.FAILED:
        uploads.drop(job.token)


def opened_of(job: ImportJob) -> Opened:
    """What was read in the file.

    Raises:
        FileNotFoundError: if it is gone.
    """
    return uploads.read(job.token)
