"""Rows made ready for their table while others may still write; only putting them there needs the pen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from tracker.web import writing

# What rows point at may itself come with the same file; until it is written, a number stands for it that no row has.
EXPECTED = -7_777_000_000
LISTED = ("food_id", "supplement_id", "tracker_id")
Numbers = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one table as the database takes them; where one is there by `unique`, its columns `over` are set."""

    table: type[Model]
    rows: Sequence[tuple[Any, ...]]
    unique: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    def write(self, numbers: Numbers) -> None:
        """Put the rows there; `numbers` tells what the expected ones became."""
        columns = writing.columns_of(self.table)
        places = [columns.index(name) for name in LISTED if name in columns] if numbers else []
        rows = [_numbered(row, places, numbers) for row in self.rows] if places else self.rows
        writing.insert_rows(self.table, rows, self.unique, self.over)


def sheet(rows: Iterable[Model], unique: tuple[str, ...] = (), over: tuple[str, ...] = ()) -> list[Sheet]:
    """One sheet of rows of one table, or none where there are none."""
    made = list(rows)
    return [Sheet(type(made[0]), [writing.row_of(row) for row in made], unique, over)] if made else []


def _numbered(row: tuple[Any, ...], places: Iterable[int], numbers: Numbers) -> tuple[Any, ...]:
    cells = list(row)
    for place in places:
        cells[place] = numbers.get(cells[place], cells[place])
    return tuple(cells)
