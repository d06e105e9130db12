"""Whatever a file holds, a reader of health data tells days that can be or refuses; nothing else comes out of it."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.formats.health_files import (
    OSLO,
    TODAY,
    Said,
    apple,
    database,
    eaten,
    fitbit,
    record,
    slept,
    takeout,
)
from tests.exchange.formats.test_health_connect import APPS, NIGHTS, STAGES, night, stage
from tests.exchange.formats.test_observations import NIGHT, bundle, episode, observation, total
from tests.exchange.formats.test_watches import an_android, android, garmin_night, garmins, samsung, samsung_row
from tracker.exchange.formats import (
    apple_health,
    fhir,
    garmin,
    health_connect,
    open_mhealth,
    oura,
    samsung_health,
    sleep_as_android,
)
from tracker.exchange.formats import fitbit as fitbit_reader
from tracker.exchange.formats.columns import column_of, write_value
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given, Source

BED = 1_795_212_600_000
OURA = ("id;type;bedtime_start;bedtime_end;awake_time\na;long_sleep;2026-11-20T23:10:00+01:00;"
        "2026-11-21T06:40:00+01:00;60\nb;rest;x;y;\n")  # fmt: skip
APPLE = [slept("19 23:10", "20 01:40"), slept("20 01:40", "20 06:40", "AsleepREM", zone="Europe/London"),
         eaten("Fiber", "19 12:00", "4", "g"), eaten("Magnesium", "18 12:00", "100", "mg", source="b"),
         record("HKCategoryTypeIdentifierNausea", "2026-11-19 10:00:00", "2026-11-19 10:00:00",
                "HKCategoryValueSeverityMild"), "<Workout/>"]  # fmt: skip
FITBIT = [fitbit("2026-11-21", "2026-11-20T23:10:00.000", "2026-11-21T06:40:00.000", 1),
          fitbit("2026-11-20", "2026-11-19T23:10:00.000", "2026-11-20T06:40:00.000", 2)]  # fmt: skip
GARMIN = [garmin_night("2026-11-21", "2026-11-20T22:10:00.0", "2026-11-21T05:40:00.0"), garmin_night("x", 1, 2)]
FHIR = [observation("93832-4", effectivePeriod=NIGHT), total("44261-6", 9), {"resourceType": "Patient"}]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[ModuleType, bytes]:
    path: Path = tmp_path_factory.mktemp("made") / "made.db"
    tables = {**APPS, NIGHTS: [night(), night(2, uuid="x")], STAGES: [stage(BED, BED + 60_000, 4)]}
    return {
        apple_health: apple(*APPLE), fitbit_reader: json.dumps(FITBIT).encode(), garmin: json.dumps(GARMIN).encode(),
        fhir: bundle(*FHIR), open_mhealth: json.dumps([episode(), {"x": 1}]).encode(), oura: OURA.encode(),
        sleep_as_android: android(an_android(BED), an_android(BED + 10**8)),
        samsung_health: samsung(samsung_row(datetime(2026, 11, 20, 22, 10), 1, 1)),
        health_connect: database(path, tables),
    }  # fmt: skip


READERS = (
    apple_health,
    fitbit_reader,
    garmin,
    fhir,
    open_mhealth,
    oura,
    sleep_as_android,
    samsung_health,
    health_connect,
)


def hold(reader: ModuleType, data: bytes) -> Said | None:
    """What it says, if it says anything; every value must fit the column it is for."""
    try:
        source = Source(data)
        if not reader.is_export(source):
            return None
        told = Said(reader.read(source, Given(TODAY, OSLO, mapping={"times": "local"})))
    except UnreadableFile:
        return None
    for seen in told.seen:
        assert seen.day is None or TODAY - timedelta(days=10_000) < seen.day <= TODAY + timedelta(days=1)
        for name, value in seen.values.items():
            column = column_of(seen.table, name)
            assert column is not None
            column.kind.read(write_value(value))
    return told


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.KIND)
def test_its_own_file_is_recognised_and_by_one_reader_only(reader: ModuleType, files: dict[ModuleType, bytes]) -> None:
    assert recognise(files[reader]).kind == reader.KIND
    assert [other.KIND for other in READERS if other.is_export(Source(files[reader]))] == [reader.KIND]
    assert hold(reader, files[reader])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.KIND)
@given(data=st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_refused_or_read(
    reader: ModuleType, files: dict[ModuleType, bytes], data: st.DataObject
) -> None:
    whole = files[reader]
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(len(whole), begin + 40)))
    hold(reader, whole[:begin] + data.draw(st.binary(max_size=8)) + whole[end:])
    hold(reader, whole[:begin])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
    | st.sampled_from(["2026-11-20T22:00:00Z", "2026-11-20", "stages", "g", "0001-01-01T00:00:00+14:00", "-1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
)  # fmt: skip


def changed(value: Any, path: list[int], new: Any) -> Any:
    """The same with one place in it replaced."""
    if not path or not isinstance(value, dict | list) or not value:
        return new
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    at = keys[path[0] % len(keys)]
    copy = value.copy()
    copy[at] = changed(value[at], path[1:], new)
    return copy


@pytest.mark.parametrize("reader", [fitbit_reader, garmin, fhir, open_mhealth], ids=lambda reader: reader.KIND)
@given(path=st.lists(st.integers(0, 20), min_size=1, max_size=7), new=anything)
@settings(max_examples=150)
def test_json_may_hold_anything_anywhere(
    reader: ModuleType, files: dict[ModuleType, bytes], path: list[int], new: Any
) -> None:
    hold(reader, json.dumps(changed(json.loads(files[reader]), path, new)).encode())


@given(
    attributes=st.lists(st.tuples(st.sampled_from(["type", "startDate", "endDate", "value", "unit", "sourceName"]),
                                  st.text(st.characters(exclude_characters='<&"', exclude_categories=["Cs", "Cc"]),
                                          max_size=30)), unique_by=lambda pair: pair[0]),
    kind=st.sampled_from([line.split('"')[1] for line in APPLE[:5]]),
)  # fmt: skip
def test_attributes_may_hold_anything(attributes: list[tuple[str, str]], kind: str) -> None:
    written = " ".join(f'{name}="{text}"' for name, text in attributes if name != "type")
    told = hold(apple_health, apple(f'<Record type="{kind}" {written}/>', APPLE[0]))
    assert told is not None and "2026-11-20" in told.nights


@given(
    column=st.sampled_from(["start_time", "end_time", "uuid", "row_id", "app_info_id", "end_zone_offset"]),
    value=st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(st.characters(codec="utf-8"), max_size=9)
    | st.binary(max_size=9),
)
@settings(max_examples=40)
def test_cells_of_a_database_may_hold_anything(
    tmp_path_factory: pytest.TempPathFactory, column: str, value: Any
) -> None:
    path = tmp_path_factory.mktemp("made") / "made.db"
    assert hold(health_connect, database(path, {NIGHTS: [night(), night(2) | {column: value}]})) is not None


@given(st.randoms(), st.integers(1, 3))
def test_order_and_repetition_of_records_change_nothing(chance: random.Random, times: int) -> None:
    def mixed(found: list[Any]) -> list[Any]:
        found = found * times
        chance.shuffle(found)
        return found

    for reader, data, plain in (
        (apple_health, apple(*mixed(APPLE)), apple(*APPLE)),
        (fitbit_reader, takeout(*mixed(FITBIT)), takeout(*FITBIT)),
        (garmin, garmins(*mixed(GARMIN)), garmins(*GARMIN)),
        (fhir, bundle(*mixed(FHIR)), bundle(*FHIR)),
    ):
        one, other = hold(reader, data), hold(reader, plain)
        assert one and other and one.seen == other.seen
