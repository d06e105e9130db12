"""What is written at every tap, in statements put into words once.

They write what the ORM's own would, by the same conversions, and name the columns that they write and look at; the
rows are named by what they equal, and a None there means a blank. Nothing that anybody typed becomes part of a
statement. The same words serve every database.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model

Columns = tuple[str, ...]
_QUOTED = '"{}"'.format


def insert(table: type[Model], **values: Any) -> None:
    """One row more; `values` by the names of fields, a reference by its column (`owner_id`)."""
    _run(_insertion(table, tuple(values)), table, values)


def insert_row(row: Model) -> None:
    """The same of a row as it stands, whose number the database gives."""
    insert(type(row), **{field.attname: field.pre_save(row, True) for field in _stored(type(row))})


def row_of(row: Model) -> tuple[Any, ...]:
    """What `insert_rows` writes of a row as it stands, already as the database takes it."""
    fields = _stored(type(row))
    return tuple(field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields)


def columns_of(table: type[Model]) -> Columns:
    """Whose values `row_of` gives, in their order."""
    return tuple(field.attname for field in _stored(table))


def insert_rows(table: type[Model], rows: Sequence[Sequence[Any]], unique: Columns = (), over: Columns = ()) -> None:
    """Many rows of `row_of`; where one of the same `unique` is there already, its columns `over` are set instead."""
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.executemany(_insertion(table, columns_of(table)) + _otherwise(table, unique, over), rows)


def update(table: type[Model], where: Mapping[str, Any], **values: Any) -> int:
    """Put values into the rows that equal `where`; says how many those were."""
    blank = tuple(name for name, value in where.items() if value is None)
    equal = {name: value for name, value in where.items() if value is not None}
    return _run(_change(table, tuple(values), tuple(equal), blank), table, values, equal)


def count_on(table: type[Model], column: str, **where: Any) -> None:
    """Add one to a column."""
    _run(_count(table, column, tuple(where)), table, where)


def _run(sql: str, table: type[Model], *values: Mapping[str, Any]) -> int:
    given = [_field(table, name).get_db_prep_save(value, connection) for part in values for name, value in part.items()]
    # As the ORM does: after a refusal a transaction takes nothing more.
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


@lru_cache(maxsize=512)
def _field(table: type[Model], name: str) -> "Field[Any, Any]":
    return table._meta.get_field(name)  # type: ignore[return-value]


@lru_cache(maxsize=512)
def _stored(table: type[Model]) -> "tuple[Field[Any, Any], ...]":
    return tuple(field for field in table._meta.concrete_fields if not field.primary_key)


def _named(table: type[Model], names: Columns) -> list[str]:
    return [_QUOTED(_field(table, name).column) for name in names]


@lru_cache(maxsize=512)
def _insertion(table: type[Model], names: Columns) -> str:
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_QUOTED(table._meta.db_table)} ({', '.join(_named(table, names))}) VALUES ({places})"  # noqa: S608


@lru_cache(maxsize=512)
def _otherwise(table: type[Model], unique: Columns, over: Columns) -> str:
    values = ", ".join(f"{name} = EXCLUDED.{name}" for name in _named(table, over))
    return f" ON CONFLICT ({', '.join(_named(table, unique))}) DO UPDATE SET {values}" if unique else ""


@lru_cache(maxsize=512)
def _change(table: type[Model], names: Columns, equal: Columns, blank: Columns) -> str:
    values = ", ".join(f"{name} = %s" for name in _named(table, names))
    return f"UPDATE {_QUOTED(table._meta.db_table)} SET {values} WHERE {_those(table, equal, blank)}"  # noqa: S608


@lru_cache(maxsize=512)
def _count(table: type[Model], column: str, equal: Columns) -> str:
    [name] = _named(table, (column,))
    return f"UPDATE {_QUOTED(table._meta.db_table)} SET {name} = {name} + 1 WHERE {_those(table, equal)}"  # noqa: S608


def _those(table: type[Model], equal: Columns, blank: Columns = ()) -> str:
    tests = [f"{name} = %s" for name in _named(table, equal)] + [f"{name} IS NULL" for name in _named(table, blank)]
    return " AND ".join(tests)
