"""Makes a copy: written under another name, checked, flushed, and only then named; older ones rotate afterwards."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from tracker.backups import age
from tracker.backups.copies import SEALED, UNFINISHED, Counts, Refused, copies, flush, made, name_of
from tracker.backups.place import Place
from tracker.backups.rotation import kept

SPARE = 50 * 1024 * 1024  # room that a copy leaves to the diary


@dataclass(frozen=True)
class Made:
    """A copy that was opened and checked."""

    path: Path
    tables: Counts
    size: int


def make(place: Place, now: datetime) -> Made:
    """Copy while others may write.

    Raises:
        Refused: if there is no room, the database is not sound, or a program is missing.
    """
    with in_words():
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.sweep()
        _room_for(place)
        target = place.folder / name_of(now, place.source.ending + (SEALED if place.passphrase else ""))
        with a_draft(target) as draft:
            tables = _sealed(place, draft) if place.passphrase else place.source.write(draft)
            flush(draft)
            draft.replace(target)
            flush(place.folder)
    return Made(target, tables, target.stat().st_size)


def rotate(folder: Path, now: datetime) -> list[Path]:
    """Let go of those that neither a day, a week nor a month needs."""
    found = copies(folder)
    stay = kept((made(path) for path in found), now)
    gone = [path for path in found if made(path) not in stay]
    for path in gone:
        path.unlink()
    return gone


@contextmanager
def a_draft(target: Path) -> Iterator[Path]:
    """An empty file beside `target` that only its owner can read; whatever is left of it goes."""
    draft = target.with_name(target.name + UNFINISHED)
    draft.unlink(missing_ok=True)
    new_file(draft).close()
    try:
        yield draft
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{draft}{ending}").unlink(missing_ok=True)


def new_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


@contextmanager
def in_words() -> Iterator[None]:
    """Says what went wrong below, so that whoever asked can mend it."""
    try:
        yield
    except age.PassphraseError as error:
        raise Refused(_("The passphrase does not open this backup.")) from error
    except age.SealError as error:
        raise Refused(_("This backup is damaged or cut off: %(fault)s.") % {"fault": error}) from error
    except sqlite3.Error as error:
        raise Refused(_("The database is not sound: %(fault)s.") % {"fault": error}) from error
    except OSError as error:
        raise Refused(_("The backup stopped: %(fault)s.") % {"fault": error.strerror or error}) from error


def _room_for(place: Place) -> None:
    free = shutil.disk_usage(place.folder).free
    if free < place.source.size() + SPARE:
        text = _("There is too little room in %(folder)s: %(free)d MB are free, and %(needed)d MB are needed.")
        needed = (place.source.size() + SPARE) // 2**20
        raise Refused(text % {"folder": place.folder, "free": free // 2**20, "needed": needed})


def _sealed(place: Place, draft: Path) -> Counts:
    """The open copy never lies in the folder of copies, which may be shared; the sealed one is opened once more."""
    with place.workshop() as folder:
        plain = folder / "plain"
        new_file(plain).close()
        tables = place.source.write(plain)
        with plain.open("rb") as source, draft.open("wb") as target:
            age.seal(source, target, place.passphrase)
        with plain.open("rb") as source, draft.open("rb") as again:
            wanted = hashlib.file_digest(source, "sha256")
            opened = _Digest()
            age.unseal(again, cast(BinaryIO, opened), place.passphrase)
        if opened.sum.digest() != wanted.digest():
            raise age.SealError("it does not open to what was sealed")
    return tables


class _Digest:
    """Takes what would be written to a file, and keeps its sum alone."""

    def __init__(self) -> None:
        self.sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return len(data)
