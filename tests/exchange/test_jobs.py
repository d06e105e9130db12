"""A file on its way in: read and written in steps that a crash may cut off anywhere, each done once."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.exchange.diaries import DAYLIO, moods
from tests.exchange.formats.health_files import apple, slept, zipped
from tests.exchange.formats.test_watches import samsung, samsung_row
from tests.exchange.test_views import send, text
from tracker.accounts.erase import erase
from tracker.exchange import jobs, uploads
from tracker.exchange.watching import to_read
from tracker.management import queue
from tracker.models import ImportBatch, ImportJob, Night, User
from tracker.web import bell

FOLDER = Path(settings.DATA_DIR) / "uploads"
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture(autouse=True)
def _an_empty_folder() -> Iterator[None]:
    yield
    bell.was_rung()
    for path in FOLDER.glob("*"):
        path.unlink()


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Everything is read and written beside the pages, by a worker that a test starts."""
    monkeypatch.setattr(jobs, "SMALL", 0)
    # The connection of a test holds what the test has not written down.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = QUEUED


def job() -> ImportJob:
    return ImportJob.objects.get()


@pytest.mark.usefixtures("all_large")
def test_a_large_file_goes_from_choosing_to_the_report_beside_the_pages(door: Client, alice: User) -> None:
    assert send(door).url == "/import/progress/"
    page = text(door.get("/import/progress/"))
    assert "It is being read" in page and 'http-equiv="refresh"' in page and 'hx-trigger="load delay:1s"' in page
    assert "See how far it is" in text(door.get("/import/"))
    assert door.get("/import/preview/").url == "/import/progress/"
    call_command("work")
    assert door.get("/import/progress/").url == "/import/preview/"
    assert door.post("/import/preview/apply/").url == "/import/progress/"
    assert "It is being written" in text(door.get("/import/progress/")) and moods(alice) == {}
    assert "Wait until it is done" in text(send(door))  # one thing after another
    call_command("work")
    assert door.get("/import/progress/").url == f"/import/{ImportBatch.objects.get().pk}/"
    assert len(moods(alice)) == 3 and list(FOLDER.iterdir()) == []
    door.post(f"/import/{ImportBatch.objects.get().pk}/undo/")
    assert moods(alice) == {}


@pytest.mark.usefixtures("all_large")
def test_htmx_is_sent_on_when_the_file_is_read(door: Client) -> None:
    send(door)
    asked = {"headers": {"HX-Request": "true"}}
    fragment = text(door.get("/import/progress/", **asked))  # type: ignore[arg-type]
    assert "<progress" in fragment and "<html" not in fragment
    call_command("work")
    assert door.get("/import/progress/", **asked).headers["HX-Redirect"] == "/import/preview/"  # type: ignore[arg-type]


@pytest.mark.usefixtures("all_large")
def test_what_cannot_be_read_is_said_on_the_page_that_waits(door: Client, alice: User) -> None:
    send(door, b"full_date,mood\n")
    call_command("work")
    assert "nothing under the first line" in text(door.get("/import/progress/"))
    assert "See why" in text(door.get("/import/"))
    assert list(FOLDER.iterdir()) == []


@pytest.mark.usefixtures("all_large")
def test_a_killed_worker_leaves_nothing_and_the_next_one_writes_once(
    door: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(door)
    call_command("work")
    door.post("/import/preview/apply/")
    real = jobs.apply

    def killed(*args: Any, then: Callable[[ImportBatch], None], **more: Any) -> ImportBatch:
        def last(batch: ImportBatch) -> None:
            then(batch)
            raise SystemExit  # after the last row, before the transaction ends

        return real(*args, then=last, **more)

    monkeypatch.setattr(jobs, "apply", killed)
    with pytest.raises(SystemExit):
        jobs.run(job().pk)
    assert moods(alice) == {} and job().state == "writing"
    monkeypatch.setattr(jobs, "apply", real)
    DBTaskResult.objects.update(status="RUNNING")  # as a killed process leaves it
    call_command("work")
    call_command("work")
    jobs.run(job().pk)
    assert len(moods(alice)) == 3 and ImportBatch.objects.count() == 1
    assert (job().state, job().batch_id) == ("done", ImportBatch.objects.get().pk)


@pytest.mark.usefixtures("all_large")
def test_a_file_in_no_queue_is_taken_up_again(door: Client) -> None:
    send(door)
    DBTaskResult.objects.all().delete()
    assert ImportJob.is_any_unfinished() and not queue.is_waiting()
    call_command("work")
    assert job().state == "read" and not ImportJob.is_any_unfinished()


def test_a_file_that_kills_its_worker_is_given_up(door: Client, all_large: None) -> None:
    send(door)
    ImportJob.objects.update(attempts=jobs.MOST_ATTEMPTS)
    call_command("work")
    assert job().state == "failed" and "Something went wrong" in text(door.get("/import/progress/"))


def test_a_fault_while_writing_changes_nothing_and_may_be_tried_again(
    door: Client, alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **more: Any) -> ImportBatch:
        raise ValueError("sentinel of a note")

    send(door)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "apply", broken)
        page = text(door.post("/import/preview/apply/", follow=True))
    assert "You can try once more." in page and moods(alice) == {}
    assert "ValueError" in caplog.text and "sentinel" not in caplog.text
    door.post("/import/preview/apply/")
    assert len(moods(alice)) == 3


@pytest.mark.usefixtures("all_large")
def test_a_file_taken_away_while_it_is_read_leaves_nothing(door: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = jobs.open_file

    def cancelled(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        door.post("/import/preview/cancel/")
        return found

    send(door)
    monkeypatch.setattr(jobs, "open_file", cancelled)
    call_command("work")
    assert not ImportJob.objects.exists() and list(FOLDER.iterdir()) == []


def test_reading_stops_when_nobody_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tracker.exchange.watching.EVERY", 0)
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    said: list[int] = []

    def say(share: int) -> bool:
        said.append(share)
        return len(said) < 3

    with path.open("rb") as file:
        watched = jobs.Watched(file, 1000, say).file
        with pytest.raises(jobs.Stopped):
            while watched.read(250):
                pass
    assert said == [25, 50, 75]


def test_the_bar_follows_the_part_that_is_read() -> None:
    export = zipped({"export.xml": b"x" * 5_000, "routes/route.gpx": os.urandom(9_000)})
    assert 0 < to_read(io.BytesIO(export)) < 1_000
    assert to_read(io.BytesIO(b"PK\x03\x04rest")) == 8 and to_read(io.BytesIO()) == 1


def test_the_worker_writes_no_word_of_a_diary_into_the_queue(door: Client, all_large: None) -> None:
    send(door, DAYLIO.replace(b"quiet", b"sentinel-note"), "sentinel-name.csv")
    call_command("work")
    assert "sentinel" not in repr(list(DBTaskResult.objects.values_list()))
    assert DBTaskResult.objects.get().args_kwargs == {"args": [job().pk], "kwargs": {}}


def test_what_is_done_is_forgotten_after_a_day(door: Client, all_large: None) -> None:
    send(door)
    call_command("work")
    queue.take_up_again(datetime.now(UTC) + timedelta(hours=23))
    assert DBTaskResult.objects.exists()
    queue.take_up_again(datetime.now(UTC) + timedelta(hours=25))
    assert not DBTaskResult.objects.exists()


def test_deleting_an_account_takes_the_waiting_file_along(door: Client, strangers_door: Client, alice: User) -> None:
    send(door)
    send(strangers_door)
    erase(alice)
    assert ImportJob.objects.count() == 1 and len(list(FOLDER.iterdir())) == 2


def test_a_file_nobody_came_back_for_is_swept(door: Client) -> None:
    send(door)
    jobs.sweep(datetime.now(UTC) + timedelta(hours=23))
    assert ImportJob.objects.exists()
    jobs.sweep(datetime.now(UTC) + timedelta(hours=25))
    assert not ImportJob.objects.exists() and list(FOLDER.iterdir()) == []


def test_an_archive_is_large_by_what_is_in_it(monkeypatch: pytest.MonkeyPatch, door: Client) -> None:
    monkeypatch.setattr(jobs, "SMALL_UNPACKED", 1000)
    send(door, zipped({"export.xml": apple(*[slept("19 23:10", "20 06:40")] * 20)}), "export.zip")
    assert job().large


def test_a_file_that_is_gone_is_said(door: Client, alice: User) -> None:
    send(door)
    uploads.drop(job().token)
    assert door.get("/import/preview/").url == "/import/"
    assert door.post("/import/preview/apply/").url == "/import/"


def test_another_zone_moves_the_days_before_anything_is_written(door: Client, alice: User) -> None:
    alice.time_zone = "Europe/Oslo"
    alice.save()
    send(door, apple(slept("19 23:10", "20 00:30")), "export.xml")
    page = text(door.get("/import/preview/"))
    assert "Nov. 20, 2026" in page or "20 November 2026" in page
    assert '<option value="Europe/Oslo" selected>' in page
    door.post("/import/preview/", {"zone": "America/New_York"})
    page = text(door.get("/import/preview/"))
    assert '<option value="America/New_York" selected>' in page and "19 November 2026" in page
    door.post("/import/preview/apply/", {"zone": "America/New_York"})
    night = Night.objects.get(owner=alice)
    assert (night.day, night.bed_time, night.zone) == (date(2026, 11, 19), time(17, 10), "America/New_York")


def test_a_zone_changed_at_the_last_moment_is_shown_first(door: Client, alice: User) -> None:
    send(door, apple(slept("19 23:10", "20 00:30")), "export.xml")
    assert door.post("/import/preview/apply/", {"zone": "Asia/Tokyo"}).url == "/import/preview/"
    assert not Night.objects.exists() and job().zone == "Asia/Tokyo"
    door.post("/import/preview/", {"zone": "../../etc/passwd"})
    assert job().zone == "Asia/Tokyo"


def test_days_without_a_clock_ask_for_no_zone(door: Client) -> None:
    send(door)
    assert 'name="zone"' not in text(door.get("/import/preview/"))


def test_local_or_utc_is_asked_with_both_shown(door: Client, alice: User) -> None:
    alice.time_zone = "Europe/Oslo"
    alice.save()
    send(door, samsung(samsung_row(datetime(2026, 11, 19, 22, 10), 1, 1)), "samsung.zip")
    page = text(door.get("/import/preview/"))
    assert "22:10 to" in page and "23:10 to" in page and "Import 1 day" not in page
    asked = door.post("/import/preview/apply/", {})
    assert asked.status_code == 422 and "Choose what its times are." in text(asked)
    door.post("/import/preview/", {"times": "utc"})
    assert 'value="utc" checked' in text(door.get("/import/preview/"))
    door.post("/import/preview/apply/", {"times": "utc"})
    assert Night.objects.get(owner=alice).bed_time == time(23, 10)


def test_the_bell_is_heard_once() -> None:
    assert not bell.was_rung()
    bell.ring()
    bell.ring()
    assert bell.was_rung() and not bell.was_rung()


def test_the_command_and_the_page_share_a_folder_with_nobody(door: Client) -> None:
    door.post("/import/", {"file": SimpleUploadedFile("../../evil.csv", DAYLIO)})
    assert {path.name.split("-")[0] for path in FOLDER.iterdir()} == {str(job().owner_id)}
    assert job().name == "evil.csv"
