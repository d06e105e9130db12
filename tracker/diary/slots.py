"""Numbers of a person's rows by the slot of their day, as a table of days takes them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.table import Floats, Span
from tracker.web.together import Together

EPOCH = date(1970, 1, 1).toordinal()


class Slot(Func):
    """The slot of a row's day, counted by the database: turning text into a date takes longer than reading it.

    Without a span the days are counted from 1970 on.
    """

    output_field = IntegerField()

    def __init__(self, span: Span | None = None) -> None:
        super().__init__(F("day"))
        self.first = span.start.toordinal() - EPOCH if span else 0

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        days = f"CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER) - {self.first}"
        return super().as_sql(compiler, connection, template=days)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        days = f"(%(expressions)s - DATE '1970-01-01') - {self.first}"
        return super().as_sql(compiler, connection, template=days)


class Numbers:
    """Columns of those among `rows()` that are a person's of some days, put into words for the database once."""

    def __init__(self, rows: Callable[[], "QuerySet[Any, Any]"], *columns: str) -> None:
        self.rows, self.columns = rows, columns
        self.asked = Together(self._query, owner=int, first=date, last=date)

    def _query(self, owner: int, first: date, last: date) -> dict[str, "QuerySet[Any, Any]"]:
        rows = self.rows().filter(owner=owner, day__range=(first, last)).order_by()
        return {"rows": rows.values_list(Slot(), *self.columns)}

    def read(self, user: User, span: Span) -> tuple[NDArray[np.int64], Floats]:
        """Their slots and their numbers, shapes (rows,) and (rows, columns), NaN for what is blank."""
        found = self.asked.tuples(owner=user.pk, first=span.start, last=span.end)
        table = np.array(found, dtype=float).reshape(len(found), 1 + len(self.columns))
        return table[:, 0].astype(np.int64) - (span.start.toordinal() - EPOCH), table[:, 1:]
