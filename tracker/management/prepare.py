"""Brings the data folder up to this version before anything is served: a sound database, tables, files."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tracker.accounts.origin import left_behind
from tracker.backups.copies import Refused, faults, flush, newest_sound
from tracker.backups.place import here
from tracker.backups.state import little_room
from tracker.foods import seed
from tracker.management import alone, tables
from tracker.management.chores import DAY
from tracker.management.keeper import RUNNING

PATIENCE = 60
Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Everything that must be true before the first answer; each step does nothing when nothing changed."""
    folder_is_ours(settings.DATA_DIR)
    database_is_sound(say)
    try:
        tables_are_current(say)
    except DatabaseError as error:
        raise CommandError(trouble(error)) from error
    foods_are_loaded()
    files_are_collected(say)
    room_is_left(say)
    passkeys_fit(say)


def folder_is_ours(folder: Path) -> None:
    """Only its owner can read the folder, and we can write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"DATA_DIR {folder} cannot be made: {error.strerror}. Set DATA_DIR to another.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandError(f"DATA_DIR {folder} cannot be written to. Change its owner, or set DATA_DIR to another.")


def database_file() -> Path | None:
    """The SQLite file, if it is one and it is there."""
    if connection.vendor != "sqlite":
        return None
    path = Path(settings.DATABASES["default"]["NAME"])
    return path if path.exists() and path.stat().st_size else None


def database_is_sound(say: Say) -> None:
    """Stop at a damaged database instead of writing into it; look closely after a crash and once a day."""
    path, mark = database_file(), settings.DATA_DIR / "checked"
    if path is None or (was_stopped_properly() and mark.exists() and time.time() - mark.stat().st_mtime < DAY):
        return
    if found := faults(path, thorough=False):
        raise CommandError(damage_report(path, found[0]))
    mark.touch(mode=0o600)


def trouble(error: DatabaseError) -> str:
    """A database that cannot be read, in words for whoever starts the server."""
    if path := database_file():
        return damage_report(path, str(error))
    return f"The database that DATABASE_URL names does not answer: {error}".strip()


def damage_report(path: Path, fault: str) -> str:
    """What happened, that nothing was changed, and which copy to go back to."""
    copy = newest_sound(settings.BACKUP_DIR)
    way_back = (
        f"The newest good backup is {copy}. To go back to it (the damaged files are kept beside): "
        f"manage.py restore --replace {copy}"
        if copy
        else f"There is no backup in {settings.BACKUP_DIR}. Keep the damaged file: much may be readable."
    )
    return f"The database {path} is damaged ({fault}). Vagus did not start and changed nothing.\n{way_back}"


def tables_are_current(say: Say) -> None:
    """Migrate if need be, inside a backup or one transaction: after it all tables are new, or all as before."""
    found = tables.look()
    if found.newer:
        raise CommandError(from_the_future(found.newer))
    if found.missing:
        migrate(say, there=bool(found.applied))
    if not tables.has(str(settings.CACHES["default"]["LOCATION"])):
        call_command("createcachetable", verbosity=0)


def migrate(say: Say, *, there: bool) -> None:
    copy = None
    if there and database_file():
        copy = copied_before()
        say(f"The database was copied to {copy} before its tables change.")
    try:
        with in_one(there):
            call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:  # a migration may raise anything
        raise CommandError(f"{failed(error)} {as_before(copy)}") from error


def from_the_future(unknown: str) -> str:
    """What to do with a diary that a later version kept."""
    return (
        f"This diary was last kept by a newer Vagus than {settings.VERSION}, which does not know its "
        f"tables ({unknown}). Vagus did not start and changed nothing. Start the newer version again, or bring back "
        "the copy that was made before the upgrade: manage.py restore --replace FILE"
    )


@contextmanager
def in_one(there: bool) -> Iterator[None]:
    """Where tables can change within a transaction, all of it or nothing; SQLite has its copy instead."""
    if connection.vendor != "postgresql" or not there:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with rows still to be checked could not be altered
        yield


def copied_before() -> Path:
    """A verified copy of the database as it is.

    Raises:
        CommandError: if none can be made; the tables are left alone then.
    """
    from tracker.backups.making import make  # only an upgrade waits for what copies

    try:
        with alone.held(settings.DATA_DIR, alone.BACKUP, patience=PATIENCE):
            return make(here(), timezone.now()).path
    except (Refused, alone.Taken) as error:
        raise CommandError(f"No backup could be made, so the tables were left alone. {error}".strip()) from error


def failed(error: Exception) -> str:
    """What went wrong in a migration, in one line without anybody's values."""
    return f"The tables could not be brought up to this version: {type(error).__name__}. Vagus did not start."


def as_before(copy: Path | None) -> str:
    """Put the copy back, so that the version that ran before runs again; what was done, and what to do."""
    if copy is None and connection.vendor == "postgresql":
        return (
            "Every diary is as it was: nothing of the new version was kept. Go back to the version that ran before and "
            "start it, and report this."
        )
    if copy is None:
        return (
            "What was changed is listed by manage.py showmigrations. Report this, and try again with a mended version."
        )
    from tracker.backups.restoring import put_back

    connection.close()
    try:
        put_back(here(), copy)
    except Refused as error:
        return f"{error} Bring it back by hand with the version that ran before: manage.py restore --replace {copy}"
    return (
        "Every diary is as it was: the database was put back from the copy made before. Go back to the version that "
        f"ran before and start it, and report this. The copy stays at {copy}"
    )


def foods_are_loaded() -> None:
    """The food table that came with this version."""
    try:
        seed.load()
    except seed.SeedError as wrong:
        raise CommandError(str(wrong)) from wrong


def files_are_collected(say: Say) -> None:
    """Hash and compress the static files, when one of them changed."""
    stamp = settings.STATIC_ROOT / "stamp"
    seen = files_hash()
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    _flush_all(stamp.parent)  # the stamp says that all of them are whole: after a power cut too
    stamp.write_text(seen, encoding="ascii")
    flush(stamp)
    flush(stamp.parent)


def _flush_all(folder: Path) -> None:
    """Each by itself, and some at once: what the whole system has yet to write may take minutes."""
    from concurrent.futures import ThreadPoolExecutor  # no other start needs it

    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(flush, (folder, *folder.rglob("*"))):
            pass


def files_hash() -> str:
    """One number for all static files: their names, sizes and times."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def room_is_left(say: Say) -> None:
    """Say early that the disk is nearly full; the owner's pages say it too."""
    if (free := little_room(here())) is not None:
        say(f"The disk is nearly full: {free // 2**20} MB are free for {settings.DATA_DIR} and its backups.")


def passkeys_fit(say: Say) -> None:
    """Say whose way in a changed address took: browsers use a passkey only under the name where it was made."""
    for host, count in left_behind().items():
        what = "One passkey was made for" if count == 1 else f"{count} passkeys were made for"
        say(
            f"{what} {host}, which VAGUS_URL does not name: no browser will use it here. People sign in with the "
            "password, and a recovery code as second step; without one, manage.py recover lets them in."
        )


def was_stopped_properly() -> bool:
    return not (settings.DATA_DIR / RUNNING).exists()


def mark_running() -> None:
    (settings.DATA_DIR / RUNNING).write_text(str(os.getpid()), encoding="ascii")


def mark_stopped() -> None:
    (settings.DATA_DIR / RUNNING).unlink(missing_ok=True)
