"""Copies of an SQLite database that were opened and checked before they count as copies."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

SUFFIX = ".sqlite3"


def faults(path: Path, *, thorough: bool = True) -> list[str]:
    """What is wrong with the database, in its own words; nothing if it is sound."""
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = [str(row[0]) for row in database.execute(f"PRAGMA {pragma}(5)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def verified_copy(source: Path, folder: Path, now: datetime, *, keep: int) -> Path:
    """Copy while others may write, check the copy, only then give it its name; the oldest beyond `keep` go.

    Raises:
        sqlite3.DatabaseError: if the source cannot be read or the copy is not sound.
        OSError: if there is no room.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"vagus-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if found := faults(draft):
            raise sqlite3.DatabaseError(f"the copy is not sound: {found[0]}")
        _flush(draft)
        draft.replace(target)
        _flush(folder)
    finally:
        draft.unlink(missing_ok=True)
    for stale in copies(folder)[keep:]:
        stale.unlink()
    return target


def copies(folder: Path) -> list[Path]:
    """All copies, newest first."""
    return sorted(folder.glob(f"vagus-*{SUFFIX}"), reverse=True)


def newest_sound(folder: Path) -> Path | None:
    """The newest copy that can still be opened and checked."""
    return next((path for path in copies(folder) if not faults(path)), None)


def _flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut; not every system can open a folder."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
