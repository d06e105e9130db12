"""What the log says happened since a line of it: which days were touched, and whether it names all of them."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet

from tracker.diary import fields
from tracker.diary.changes import IMPORTS, ROWS
from tracker.diary.models import OwnValue, SavedAnswer
from tracker.diary.reading import TOLD, after
from tracker.web.together import Together

Tables = tuple[type[models.Model] | str, ...]  # a field alone where the rest of its row does not matter


class Line(NamedTuple):
    """A line, whether it moved a row to another day, and the version of the diary when it was read."""

    pk: int
    day: date
    field: str
    batch: str
    moved: bool
    version: int

    @classmethod
    def of(cls, pk: int, day: date | str, field: str, batch: str, value: Any, version: int) -> "Line":
        """As the database gives it: SQLite keeps days as text, and the value may be the text of a JSON."""
        if isinstance(value, str) and value.startswith("{"):
            value = json.loads(value)
        read = date.fromisoformat(day) if isinstance(day, str) else day
        return cls(pk, read, field, batch, _moved(value), version)

    @classmethod
    def told(cls, pk: int, day: date, field: str, batch: str, value: Any, version: int) -> "Line":
        """As it was read with other rows (web/together.py)."""
        return cls(pk, day, field, batch, _moved(value), version)


def _moved(value: Any) -> bool:
    return isinstance(value, dict) and "day" in value


def _lines(owner: int, line: int) -> dict[str, "QuerySet[Any, Any]"]:
    return {"lines": after(owner, line).values_list(*TOLD, "owner__diary_version")}


LINES = Together(_lines, owner=int, line=int)
LAST = Together(lambda: {"last": SavedAnswer.objects.order_by("-id").values_list("id")[:1]})


def lines_since(owner: int, line: int) -> list[Line]:
    """One query."""
    return [Line.of(*row) for row in LINES.tuples(owner=owner, line=line)]


def last_line() -> int:
    """The last line of anybody's: it marks how far the log has come. One query."""
    return next((line for (line,) in LAST.tuples()), 0)


def steps(lines: Iterable[Line]) -> int:
    """By how much the version grew with these lines: one for each answer, one for all rows of a tap.

    -1 where a line does not name all the days it changed.
    """
    answers, taps = 0, set()
    for line in lines:
        if line.moved or line.batch.startswith(IMPORTS):
            return -1
        if fields.is_field(line.field):
            answers += 1
        else:
            taps.add(line.batch)
    return answers + len(taps)


def rests(field: str, rests_on: Tables) -> bool:
    """Whether a line of the log says that something was changed there."""
    kind, mark, _ = field.partition(":")
    table = ROWS.get(kind) if mark else fields.REGISTERS.get(field, OwnValue)
    return field in rests_on or table in rests_on
