"""Files of diary apps, made here, and what a reader says of one."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given, Moods

TODAY = date(2026, 11, 21)
OSLO = ZoneInfo("Europe/Oslo")
BEARABLE = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
CRONOMETER_DAYS = "Date,Energy (kcal),Magnesium (mg),Fiber (g),Completed\n"
CRONOMETER = "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Fiber (g),Category\n"
MYFITNESSPAL = "Date,Meal,Calories,Fiber,Vitamin A,Calcium,Note\n"
HOW_WE_FEEL = (
    "Date,Mood,Tags (People),Tags (Places),Tags (Events),Steps,Weather,Caffeine (mg),Alcoholic Drinks,Notes,"
    "Reflections,Takeaways\n"
)
EMOODS = "DATE (YYYY-MM-DD),DEPRESSED,ELEVATED,IRRITABILITY,ANXIETY,SLEEP,WEIGHT,NOTE\n"
HABITS = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
    "Target Value,Archived?\n"
)
NOMIE = "epoch,start,end,offset,tracker,value,note,lat,lng,location,score\r\n"


def zipped(**members: str | bytes) -> bytes:
    """An archive; two underscores in a name are a slash, one a space, and the ending is csv."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", " ") + ".csv", data)
    return file.getvalue()


def backup(*entries: Mapping[str, Any], moods: Any = None, tags: Any = None, **more: Any) -> bytes:
    """A backup of Daylio."""
    facts = {"dayEntries": list(entries), "customMoods": moods or MOODS, "tags": tags or TAGS, **more}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("backup.daylio", base64.encodebytes(json.dumps(facts).encode()))
    return file.getvalue()


MOODS = [
    {"id": 1, "custom_name": "", "predefined_name_id": 1, "mood_group_id": 1},
    {"id": 6, "custom_name": "love it", "predefined_name_id": -1, "mood_group_id": 2},
]
TAGS = [{"id": 14, "name": "kefir"}, {"id": 15, "name": "walk | long"}]


def entry(**facts: Any) -> dict[str, Any]:
    return {
        "id": 2, "minute": 36, "hour": 11, "day": 20, "month": 10, "year": 2026, "datetime": 0, "mood": 1, "note": "",
        "note_title": "", "tags": [], **facts,
    }  # fmt: skip


def everything(
    data: bytes | str, kind: str, *, moods: Moods | None = None, zone: ZoneInfo = OSLO, **mapping: Any
) -> list[Observation | Notice]:
    data = data.encode() if isinstance(data, str) else data
    found = recognise(data)
    assert found.kind == kind
    return list(found.read(Given(TODAY, zone, moods=moods or {}, mapping=mapping)))


def rows(data: bytes | str, kind: str, table: str, **choices: Any) -> dict[str, dict[str, Any]]:
    """The rows of one table by what they are known by."""
    found = everything(data, kind, **choices)
    return {o.key: dict(o.values) for o in found if isinstance(o, Observation) and o.table == table}


def notices(data: bytes | str, kind: str, *, refused: bool = True, **choices: Any) -> list[tuple[int, str]]:
    found = everything(data, kind, **choices)
    return [(n.line, n.message % n.facts) for n in found if isinstance(n, Notice) and n.refused == refused]
