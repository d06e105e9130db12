"""Reads Nomie: trackers named inside the text of each note, from its JSON or its CSV; places are never read.

A table of Nomie knows no quotation marks, and its trackers carry their value in a column of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.tables import Table
from tracker.exchange.formats.told import NAME_LENGTH, Sort, Telling, Told, not_kept

KIND = "nomie"
COLUMNS = ("epoch", "offset", "tracker", "value", "note")
TAG = re.compile(r"#(\w+)(?:\(([^()]*)\))?")
NOTE = "Note"
PLACES = ("lat", "lng", "location")


def sniff(source: Source) -> bool:
    if set(COLUMNS) <= set(source.header):
        return True
    if not source.is_json or b'"nomie"' not in source.head:
        return False
    found = source.json
    return isinstance(found, dict) and isinstance(found.get("nomie"), dict) and isinstance(found.get("events"), list)


def tell(source: Source, *, today: date, zone: ZoneInfo) -> Iterator[Telling]:
    """Every event, in the zone it was made in, or `zone` where none is told.

    Raises:
        UnreadableFile: if it is broken.
    """
    if source.is_json:
        found = source.json
        trackers = found.get("trackers") if isinstance(found.get("trackers"), dict) else {}
        yield from _events(found["events"], trackers, today, zone)
    else:
        yield from _rows(source.table, today, zone)


def _events(events: Sequence[Any], trackers: Mapping[str, Any], today: date, zone: ZoneInfo) -> Iterator[Telling]:
    placed = 0
    for number, event in enumerate(events, start=1):
        try:
            if not isinstance(event, dict):
                raise Wrong(_("“%(text)s” is not understood here."), text=str(event)[:40])
            when = _when(event.get("end", event.get("start")), event.get("offset"), zone)
            placed += any(event.get(name) for name in PLACES)
            yield from _event(number, event, when, trackers, today)
        except Wrong as wrong:
            yield Notice(number, wrong.message, wrong.facts)
    if placed:
        yield from not_kept({"lat, lng, location": (0, placed)})


def _event(
    number: int, event: Mapping[str, Any], when: datetime, trackers: Mapping[str, Any], today: date
) -> Iterator[Told]:
    day, at = cells.within(when.date(), str(when.date()), today), when.time().replace(second=0, microsecond=0)
    note = event.get("note") if isinstance(event.get("note"), str) else ""
    key = str(event.get("_id") or "")[:80]
    for tag, written in TAG.findall(str(note)):
        facts = trackers.get(tag) if isinstance(trackers.get(tag), dict) else {}
        yield _tracked(number, day, at, tag, written, facts or {}, key)
    words = cells.plain(TAG.sub("", str(note)))
    if words:
        yield Told(number, day, NOTE, Sort.TEXT, text=words, at=at)


def _tracked(number: int, day: date, at: Any, tag: str, written: str, facts: Mapping[str, Any], key: str) -> Told:
    label = facts.get("label")
    name = (label if isinstance(label, str) and label.strip() else tag).strip()[:NAME_LENGTH]
    kind, unit = facts.get("type"), facts.get("uom")
    value = cells.number(written)
    mine = f"{key} {tag}" if key else ""
    if value is None:
        return Told(number, day, name, Sort.TAG, at=at, suggest="new:yes_no" if kind == "tick" else "", key=mine)
    ends = _ends(facts) if kind == "range" else None
    if kind == "timer":
        return Told(number, day, name, Sort.NUMBER, value, at=at, unit="s", suggest="new:minutes", key=mine)
    suggest = "new:scale" if ends else "new:amount"
    known = unit[:20] if isinstance(unit, str) and unit not in ("num", "none") else ""
    return Told(number, day, name, Sort.NUMBER, value, at=at, unit=known, ends=ends, suggest=suggest, adds=not ends,
                key=mine)  # fmt: skip


def _ends(facts: Mapping[str, Any]) -> tuple[float, float] | None:
    ends = [cells.number(str(facts.get(name, ""))) for name in ("min", "max")]
    low, high = ends
    return (low, high) if low is not None and high is not None and low < high else None


def _when(epoch: Any, offset: Any, zone: ZoneInfo) -> datetime:
    """The wall clock of an instant; `offset` is minutes from local time to UTC, so it is taken away."""
    found = cells.instant(epoch, 1000, zone)
    if isinstance(offset, int | float) and not isinstance(offset, bool) and abs(offset) <= 14 * 60:
        return found.astimezone(timezone(-timedelta(minutes=offset)))
    return found


def _rows(table: Table, today: date, zone: ZoneInfo) -> Iterator[Telling]:
    table.require(*COLUMNS)
    placed = 0
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            epoch, offset = cells.number(line.cells["epoch"]), cells.number(line.cells["offset"])
            when = _when(epoch, offset, zone)
            placed += any(line.cells.get(name) for name in PLACES)
            day, at = cells.within(when.date(), str(when.date()), today), when.time().replace(second=0, microsecond=0)
            tracker = line.cells["tracker"].strip()[:NAME_LENGTH]
            words = cells.plain(TAG.sub("", line.cells["note"]))
            if tracker and tracker != "note":
                yield _tracked(line.number, day, at, tracker, line.cells["value"], {}, "")
            elif words:
                yield Told(line.number, day, NOTE, Sort.TEXT, text=words, at=at)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
    if placed:
        yield from not_kept({"lat, lng, location": (0, placed)})
