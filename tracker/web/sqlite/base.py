"""SQLite as Django speaks to it, with a line before its one pen: whoever asked to write first writes first.

By itself SQLite lets a writer that finds another at work sleep and try again, longer each time, while whoever comes
later and asks at the right moment goes first: among many writers one may wait until it gives up. Here the threads of
a process stand in a line and only the one at its front tries, every few milliseconds; between processes the fronts
of their lines try equally often. Nothing is held once a transaction has begun but SQLite's own lock, so there is
nothing to give back at its end, and nothing is left behind by a thread or a process that dies. Readers never wait:
a request that stands here for long holds up none that only reads (tracker/web/turns.py).
"""

import sqlite3
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

from tracker.web.latest import Latest
from tracker.web.sqlite.line import Line
from tracker.web.turns import TURNS

WRITES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")
# SQLite tries after one, two and five milliseconds; then the front of the line begins anew rather than sleep longer.
TRYING = 8
LONG = 0.1  # seconds; whoever waits longer for the pen no longer holds a turn of their process (tracker/web/turns.py)
PATIENCE = 5.0  # seconds, where the settings name none; SQLite's own
LINES: dict[str, Line] = {}  # by the file that they lead to

LENGTHY = 20_000  # letters; what holds long lists of values is seldom asked for twice
REWORDED: Latest[str] = Latest(256)  # statements as SQLite has them, by how Django words them

T = TypeVar("T")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that stands in line before it takes the pen: to begin a transaction, or for one write outside of any."""

    def __init__(self, raw: sqlite3.Connection, wrapper: "DatabaseWrapper") -> None:
        super().__init__(raw)
        self.wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if not query.startswith(WRITES) or self.connection.in_transaction:
            return super().execute(query, params)
        return self.wrapper.in_turn(self.connection, partial(super().execute, query, params))

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """A statement with its places marked as SQLite has them; of a day's page that would take as long as asking."""
        if param_names is not None or len(query) > LENGTHY:
            return str(super().convert_query(query, param_names=param_names))
        return REWORDED.get(query) or REWORDED.put(query, str(super().convert_query(query)))

    def executemany(self, query: str, param_list: Any) -> Any:
        if not query.startswith(WRITES) or self.connection.in_transaction:
            return super().executemany(query, param_list)
        return self.wrapper.in_turn(self.connection, partial(super().executemany, query, list(param_list)))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, whose writers take turns."""

    connection: sqlite3.Connection
    remembers: int | None = None  # KB of the file that each connection holds; SQLite's own choice is two thousand

    def get_new_connection(self, conn_params: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = super().get_new_connection(conn_params)
        if self.remembers:
            raw.execute(f"PRAGMA cache_size=-{self.remembers}")
        return raw

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=partial(Cursor, wrapper=self))

    def in_turn(self, raw: sqlite3.Connection, write: Callable[[], T]) -> T:
        """Do it once whoever came before has begun.

        Raises:
            sqlite3.OperationalError: when the database is not free for as long as the settings say.
        """
        patience = self.settings_dict["OPTIONS"].get("timeout", PATIENCE)
        line = LINES.setdefault(str(self.settings_dict["NAME"]), Line())
        until = time.monotonic() + patience
        in_front = line.enter(patience, LONG, TURNS.step_aside)
        try:
            _let_it_try(raw, TRYING)
            return _written(write, until)
        finally:
            if in_front:
                line.leave()
            _let_it_try(raw, patience * 1000)


def _let_it_try(raw: sqlite3.Connection, milliseconds: float) -> None:
    raw.execute(f"PRAGMA busy_timeout={int(milliseconds)}")


def _written(write: Callable[[], T], until: float) -> T:
    aside = time.monotonic() + LONG
    while True:
        try:
            return write()
        except sqlite3.OperationalError as error:
            if not _is_taken(error) or time.monotonic() >= until:
                raise
            if time.monotonic() >= aside:
                TURNS.step_aside()


def _is_taken(error: sqlite3.OperationalError) -> bool:
    """Whether somebody else writes; that what we read is old already will not pass by waiting."""
    code = error.sqlite_errorcode
    return code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT
