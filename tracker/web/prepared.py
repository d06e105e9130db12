"""A query that many pages ask is put into words once in a process and database; a visit only fills in its values.

Putting a query into words takes ten times as long as asking a small one. The rows are those that the query itself
would have given, with the same converters; as with `Together`, values are told by kind: `Prepared(build, owner=int)`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Value = int | str | date | datetime
# What stands for a value while the words are found; no diary holds these.
_NOBODY, _NEVER, _NOTHING = 7_777_000_000, datetime(7777, 1, 1, tzinfo=UTC), "\ue777 nothing "
_STANDING: dict[type, Callable[[int], Value]] = {
    int: lambda number: _NOBODY + number,
    str: lambda number: f"{_NOTHING}{number}",
    date: lambda number: _NEVER.date() + timedelta(days=number),
    datetime: lambda number: _NEVER + timedelta(days=number),
}


class Place(NamedTuple):
    """Where a visit's own value comes in."""

    name: str


def standing(kinds: Mapping[str, type]) -> tuple[dict[str, Any], dict[Any, Place]]:
    """What stands for each value, and where each such value leads back to."""
    values = {name: _STANDING[kind](number) for number, (name, kind) in enumerate(kinds.items())}
    return values, {adapted(value): Place(name) for name, value in values.items()}


def adapted(value: Any) -> Any:
    """A value as the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def filled(places: list[Any], values: Mapping[str, Value]) -> list[Any]:
    given = {name: adapted(value) for name, value in values.items()}
    return [given[place.name] if isinstance(place, Place) else place for place in places]


class Words(NamedTuple, Generic[Row]):
    """A query in a database's own words, and how its columns become a row of its table."""

    sql: str
    places: list[Any]
    table: type[Row]
    names: tuple[str, ...]
    readers: tuple[tuple[int, list[Callable[..., Any]], Any], ...]

    def row(self, found: tuple[Any, ...]) -> Row:
        values = list(found)
        for place, converters, column in self.readers:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return self.table.from_db(connection.alias, self.names, values)


class Prepared(Generic[Row]):
    """A query for rows of one table, `build` of values whose kinds are named."""

    def __init__(self, build: Callable[..., QuerySet[Row]], **kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self._kept: dict[str, Words[Row]] = {}

    def first(self, **values: Value) -> Row | None:
        """The first row that the query finds, if any; one query."""
        words = self._words()
        with connection.cursor() as cursor:
            cursor.execute(words.sql, filled(words.places, values))
            found = cursor.fetchone()
        return words.row(found) if found else None

    def all(self, **values: Value) -> list[Row]:
        """Every row, in the query's own order; one query."""
        found, words = self.written(**values)
        return list(map(words.row, found))

    def written(self, **values: Value) -> tuple[list[tuple[Any, ...]], Words[Row]]:
        """What `all` reads as the database gives it, and what makes rows of it, in any thread; one query."""
        words = self._words()
        with connection.cursor() as cursor:
            cursor.execute(words.sql, filled(words.places, values))
            return cursor.fetchall(), words

    def _words(self) -> Words[Row]:
        """The same for every thread: a connection says nothing in its words or converters that another would not."""
        if connection.vendor not in self._kept:
            self._kept[connection.vendor] = self._worded()
        return self._kept[connection.vendor]

    def _worded(self) -> Words[Row]:
        values, places = standing(self.kinds)
        query = self.build(**values)
        compiler = query.query.get_compiler(connection.alias)
        sql, given = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        names = tuple(column.target.attname for column in columns)
        readers = tuple(
            (place, converters, column) for place, (converters, column) in compiler.get_converters(columns).items()
        )
        return Words(sql, [places.get(value, value) for value in given], query.model, names, readers)
