"""Brings a copy back: into an empty place, over a diary only on demand and after a copy of that, or just to try."""

import json
import shutil
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tracker.accounts import recovery
from tracker.accounts.sealing import unseal
from tracker.backups import age
from tracker.backups.copies import STAMP, Counts, Refused, faults, flush, made, opened
from tracker.backups.making import a_draft, in_words, make, new_file
from tracker.backups.place import Place
from tracker.backups.sources import Sqlite, counted

PEOPLE = "tracker_user"
SPARE = 50 * 1024 * 1024


class Occupied(Refused):
    """A diary lies where the copy would go."""


@dataclass(frozen=True)
class Rehearsal:
    """The newest copy, brought back to a place that is gone again: its rows and those of the diary now."""

    path: Path
    made: datetime
    tables: Counts
    now: Counts
    seconds: float


@dataclass(frozen=True)
class Restored:
    """What was brought back, and where the database that lay there before is kept."""

    tables: Counts
    before: Path | None


def rehearse(place: Place) -> Rehearsal:
    """Bring the newest copy back to a temporary folder, check it and count.

    Raises:
        Refused: if there is none, or it cannot be brought back.
    """
    copy = next(iter(place.copies()), None)
    if copy is None:
        raise Refused(_("There is no backup yet."))
    began = time.monotonic()
    with in_words(), place.workshop() as folder:
        if shutil.disk_usage(folder).free < copy.stat().st_size + SPARE:
            raise Refused(_("There is too little room to bring a backup back."))
        draft = folder / "restored"
        new_file(draft).close()
        unpack(copy, draft, place.passphrase)
        tables = place.source.read(draft)
        now = place.source.now()
    return Rehearsal(copy, made(copy), tables, now, time.monotonic() - began)


def restore(place: Place, file: Path, now: datetime, *, passphrase: str = "", replace: bool = False) -> Restored:
    """Put the copy in the place of the database; nothing may have it open.

    Raises:
        Refused: if the file cannot be trusted, or a diary lies there and `replace` was not asked for.
    """
    if not isinstance(place.source, Sqlite):
        raise Refused(_("DATABASE_URL names a PostgreSQL database. README tells how to restore one with pg_restore."))
    target = place.source.path
    occupied = is_occupied(target)
    if occupied and not replace:
        raise Occupied(_("A diary is kept in %(path)s already. Nothing was changed.") % {"path": target})
    with in_words():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with a_draft(target) as draft:
            unpack(file, draft, passphrase)
            tables = place.source.read(draft)
            _is_ours(draft, tables)
            flush(draft)
            before = set_aside(place, now) if occupied else None
            _swap(draft, target)
    return Restored(tables, before)


def put_back(place: Place, copy: Path) -> None:
    """A copy made a moment ago in the place of the database, to which nobody wrote anything worth keeping since.

    Raises:
        Refused: if it cannot be brought back; the database is left as it is then.
    """
    assert isinstance(place.source, Sqlite)
    target = place.source.path
    with in_words(), a_draft(target) as draft:
        unpack(copy, draft, place.passphrase)
        place.source.read(draft)
        flush(draft)
        _swap(draft, target)


def _swap(draft: Path, target: Path) -> None:
    """The old log goes before the new file comes: beside a database it does not belong to it would be played into it.

    All of the old lies elsewhere by now.
    """
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    draft.replace(target)
    flush(target.parent)


def unpack(file: Path, draft: Path, passphrase: str) -> None:
    """The copy as it was before it was sealed, flushed to `draft`."""
    with file.open("rb") as source, draft.open("wb") as target:
        sealed = is_sealed(file)
        if sealed and not passphrase:
            raise Refused(_("This backup is sealed with a passphrase. Set VAGUS_BACKUP_PASSPHRASE to it."))
        if sealed:
            age.unseal(source, target, passphrase)
        else:
            shutil.copyfileobj(source, target, 1024 * 1024)


def is_sealed(file: Path) -> bool:
    """Whether the file says of itself that it needs a passphrase, whatever it is called."""
    with file.open("rb") as source:
        return source.read(len(age.VERSION)) == age.VERSION


def is_occupied(database: Path) -> bool:
    """Whether somebody's rows lie there, or something that cannot be read and so might be somebody's."""
    if not database.exists() or not database.stat().st_size:
        return False
    if faults(database, thorough=False):
        return True
    tables = counted(database)
    return bool(tables) and tables.get(PEOPLE, 1) > 0


def set_aside(place: Place, now: datetime) -> Path:
    """A checked copy of what lies there; the files as they are, where it cannot be read."""
    assert isinstance(place.source, Sqlite)
    if not faults(place.source.path):
        return make(place, now).path
    aside = place.data / f"damaged-{now:{STAMP}}"
    aside.mkdir(mode=0o700)
    for path in sorted(place.source.path.parent.glob(f"{place.source.path.name}*")):
        if path.name.removeprefix(place.source.path.name) in {"", "-wal", "-shm", "-journal"}:
            shutil.copy2(path, aside / path.name)
            flush(aside / path.name)
    flush(aside)
    return aside


def foreign_seals(database: Path) -> int:
    """How many second steps were sealed with another secret key than this machine's, so that no code opens them."""
    with closing(opened(database)) as source:
        rows = source.execute("SELECT data FROM mfa_authenticator WHERE type IN ('totp', 'recovery_codes')").fetchall()
    return sum(not _opens(json.loads(row[0])) for row in rows)


def _opens(facts: dict[str, object]) -> bool:
    if recovery.KEPT in facts:  # hashes: they need no key
        return True
    try:
        unseal(str(facts.get("secret") or facts.get("seed") or ""))
    except InvalidToken:
        return False
    return True


def _is_ours(database: Path, tables: Counts) -> None:
    """A Vagus diary, and none of a later version than this."""
    if not {PEOPLE, "django_migrations"} <= tables.keys():
        raise Refused(_("This is a database, but no Vagus diary."))
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == "tracker"}
    with closing(opened(database)) as source:
        applied = {name for (name,) in source.execute("SELECT name FROM django_migrations WHERE app = 'tracker'")}
    if not applied <= known:
        raise Refused(_("This backup was made by a newer Vagus. Update this one first."))
