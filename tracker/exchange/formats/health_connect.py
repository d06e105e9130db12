"""Reads the database that Android's Health Connect exports: nights, minutes, what was eaten, symptoms.

It is somebody else's database, so it is opened for reading alone: no view, trigger or function of it can run.
"""

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import measures, units
from tracker.exchange.formats.archive import MOST_UNPACKED
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import SYMPTOMS, Gathered, Measure
from tracker.exchange.formats.moments import Record, each, epoch, members
from tracker.exchange.formats.nights import Rank, Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, _
from tracker.exchange.formats.source import Given, Source

KIND = "health_connect"
FILE = re.compile(r"(^|/)health_connect_export\.db$")
MAGIC = b"SQLite format 3\x00"
MOST_SECONDS = 60
STEPS_BETWEEN = 100_000
PIECE = 64 * 1024
LONGEST_TEXT = 1024 * 1024
NIGHTS, STAGES, EATEN, MINDFUL, EXERCISE, SYMPTOM, APPS = (
    "sleep_session_record_table", "sleep_stages_table", "nutrition_record_table",
    "mindfulness_session_record_table", "exercise_session_record_table", "symptom_record_table",
    "application_info_table",
)  # fmt: skip
COMMON = ("row_id", "uuid", "app_info_id", "start_time", "end_time", "start_zone_offset", "end_zone_offset",
          "local_date")  # fmt: skip
ASLEEP = {2: Rank.ASLEEP, 4: Rank.STAGES, 5: Rank.STAGES, 6: Rank.STAGES}
NUTRIENTS: Mapping[str, Measure] = {
    "dietary_fiber": measures.FIBRE, "magnesium": measures.MAGNESIUM, "vitamin_d": measures.VITAMIN_D,
    "caffeine": measures.CAFFEINE,
}  # fmt: skip
# Less than this many grams is how the app writes that nothing was noted.
NOTHING = 1e-12
FELT: Mapping[int, Measure] = {
    number: SYMPTOMS[slug]
    for number, slug in {
        1: "abdominal_pain", 2: "acne", 4: "bloating", 5: "brain_fog", 12: "constipation", 14: "abdominal_cramps",
        17: "diarrhoea", 20: "dry_skin", 22: "fatigue", 27: "heartburn", 30: "insomnia", 37: "mood_changes",
        39: "nausea", 48: "sleep_changes", 52: "stomach_ache", 57: "vomiting",
    }.items()
}  # fmt: skip
ON_A_DATE = 2  # a symptom of a day rather than of a moment
UNSTAGED = _("Nights without stages of sleep are kept as long as they were recorded. There are this many: %(count)s.")
DAMAGED = _("This database is damaged or not complete. Make the export once more.")
TABLE_NAME = re.compile(r"[a-z_]{1,60}", re.ASCII)


def is_export(source: Source) -> bool:
    return bool(members(source, FILE)) if source.is_archive else source.head.startswith(MAGIC)


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """What the database says.

    Raises:
        UnreadableFile: if it is none, is damaged or takes too long.
    """
    with _opened(source) as database:
        reader = _Reader(given, database)
        reader.run()
    yield from reader.gathered.told()


@contextmanager
def _opened(source: Source) -> Iterator["_Database"]:
    """The database as a private file that is gone afterwards, whatever happens."""
    handle, name = tempfile.mkstemp(suffix=".db")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy:
            copy.writelines(_pieces(source))
        with path.open("rb") as copied:
            if copied.read(len(MAGIC)) != MAGIC:
                raise UnreadableFile(DAMAGED)
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield _Database(connection)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        raise UnreadableFile(DAMAGED) from None
    finally:
        path.unlink(missing_ok=True)


def _pieces(source: Source) -> Iterable[bytes]:
    if source.is_archive:
        return source.archive.pieces(members(source, FILE)[0], MOST_UNPACKED)
    source.file.seek(0)
    return iter(lambda: source.file.read(PIECE), b"")


class _Database:
    """Tables by name, columns by name; nothing but reading is allowed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_TEXT)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        deadline = time.monotonic() + MOST_SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN)
        connection.set_authorizer(_only_reading)
        self._connection = connection
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = {str(name) for (name,) in found}

    def rows(self, table: str, wanted: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every row with those of the columns that the table has, numbered from 1."""
        if table not in self.tables:
            return
        # Names of tables and columns are this module's own, so no text of the file gets into the query.
        there = {column[0] for column in self._connection.execute(f"SELECT * FROM {table} LIMIT 0").description}  # noqa: S608
        names = [name for name in wanted if name in there]
        if not names:
            return
        cursor = self._connection.execute(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608
        for number, cells in enumerate(cursor, start=1):
            yield number, dict(zip(names, cells, strict=True))

    def count(self, table: str) -> int:
        return sum(1 for _row in self.rows(table, ("row_id",)))


def _only_reading(action: int, *_about: str | None) -> int:
    return sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) else sqlite3.SQLITE_DENY


class _Reader:
    """Goes through the tables that a diary has a place for, and counts the rows of the others."""

    def __init__(self, given: Given, database: _Database) -> None:
        self.gathered, self.home, self._database = Gathered(given), given.zone, database
        self._apps = {row.get("row_id"): str(row.get("package_name") or "")[:200]
                      for _number, row in database.rows(APPS, ("row_id", "package_name"))}  # fmt: skip
        self._stages: dict[int, list[tuple[datetime, datetime, Rank | None]]] = {}

    def run(self) -> None:
        """Read all of it.

        Raises:
            UnreadableFile: if it is not a database of this kind.
        """
        if not self._database.tables & {NIGHTS, EATEN, MINDFUL, EXERCISE, SYMPTOM}:
            raise UnreadableFile(_("This database is not one of Health Connect."))
        self._each(STAGES, ("parent_key", "stage_start_time", "stage_end_time", "stage_type"), self._stage)
        self._each(NIGHTS, COMMON, self._night)
        self._each(EATEN, (*COMMON, *NUTRIENTS), self._meal)
        self._each(MINDFUL, COMMON, lambda line, row: self._span(measures.MINDFUL, row))
        self._each(EXERCISE, COMMON, lambda line, row: self._span(measures.ACTIVE, row))
        symptom = ("time", "zone_offset", "symptom_type", "severity", "temporal_type")
        self._each(SYMPTOM, (*COMMON, *symptom), self._symptom)
        self._rest()

    def _each(self, table: str, columns: Iterable[str], keep: Callable[[int, Record], None]) -> None:
        each(self.gathered, self._database.rows(table, columns), keep)

    def _rest(self) -> None:
        """What other tables of records hold, by their names."""
        for table in sorted(self._database.tables):
            read_already = table in (NIGHTS, EATEN, MINDFUL, EXERCISE, SYMPTOM)
            if table.endswith("_record_table") and not read_already and TABLE_NAME.fullmatch(table):
                count = self._database.count(table)
                if count:
                    self.gathered.leave(table.removesuffix("_record_table").replace("_", " "), 0, count)

    def _stage(self, line: int, row: Record) -> None:
        begins, ends = epoch(row.get("stage_start_time")), epoch(row.get("stage_end_time"))
        kind = row.get("stage_type")
        if not isinstance(kind, int) or not isinstance(row.get("parent_key"), int) or ends < begins:
            raise Wrong(_("“%(text)s” is not understood here."), text=str(kind)[:40])
        self._stages.setdefault(row["parent_key"], []).append((begins, ends, ASLEEP.get(kind)))

    def _night(self, line: int, row: Record) -> None:
        if not self._is_new(NIGHTS, row):
            return
        begins, ends = epoch(row.get("start_time")), epoch(row.get("end_time"))
        zone = self._zone(row.get("end_zone_offset"), ends)
        stages = self._stages.get(row.get("row_id", 0), [])
        asleep = [(at, until, rank) for at, until, rank in stages if rank]
        if asleep:
            begins, ends = max(begins, min(at for at, _u, _r in asleep)), min(ends, max(u for _a, u, _r in asleep))
        else:
            self.gathered.counts[UNSTAGED] += 1
        rank = max((rank for _a, _u, rank in asleep), default=Rank.ASLEEP)
        awake = any(rank is None and begins < until and at < ends for at, until, rank in stages)
        self.gathered.sleep(Sleep(self._app(row), begins, ends, zone, rank, awake=awake, line=line))

    def _meal(self, line: int, row: Record) -> None:
        if not self._is_new(EATEN, row):
            return
        day = self._day(row)
        for column, what in NUTRIENTS.items():
            value = row.get(column)
            if value is not None and abs(units.number(value)) > NOTHING:
                self.gathered.add(what, day, self._app(row), units.amount(value, "g", what.unit), line)

    def _span(self, key: str, row: Record) -> None:
        if self._is_new(key, row):
            self.gathered.span(key, self._day(row), epoch(row.get("start_time")), epoch(row.get("end_time")))

    def _symptom(self, line: int, row: Record) -> None:
        what = FELT.get(row.get("symptom_type", 0)) if isinstance(row.get("symptom_type"), int) else None
        if what is None:
            self.gathered.leave(f"symptom {row.get('symptom_type')}"[:40], line)
        elif self._is_new(SYMPTOM, row):
            severity = row.get("severity")
            if severity not in (None, 0, 1, 2, 3):
                raise Wrong(_("“%(text)s” is not understood here."), text=str(severity)[:40])
            self.gathered.grade(what, self._day(row), severity or None, line)

    def _is_new(self, table: str, row: Record) -> bool:
        key = row.get("uuid")
        if not isinstance(key, bytes):
            raise Wrong(_("“%(name)s” is missing."), name="uuid")
        return self.gathered.is_new((table, key))

    def _app(self, row: Record) -> str:
        return self._apps.get(row.get("app_info_id"), "")

    def _day(self, row: Record) -> date:
        """The local day it began on; a symptom may name a date and nothing else."""
        named = row.get("local_date")
        if row.get("temporal_type") == ON_A_DATE and isinstance(named, int):
            return date(1970, 1, 1) + timedelta(days=named)
        at = epoch(row.get("start_time") or row.get("time"))
        offset = row.get("start_zone_offset")
        return at.astimezone(self._zone(row.get("zone_offset") if offset is None else offset, at)).date()

    def _zone(self, offset: object, at: datetime) -> ZoneInfo:
        if offset is None:
            return self.home
        if not isinstance(offset, int) or abs(offset) > 18 * 3600:
            raise Wrong(_("“%(text)s” is not understood here."), text=str(offset)[:40])
        return zone_with(timedelta(seconds=offset), at, self.home)
