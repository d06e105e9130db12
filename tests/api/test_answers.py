"""What comes of a diary, for programs: what is unknown is null, and files go the way of the pages."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY, a_day, a_food, a_supplement
from tracker.models import CheckIn, ImportBatch, User

DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    "2026-11-20,November 20,Friday,9:00 PM,good,,,\n2026-11-19,November 19,Thursday,9:00 PM,zonked,,,\n"
)


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("daylio.csv", DAYLIO.encode(), content_type="text/csv")


def test_a_series_has_a_slot_a_day_and_null_where_nothing_was_noted(alice: User, reader: Client) -> None:
    a_day(alice, mood=6)
    a_day(alice, TODAY - timedelta(days=2), mood=0)
    said = reader.get("/api/v1/series", {"metrics": "mood,fibre", "from": "2026-11-19"}).json()
    assert (said["start"], said["end"]) == ("2026-11-19", "2026-11-21")
    assert said["values"] == {"mood": [0, None, 6], "fibre": [None, None, None]}


def test_foods_are_found_with_what_a_serving_needs(alice: User, reader: Client) -> None:
    kefir = a_food("kefir", name_en="Kefir", fermented_live=True)
    found = reader.get("/api/v1/foods", {"q": "kefr"}).json()["items"]
    assert [(food["id"], food["fermented"]) for food in found] == [(kefir.pk, True)]


def test_supplements_are_listed(alice: User, reader: Client) -> None:
    a_supplement(alice, "Zinc")
    assert [row["slug"] for row in reader.get("/api/v1/supplements").json()] == ["zinc"]


def test_insights_say_how_many_days_they_still_need(reader: Client) -> None:
    said = reader.get("/api/v1/insights").json()
    assert (said["state"], said["findings"]) == ("too_early", [])
    assert said["days_to_go"] > 0


def test_a_file_is_shown_first_then_brought_in_and_taken_back(alice: User, writer: Client) -> None:
    looked = writer.post("/api/v1/imports/preview", {"file": a_file()}).json()
    assert looked["asks"] == {"unknown_moods": {"zonked": 1}}
    assert not CheckIn.objects.exists()
    asked = writer.post("/api/v1/imports", {"file": a_file()})
    assert (asked.status_code, asked.json()["code"]) == (422, "undecided")
    mapping = json.dumps({"moods": {"zonked": 2}})
    made = writer.post("/api/v1/imports", {"file": a_file(), "mapping": mapping})
    assert (made.status_code, made.json()["report"]["added"]) == (201, 2)
    again = writer.post("/api/v1/imports", {"file": a_file(), "mapping": mapping})
    assert (again.status_code, again.json()["id"]) == (200, 0)
    batch = made.json()["id"]
    assert [row["id"] for row in writer.get("/api/v1/imports").json()["items"]] == [batch]
    assert writer.post(f"/api/v1/imports/{batch}/undo").json()["gone"] == 2
    assert ImportBatch.objects.get().undone is not None


def test_a_file_sent_again_with_its_key_is_the_same_import(alice: User, writer: Client) -> None:
    def send() -> Any:
        sent = {"file": a_file(), "mapping": '{"zonked": 2}'}
        return writer.post("/api/v1/imports", sent, headers={"idempotency-key": "nightly"})

    assert [send().status_code for _ in range(2)] == [201, 201]
    assert ImportBatch.objects.count() == 1


def test_what_is_no_export_is_refused(writer: Client) -> None:
    refused = writer.post("/api/v1/imports", {"file": SimpleUploadedFile("x.bin", b"\x00\x01\x02")})
    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable_file")


def test_the_archive_goes_out_and_holds_no_token(alice: User, writer: Client, trusted: Client) -> None:
    answer = writer.get("/api/v1/exports/archive")
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(io.BytesIO(b"".join(trusted.get(reverse("exchange:archive")).streaming_content))) as packed:
        assert members == {name: packed.read(name) for name in packed.namelist()}
    assert not any(b"token" in name.encode() or b"vagus_ " in text for name, text in members.items())
    assert not any(b"Shortcut" in text for text in members.values())
