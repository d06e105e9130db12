"""Takes an import back: exactly what it set and what nobody has changed since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary.models import Dose, OwnValue, Serving
from tracker.exchange import beside
from tracker.exchange.formats.columns import TABLES, Day, Many, column_of, read_value
from tracker.exchange.formats.observation import Items, Observation, Value
from tracker.exchange.formats.own_archive import BESIDE, EXPERIMENT
from tracker.exchange.meanwhile import worked_out
from tracker.exchange.models import ImportBatch
from tracker.exchange.plan import REGISTERS, Change, Fate
from tracker.exchange.rows import MODELS, Names, collect, known_pks
from tracker.exchange.sheets import Sheet
from tracker.exchange.trackers import ANSWERS, LIST, drop_blank
from tracker.exchange.writing import PIECE, answer_sheets, logged, set_fields, trace, wanted
from tracker.foods.models import Favourite, SavedMealItem

Kept = Mapping[tuple[str, str], Observation]


@dataclass(frozen=True, slots=True)
class Undone:
    """How many values went, and how many stayed because they were changed or are used by now."""

    gone: int
    stayed: int


@dataclass(frozen=True)
class Back:
    """What goes back: single values, the days that are blank then, and whole rows by their table."""

    traces: int
    values: Sequence[Change]
    answers: Sequence[Sheet]
    log: Sequence[Sheet]
    blank: Collection[tuple[str, str]]
    rows: Mapping[str, Sequence[str]]


def undo(user: User, batch: ImportBatch, now: datetime) -> Undone:
    """Take back one import, all or nothing; a second time does nothing."""
    mine = ImportBatch.objects.filter(owner=user, pk=batch.pk)
    return worked_out(user, lambda: _look(user, mine.get(), now), lambda back: _write(user, mine.get(), back, now))


def _look(user: User, batch: ImportBatch, now: datetime) -> Back:
    traces = [tuple(entry) for entry in batch.changes]
    mine = {(seen.table, seen.key): seen for seen in collect(user, {table for table, *_ in traces})}
    values = _values([entry for entry in traces if entry[2]], mine)
    names = Names(user)
    answers = [
        page
        for table in TABLES
        if table in REGISTERS
        for page in answer_sheets(user, table, wanted(change for change in values if change.table == table), names)
    ]
    log = logged(user, [change for change in values if change.value is not None], names, now)
    blank = _blank({(table, key) for table, key, *_ in traces if table in REGISTERS}, values, mine)
    return Back(len(traces), values, answers, log, blank, _rows([entry for entry in traces if not entry[2]], mine))


def _write(user: User, batch: ImportBatch, back: Back, now: datetime) -> Undone:
    if batch.undone:
        return Undone(0, 0)
    # Answers go before the trackers they belong to.
    for page in (*back.answers, *back.log):
        page.write({})
    names = Names(user)
    for table in (*TABLES, *BESIDE):
        if table not in REGISTERS:
            set_fields(user, table, wanted(change for change in back.values if change.table == table), names)
    drop_blank(user, {change.seen.key for change in back.values if change.table == ANSWERS})
    _drop_days(user, back.blank)
    gone = len(back.values) + _take_rows_back(user, back.rows)
    batch.undone, batch.changes = now, []
    batch.report |= {"undone_gone": gone, "undone_stayed": back.traces - gone}
    batch.save()
    user.foods_changed()
    user.diary_changed()
    return Undone(gone, back.traces - gone)


def _rows(traces: Sequence[tuple[str, ...]], mine: Kept) -> Mapping[str, Sequence[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key, _field, was, _before in traces:
        seen = mine.get((table, key))
        if seen is not None and trace(seen) == was:
            keys[table].append(key)
    return keys


def _take_rows_back(user: User, keys: Mapping[str, Sequence[str]]) -> int:
    count = len(keys.get(EXPERIMENT, ()))
    beside.drop(user, keys.get(EXPERIMENT, ()))
    for table in reversed(TABLES):
        if table in keys:
            pks = known_pks(user, table)
            going = {pks[key] for key in keys[table]} - _in_use(user, table)
            _delete(user, table, sorted(going))
            count += len(going)
    return count


def _in_use(user: User, table: str) -> set[int]:
    """Foods, supplements and own trackers that a row still points at; rows taken away can come back, so they count."""
    if table == "food":
        pointing = (Serving, Favourite, SavedMealItem)
        return {pk for model in pointing for pk in model.objects.filter(owner=user).values_list("food_id", flat=True)}
    used: dict[str, QuerySet[Any, int]] = {
        "supplement": Dose.objects.filter(owner=user).values_list("supplement_id", flat=True),
        LIST: OwnValue.objects.filter(owner=user).values_list("tracker_id", flat=True),
    }
    return set(used.get(table, ()))


def _delete(user: User, table: str, pks: Sequence[int]) -> None:
    for start in range(0, len(pks), PIECE):
        MODELS[table].objects.filter(owner=user, pk__in=pks[start : start + PIECE]).delete()


def _values(traces: Iterable[tuple[str, ...]], mine: Kept) -> list[Change]:
    changes = []
    for table, key, field, was, before in traces:
        seen = mine.get((table, key))
        if seen is None:
            continue
        value = seen.day if field == "day" else seen.values.get(field)
        if value is not None and trace(value) == was:
            changes.append(Change(seen, field, _value(table, field, before), value, Fate.ADD))
    return changes


def _value(table: str, field: str, text: str | None) -> Value | None:
    if text is None or table in BESIDE:
        return text
    if field == "day":
        return Day.read(text)
    column = column_of(table, field)
    assert column is not None
    if column.kind is Many:
        items: Items = ()
        for part in text.split("; "):
            items += Many.read(part)
        return items
    return read_value(column, text)


def _blank(touched: Iterable[tuple[str, str]], values: Iterable[Change], mine: Kept) -> set[tuple[str, str]]:
    """Those of the days that hold nothing any more once the values went back."""
    left = {day: set(mine[day].values) if day in mine else set() for day in touched}
    for change in values:
        if change.value is None and change.table in REGISTERS:
            left[change.table, change.seen.key].discard(change.field)
    return {day for day, held in left.items() if not held}


def _drop_days(user: User, blank: Collection[tuple[str, str]]) -> None:
    """A day that holds nothing has no row, as before."""
    for table in REGISTERS - {ANSWERS}:
        pks = known_pks(user, table)
        _delete(user, table, sorted(pks[key] for name, key in blank if name == table and key in pks))
