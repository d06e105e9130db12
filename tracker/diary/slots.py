"""Numbers of a person's rows by the slot of their day, as a table of days takes them; of several tables at once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, FloatField, Func, IntegerField, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.diary.since import LAST, last_line
from tracker.table import Floats, Span
from tracker.web.together import Part, Together, joined

EPOCH = date(1970, 1, 1).toordinal()
WIDTH = 3  # numbers of a row that several tables are read with
ALWAYS = Span(date(1970, 1, 1), date(1970, 1, 1))  # for what does not fall into days


class Slot(Func):
    """The slot of a day, counted from 1970 on by the database: turning text into dates takes longer than reading it."""

    output_field = IntegerField()

    def __init__(self, day: str = "day") -> None:
        super().__init__(F(day))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        days = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        return super().as_sql(compiler, connection, template=days)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s - DATE '1970-01-01')")


class Seconds(Func):
    """A time of day in seconds since midnight."""

    output_field = FloatField()

    def __init__(self, clock: str) -> None:
        super().__init__(F(clock))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        clock = "%(expressions)s"
        hours, minutes = (f"CAST(substr({clock}, {place}, 2) AS INTEGER)" for place in (1, 4))
        seconds = f"CAST(substr({clock}, 7) AS REAL)"
        return super().as_sql(compiler, connection, template=f"({hours} * 3600 + {minutes} * 60 + {seconds})")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return super().as_sql(compiler, connection, template="CAST(EXTRACT(EPOCH FROM %(expressions)s) AS float8)")


class Found(NamedTuple):
    """Rows by the slot of their day, shape (rows,); their numbers, shape (rows, columns), NaN for what is blank."""

    at: NDArray[np.int64]
    values: Floats
    words: list[str]

    def since(self, day: date) -> "Found":
        """With slots counted from another day than the first of 1970."""
        return Found(self.at - (day.toordinal() - EPOCH), self.values, self.words)

    def between(self, span: Span) -> "Found":
        """Those of some days, with slots counted from 1970 on."""
        first = span.start.toordinal() - EPOCH
        here = np.flatnonzero((self.at >= first) & (self.at < first + len(span)))
        if len(here) == len(self.at):
            return self
        return Found(self.at[here], self.values[here], [self.words[n] for n in here.tolist()] if self.words else [])


class Numbers:
    """Columns of those among `rows()` that are a person's of some days, put into words for the database once.

    `word` is a column of text; `slot` is where a row stands, and those that do not fall into days are `lasting`:
    they are read whole.
    """

    def __init__(
        self, rows: Callable[[], "QuerySet[Any, Any]"], *columns: Any, word: str = "", slot: Any = None,
        lasting: bool = False,
    ) -> None:  # fmt: skip
        self.rows, self.columns, self.word, self.lasting = rows, columns, word, lasting
        self.slot = Slot() if slot is None else slot
        self.alone = Together(self._query, owner=int, first=date, last=date)
        self.wide = Together(self._widened, owner=int, first=date, last=date)

    def _of(self, owner: int, first: date, last: date) -> "QuerySet[Any, Any]":
        rows = self.rows().filter(owner=owner)
        return (rows if self.lasting else rows.filter(day__range=(first, last))).order_by()

    def _query(self, owner: int, first: date, last: date) -> dict[str, "QuerySet[Any, Any]"]:
        words = [self.word] if self.word else []
        return {"rows": self._of(owner, first, last).values_list(self.slot, *self.columns, *words)}

    def _widened(self, owner: int, first: date, last: date) -> dict[str, "QuerySet[Any, Any]"]:
        """The same with as many columns of the same kinds as those of any other table."""
        blank = [Value(None)] * (WIDTH - len(self.columns))
        numbers = [Cast(column, FloatField()) for column in (*self.columns, *blank)]
        word = Cast(self.word or Value(None), TextField())
        return {"rows": self._of(owner, first, last).values_list(self.slot, *numbers, word)}

    def read(self, user: User, span: Span) -> Found:
        """Their slots, counted from 1970 on, their numbers and words."""
        found = self.alone.tuples(owner=user.pk, first=span.start, last=span.end)
        words = [row[-1] or "" for row in found] if self.word else []
        width = 1 + len(self.columns)
        table = np.array([row[:width] for row in found] if self.word else found, dtype=float)
        return _found(table.reshape(len(found), width), words)

    def part(self, user: User, span: Span) -> Part:
        return self.wide, {"owner": user.pk, "first": span.start, "last": span.end}


def _found(table: Floats, words: list[str]) -> Found:
    return Found(table[:, 0].astype(np.int64), table[:, 1:], words)


def _how_far(owner: int) -> dict[str, "QuerySet[Any, Any]"]:
    """The last line of the log and the version of the person's diary, beside which the other rows are read."""
    [lines] = LAST.build().values()
    blank = [Cast(Value(None), FloatField())] * (WIDTH - 1)
    numbers = [Cast("diary_version", FloatField()), *blank]
    last = Coalesce(Subquery(lines.values("id")), 0)
    return {"so_far": User.objects.filter(pk=owner).values_list(last, *numbers, Cast(Value(None), TextField()))}


SO_FAR = Together(_how_far, owner=int)


class Rows:
    """What one visit reads of a person's tables; of several in one statement where that is said before."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.version: int | None = None  # of the diary that was read ahead
        self._line: int | None = None
        self._found: dict[Numbers, tuple[Span, Found]] = {}

    def line(self) -> int:
        """How far the log had come before anything was read here; one query at most."""
        if self._line is None:
            self._line = last_line()
        return self._line

    def ahead(self, wanted: Mapping[Numbers, Span]) -> None:
        """Read all of these in one query, and how far the log has come; a single one can as well wait."""
        if len(wanted) < 2:
            return
        tables = (numbers.part(self.user, span) for numbers, span in wanted.items())
        rows = joined([(SO_FAR, {"owner": self.user.pk}), *tables])
        parts, *columns, words = zip(*rows, strict=True)
        which, table = np.array(parts), np.array(columns, dtype=float).T
        self._line, self.version = (int(number) for number in table[which == 0][0, :2])
        for place, (numbers, span) in enumerate(wanted.items(), start=1):
            here = np.flatnonzero(which == place)
            said = [words[row] or "" for row in here.tolist()] if numbers.word else []
            self._found[numbers] = span, _found(table[here, : 1 + len(numbers.columns)], said)

    def of(self, numbers: Numbers, span: Span = ALWAYS) -> Found:
        """Rows by slots of the span; those that last, by slots from 1970 on. One query unless they were read ahead."""
        whole, found = self._found.get(numbers, (None, None))
        if numbers.lasting:
            return found or numbers.read(self.user, span)
        if whole is None or found is None or not (span.start in whole and span.end in whole):
            return numbers.read(self.user, span).since(span.start)
        return found.between(span).since(span.start)
