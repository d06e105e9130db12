"""Moves everything to another, empty database: all of it, compared to the row, or nothing.

Rows go through the fields of their tables, so a value means the same on both sides whatever each database calls it. A
few hundred are held at a time. A row's hash is taken as it leaves and again as it lies in the target, before the one
transaction ends; sums of hashes need no order, in which the two sides would not agree.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, JSONField, Model, TextField
from django.db.models.functions import Cast
from django.db.utils import load_backend

SOURCE, TARGET = "default", "target"
PIECE = 500  # rows in memory; some hold a whole PDF
PEOPLE, HISTORY = "tracker_user", "django_migrations"
Row = dict[Any, Any]  # values by field


class NotMoved(Exception):  # noqa: N818 (nothing was lost; the source is as it was)
    """Why nothing was copied; the target holds no rows of ours."""


@dataclass(frozen=True)
class Table:
    """What one table holds: rows, and the sum of their hashes."""

    rows: int
    digest: int


@dataclass(frozen=True)
class Moved:
    """Rows by table, and tables that were left where they are."""

    tables: dict[str, int]
    left: dict[str, int]


@contextmanager
def reached(facts: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """The target as a database of Django's own, for a while."""
    full = connections.configure_settings({SOURCE: {}, TARGET: facts})[TARGET]
    connections[TARGET] = load_backend(full["ENGINE"]).DatabaseWrapper(full, TARGET)
    try:
        yield connections[TARGET]
    finally:
        connections[TARGET].close()
        del connections[TARGET]


def move(facts: dict[str, Any]) -> Moved:
    """Copy every table of this diary to the database that `facts` name, which nobody may use meanwhile.

    Raises:
        NotMoved: if the target is not empty, or anything went wrong; then the target has no rows.
    """
    with reached(facts) as target:
        _refuse_other_versions()
        _refuse_what_is_occupied(target)
        call_command("migrate", database=TARGET, interactive=False, verbosity=0)
        with _one_moment(), transaction.atomic(using=TARGET):
            return Moved(_copy_all(target), _left())


def tables() -> list[type[Model]]:
    """Every table that any room or library keeps."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _refuse_other_versions() -> None:
    loader = MigrationLoader(connections[SOURCE])
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    if missing := sorted(known - applied):
        raise NotMoved(f"This database is not up to date ({'.'.join(missing[0])} is missing). Run make run once first.")
    if any(app == "tracker" for app, _ in applied - known):
        raise NotMoved("This database belongs to a newer Vagus. Update this one first.")


def _refuse_what_is_occupied(target: BaseDatabaseWrapper) -> None:
    """Tables that a start of Vagus made are no matter; people are, and so is anything of somebody else."""
    with target.cursor() as cursor:
        names = set(target.introspection.table_names(cursor))
        if target.vendor == "postgresql":
            cursor.execute("SHOW server_encoding")
            if cursor.fetchone()[0] != "UTF8":
                raise NotMoved("The target cannot hold every letter. Make it with: createdb --encoding=UTF8 NAME")
        if PEOPLE in names:
            cursor.execute(f"SELECT count(*) FROM {PEOPLE}")  # noqa: S608
            if cursor.fetchone()[0]:
                raise NotMoved("Somebody keeps a diary in the target already. Give an empty database.")
    if names and HISTORY not in names:
        raise NotMoved(f"The target holds tables of something else ({min(names)}). Give an empty database.")
    ours = set(MigrationLoader(None).disk_migrations)
    if HISTORY in names and set(MigrationLoader(target).applied_migrations) - ours:
        raise NotMoved("The target holds tables of another program or of a newer Vagus. Give an empty database.")


@contextmanager
def _one_moment() -> Iterator[None]:
    """The source as it is at one moment; nobody writes to it meanwhile, and neither do we."""
    source = connections[SOURCE]
    with transaction.atomic(using=SOURCE), source.cursor() as cursor:
        if source.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
        elif len(source.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            yield
        finally:
            if source.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = OFF")


def _copy_all(target: BaseDatabaseWrapper) -> dict[str, int]:
    models = tables()
    with target.cursor() as cursor:
        for model in models:  # what migrating and a first start put there: names of tables, foods
            cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    found = {}
    for model in models:
        name = model._meta.db_table
        try:
            sent = _copy(model, target)
            kept = _counted(model, TARGET)
        except DatabaseError as error:
            # The kind alone: a message of the database quotes the row.
            raise NotMoved(f"{name} could not be copied: the target refused a row ({type(error).__name__}).") from None
        if kept != sent:
            raise NotMoved(f"{name} came out different: {sent.rows} rows here, {kept.rows} there.")
        found[name] = sent.rows
    _set_counters(target, models)
    return found


def _copy(model: type[Model], target: BaseDatabaseWrapper) -> Table:
    """Send all rows; what was sent."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(target.ops.quote_name(str(field.column)) for field in fields)
    into = f"{target.ops.quote_name(model._meta.db_table)} ({columns})"
    rows = digest = 0
    for piece in _pieces(model, SOURCE):
        rows, digest = rows + len(piece), digest + sum(map(_hash, piece))
        _send(target, into, [[_prepared(field, row[field], target) for field in fields] for row in piece])
    return Table(rows, digest % 2**256)


def _send(target: BaseDatabaseWrapper, into: str, rows: list[list[Any]]) -> None:
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif rows:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608


def _prepared(field: "Field[Any, Any]", value: Any, target: BaseDatabaseWrapper) -> Any:
    return value if isinstance(field, JSONField) else field.get_db_prep_save(value, target)


def _counted(model: type[Model], alias: str) -> Table:
    rows = digest = 0
    for piece in _pieces(model, alias):
        rows, digest = rows + len(piece), digest + sum(map(_hash, piece))
    return Table(rows, digest % 2**256)


def _pieces(model: type[Model], alias: str) -> Iterator[list[Row]]:
    """All rows, computed columns too; JSON as the text it is, in which null differs from nothing."""
    fields = list(model._meta.concrete_fields)
    told = [Cast(field.attname, TextField()) if isinstance(field, JSONField) else field.attname for field in fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*told).iterator(chunk_size=PIECE)
    while piece := [dict(zip(fields, row, strict=True)) for row in islice(rows, PIECE)]:
        yield piece


def _hash(row: Row) -> int:
    plain = [
        _plain(json.loads(value) if value and isinstance(field, JSONField) else value) for field, value in row.items()
    ]
    null = [value == "null" for field, value in row.items() if isinstance(field, JSONField)]
    return int.from_bytes(hashlib.sha256(repr((plain, null)).encode()).digest())


def _plain(value: Any) -> Any:
    """The same for the same value, whichever database told it: order of keys, zone, kind of number and of bytes."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case memoryview():
            return bytes(value)
        case dict():
            return [(key, _plain(value[key])) for key in sorted(value)]
        case list():
            return [_plain(item) for item in value]
    return value


def _set_counters(target: BaseDatabaseWrapper, models: list[type[Model]]) -> None:
    """The next row gets a number that no row has; SQLite counts by itself."""
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _left() -> dict[str, int]:
    """Tables of nobody that this Vagus knows, and what is kept for minutes."""
    source = connections[SOURCE]
    known = {model._meta.db_table for model in tables()} | {HISTORY}
    found = {}
    with source.cursor() as cursor:
        for name in sorted(set(source.introspection.table_names(cursor)) - known):
            cursor.execute(f"SELECT count(*) FROM {source.ops.quote_name(name)}")  # noqa: S608
            found[name] = int(cursor.fetchone()[0])
    return found
