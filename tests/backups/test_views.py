"""The owner sees when the last good backup was made, and may try it; to all others there is no such page."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.backups.places import NOW, PASSPHRASE, a_place, add_days
from tracker.backups import tags, views
from tracker.backups.making import make
from tracker.backups.place import Place
from tracker.backups.restoring import rehearse
from tracker.backups.state import diary_tables, lines, state_of
from tracker.models import User
from tracker.web import room

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    found = a_place(tmp_path)
    for module in (tags, views):
        monkeypatch.setattr(module, "here", lambda: found)
    return found


def settings_page(door: Client) -> str:
    return door.get(reverse("accounts:settings")).text


def test_settings_say_when_the_last_good_one_was_made_and_where(door: Client, place: Place) -> None:
    make(place, NOW)
    page = settings_page(door)
    assert "21 November 2026 04:00" in page.replace(", ", " ")  # three o'clock UTC, in Oslo
    assert str(place.folder) in page
    assert "more than three days old" not in page


def test_a_new_diary_lacks_no_backup(door: Client, place: Place, alice: User) -> None:
    assert "none yet" in settings_page(door)
    assert "There is no backup yet" not in settings_page(door)
    User.objects.filter(pk=alice.pk).update(date_joined=timezone.now() - timedelta(days=4))
    assert "There is no backup yet" in settings_page(door)


def test_an_old_one_and_a_full_disk_are_warned_of(door: Client, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    make(place, timezone.now() - timedelta(days=3, minutes=1))
    assert "more than three days old" in settings_page(door)
    assert "nearly full" not in settings_page(door)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 199 * 2**20})())
    assert "nearly full" in settings_page(door)


def test_every_page_of_the_owner_says_that_the_disk_is_nearly_full(
    door: Client, strangers_door: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nearly full" not in door.get("/today/").text
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 199 * 2**20})())
    for path in ("/today/", "/trends/", reverse("accounts:settings")):
        assert door.get(path).text.count("nearly full: 199.0\xa0MB free") == 1, path
    assert "nearly full" not in strangers_door.get("/today/").text


def test_pages_one_after_the_other_look_at_the_disks_once(
    door: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    monkeypatch.setattr(tags, "LOOKING", 1e9)
    monkeypatch.setattr(tags, "little_room", lambda where: looks.append(where))
    tags.room_at.cache_clear()
    for path in ("/today/", "/trends/"):
        door.get(path)
    assert len(looks) == 1


def test_a_disk_that_does_not_answer_breaks_no_page(
    door: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(room.shutil, "disk_usage", fail)
    assert door.get("/today/").status_code == 200


def test_a_large_diary_needs_more_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = a_place(tmp_path)
    usage = type("Usage", (), {"free": 300 * 2**20})()
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: usage)
    monkeypatch.setattr(type(place.source), "size", lambda self: 149 * 2**20)
    assert not state_of(place, NOW, NOW).is_low
    monkeypatch.setattr(type(place.source), "size", lambda self: 151 * 2**20)
    assert state_of(place, NOW, NOW).is_low


def test_a_copy_dated_in_the_future_is_not_the_last(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    make(place, NOW)
    make(place, NOW + timedelta(days=300))
    assert state_of(place, NOW + timedelta(hours=1), NOW).last == NOW


def test_the_owner_rehearses_and_sees_the_counts(door: Client, place: Place) -> None:
    make(place, NOW)
    add_days(place.data / "vagus.sqlite3", 1200)
    page = door.post(reverse("backups:rehearsal"))
    assert page.status_code == 200
    assert "can be brought back" in page.text
    assert ">30<" in page.text
    assert ">1,230<" in page.text


def test_a_rehearsal_that_goes_wrong_is_said_plainly(door: Client, place: Place) -> None:
    assert "There is no backup yet" in door.post(reverse("backups:rehearsal")).text
    copy = make(place, NOW).path
    copy.write_bytes(copy.read_bytes()[:5000])
    page = door.post(reverse("backups:rehearsal")).text
    assert "not sound" in page
    assert "can be brought back" not in page


def test_a_sealed_one_whose_passphrase_went_missing_is_said(door: Client, place: Place, tmp_path: Path) -> None:
    sealed = make(Place(place.source, place.folder, place.data, PASSPHRASE), NOW).path
    assert "VAGUS_BACKUP_PASSPHRASE" in door.post(reverse("backups:rehearsal")).text
    assert sealed.exists()


def test_to_everybody_else_there_is_nothing(strangers_door: Client, alice: User, place: Place) -> None:
    make(place, NOW)
    assert strangers_door.post(reverse("backups:rehearsal")).status_code == 404
    assert str(place.folder) not in settings_page(strangers_door)
    assert "Backups" not in settings_page(strangers_door)


def test_looking_makes_no_backup(door: Client, place: Place) -> None:
    assert door.get(reverse("backups:rehearsal")).status_code == 405
    settings_page(door)
    assert not place.folder.exists()


def test_sums_do_not_tell_who_notes_what(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    make(place, NOW)
    assert [(line.kept, line.now) for line in lines(rehearse(place))] == [(1, 1), (30, 30), (1, 1)]
    assert {"tracker_checkin", "tracker_serving", "tracker_moment"} <= diary_tables()
    assert "tracker_food" not in diary_tables()  # most foods are nobody's
