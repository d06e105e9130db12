"""Puts what an import decided into the tables, many rows at a time, and says so in the log of changes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.accounts.models import User
from tracker.diary import changes, fields
from tracker.diary.models import Outcome, SavedAnswer
from tracker.exchange import beside, trackers
from tracker.exchange.formats.columns import TABLES, write_value
from tracker.exchange.formats.observation import Observation, Value
from tracker.exchange.formats.own_archive import BESIDE, EXPERIMENT
from tracker.exchange.plan import REGISTERS, Change
from tracker.exchange.rows import LISTS, MODELS, Names, as_kept, is_row, known_pks
from tracker.exchange.sheets import Sheet, sheet
from tracker.foods.models import SavedMealItem
from tracker.web import keys

BATCH = changes.IMPORTS
PIECE = 200
LONGEST_TRACE = 40

Wanted = Mapping[str, Mapping[str, Value | None]]  # key -> field -> value, None for blank


@dataclass(frozen=True)
class Ready:
    """What an import writes, as far as it can be made ready while others write."""

    changes: Mapping[str, Sequence[Change]]
    names: Names
    sheets: Mapping[str, Sequence[Sheet]]
    traces: Mapping[tuple[str, str], str]  # of whole rows, by table and key


def ready(user: User, changes: Iterable[Change]) -> Ready:
    """Nothing is written yet."""
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    names = Names(user, (row.seen for table in LISTS for row in by_table[table] if not row.field))
    sheets: dict[str, list[Sheet]] = {}
    traces: dict[tuple[str, str], str] = {}
    for table, found in by_table.items():
        if table in REGISTERS:
            sheets[table] = list(answer_sheets(user, table, wanted(found), names))
        elif is_row(table):
            new = [change.seen for change in found if not change.field]
            rows = [names.row(user, seen) for seen in new]
            sheets[table] = sheet(rows)
            traces |= {(table, seen.key): trace(as_kept(row, seen)) for row, seen in zip(rows, new, strict=True)}
    return Ready(by_table, names, sheets, traces)


def put(user: User, made: Ready) -> None:
    """Write new rows and new values; lists first, for rows point at them."""
    for table in LISTS:
        _put(user, table, made.changes.get(table, ()), made.names)
    names = Names(user)
    numbers = made.names.became(names)
    for table in (*TABLES, *BESIDE):
        for page in made.sheets.get(table, ()):
            page.write(numbers)
        if table not in (*LISTS, *REGISTERS):
            _put(user, table, made.changes.get(table, ()), names)


def _put(user: User, table: str, changes: Sequence[Change], names: Names) -> None:
    if not is_row(table):
        _put_rows(user, [change.seen for change in changes if not change.field], names)
    set_fields(user, table, wanted(changes), names)


def wanted(changes: Iterable[Change]) -> Wanted:
    """The single values among the changes, by row."""
    found: dict[str, dict[str, Value | None]] = defaultdict(dict)
    for change in changes:
        if change.field:
            found[change.seen.key][change.field] = change.value
    return found


def _put_rows(user: User, seen: Sequence[Observation], names: Names) -> None:
    if not seen:
        return
    if seen[0].table == EXPERIMENT:
        beside.put(user, seen)
        return
    MODELS[seen[0].table].objects.bulk_create([names.row(user, row) for row in seen])
    _put_items(user, {row.key: row.values["item"] for row in seen if "item" in row.values}, names)


def _put_items(user: User, meals: Mapping[str, Value | None], names: Names) -> None:
    """What saved meals are made of; what they held before goes."""
    if not meals:
        return
    pks = known_pks(user, "saved_meal")
    SavedMealItem.objects.filter(owner=user, meal_id__in=[pks[name] for name in meals]).delete()
    SavedMealItem.objects.bulk_create(
        SavedMealItem(owner=user, meal_id=pks[name], food_id=names.foods[food], grams=grams)
        for name, items in meals.items()
        for food, grams in (items if isinstance(items, tuple) else ())
    )


def set_fields(user: User, table: str, found: Wanted, names: Names) -> None:
    """Set single values; only the columns named are written, so that a tap made meanwhile elsewhere stays."""
    if not found:
        return
    if table in BESIDE:
        beside.put_values(user, table, found)
        return
    if table in REGISTERS:
        for page in answer_sheets(user, table, found, names):
            page.write({})
        return
    _put_items(user, {key: values["item"] for key, values in found.items() if "item" in values}, names)
    for columns_set, rows in _by_columns(table, found, names).items():
        _set_columns(user, table, columns_set, rows)


def _by_columns(table: str, found: Wanted, names: Names) -> dict[tuple[str, ...], dict[str, dict[str, Any]]]:
    """The rows, and their values as columns have them, by the columns that are set."""
    groups: dict[tuple[str, ...], dict[str, dict[str, Any]]] = defaultdict(dict)
    for key, values in found.items():
        columns = dict(_column(table, name, value, names) for name, value in values.items() if name != "item")
        if columns:
            groups[tuple(sorted(columns))][key] = columns
    return groups


def answer_sheets(user: User, table: str, found: Wanted, names: Names) -> Iterator[Sheet]:
    """Answers by day; a day that has no row yet gets one."""
    if table == trackers.ANSWERS:
        yield from sheet(trackers.rows(user, found, names.trackers), ("owner_id", "tracker_id", "day"), ("value",))
        return
    for columns_set, rows in _by_columns(table, found, names).items():
        made = (MODELS[table](owner=user, day=date.fromisoformat(day), **columns) for day, columns in rows.items())
        yield from sheet(made, ("owner_id", "day"), columns_set)


def _set_columns(user: User, table: str, columns_set: Sequence[str], rows: Mapping[str, dict[str, Any]]) -> None:
    model, pks = MODELS[table], known_pks(user, table)
    changed = [model(pk=pks[key], **columns) for key, columns in rows.items()]
    model.objects.filter(owner=user).bulk_update(changed, columns_set, batch_size=PIECE)


def _column(table: str, name: str, value: Value | None, names: Names) -> tuple[str, Any]:
    if value is None:
        return name, MODELS[table]._meta.get_field(name).get_default()
    return names.column(name, value)


def logged(user: User, changes: Iterable[Change], names: Names, now: datetime) -> list[Sheet]:
    """Lines in the log of changes for values that were replaced, so that devices learn of it and undo knows."""
    batch = BATCH + keys.fresh()
    lines = [(change, *told) for change in changes if (told := _told(change, names))]
    return sheet(
        SavedAnswer(
            owner=user, key=f"{batch}.{number}", batch=batch, day=change.day, field=field, value=value, before=before,
            outcome=Outcome.APPLIED, at=now,
        )
        for number, (change, field, value, before) in enumerate(lines)
        if change.day
    )  # fmt: skip


def _told(change: Change, names: Names) -> tuple[str, Any, Any] | None:
    """What a line of the log says: the field, what it is now, what it was."""
    if change.table in REGISTERS and fields.is_field(change.field):
        kept = fields.kept(change.field, change.value), fields.kept(change.field, change.mine)
        return change.field, *kept
    if is_row(change.table):
        cells = _cells(change, change.value, names), _cells(change, change.mine, names)
        return f"{change.table}:{change.seen.key}", *cells
    return None


def _cells(change: Change, value: Value | None, names: Names) -> dict[str, Any]:
    name, cell = _column(change.table, change.field, value, names)
    return {name: cell.isoformat() if isinstance(cell, date) else cell}


def trace(value: Value | Observation | None) -> str:
    """Enough of a value to tell later whether it is still the same, without keeping long texts twice."""
    if isinstance(value, Observation):
        told = [f"{name}={write_value(cell)}" for name, cell in sorted(value.values.items()) if name != "created"]
        return _digest("\n".join([str(value.day), *told]))
    text = "" if value is None else write_value(value)
    return text if len(text) <= LONGEST_TRACE else _digest(text)


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:32]
