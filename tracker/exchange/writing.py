"""Puts what an import decided into the tables, many rows at a time, and says so in the log of changes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from tracker.exchange.rows import LISTS, MODELS, Names, is_row, known_pks
from tracker.foods.models import SavedMealItem
from tracker.web import keys

BATCH = changes.IMPORTS
PIECE = 200
LONGEST_TRACE = 40

Wanted = Mapping[str, Mapping[str, Value | None]]  # key -> field -> value, None for blank


def put(user: User, changes: Iterable[Change]) -> None:
    """Write new rows and new values; lists first, for rows point at them."""
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for tables in (LISTS, [table for table in (*TABLES, *BESIDE) if table not in LISTS]):
        names = Names(user) if any(by_table[table] for table in tables) else None
        for table in tables:
            if names and by_table[table]:
                _put_rows(user, [change.seen for change in by_table[table] if not change.field], names)
                set_fields(user, table, wanted(by_table[table]), names)


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
    if table == trackers.ANSWERS:
        trackers.put(user, found, {slug: row.pk for slug, row in names.trackers.items()})
        return
    _put_items(user, {key: values["item"] for key, values in found.items() if "item" in values}, names)
    groups: dict[tuple[str, ...], dict[str, dict[str, Any]]] = defaultdict(dict)
    for key, values in found.items():
        columns = dict(_column(table, name, value, names) for name, value in values.items() if name != "item")
        groups[tuple(sorted(columns))][key] = columns
    for columns_set, rows in groups.items():
        if columns_set and table in REGISTERS:
            _set_answers(user, table, columns_set, rows)
        elif columns_set:
            _set_columns(user, table, columns_set, rows)


def _set_answers(user: User, table: str, columns_set: Sequence[str], rows: Mapping[str, dict[str, Any]]) -> None:
    """A day that has no row yet gets one."""
    model = MODELS[table]
    model.objects.bulk_create(
        [model(owner=user, day=date.fromisoformat(day), **columns) for day, columns in rows.items()],
        update_conflicts=True, unique_fields=["owner", "day"], update_fields=columns_set,
    )  # fmt: skip


def _set_columns(user: User, table: str, columns_set: Sequence[str], rows: Mapping[str, dict[str, Any]]) -> None:
    model, pks = MODELS[table], known_pks(user, table)
    changed = [model(pk=pks[key], **columns) for key, columns in rows.items()]
    model.objects.filter(owner=user).bulk_update(changed, columns_set, batch_size=PIECE)


def _column(table: str, name: str, value: Value | None, names: Names) -> tuple[str, Any]:
    if value is None:
        return name, MODELS[table]._meta.get_field(name).get_default()
    return names.column(name, value)


def log(user: User, changes: Iterable[Change], now: datetime) -> None:
    """Lines in the log of changes for values that were replaced, so that devices learn of it and undo knows."""
    names, batch = Names(user), BATCH + keys.fresh()
    lines: list[tuple[Change, str, Any, Any]] = []
    for change in changes:
        if change.table in REGISTERS and fields.is_field(change.field):
            field, value, before = change.field, fields.kept(change.field, change.value), change.mine
            lines.append((change, field, value, fields.kept(field, before)))
        elif is_row(change.table):
            field = f"{change.table}:{change.seen.key}"
            lines.append((change, field, _cells(change, change.value, names), _cells(change, change.mine, names)))
    SavedAnswer.objects.bulk_create(
        SavedAnswer(
            owner=user, key=f"{batch}.{number}", batch=batch, day=change.day, field=field, value=value, before=before,
            outcome=Outcome.APPLIED, at=now,
        )
        for number, (change, field, value, before) in enumerate(lines)
        if change.day
    )  # fmt: skip


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
