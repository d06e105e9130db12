"""What goes out for other programs has the structure they publish, says nothing of the person, and reads back."""

import json
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from tests.builders import a_lab_value, a_night, a_total
from tests.exchange.diaries import NOW, TODAY, a_whole_diary, readings
from tracker.exchange.export import put_out
from tracker.exchange.formats.observation import Observation
from tracker.metrics import METRICS
from tracker.models import User


def out(owner: User, kind: str) -> Any:
    return json.loads(put_out(owner, kind, NOW).read())


def resources(owner: User) -> dict[str, Any]:
    return {entry["resource"]["id"]: entry["resource"] for entry in out(owner, "fhir")["entry"]}


def test_the_bundle_keeps_to_the_published_structure(alice: User) -> None:
    a_whole_diary(alice)
    found = out(alice, "fhir")
    held = Bundle.model_validate(found)
    assert len(held.entry) == len({entry["fullUrl"] for entry in found["entry"]}) == 5
    text = put_out(alice, "fhir", NOW).read().decode()
    assert "alice" not in text and "subject" not in text
    Bundle.model_validate(out(User.objects.create_user("nobody"), "fhir"))


def test_a_night_carries_its_code_and_its_offsets(alice: User) -> None:
    a_night(alice, date(2026, 3, 29), bed="23:00", wake="07:00")  # the clocks went forward
    a_night(alice, TODAY, bed="01:00", wake="07:30", zone="Asia/Kolkata")
    found = resources(alice)
    spring = found["night-2026-03-29"]
    assert spring["code"]["coding"] == [{"system": "http://loinc.org", "code": "93832-4"}]
    assert spring["effectivePeriod"] == {"start": "2026-03-28T23:00:00+01:00", "end": "2026-03-29T07:00:00+02:00"}
    assert spring["valueQuantity"]["value"] == 7
    assert found["night-2026-11-21"]["effectivePeriod"]["start"] == "2026-11-21T01:00:00+05:30"


def test_every_number_with_a_code_goes_out() -> None:
    assert {metric.key for metric in METRICS if metric.loinc} == {"sleep_hours"}


def test_totals_and_laboratory_values_are_numbers_with_words(alice: User) -> None:
    who5 = a_total(alice, "who5", 60)
    phq9 = a_total(alice, "phq9", 12)
    lab = a_lab_value(alice, "+Vitamin D", -2.5, unit="µg/L", printed_range="<= 3", note="fasting")
    found = resources(alice)
    coded = found[f"total-{phq9.uid}"]
    assert (coded["code"]["coding"][0]["code"], coded["valueInteger"]) == ("44261-6", 12)
    assert found[f"total-{who5.uid}"]["code"] == {"text": "WHO-5 total"}
    value = found[f"lab-value-{lab.uid}"]
    assert value["valueQuantity"] == {"value": -2.5, "unit": "µg/L"}
    assert (value["code"], value["referenceRange"], value["note"]) == (
        {"text": "+Vitamin D"}, [{"text": "<= 3"}], [{"text": "fasting"}],
    )  # fmt: skip


def test_a_night_without_both_times_stays_at_home(alice: User) -> None:
    night = a_night(alice)
    type(night).objects.update(wake_time=None)
    assert resources(alice) == {} and out(alice, "sleep") == []


@pytest.mark.parametrize("kind", ["fhir", "sleep"])
def test_nights_are_read_back_as_they_were(alice: User, kind: str) -> None:
    a_night(alice, date(2026, 10, 25), bed="23:10", wake="07:20")
    a_night(alice, TODAY, bed="00:15", wake="06:50")
    read = {
        seen.key: (str(seen.values["bed_time"]), str(seen.values["wake_time"]), seen.values["zone"])
        for seen in readings(put_out(alice, kind, NOW).read())
        if isinstance(seen, Observation)
    }
    assert read == {
        "2026-10-25": ("23:10:00", "07:20:00", "Europe/Oslo"), "2026-11-21": ("00:15:00", "06:50:00", "Europe/Oslo"),
    }  # fmt: skip


def test_a_total_read_back_by_its_owner_is_the_same_one(alice: User) -> None:
    total = a_total(alice, "gad7", 9)
    (seen,) = readings(put_out(alice, "fhir", NOW).read())
    assert isinstance(seen, Observation)
    assert (seen.key, seen.day, dict(seen.values)) == (str(total.uid), TODAY, {"scale": "gad7", "value": 9})


def test_a_sleep_episode_says_what_is_known_and_no_more(alice: User) -> None:
    a_night(alice, TODAY, bed="23:20", wake="06:50")
    (point,) = out(alice, "sleep")
    assert point["header"]["schema_id"] == {"namespace": "omh", "name": "sleep-episode", "version": "1.1"}
    assert point["header"]["acquisition_provenance"]["modality"] == "self-reported"
    assert point["header"]["creation_date_time"] == "2026-11-21T20:00:00Z"
    assert point["body"] == {
        "effective_time_frame": {"time_interval": {
            "start_date_time": "2026-11-20T23:20:00+01:00", "end_date_time": "2026-11-21T06:50:00+01:00",
        }},
        "is_main_sleep": True,
    }  # fmt: skip
