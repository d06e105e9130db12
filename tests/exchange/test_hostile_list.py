"""What is left of the list of awkward files after the readers' own tests: archives, databases, backups, two at once."""

import io
import sqlite3
import threading
import zipfile
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.builders import a_night, a_person
from tests.exchange.diaries import DAYLIO, NOW, TODAY, moods
from tests.exchange.formats.health_files import OSLO, apple, database, milliseconds, said, slept, zipped
from tests.exchange.formats.test_health_connect import APPS, NIGHTS, night
from tests.exchange.formats.test_nights import built, sleep
from tests.exchange.formats.test_watches import an_android, android
from tests.exchange.test_apply import answers, bring
from tracker.exchange.apply import apply
from tracker.exchange.formats import apple_health, health_connect
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given
from tracker.exchange.opening import Choices, open_file
from tracker.models import CheckIn, ImportBatch, Night, User

ONE = slept("19 23:10", "20 06:40")


def packed(write: Any) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as made:
        write(made)
    return data.getvalue()


class Unseekable(io.BytesIO):
    """A pipe: an archive written to it has its sizes behind each member."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_args: int) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def test_sizes_that_stand_behind_a_stored_member_are_read() -> None:
    data = Unseekable()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as made:
        made.writestr("export.xml", apple(ONE))
    assert said(apple_health, data.getvalue()).nights


def test_names_in_an_old_code_page_are_names() -> None:
    data = zipped({"Exportaç/export.xml": apple(ONE)})
    old = data.replace("Exportaç".encode(), b"Exporta\x87\x87")  # of the same length, and no UTF-8
    assert old != data and said(apple_health, old.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")).nights


def test_members_that_lie_over_each_other_are_never_unpacked_twice() -> None:
    first = packed(lambda made: made.writestr("export.xml", apple(ONE)))
    at = first.index(b"PK\x01\x02")
    end = first.index(b"PK\x05\x06")
    entry = first[at:end]
    twin = entry.replace(b"export.xml", b"exporx.xml")
    total = bytearray(first[:at] + entry + twin + first[end:])
    tail = total.rindex(b"PK\x05\x06")
    total[tail + 8 : tail + 12] = b"\x02\x00\x02\x00"
    total[tail + 12 : tail + 16] = len(entry + twin).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        said(apple_health, bytes(total))


@pytest.mark.parametrize(
    "files",
    [
        {"apple_health_export/export.xml": ""},
        {"apple_health_export/export.xml": "<HealthData>"},
        {"inner.zip": zipped({"export.xml": apple(ONE)})},
    ],
    ids=["empty", "cut", "nested"],
)
def test_an_export_without_anything_in_it_is_refused(files: Mapping[str, bytes | str]) -> None:
    with pytest.raises(UnreadableFile):
        found = recognise(zipped(files))
        list(found.read(Given(TODAY, OSLO)))


def test_a_trigger_in_a_database_is_never_set_off(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    database(path, {**APPS, NIGHTS: [night()]})
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE TRIGGER bad AFTER INSERT ON {NIGHTS} BEGIN DELETE FROM {NIGHTS}; END")
    made.close()
    assert said(health_connect, zipped({"health_connect_export.db": path.read_bytes()})).nights


@pytest.mark.parametrize("wrong", ["tomorrow", b"\xff", 5e-324, None, -1])
def test_a_cell_of_the_wrong_type_refuses_its_row_alone(tmp_path: Path, wrong: object) -> None:
    rows = [night(), night(2) | {"start_time": wrong, "end_time": wrong}]
    told = said(health_connect, database(tmp_path / "made.db", {**APPS, NIGHTS: rows}))
    assert len(told.nights) == 1 and len(told.refused) == 1


def test_a_database_whose_log_stayed_behind_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    database(path, {**APPS, NIGHTS: [night()]})
    made = sqlite3.connect(path)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("CREATE TABLE later (x)")
    made.commit()
    data = path.read_bytes()  # without the log beside it
    made.close()
    assert said(health_connect, zipped({"health_connect_export.db": data})).nights


def test_a_flight_to_the_east_and_a_night_that_ends_at_five_past_twelve() -> None:
    assert built(sleep(0, 6), sleep(24, 5)).nights.keys() == {"2026-11-20", "2026-11-21"}
    assert built(sleep(-7, 1.5), sleep(0, 1 + 5 / 60)).nights["2026-11-20"][1] == "00:05"


def test_two_nights_that_end_on_one_date_are_one_night_and_a_nap() -> None:
    told = built(sleep(-22.9, 6), sleep(-1, 0.9))
    assert list(told.nights) == ["2026-11-19"] and any("Naps" in remark for remark in told.remarks)


def test_a_newer_backup_that_lost_a_night_takes_none_away(alice: User) -> None:
    keys = [milliseconds(2026, 11, day, 22, 10) for day in (17, 18, 19)]
    for kept in (keys[:2], keys[1:]):
        file = open_file(alice, android(*map(an_android, kept)), Choices(), today=TODAY)
        apply(alice, file.readings, kind=file.kind, sha256=file.sha256, now=NOW)
    assert Night.objects.filter(owner=alice).count() == 3


def test_a_copy_under_another_name_is_the_same_file(alice: User) -> None:
    files = [open_file(alice, data, Choices(), today=TODAY) for data in (DAYLIO, io.BytesIO(DAYLIO))]
    assert files[0].sha256 == files[1].sha256
    assert apply(alice, files[0].readings, kind="daylio", sha256="", now=NOW).pk
    assert not apply(alice, files[1].readings, kind="daylio", sha256="", now=NOW).pk


def test_what_was_changed_here_after_an_import_stays_when_the_file_comes_again(alice: User) -> None:
    bring(alice, DAYLIO)
    answers(alice, date(2026, 11, 20), "mood", 3)
    assert bring(alice, DAYLIO).report["conflicts"] == 1
    assert moods(alice)[date(2026, 11, 20)] == 3


def test_two_apps_that_say_different_moods_of_a_day_are_told_apart(alice: User) -> None:
    bring(alice, DAYLIO)
    other = DAYLIO.replace(b",rad,", b",awful,")
    (difference,) = bring(alice, other).report["differences"]
    assert (difference["day"], difference["mine"], difference["stands"]) == ("2026-11-20", "9", "mine")


@pytest.mark.parametrize(
    ("value", "good"), [(1_795_125_600_000, True), (1_795_125_600, False), (0, False), (-1, False), (2**62, False)]
)
def test_thousandths_are_told_from_seconds(value: int, good: bool, tmp_path: Path) -> None:
    rows = [night(begins=value, ends=value + 7 * 3_600_000)]
    told = said(health_connect, database(tmp_path / "made.db", {**APPS, NIGHTS: rows}))
    assert bool(told.nights) is good and bool(told.refused) is not good


def test_a_night_typed_here_goes_before_any_device(alice: User) -> None:
    a_night(alice, date(2026, 11, 20), "22:00", "06:00")
    file = open_file(alice, apple(ONE), Choices(), today=TODAY)
    apply(alice, file.readings, kind=file.kind, sha256=file.sha256, now=NOW)
    assert Night.objects.get(owner=alice).bed_time == time(22)


@pytest.mark.django_db(transaction=True)
def test_one_file_brought_in_twice_at_once_is_there_once() -> None:
    owner = a_person("alice")
    both, made = threading.Barrier(2), []

    def go() -> None:
        try:
            both.wait()
            made.append(bring(owner, DAYLIO).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(pk is None for pk in made) == [False, True]
    assert CheckIn.objects.count() == 3 and ImportBatch.objects.count() == 1


def test_another_persons_rows_of_the_same_file_are_their_own(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        file = open_file(owner, android(an_android(milliseconds(2026, 11, 19, 22, 10))), Choices(), today=TODAY)
        assert apply(owner, file.readings, kind=file.kind, sha256=file.sha256, now=NOW).report["added"] == 3
    assert Night.objects.count() == 2
