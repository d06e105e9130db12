"""Takes an import back: exactly what it set and what nobody has changed since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary.models import Dose, OwnValue, Serving
from tracker.exchange import beside
from tracker.exchange.formats.columns import TABLES, Day, Many, column_of, read_value
from tracker.exchange.formats.observation import Items, Observation, Value
from tracker.exchange.formats.own_archive import BESIDE, EXPERIMENT
from tracker.exchange.models import ImportBatch
from tracker.exchange.plan import REGISTERS, Change, Fate
from tracker.exchange.rows import MODELS, Names, collect, known_pks
from tracker.exchange.trackers import ANSWERS, LIST, drop_blank
from tracker.exchange.writing import PIECE, log, set_fields, trace, wanted
from tracker.foods.models import Favourite, SavedMealItem

Kept = Mapping[tuple[str, str], Observation]


@dataclass(frozen=True, slots=True)
class Undone:
    """How many values went, and how many stayed because they were changed or are used by now."""

    gone: int
    stayed: int


def undo(user: User, batch: ImportBatch, now: datetime) -> Undone:
    """Take back one import, all or nothing; a second time does nothing."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(owner=user, pk=batch.pk)
        if batch.undone:
            return Undone(0, 0)
        traces = [tuple(entry) for entry in batch.changes]
        mine = {(seen.table, seen.key): seen for seen in collect(user, {table for table, *_ in traces})}
        # Answers go before the trackers they belong to.
        gone = _take_values_back(user, [entry for entry in traces if entry[2]], mine, now)
        _drop_blank_days(user, {(table, key) for table, key, *_ in traces if table in REGISTERS})
        gone += _take_rows_back(user, [entry for entry in traces if not entry[2]], mine)
        batch.undone, batch.changes = now, []
        batch.report |= {"undone_gone": gone, "undone_stayed": len(traces) - gone}
        batch.save()
        user.foods_changed()
        user.diary_changed()
    return Undone(gone, len(traces) - gone)


def _take_rows_back(user: User, traces: Sequence[tuple[str, ...]], mine: Kept) -> int:
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key, _field, was, _before in traces:
        seen = mine.get((table, key))
        if seen is not None and trace(seen) == was:
            keys[table].append(key)
    count = len(keys[EXPERIMENT])
    beside.drop(user, keys[EXPERIMENT])
    for table in reversed(TABLES):
        if keys[table]:
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


def _take_values_back(user: User, traces: Iterable[tuple[str, ...]], mine: Kept, now: datetime) -> int:
    changes = []
    for table, key, field, was, before in traces:
        seen = mine.get((table, key))
        if seen is None:
            continue
        value = seen.day if field == "day" else seen.values.get(field)
        if value is not None and trace(value) == was:
            changes.append(Change(seen, field, _value(table, field, before), value, Fate.ADD))
    names = Names(user)
    for table in (*TABLES, *BESIDE):
        set_fields(user, table, wanted(change for change in changes if change.table == table), names)
    log(user, [change for change in changes if change.value is not None], now)
    return len(changes)


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


def _drop_blank_days(user: User, touched: Collection[tuple[str, str]]) -> None:
    """A day that holds nothing any more has no row, as before."""
    left = {(seen.table, seen.key) for seen in collect(user, REGISTERS)}
    drop_blank(user, [key for table, key in touched if table == ANSWERS])
    for table in REGISTERS - {ANSWERS}:
        pks = known_pks(user, table)
        blank = [pks[key] for name, key in touched if name == table and (name, key) not in left and key in pks]
        _delete(user, table, blank)
