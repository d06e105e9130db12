"""Brings a file's observations into a diary: shows first, then writes all or nothing, and never over a typed value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracker.accounts.models import User
from tracker.diary import fields
from tracker.diary.models import CheckIn, Night, Outcome, OwnTracker, SavedAnswer
from tracker.exchange import beside
from tracker.exchange.formats.columns import write_value
from tracker.exchange.formats.observation import Notice, Observation, Value
from tracker.exchange.formats.own_archive import SETTING
from tracker.exchange.meanwhile import worked_out
from tracker.exchange.models import ImportBatch
from tracker.exchange.plan import Change, Fate, Preview, compare, settled
from tracker.exchange.rows import Names, collect, is_blank, is_row, removed
from tracker.exchange.trackers import ANSWERS, fitting
from tracker.exchange.writing import BATCH, Ready, logged, put, ready, trace

MOST_LISTED = 500
LONGEST_SHOWN = 200

# The table of the file in which a field stands; an own tracker's has no column of its own here.
TABLE_OF: dict[Any, str] = {CheckIn: "check_in", Night: "night", None: ANSWERS}

Reading = Observation | Notice
Choice = Callable[[Change], bool]


def keep_mine(change: Change) -> bool:
    """The choice nobody has to make: where the two differ, the person's own value stays."""
    return False


def take_theirs(change: Change) -> bool:
    return True


def preview(user: User, readings: Iterable[Reading]) -> Preview:
    """What would change; a fixed number of queries, nothing written."""
    readings, names = list(readings), Names(user)
    tables = {seen.table for seen in readings if isinstance(seen, Observation)}
    mine = {(seen.table, seen.key): seen for seen in collect(user, tables)}
    emptied = _emptied(user)
    changes: list[Change] = []
    notices: list[Notice] = []
    entries = combined = 0
    kinds = dict(OwnTracker.objects.filter(owner=user).values_list("slug", "kind"))
    sound = beside.fitting(user, fitting(readings, kinds))
    for seen in settled(sound, names.foods, names.supplements):
        if isinstance(seen, Notice):
            notices.append(seen)
            continue
        entries += seen.entries
        combined += seen.entries > 1
        changes += compare(seen, mine, emptied)
    if SETTING in tables and is_blank(user):
        changes = [_first(change) for change in changes]
    return Preview(tuple(changes), tuple(sorted(notices, key=lambda n: n.line)), entries, combined)


def _first(change: Change) -> Change:
    """In a diary in which nothing was ever noted, the settings come from the file like all else."""
    is_theirs = change.table == SETTING and change.fate is Fate.CONFLICT
    return replace(change, fate=Fate.ADD) if is_theirs else change


def _emptied(user: User) -> set[tuple[str, str, str]]:
    """What the person cleared (the last word in the log is a blank) and which rows they took away."""
    lines = SavedAnswer.objects.filter(fields.IN_LOG, owner=user, outcome=Outcome.APPLIED)
    last: dict[tuple[Any, str], Any] = {}
    for day, field, value in lines.exclude(batch__startswith=BATCH).order_by("id").values_list("day", "field", "value"):
        last[day, field] = value
    cleared = {
        (TABLE_OF[fields.REGISTERS.get(field)], day.isoformat(), field)
        for (day, field), value in last.items()
        if value in (None, "")
    }
    return cleared | {(table, uid, "") for table, uid in removed(user)}


@dataclass(frozen=True)
class Plan:
    """What an import will write: the differences that were chosen, and all of it made ready."""

    found: Preview
    taken: tuple[Change, ...]
    ready: Ready


def apply(
    user: User, readings: Sequence[Reading], *, kind: str, sha256: str, now: datetime, take: Choice = keep_mine,
    then: Callable[[ImportBatch], None] = lambda _batch: None,
) -> ImportBatch:  # fmt: skip
    """Write what is new and what `take` chooses of the differences, in one transaction, at whose end `then` is called.

    The batch returned is stored, unless nothing changed: then it is a report alone, without an id.
    """

    def look() -> Plan:
        found = preview(user, readings)
        taken = tuple(change for change in found.conflicts if take(change))
        return Plan(found, taken, ready(user, (*found.added, *taken)))

    def write(plan: Plan) -> ImportBatch:
        batch = ImportBatch(owner=user, created=now, kind=kind, sha256=sha256, report=report(plan.found, plan.taken))
        if plan.found.added or plan.taken:
            _write(user, plan, batch)
        then(batch)
        return batch

    return worked_out(user, look, write)


def _write(user: User, plan: Plan, batch: ImportBatch) -> None:
    put(user, plan.ready)
    for page in logged(user, plan.taken, Names(user), batch.created):
        page.write({})
    batch.changes = _traces(user, plan)
    batch.save()
    user.foods_changed()
    user.diary_changed()


def _traces(user: User, plan: Plan) -> list[list[str | None]]:
    """[table, key, field, what was set, what stood there before] for each value; a whole row has no field."""
    tables = {change.table for change in plan.found.added if not change.field and not is_row(change.table)}
    rows = {**plan.ready.traces, **{(seen.table, seen.key): trace(seen) for seen in collect(user, tables)}}
    return [
        [change.table, change.seen.key, change.field,
         trace(change.value) if change.field else rows[change.table, change.seen.key], _text(change.mine)]
        for change in (*plan.found.added, *plan.taken)
    ]  # fmt: skip


def _text(value: Value | None) -> str | None:
    return None if value is None else write_value(value)


def report(found: Preview, taken: Sequence[Change] = ()) -> dict[str, Any]:
    """The counts and lists that the report page and the command show; long lists and texts are cut."""
    names = {change.name for change in taken}
    kept = [change for change in found.conflicts if change.name not in names]
    return {
        "entries": found.entries,
        "days": len(found.days),
        "first_day": found.first_day.isoformat() if found.first_day else None,
        "last_day": found.last_day.isoformat() if found.last_day else None,
        "added": len(found.added),
        "added_days": len(found.new_days),
        "already_there": len(found.already_there),
        "same_days": len(found.same_days),
        "left": len(found.left),
        "combined": found.combined,
        "conflicts": len(found.conflicts),
        "taken": len(taken),
        "differences": [*(_shown(c, "file") for c in taken), *(_shown(c, "mine") for c in kept)][:MOST_LISTED],
        "refused": len(found.refused),
        "refused_lines": [_noticed(notice) for notice in found.refused[:MOST_LISTED]],
        "remarks": [_noticed(notice) for notice in found.remarks[:MOST_LISTED]],
    }


def _shown(change: Change, stands: str) -> dict[str, str | None]:
    return {
        "day": change.day.isoformat() if change.day else None, "table": change.table, "key": change.seen.key,
        "field": change.field, "mine": (_text(change.mine) or "")[:LONGEST_SHOWN],
        "file": (_text(change.value) or "")[:LONGEST_SHOWN], "stands": stands,
    }  # fmt: skip


def _noticed(notice: Notice) -> dict[str, Any]:
    return {"line": notice.line, "message": notice.message, "facts": dict(notice.facts)}


def to_add(found: Preview) -> list[dict[str, Any]]:
    """Every value that would be new, for programs: day, field, value."""
    return [
        {
            "day": change.day.isoformat() if change.day else None,
            "field": change.field or f"{change.table}:{change.seen.key}",
            "value": _plain(change.value) if change.field else {k: _plain(v) for k, v in change.seen.values.items()},
        }
        for change in found.changes
        if change.fate is Fate.ADD
    ]


def _plain(value: Value | None) -> str | int | float | None:
    return value if isinstance(value, str | int | float) else _text(value)
