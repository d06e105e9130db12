"""Reads the backup of Daylio: an archive with the whole diary as JSON in base64, every mood with its group of five."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from tracker.exchange.formats import cells, document
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.daylio import WORD_LENGTH, Entry, told_of
from tracker.exchange.formats.observation import Notice, UnreadableFile, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.told import NAME_LENGTH, Telling

KIND = "daylio_backup"
MEMBER = "backup.daylio"
MOST = 64 * MEBI
# Of a mood that was not renamed the file has only the number of its name.
NAMES = {1: "rad", 2: "good", 3: "meh", 4: "bad", 5: "awful"}


def sniff(source: Source) -> bool:
    return MEMBER in source.names


def tell(source: Source, *, today: date) -> Iterator[Telling]:
    """Every entry, thing by thing; what else the backup holds is counted.

    Raises:
        UnreadableFile: if it is no backup, or a damaged one.
    """
    backup = _json(source)
    yield from told_of(_entries(backup, today))
    yield from _not_kept(backup)


def _json(source: Source) -> dict[str, Any]:
    try:
        written = b"".join(source.archive.read(MEMBER, MOST).split())  # in lines, as mail has it
        data = base64.b64decode(written, validate=True)
    except binascii.Error:
        raise _strange() from None
    backup = document.parse(data)
    if not isinstance(backup, dict) or not all(
        isinstance(backup.get(name), list) for name in ("dayEntries", "customMoods", "tags")
    ):
        raise _strange()
    return backup


def _strange() -> UnreadableFile:
    return UnreadableFile(_("This is not a backup of Daylio that can be read here."))


def _entries(backup: Mapping[str, Any], today: date) -> Iterator[Entry | Notice]:
    moods = {of["id"]: of for of in backup["customMoods"] if _has_id(of)}
    tags = {of["id"]: _text(of.get("name")).strip()[:NAME_LENGTH] for of in backup["tags"] if _has_id(of)}
    for number, entry in enumerate(backup["dayEntries"], start=1):
        try:
            yield _entry(number, entry, moods, tags, today)
        except Wrong as wrong:
            yield Notice(number, wrong.message, wrong.facts)


def _has_id(of: Any) -> bool:
    return isinstance(of, dict) and isinstance(of.get("id"), int)


def _entry(
    number: int, entry: Any, moods: Mapping[Any, Mapping[str, Any]], tags: Mapping[Any, str], today: date
) -> Entry:
    if not isinstance(entry, dict):
        raise Wrong(_("“%(text)s” is not understood here."), text=str(entry)[:40])
    day, at = _when(entry, today)
    mood, group = _mood(moods.get(chosen, {}) if isinstance(chosen := entry.get("mood"), int) else {})
    found = entry.get("tags") or []
    activities = tuple(tags[tag] for tag in found if isinstance(tag, int) and tags.get(tag)) if isinstance(
        found, list) else ()  # fmt: skip
    texts = tuple(cells.plain(_text(entry.get(name))) for name in ("note_title", "note"))
    return Entry(number, day, at, mood, texts, activities, group=group)


def _when(entry: Mapping[str, Any], today: date) -> tuple[date, time]:
    """By the calendar fields, whose months begin with 0; the instant beside them may belong to another day."""
    year, month, day, hour, minute = (entry.get(name) for name in ("year", "month", "day", "hour", "minute"))
    written = f"{year}-{month}-{day} {hour}:{minute}"
    try:
        return cells.within(date(_int(year), _int(month) + 1, _int(day)), written, today), time(
            _int(hour), _int(minute)
        )
    except (ValueError, OverflowError) as error:
        if isinstance(error, Wrong):
            raise
        raise Wrong(_("“%(date)s” is no date that there is."), date=written[:40]) from None


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(value)
    return value


def _mood(found: Mapping[str, Any]) -> tuple[str, int | None]:
    group = found.get("mood_group_id")
    known = group if isinstance(group, int) and 1 <= group <= 5 else None
    named = found.get("predefined_name_id")
    name = _text(found.get("custom_name")).strip() or (NAMES.get(named, "") if isinstance(named, int) else "")
    return name[:WORD_LENGTH] or (NAMES[known] if known else ""), known


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _not_kept(backup: Mapping[str, Any]) -> Iterator[Notice]:
    """What the diary has no place for, with how many there are."""
    message = _("“%(name)s” is left out; it stands in the file this many times: %(count)s.")
    for name in ("goals", "goalEntries", "assets"):
        count = len(backup[name]) if isinstance(backup.get(name), list) else 0
        if count:
            yield Notice(0, message, {"name": name, "count": count}, refused=False)
