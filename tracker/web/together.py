"""Several small queries sent to the database as one statement.

A page that reads a row here and a row there spends its time on putting queries into words and on the way there and
back, not on reading. A `Together` is put into words once in a process and database; each visit only fills in its
values. Rows come back as JSON and are turned into what the queries by themselves would have given: rows of their
table, or tuples where values were asked for. They come in no order, and numbers with fifteen digits, as many as a
person can type.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from tracker.web.prepared import Value, filled, standing

Parts = Mapping[str, QuerySet[Any, Any]]
Values = Mapping[str, Value]
ARRAY = {"sqlite": "json_array", "postgresql": "jsonb_build_array"}


class _Part(NamedTuple):
    """How the rows of one query are read back: by which fields, and into which table's rows, if into any."""

    name: str
    table: type[Model] | None
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]

    def row(self, values: list[Any], base: str) -> Any:
        for place, read in self.readers:
            if values[place] is not None:
                values[place] = read(values[place])
        return tuple(values) if self.table is None else self.table.from_db(base, self.names, values)


class Together:
    """`build` gives the queries by name, for values whose kinds are named: `Together(build, owner=int, day=date)`."""

    def __init__(self, build: Callable[..., Parts], **kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self._statements: dict[str, tuple[str, list[Any], tuple[_Part, ...]]] = {}
        self._alone: dict[str, tuple[str, list[Any]]] = {}

    def read(self, **values: Value) -> dict[str, list[Any]]:
        """The rows of every query; one query, and an empty list where a query finds nothing."""
        sql, places, parts = self._statement()
        found = _fetched(sql, places, values)
        rows: dict[str, list[Any]] = {part.name: [] for part in parts}
        base = connection.alias
        for (number, _written), values_of in zip(found, _opened([written for _number, written in found]), strict=True):
            rows[parts[number].name].append(parts[number].row(values_of, base))
        return rows

    def tuples(self, **values: Value) -> list[tuple[Any, ...]]:
        """The rows of the only query in its own order, as the database gives them: for numbers and texts."""
        return _fetched(*self.words(), values)

    def words(self) -> tuple[str, list[Any]]:
        """The only query as the database is asked it, and what is filled in."""
        if connection.vendor not in self._alone:
            stand, places = standing(self.kinds)
            [query] = self.build(**stand).values()
            sql, given = query.query.get_compiler(connection.alias).as_sql()
            self._alone[connection.vendor] = sql, [places.get(value, value) for value in given]
        return self._alone[connection.vendor]

    def plainly(self, **values: Value) -> dict[str, list[Any]]:
        """The same, each query by itself."""
        return {name: list(query) for name, query in self.build(**values).items()}

    def _statement(self) -> tuple[str, list[Any], tuple[_Part, ...]]:
        if connection.vendor not in self._statements:
            self._statements[connection.vendor] = self._worded()
        return self._statements[connection.vendor]

    def _worded(self) -> tuple[str, list[Any], tuple[_Part, ...]]:
        stand, places = standing(self.kinds)
        texts, params, parts = [], [], []
        for number, (name, query) in enumerate(self.build(**stand).items()):
            part, values = _part(name, query)
            text, given = values.query.get_compiler(connection.alias).as_sql()
            columns = ", ".join(map(_column, part.names, part.kinds))
            # Names of our own columns, and nothing that anybody typed.
            texts.append(f"SELECT {number}, {ARRAY[connection.vendor]}({columns}) FROM ({text}) part{number}")  # noqa: S608
            params += [places.get(value, value) for value in given]
            parts.append(part)
        return " UNION ALL ".join(texts), params, tuple(parts)


Part = tuple[Together, Values]


def joined(parts: Sequence[Part]) -> list[tuple[Any, ...]]:
    """The rows of several single queries whose columns are of the same kinds, each after its place; one query."""
    texts, given = [], []
    for place, (together, values) in enumerate(parts):
        sql, places = together.words()
        texts.append(f"SELECT {place}, part{place}.* FROM ({sql}) part{place}")  # noqa: S608 (our own words)
        given += filled(places, values)
    return _fetched(" UNION ALL ".join(texts), given, {})


def _fetched(sql: str, places: list[Any], values: Mapping[str, Value]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, filled(places, values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _part(name: str, query: QuerySet[Any, Any]) -> tuple[_Part, QuerySet[Any, Any]]:
    query = query.order_by()
    asked: tuple[str, ...] | None = query._fields  # type: ignore[attr-defined]  # as Django itself tells them apart
    if asked is None:
        names = tuple(field.attname for field in query.model._meta.concrete_fields)
        return _part_of(name, query.model, names, query), query.values(*names)
    return _part_of(name, None, asked, query), query


def _part_of(name: str, table: type[Model] | None, names: tuple[str, ...], query: QuerySet[Any, Any]) -> _Part:
    kinds = tuple(_field(query, each).get_internal_type() for each in names)
    return _Part(name, table, names, kinds, _readers(kinds))


def _field(query: QuerySet[Any, Any], name: str) -> Any:
    """Of a column of the table, or of what was asked for beside them."""
    beside = query.query.annotations.get(name)
    return beside.output_field if beside else query.model._meta.get_field(name)


def _column(name: str, kind: str) -> str:
    """A column in the row's JSON; SQLite keeps JSON as text, and would put it there as one."""
    quoted = connection.ops.quote_name(name)
    return f"json({quoted})" if kind == "JSONField" and connection.vendor == "sqlite" else quoted


def _opened(written: list[Any]) -> list[list[Any]]:
    """The rows as lists; a thousand texts are read in one go, PostgreSQL's have been opened already."""
    return json.loads(f"[{','.join(written)}]") if written and isinstance(written[0], str) else written


def _readers(kinds: Iterable[str]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """How to turn what JSON cannot say, by its place in the row."""
    found = ((place, READERS.get(kind)) for place, kind in enumerate(kinds))
    return tuple((place, read) for place, read in found if read)


def _moment(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


READERS: dict[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat, "DateTimeField": _moment, "TimeField": time.fromisoformat, "UUIDField": UUID,
    "BooleanField": bool, "FloatField": float,
}  # fmt: skip
