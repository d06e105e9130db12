"""Small files of health platforms, made here, and what the readers say of them."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.source import Given, Source

TODAY = date(2026, 11, 21)
OSLO = ZoneInfo("Europe/Oslo")
SAMPLES = Path(__file__).parents[3].parent / "shared" / "imports"
# A document type as the app has written it since 2022, which no parser takes.
APPLE_TYPE = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate)>\n<!ATTLIST x startDate CDATA #REQUIRED\n>]>\n"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"


class Said:
    """What a reader said, sorted."""

    def __init__(self, found: Iterable[Observation | Notice]) -> None:
        found = list(found)
        self.seen = [seen for seen in found if isinstance(seen, Observation)]
        notices = [seen for seen in found if isinstance(seen, Notice)]
        self.refused = [(notice.line, notice.message % notice.facts) for notice in notices if notice.refused]
        self.remarks = [notice.message % notice.facts for notice in notices if not notice.refused]

    def table(self, name: str) -> dict[str, dict[str, object]]:
        return {seen.key: dict(seen.values) for seen in self.seen if seen.table == name}

    @property
    def nights(self) -> dict[str, tuple[str, str, str]]:
        return {
            day: (f"{night['bed_time']:%H:%M}", f"{night['wake_time']:%H:%M}", str(night["zone"]))
            for day, night in self.table("night").items()
        }


def said(reader: ModuleType, data: bytes, *, zone: ZoneInfo = OSLO, **mapping: Any) -> Said:
    source = Source(data)
    assert reader.is_export(source)
    return Said(reader.read(source, Given(TODAY, zone, mapping=mapping)))


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def apple(*records: str, exported: str = "2026-11-21 08:00:00 +0100", before: str = APPLE_TYPE) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<HealthData locale="nb_NO">\n'
    lines = [head, f' <ExportDate value="{exported}"/>\n', *(f" {line}\n" for line in records), "</HealthData>\n"]
    return "".join(lines).encode()


def record(kind: str, begins: str, ends: str, value: str = "", *, source: str = "Watch", unit: str = "",
           zone: str = "", offset: str = "+0100") -> str:  # fmt: skip
    inside = f'<MetadataEntry key="HKTimeZone" value="{zone}"/>' if zone else ""
    return (
        f'<Record type="{kind}" sourceName="{source}" unit="{unit}" startDate="{begins} {offset}" '
        f'endDate="{ends} {offset}" value="{value}">{inside}</Record>'
    )


def slept(begins: str, ends: str, value: str = "AsleepCore", **more: str) -> str:
    return record(SLEEP, f"2026-11-{begins}:00", f"2026-11-{ends}:00", f"HKCategoryValueSleepAnalysis{value}", **more)


def eaten(what: str, at: str, value: str, unit: str, **more: str) -> str:
    when = f"2026-11-{at}:00"
    return record(f"HKQuantityTypeIdentifierDietary{what}", when, when, value, unit=unit, **more)


def fitbit(day: str, begins: str, ends: str, log: int, **more: Any) -> dict[str, Any]:
    return {"logId": log, "dateOfSleep": day, "startTime": begins, "endTime": ends, "mainSleep": True,
            "type": "stages", "minutesAwake": 0, **more}  # fmt: skip


def takeout(*nights: Mapping[str, Any]) -> bytes:
    name = "Takeout/Fitbit/Global Export Data/sleep-2026-11-01.json"
    return zipped({name: json.dumps(nights, indent=2, separators=(",", " : "))})


def milliseconds(*at: int) -> int:
    return int(datetime(*at, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


def database(path: Path, tables: Mapping[str, list[Mapping[str, Any]]]) -> bytes:
    """A database with these tables, columns by their names; a zip around it."""
    with sqlite3.connect(path) as made:
        for name, rows in tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            made.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            made.executemany(
                f"INSERT INTO {name} VALUES ({marks})", [[row.get(column) for column in columns] for row in rows]
            )
    made.close()
    return zipped({"health_connect_export.db": path.read_bytes()})
