"""Names and checks of copies: a file has a copy's name only if it was opened and checked before it got it."""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

Counts = dict[str, int]
NAME = re.compile(r"vagus-(\d{8}-\d{6})\.(?:sqlite3|dump)(?:\.age)?")
STAMP = "%Y%m%d-%H%M%S"
SEALED = ".age"
UNFINISHED = ".part"


class Refused(Exception):  # noqa: N818 (a plain no: nothing was changed)
    """What cannot be done and why, in a sentence for the owner; nothing was changed."""


def opened(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """A connection that never makes a file, and leaves transactions to the caller."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def faults(path: Path, *, thorough: bool = True) -> list[str]:
    """What is wrong with the database, in its own words; nothing if it is sound."""
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        with closing(opened(path)) as database:
            found = [str(row[0]) for row in database.execute(f"PRAGMA {pragma}(5)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def counts(database: sqlite3.Connection) -> Counts:
    """Rows of every table."""
    names = [
        str(name)
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
        )
    ]
    return {name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608


def copies(folder: Path) -> list[Path]:
    """All copies, newest first."""
    found = [path for path in folder.glob("vagus-*") if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (made(path), path.name), reverse=True)


def made(copy: Path) -> datetime:
    """When a copy was made, as its name says."""
    match = NAME.fullmatch(copy.name)
    assert match
    return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)


def name_of(now: datetime, ending: str) -> str:
    return f"vagus-{now.astimezone(UTC):{STAMP}}{ending}"


def newest_sound(folder: Path) -> Path | None:
    """The newest copy that can still be opened and checked; of a sealed one only its presence is known."""
    return next((path for path in copies(folder) if path.suffix == SEALED or not faults(path)), None)


def flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut; not every system can open a folder."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
