"""A file that would fill the disk is refused in words, before anything of it is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import a_token
from tracker.models import CheckIn, ImportBatch, ImportJob, User
from tracker.web import room


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free", lambda folders: room.LITTLE - 1)


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("days.csv", b"day,mood\n2026-11-20,6\n", content_type="text/csv")


def test_the_page_says_that_there_is_no_room(door: Client, full: None) -> None:
    answer = door.post("/import/", {"file": a_file()})
    assert answer.status_code == 422
    assert "too little room" in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_a_program_is_told_so_too(alice: User, client: Client, full: None) -> None:
    for path in ("/api/v1/imports/preview", "/api/v1/imports"):
        answer = client.post(path, {"file": a_file()}, headers={"authorization": f"Bearer {a_token(alice)}"})
        assert (answer.status_code, answer.json()["code"]) == (507, "no_room"), answer.content
    assert not CheckIn.objects.exists()
    assert not ImportBatch.objects.exists()


def test_with_room_for_its_rows_beside_it_a_file_is_taken(door: Client) -> None:
    assert door.post("/import/", {"file": a_file()}).status_code == 302


def test_room_is_counted_with_the_rows_that_a_file_becomes(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(room, "free", lambda folders: room.LITTLE + 1000)
    assert room.takes(500, tmp_path)  # type: ignore[arg-type]
    assert not room.takes(501, tmp_path)  # type: ignore[arg-type]
