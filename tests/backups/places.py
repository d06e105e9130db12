"""Small diaries in files of their own, and what is in them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tracker.backups.place import Place
from tracker.backups.sources import Sqlite

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PASSPHRASE = "blåbær og havre 豆腐"
SENTINEL = "quetzalcoatl"
TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE django_migrations (app, name);
CREATE TABLE tracker_user (id INTEGER PRIMARY KEY, username TEXT);
CREATE TABLE tracker_checkin (id INTEGER PRIMARY KEY, mood REAL, note TEXT, raw BLOB);
CREATE TABLE mfa_authenticator (type TEXT, data TEXT);
CREATE INDEX checkin_mood ON tracker_checkin (mood);
CREATE TRIGGER kept BEFORE UPDATE ON tracker_user BEGIN SELECT RAISE(ABORT, 'kept'); END;
INSERT INTO django_migrations VALUES ('tracker', '0001_initial');
INSERT INTO tracker_user VALUES (1, 'alice');
"""


def a_database(path: Path, days: int = 30) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(TABLES)
        rows = [(day % 11, f"{SENTINEL} {day}", bytes([day % 256]) * 300) for day in range(days)]
        database.executemany("INSERT INTO tracker_checkin (mood, note, raw) VALUES (?, ?, ?)", rows)
        database.commit()
    return path


def a_place(folder: Path, passphrase: str = "", days: int = 30) -> Place:
    """A diary of one person in `folder`/data, with no copies yet."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    return Place(Sqlite(a_database(data / "vagus.sqlite3", days)), data / "backups", data, passphrase)


def an_empty_place(folder: Path, passphrase: str = "") -> Place:
    data = folder / "elsewhere"
    data.mkdir(mode=0o700)
    return Place(Sqlite(data / "vagus.sqlite3"), data / "backups", data, passphrase)


def everything(path: Path) -> list[str]:
    """Each statement that would make this database again: tables, indexes, triggers, rows."""
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def add_days(path: Path, days: int) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executemany("INSERT INTO tracker_checkin (mood) VALUES (?)", [(day,) for day in range(days)])
        database.commit()
