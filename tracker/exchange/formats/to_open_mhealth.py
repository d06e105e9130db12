"""Nights as Open mHealth data points: sleep episodes with their beginning and end, as the person reported them.

Only what is known is said: from when to when, and that it was the night's sleep. Time awake in between is not known.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import slept
from tracker.exchange.formats.fhir import OURS
from tracker.exchange.formats.observation import Observation

TABLES = ("night",)
SCHEMA = {"namespace": "omh", "name": "sleep-episode", "version": "1.1"}


def points(found: Iterable[Observation], home: ZoneInfo, now: datetime) -> list[dict[str, Any]]:
    """A data point for each night with both times; `home` and `now` as for a FHIR bundle."""
    made = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return [
        {
            "header": {
                "id": str(uuid.uuid5(OURS, f"{seen.table}/{seen.key}")),
                "creation_date_time": made,
                "schema_id": SCHEMA,
                "acquisition_provenance": {"source_name": "Vagus", "modality": "self-reported"},
            },
            "body": {
                "effective_time_frame": {
                    "time_interval": {"start_date_time": span[0].isoformat(), "end_date_time": span[1].isoformat()}
                },
                "is_main_sleep": True,
            },
        }
        for seen in found
        if (span := slept.between(seen, home))
    ]
