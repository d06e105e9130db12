"""Our own archive: the whole diary and what belongs to it, a table of each kind, one JSON of everything, checksums.

Equal diaries give equal members, to the byte; when an archive was made stands nowhere but in the dates of its members.
`vagus.json` is what is read back. It holds the rows of our own table (`own_csv`), one a line, with values as JSON has
them, and beside them tables that are no diary. A checksum that does not fit refuses the whole file.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any

from tracker.exchange.formats import document, own_csv
from tracker.exchange.formats.columns import TABLES, Wrong, write_value
from tracker.exchange.formats.observation import Items, Notice, Observation, UnreadableFile, Value, _
from tracker.exchange.formats.source import Given, Source

KIND = "vagus_archive"
FORMAT = "vagus archive 1"
WHOLE, SETTINGS, README, SUMS = "vagus.json", "settings.json", "README.txt", "SHA256SUMS"
# Tables that belong to a diary without being one, in the order of the file: what they hold is told in texts.
SETTING, MOOD_WORD, MAPPING, EXPERIMENT = "setting", "mood_word", "import_mapping", "experiment"
ROWS = (MOOD_WORD, MAPPING, EXPERIMENT)
BESIDE = (SETTING, *ROWS)
OUT = "out"  # a mood's name that is left out
# A mark before the first letter tells a spreadsheet that the file is UTF-8.
MARK = "\ufeff"
LONGEST = 64 * 1024
DAMAGED = _("This archive is damaged or not complete. Make the export once more.")

Row = Mapping[str, Any]
Sheet = tuple[str, tuple[str, ...], Iterable[Row]]  # a table's name, its columns, its rows


# Writing


def write(out: IO[bytes], members: Iterable[tuple[str, Iterable[str]]], made: datetime) -> None:
    """The archive, member after member and piece by piece, with the checksums last."""
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members:
            sums.append(f"{_put(archive, name, pieces, made)}  {name}\n")
        _put(archive, SUMS, sums, made)


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[str], made: datetime) -> str:
    info = zipfile.ZipInfo(name, made.timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    digest = hashlib.sha256()
    with archive.open(info, "w") as member:
        for piece in pieces:
            data = piece.encode()
            digest.update(data)
            member.write(data)
    return digest.hexdigest()


def whole(settings: Row, tables: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[str]:
    """Everything as JSON, one row a line."""
    yield f'{{"format": {_json(FORMAT)},\n"settings": {_json(settings)},\n"tables": {{'
    for nth, (name, rows) in enumerate(tables):
        yield f"{',' if nth else ''}\n{_json(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n{_json({name: _ordered(value) for name, value in row.items()})}"
        yield "]"
    yield "}}\n"


def one(settings: Row) -> Iterator[str]:
    """The settings alone, for reading."""
    yield json.dumps(settings, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def sheet(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """A table for spreadsheets: an empty cell is nothing noted, and no text in it is run as a formula."""
    yield MARK + own_csv.line(columns)
    for row in rows:
        yield own_csv.line(_cell(row.get(name)) for name in columns)


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return _json(_ordered(value)) if isinstance(value, list | dict) else write_value(value)


def _ordered(value: Any) -> Any:
    """What is inside a row, names in the order of the alphabet: not every database keeps another."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def row_of(seen: Observation) -> dict[str, Any]:
    """A row of the diary as JSON has it."""
    day = seen.day.isoformat() if seen.day else ""
    key = {} if seen.key == day else {"id": seen.key}
    values = {name: _plain(value) for name, value in seen.values.items()}
    return {**({"day": day} if day else {}), **key, **values}


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [{"food": food, "grams": grams} for food, grams in value]
    return value if isinstance(value, bool | int | float) else write_value(value)


# Reading


def is_export(source: Source) -> bool:
    return source.is_archive and {WHOLE, SUMS} <= set(source.names)


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The rows of the archive: the diary first, then what stands beside it.

    Raises:
        UnreadableFile: if it is damaged, was changed, or is of a newer version.
    """
    found = _opened(source)
    records: own_csv.Records = own_csv.no_records()
    for name, rows in found["tables"].items():
        if name in TABLES:
            for number, row in enumerate(rows, start=2):
                yield from _take(name, row, number, given.today, records)
    yield from own_csv.rows(records)
    settings, tables = found.get("settings"), found["tables"]
    yield from beside(settings if isinstance(settings, dict) else {}, {name: _rows(tables.get(name)) for name in ROWS})


def _opened(source: Source) -> dict[str, Any]:
    data = source.archive.read(WHOLE, document.MOST)
    sums = source.archive.read(SUMS, LONGEST).decode(errors="replace").splitlines()
    if f"{hashlib.sha256(data).hexdigest()}  {WHOLE}" not in sums:
        raise UnreadableFile(DAMAGED)
    found = document.parse(data)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UnreadableFile(_("This diary was written by a newer version of Vagus. Update this one first."))
    tables = found.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, list) for rows in tables.values()):
        raise UnreadableFile(DAMAGED)
    return found


def _take(table: str, row: Any, number: int, today: date, records: own_csv.Records) -> Iterator[Notice]:
    """Read a row as the lines of our own table that say the same."""
    if not isinstance(row, dict):
        yield Notice(number, _("“%(text)s” is not understood here."), {"text": str(row)[:40]})
        return
    day, key = (str(row.get(name, "")) for name in ("day", "id"))
    for name, value in row.items():
        if name in ("day", "id"):
            continue
        try:
            for text in _texts(value):
                own_csv.take((table, day, key, name, text), number, today, records)
        except Wrong as wrong:
            yield Notice(number, wrong.message, wrong.facts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield write_value(_item(item))
    elif isinstance(value, bool | int | float | str):
        yield write_value(value)
    else:
        raise Wrong(_("“%(text)s” is not understood here."), text=str(value)[:40])


def _item(item: Any) -> Items:
    food, grams = (item.get("food"), item.get("grams")) if isinstance(item, dict) else (None, None)
    if not isinstance(food, str) or isinstance(grams, bool) or not isinstance(grams, int | float):
        raise Wrong(_("“%(text)s” is not understood here."), text=str(item)[:40])
    return ((food, float(grams)),)


def beside(settings: Row, tables: Mapping[str, Iterable[Row]]) -> Iterator[Observation]:
    """What is no diary, each thing as one row of texts; whether they make sense is seen where they are kept."""
    if settings:
        yield Observation(SETTING, SETTING, None, {name: _said(value) for name, value in settings.items()})
    for row in tables.get(MOOD_WORD, ()):
        mood = row.get("mood")
        yield Observation(MOOD_WORD, f"{row.get('source')}/{row.get('word')}", None, {
            "mood": OUT if mood is None else str(mood)})  # fmt: skip
    for row in tables.get(MAPPING, ()):
        said = row.get("said")
        yield Observation(MAPPING, str(row.get("source")), None, flat(said if isinstance(said, dict) else {}))
    for row in tables.get(EXPERIMENT, ()):
        yield Observation(EXPERIMENT, str(row.get("uid")), None, told(row))


def _rows(found: Any) -> list[dict[str, Any]]:
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def flat(said: Mapping[str, Any]) -> dict[str, str]:
    """What was decided of an app's files, each decision by its part and name."""
    found: dict[str, str] = {}
    for part, value in sorted(said.items()):
        if isinstance(value, dict):
            found |= {f"{part}:{name}": str(text) for name, text in sorted(value.items())}
        else:
            found[part] = str(value)
    return found


def told(row: Row) -> dict[str, str]:
    """An experiment's title, and all of it as one text, always the same."""
    return {"name": str(row.get("title") or ""), "whole": json.dumps(row, sort_keys=True, ensure_ascii=False)}
