"""Files of health platforms end in the diary: once, beside what was typed, and never over it."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests.builders import a_day, a_night
from tests.exchange.diaries import NOW, TODAY
from tests.exchange.formats.health_files import apple, eaten, fitbit, record, slept, takeout, zipped
from tests.exchange.formats.test_watches import samsung, samsung_row
from tests.exchange.test_apply import answers
from tests.management.test_import_diary import facts, run
from tracker.exchange.apply import apply
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.opening import Choices, Opened, open_file
from tracker.exchange.undo import undo
from tracker.models import CheckIn, ImportBatch, Night, OwnTracker, OwnValue, User

NIGHTS = [slept(f"{n - 1} 23:10", f"{n} 06:40") for n in range(11, 21)]
MEALS = [eaten("Fiber", f"{n} 12:00", str(n), "g") for n in range(11, 21)]
QUIET = record("HKCategoryTypeIdentifierMindfulSession", "2026-11-19 12:00:00", "2026-11-19 12:10:00")
pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def alice(alice: User) -> User:
    alice.time_zone = "Europe/Oslo"
    alice.save()
    return alice


def opened(owner: User, data: bytes, **choices: Any) -> Opened:
    return open_file(owner, data, Choices(**choices), today=TODAY)


def bring(owner: User, data: bytes) -> ImportBatch:
    file = opened(owner, data)
    return apply(owner, file.readings, kind=file.kind, sha256=file.sha256, now=NOW)


def test_nights_minutes_and_amounts_arrive(alice: User) -> None:
    batch = bring(alice, zipped({"export.xml": apple(*NIGHTS, *MEALS, QUIET)}))
    night = Night.objects.get(owner=alice, day=date(2026, 11, 20))
    assert (night.bed_time, night.wake_time, night.zone) == (time(23, 10), time(6, 40), "Europe/Oslo")
    assert CheckIn.objects.get(owner=alice, day=date(2026, 11, 19)).mindful_min == 10
    assert OwnValue.objects.get(tracker__slug="app_fibre", day=date(2026, 11, 20)).value == 20
    assert (batch.kind, batch.name, batch.report["refused"]) == ("apple_health", "Apple Health", 0)


def test_ten_times_the_same_file_is_once(alice: User) -> None:
    data = apple(*NIGHTS, *MEALS, QUIET)
    first = bring(alice, data)
    assert [bring(alice, data).pk for _n in range(9)] == [None] * 9
    assert first.report["added"] == 42  # three values of each of ten nights, ten days, a tracker, ten minutes
    assert (Night.objects.count(), OwnTracker.objects.count(), OwnValue.objects.count()) == (10, 1, 10)


def test_files_that_overlap_meet_in_either_order(alice: User, bob: User) -> None:
    early, late = apple(*NIGHTS[:7], *MEALS[:7]), apple(*NIGHTS[4:], *MEALS[4:])
    bob.time_zone = "Europe/Oslo"
    for owner, files in ((alice, (early, late)), (bob, (late, early))):
        for data in files:
            assert bring(owner, data).report["conflicts"] == 0
    first, second = (
        list(Night.objects.filter(owner=owner).order_by("day").values_list("day", "bed_time", "wake_time"))
        for owner in (alice, bob)
    )
    assert first == second and len(first) == 10
    assert OwnValue.objects.filter(owner=alice).count() == 10


def test_what_was_typed_stays_and_the_difference_is_told(alice: User) -> None:
    a_night(alice, date(2026, 11, 20), "22:00", "06:40")
    a_day(alice, date(2026, 11, 19), mindful_min=25)
    batch = bring(alice, apple(*NIGHTS, QUIET))
    assert Night.objects.get(owner=alice, day=date(2026, 11, 20)).bed_time == time(22)
    assert CheckIn.objects.get(owner=alice, day=date(2026, 11, 19)).mindful_min == 25
    told = {(d["day"], d["field"]): (d["mine"], d["file"]) for d in batch.report["differences"]}
    assert told["2026-11-20", "bed_time"] == ("22:00", "23:10")
    assert told["2026-11-19", "mindful_min"] == ("25", "10")


def test_a_tracker_may_be_renamed_and_put_away_and_is_not_made_anew(alice: User) -> None:
    bring(alice, apple(*MEALS[:3]))
    OwnTracker.objects.update(name="Roughage", archived=True)
    batch = bring(alice, apple(*MEALS))
    assert (batch.report["conflicts"], batch.report["added"]) == (0, 7)
    assert list(OwnTracker.objects.values_list("name", "archived")) == [("Roughage", True)]


def test_what_was_cleared_stays_cleared(alice: User) -> None:
    data = apple(*NIGHTS, *MEALS, QUIET)
    bring(alice, data)
    answers(alice, date(2026, 11, 20), "bed_time", None)
    answers(alice, date(2026, 11, 20), "own_app_fibre", None)
    answers(alice, date(2026, 11, 19), "mindful_min", None)
    again = bring(alice, data)
    assert (again.pk, again.report["left"], again.report["added"]) == (None, 3, 0)
    assert Night.objects.get(owner=alice, day=date(2026, 11, 20)).bed_time is None
    assert OwnValue.objects.get(owner=alice, day=date(2026, 11, 20)).value is None
    assert CheckIn.objects.get(owner=alice, day=date(2026, 11, 19)).mindful_min is None


@pytest.mark.parametrize(
    ("language", "name"), [("nb", "Fiber"), ("zh-hans", "膳食纤维"), ("", "Fibre, as an app counted it")]
)
def test_our_trackers_are_named_in_the_persons_language_and_known_in_any(
    alice: User, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    alice.language = language
    alice.save()
    bring(alice, apple(*MEALS[:5]))
    named = OwnTracker.objects.get()
    assert (named.slug, named.name.startswith(name)) == ("app_fibre", True)
    alice.language = "sv"
    alice.save()
    batch = bring(alice, apple(*MEALS))
    assert (batch.report["added"], batch.report["conflicts"]) == (5, 0)
    assert OwnTracker.objects.get().name == named.name


def test_the_page_names_trackers_in_the_language_it_is_shown_in(alice: User, door: Client) -> None:
    alice.language = "da"
    alice.save()
    with translation.override("da"):  # whatever the pages leave switched on goes with it
        door.post(reverse("exchange:index"), {"file": SimpleUploadedFile("export.xml", apple(*MEALS))})
        door.post(reverse("exchange:apply"))
        assert OwnTracker.objects.get().name == gettext("Fibre, as an app counted it")


def test_a_tracker_can_be_left_out(alice: User) -> None:
    file = opened(alice, apple(*MEALS), mapping={"places": {"app_fibre": "out"}})
    apply(alice, file.readings, kind=file.kind, sha256=file.sha256, now=NOW)
    assert not OwnTracker.objects.exists()


def test_undo_takes_back_just_what_the_file_brought(alice: User) -> None:
    a_night(alice, date(2026, 11, 20), "22:00", "06:40")
    undo(alice, bring(alice, apple(*NIGHTS, *MEALS)), NOW)
    kept = Night.objects.filter(owner=alice, bed_time__isnull=False).values_list("day", "bed_time")
    assert list(kept) == [(date(2026, 11, 20), time(22))]
    assert not OwnValue.objects.filter(value__isnull=False).exists()


def test_a_file_that_breaks_off_brings_nothing(alice: User) -> None:
    with pytest.raises(UnreadableFile):
        bring(alice, apple(*NIGHTS)[:-20])
    assert not Night.objects.exists()


def test_another_app_with_the_same_night_is_told_and_not_added(alice: User) -> None:
    bring(alice, apple(*NIGHTS))
    batch = bring(alice, takeout(fitbit("2026-11-20", "2026-11-19T23:20:00.000", "2026-11-20T06:40:00.000", 1)))
    assert (batch.report["added"], batch.report["conflicts"]) == (0, 1)


def test_the_command_brings_it_in_and_tells_in_json(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped({"export.xml": apple(*NIGHTS, "<Workout/>")}))
    seen = facts("--user", "alice", "--dry-run", path)
    assert {"day": "2026-11-20", "field": "bed_time", "value": "23:10"} in seen[
        "preview"
    ] and not Night.objects.exists()
    told = facts("--user", "alice", path)
    assert {key: told[key] for key in ("format", "days", "first_day", "last_day", "added")} == {
        "format": "apple_health", "days": 10, "first_day": "2026-11-11", "last_day": "2026-11-20", "added": 30,
    }  # fmt: skip
    assert json.dumps(told["remarks"]).count("Workout") == 1
    assert facts("--user", "alice", path)["already_there"] == 30


def test_the_command_takes_a_zone_for_files_that_have_none(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(takeout(fitbit("2026-11-20", "2026-11-19T23:20:00.000", "2026-11-20T06:40:00.000", 1)))
    run("--user", "alice", "--timezone", "Asia/Tokyo", path)
    assert Night.objects.get(owner=alice).zone == "Asia/Tokyo"


def test_the_command_is_told_what_the_times_of_a_file_are(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(samsung(samsung_row(datetime(2026, 11, 19, 22, 10), 1, 1)))
    with pytest.raises(CommandError, match="local or UTC"):
        run("--user", "alice", path)
    run("--user", "alice", "--times", "utc", path)
    assert Night.objects.get(owner=alice).bed_time == time(23, 10)


def test_what_concerns_no_line_names_none(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(apple(*NIGHTS[:1], *NIGHTS[:1]))
    assert "\n  Records that stand in the file twice" in run("--user", "alice", path)


def test_in_the_browser_an_archive_goes_from_choosing_to_the_diary(alice: User, door: Client) -> None:
    file = SimpleUploadedFile("export.zip", zipped({"export.xml": apple(*NIGHTS, *MEALS, "<Workout/>")}))
    shown = door.post(reverse("exchange:index"), {"file": file}, follow=True)
    assert "“Workout” is left out" in shown.content.decode()
    door.post(reverse("exchange:apply"))
    assert Night.objects.filter(owner=alice).count() == 10 == OwnValue.objects.filter(owner=alice).count()
