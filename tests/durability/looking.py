"""What is found in a diary's database afterwards, of either kind: whether it is whole, and what it says."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

FIELDS = {
    "tracker_checkin": ("mood", "stress", "unease", "gut_discomfort", "note", "food_day"),
    "tracker_night": ("bed_time", "wake_time"),
}  # fmt: skip
# Every index against its table, each row of it.
INDEXES = """
SELECT c.relname, bt_index_check(c.oid, true)::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace
"""


class Database(Protocol):
    """What a connection to either has in common; a question mark stands for a word."""

    def execute(self, statement: str, words: Sequence[Any] = ..., /) -> Iterable[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Postgres:
    """A connection to PostgreSQL that is asked as SQLite is."""

    connection: Any

    def execute(self, statement: str, words: Sequence[Any] = (), /) -> Iterable[tuple[Any, ...]]:
        found: Iterable[tuple[Any, ...]] = self.connection.execute(statement.replace("?", "%s"), words or None)
        return found


@contextmanager
def looked_into(place: Path | str) -> Iterator[Any]:
    """A connection to a file of SQLite, or to the PostgreSQL of an address."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place, isolation_level=None, timeout=20)) as database:
            yield database
        return
    import psycopg

    with closing(psycopg.connect(place, autocommit=True)) as connection:
        yield Postgres(connection)


def unsound(database: Database, day: str = "") -> list[str]:
    """What is wrong with a diary: pages, references, and days that do not equal the replay of their log."""
    found = damaged(database)
    where, words = ("AND day = ?", [day]) if day else ("", [])
    logged = (
        "SELECT owner_id, CAST(day AS text), field, CAST(value AS text) FROM tracker_savedanswer "
        f"WHERE outcome = 'applied' {where} ORDER BY id"
    )
    said = {
        (owner, on, field): value and json.loads(value) for owner, on, field, value in database.execute(logged, words)
    }
    stands = standing(database, where, words)
    wrong = {name: value for name, value in said.items() if stands.get(name) != value}
    return found + [f"{name}: {stands.get(name)} instead of {value}" for name, value in wrong.items()]


def damaged(database: Database) -> list[str]:
    """What the database itself finds wrong with its pages."""
    if not isinstance(database, Postgres):
        found = [str(row[0]) for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"reference: {row}" for row in database.execute("PRAGMA foreign_key_check")]
    import psycopg

    try:
        database.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        assert len(list(database.execute(INDEXES))) > 50
    except psycopg.Error as error:
        return [str(error)]
    return []


def standing(database: Database, where: str, words: list[str]) -> dict[tuple[int, str, str], object]:
    """What the tables say of each field and each serving, by owner, day and the log's name for it."""
    found: dict[tuple[int, str, str], object] = {}
    for table, names in FIELDS.items():
        columns = ", ".join(names)
        rows = database.execute(
            f"SELECT owner_id, CAST(day AS text), {columns} FROM {table} WHERE 1 = 1 {where}", words
        )
        for owner, day, *values in rows:
            for name, value in zip(names, values, strict=True):
                clock = table == "tracker_night" and value
                found[owner, day, name] = str(value)[:5] if clock else None if value == "" else value
    asked = "SELECT owner_id, CAST(day AS text), CAST(uid AS text), removed FROM tracker_serving WHERE 1 = 1"
    for owner, day, uid, removed in database.execute(f"{asked} {where}", words):
        found[owner, day, f"serving:{UUID(uid)}"] = removed is None
    return found


def keys_in(database: Database) -> set[str]:
    return {key for (key,) in database.execute("SELECT key FROM tracker_savedanswer")}
