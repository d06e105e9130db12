"""Nights, questionnaire totals and laboratory values as a FHIR R4 bundle of observations; nothing about the person.

What has a LOINC code here carries it; all else is named in words alone, and no code is guessed. A unit that a person
typed is a word, not a code. There is no subject: whoever takes the file in knows whose it is.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.diary.scales import SCALES
from tracker.exchange.formats import slept
from tracker.exchange.formats.columns import write_value
from tracker.exchange.formats.fhir import LOINC, OURS, SYSTEM, TOTALS, UCUM
from tracker.exchange.formats.observation import Observation
from tracker.metrics import BY_KEY

TABLES = ("night", "total", "lab_value")
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SLEEP = "sleep_hours"
CODES: Mapping[str, str] = {scale: code for (_system, code), (scale, _most) in TOTALS.items()}

Resource = dict[str, Any]


def bundle(found: Iterable[Observation], home: ZoneInfo, now: datetime) -> Resource:
    """All of them; `home` is where a night was slept that says no zone, `now` when the file was made."""
    makers = {"night": lambda seen: _night(seen, home), "total": _total, "lab_value": _lab_value}
    made = [(seen, makers[seen.table](seen)) for seen in found if seen.table in makers]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "entry": [
            {"fullUrl": f"urn:uuid:{uuid.uuid5(OURS, f'{seen.table}/{seen.key}')}", "resource": resource}
            for seen, resource in made
            if resource
        ],
    }


def _observation(seen: Observation, category: str, code: Resource, facts: Resource) -> Resource:
    name = f"{seen.table.replace('_', '-')}-{seen.key}"
    return {
        "resourceType": "Observation",
        "id": name,
        "identifier": [{"system": SYSTEM, "value": name}],
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "code": code,
        **facts,
    }


def _code(text: str, loinc: str = "") -> Resource:
    return {**({"coding": [{"system": LOINC, "code": loinc}]} if loinc else {}), "text": text}


def _night(seen: Observation, home: ZoneInfo) -> Resource | None:
    span = slept.between(seen, home)
    if span is None:
        return None
    facts = {
        "effectivePeriod": {"start": span[0].isoformat(), "end": span[1].isoformat()},
        "valueQuantity": {"value": slept.hours(*span), "unit": "h", "system": UCUM, "code": "h"},
    }
    return _observation(seen, "activity", _code("Sleep duration", BY_KEY[SLEEP].loinc), facts)


def _total(seen: Observation) -> Resource:
    scale = str(seen.values["scale"])
    facts = {"effectiveDateTime": str(seen.day), "valueInteger": seen.values["value"]}
    return _observation(seen, "survey", _code(f"{SCALES[scale].name} total", CODES.get(scale, "")), facts)


def _lab_value(seen: Observation) -> Resource:
    told = {name: write_value(value) for name, value in seen.values.items() if name != "value"}
    quantity = {"value": seen.values["value"], **({"unit": told["unit"]} if told.get("unit") else {})}
    facts: Resource = {"effectiveDateTime": str(seen.day), "valueQuantity": quantity}
    if told.get("printed_range"):
        facts["referenceRange"] = [{"text": told["printed_range"]}]
    if told.get("note"):
        facts["note"] = [{"text": told["note"]}]
    return _observation(seen, "laboratory", _code(told["name"]), facts)
