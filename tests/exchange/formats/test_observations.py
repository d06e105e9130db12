"""FHIR and Open mHealth: intervals become nights, totals and amounts find their place, the rest is counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.formats.health_files import SAMPLES, said
from tracker.exchange.formats import fhir, open_mhealth
from tracker.exchange.formats.observation import UnreadableFile

LOINC = "http://loinc.org"
NIGHT = {"start": "2026-11-20T22:10:00.2112Z", "end": "2026-11-21T06:40:00+01:00"}
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the folder with real files is not beside this checkout"
)


def observation(code: str, system: str = LOINC, **more: Any) -> dict[str, Any]:
    coding = {"coding": [{"system": system, "code": code}]}
    return {"resourceType": "Observation", "id": f"{code}-1", "status": "final", "code": coding, **more}


def bundle(*resources: Any) -> bytes:
    entries = [{"fullUrl": "http://127.0.0.1/never", "resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def total(code: str, value: Any, **more: Any) -> dict[str, Any]:
    return observation(code, effectiveDateTime="2026-11-19", valueInteger=value, **more)


def test_a_bundle_one_alone_and_one_a_line_say_the_same() -> None:
    night = observation("93832-4", effectivePeriod=NIGHT, valueQuantity={"value": 7.5, "code": "h"})
    other = total("44261-6", 9)
    lines = f"{json.dumps(night)}\n{json.dumps(other)}\n".encode()
    assert said(fhir, json.dumps(night, indent=1).encode()).nights == {"2026-11-21": ("23:10", "06:40", "Europe/Oslo")}
    assert said(fhir, bundle(night, other)).seen == said(fhir, lines).seen


def test_an_interval_asleep_is_a_night_and_another_is_not() -> None:
    def state(code: str) -> bytes:
        value = {"coding": [{"system": "http://snomed.info/sct", "code": code}]}
        return bundle(
            observation("258158006", "http://snomed.info/sct", effectivePeriod=NIGHT, valueCodeableConcept=value)
        )

    assert said(fhir, state("248220008")).nights
    assert not said(fhir, state("248218005")).nights and said(fhir, state("248218005")).remarks


def test_a_length_without_its_ends_is_counted() -> None:
    told = said(fhir, bundle(observation("93832-4", effectiveDateTime="2026-11-20T09:57:34.2112Z",
                                         valueQuantity={"value": 9, "code": "h"})))  # fmt: skip
    assert not told.seen and told.remarks[0].startswith("Lengths of sleep")


def test_totals_are_known_by_their_identifier_and_have_lasting_names() -> None:
    named = {"identifier": [{"system": "urn:x", "value": "7"}]}
    first = said(fhir, bundle(total("44261-6", 9, **named), total("70274-6", 21))).table("total")
    assert sorted(map(str, first.values())) == ["{'scale': 'gad7', 'value': 21}", "{'scale': 'phq9', 'value': 9}"]
    again = said(fhir, bundle(total("70274-6", 21), total("44261-6", 9, **named, meta={"x": 1}))).table("total")
    assert first == again


def test_what_was_put_right_counts_and_what_was_withdrawn_does_not() -> None:
    named = {"identifier": [{"value": "7"}]}
    wrong, right = total("44261-6", 9, **named), total("44261-6", 4, **named) | {"status": "amended"}
    told = said(fhir, bundle(wrong, right, total("70274-6", 3) | {"status": "entered-in-error"}))
    assert list(told.table("total").values()) == [{"scale": "phq9", "value": 4}]
    assert any(remark.startswith("Observations marked") for remark in told.remarks)


@pytest.mark.parametrize("value", [28, -1, 4.5, "x", None, True, 10**39])
def test_a_total_that_does_not_fit_is_refused(value: Any) -> None:
    told = said(fhir, bundle(total("44261-6", value)))
    assert not told.seen and len(told.refused) == 1


@pytest.mark.parametrize("code", ["LP203183-1", "dietaryFiber", "HKQuantityTypeIdentifierDietaryFiber"])
def test_fibre_is_known_by_three_codes(code: str) -> None:
    period = {"start": "2026-11-19T23:33:42Z", "end": "2026-11-19T23:35:22Z"}
    told = said(fhir, bundle(observation(code, effectivePeriod=period, valueQuantity={"value": 14.14, "unit": "g"})))
    assert told.table("own_value") == {"2026-11-20": {"own_app_fibre": 14.14}}


def test_other_resources_are_counted_and_nothing_is_followed() -> None:
    told = said(fhir, bundle({"resourceType": "Patient", "id": "x"}, total("44261-6", 9), observation("29463-7"), 7))
    assert len(told.seen) == 1
    assert [remark.split(" is left out")[0] for remark in told.remarks] == ["“Patient”", "“JSON”", "“29463-7”"]


@pytest.mark.parametrize(
    "data", [bundle(), bundle({"resourceType": "Patient"}), b'{"resourceType": "Bundle", "entry": 3}']
)
def test_a_bundle_without_observations_is_refused(data: bytes) -> None:
    with pytest.raises((UnreadableFile, AssertionError)):
        said(fhir, data)


def episode(**body: Any) -> dict[str, Any]:
    span = {"start_date_time": NIGHT["start"], "end_date_time": NIGHT["end"]}
    return {"effective_time_frame": {"time_interval": span}, "is_main_sleep": True, **body}


def point(key: str, body: dict[str, Any], name: str = "sleep-episode") -> dict[str, Any]:
    return {"header": {"id": key, "schema_id": {"namespace": "omh", "name": name, "version": "1.1"}}, "body": body}


def test_an_episode_is_a_night_with_and_without_its_header() -> None:
    for found in (episode(), [episode()], point("a", episode()), [point("a", episode()), point("a", episode())]):
        assert said(open_mhealth, json.dumps(found).encode()).nights == {
            "2026-11-21": ("23:10", "06:40", "Europe/Oslo")
        }


def test_averages_and_other_points_are_counted() -> None:
    points = [
        point("a", episode(descriptive_statistic="average")),
        point("b", {"x": 1}, "step-count"),
        point("c", episode()),
    ]
    told = said(open_mhealth, json.dumps(points).encode())
    assert len(told.nights) == 1 and len(told.remarks) == 2


@pytest.mark.parametrize("frame", [{}, {"time_interval": {}},
                                   {"time_interval": {"start_date_time": "x", "end_date_time": 3}},
                                   {"time_interval": {"start_date_time": NIGHT["start"], "duration": {"unit": "s"}}},
                                   {"date_time": NIGHT["start"]}, 7])  # fmt: skip
def test_a_point_without_its_time_is_refused(frame: Any) -> None:
    told = said(open_mhealth, json.dumps([episode(), episode() | {"effective_time_frame": frame}]).encode())
    assert len(told.nights) == 1 and [line for line, _words in told.refused] == [2]


@needs_samples
def test_real_files_are_read_to_the_end() -> None:
    nights = {"sleep-duration-2.0": "21:35", "sleep-episode-1.1": "22:35", "total-sleep-time-1.0": "20:35"}
    for name, bed in nights.items():
        told = said(open_mhealth, Path(SAMPLES / "open_mhealth" / f"{name}.valid.json").read_bytes())
        assert told.nights["2016-02-06"][0] == bed and not told.refused
    told = said(fhir, Path(SAMPLES / "fhir" / "Observation-sleep-duration.json").read_bytes())
    assert not told.seen and len(told.remarks) == 1
