"""A copy has its name only after it was opened and checked; whatever goes wrong, the older ones stay whole."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.backups.places import NOW, PASSPHRASE, SENTINEL, a_place, add_days, an_empty_place, everything
from tracker.backups import age, making
from tracker.backups.copies import Refused, copies, faults, made, newest_sound
from tracker.backups.making import make, rotate
from tracker.backups.place import WORKSHOP
from tracker.backups.sources import Sqlite

SEALING = pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["open", "sealed"])


def files(folder: Path) -> dict[str, bytes]:
    """What lies there, but for what merely reading leaves beside a database: an index, and an empty log."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if not name.endswith("-shm") and (data or "-wal" not in name)}


def test_a_copy_is_the_database_in_one_file(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    copy = make(place, NOW)
    assert copy.path == place.folder / "vagus-20261121-030000.sqlite3"
    assert everything(copy.path) == everything(place.data / "vagus.sqlite3")
    assert copy.tables["tracker_checkin"] == 30
    assert faults(copy.path) == []
    assert [path.name for path in place.folder.iterdir()] == [copy.path.name]
    assert made(copy.path) == NOW


@SEALING
def test_only_its_owner_can_read_it(tmp_path: Path, passphrase: str) -> None:
    copy = make(a_place(tmp_path, passphrase), NOW)
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.path.parent.stat().st_mode) == 0o700


def test_a_sealed_copy_shows_nothing_and_leaves_no_open_one(tmp_path: Path) -> None:
    place = a_place(tmp_path, PASSPHRASE)
    copy = make(place, NOW)
    assert copy.path.name == "vagus-20261121-030000.sqlite3.age"
    assert b"SQLite" not in copy.path.read_bytes()
    assert SENTINEL.encode() not in copy.path.read_bytes()
    assert sorted(path.name for path in place.data.iterdir() if "vagus.sqlite3" not in path.name) == ["backups"]


@SEALING
def test_people_go_on_writing_meanwhile(tmp_path: Path, passphrase: str) -> None:
    place = a_place(tmp_path, passphrase)
    database, stop = place.data / "vagus.sqlite3", threading.Event()
    waits: list[Exception] = []

    def write() -> None:
        try:
            with closing(sqlite3.connect(database, timeout=0.5)) as mine:
                while not stop.is_set():
                    with mine:
                        mine.execute("INSERT INTO tracker_checkin (note) VALUES ('new')")
                        mine.execute("INSERT INTO tracker_user (username) VALUES ('new')")
        except sqlite3.Error as error:
            waits.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    copied = [make(place, NOW + timedelta(seconds=number)).tables for number in range(3)]
    stop.set()
    for writer in writers:
        writer.join()
    assert waits == []
    assert {tables["tracker_checkin"] - tables["tracker_user"] for tables in copied} == {29}  # never half a change
    assert copied[2]["tracker_checkin"] >= copied[0]["tracker_checkin"] >= 30


@SEALING
def test_a_crash_half_way_leaves_the_older_ones_whole(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_place(tmp_path, passphrase)
    make(place, NOW)
    before = files(place.folder)

    def crash(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(making, "flush", crash)
        make(place, NOW + timedelta(days=1))
    assert files(place.folder) == before


@SEALING
def test_what_a_killed_process_left_is_no_copy_and_goes_next_time(tmp_path: Path, passphrase: str) -> None:
    place = a_place(tmp_path, passphrase)
    place.folder.mkdir()
    (place.folder / "vagus-20261120-030000.sqlite3.part").write_bytes(b"half")
    (place.folder / "vagus-20261120-030000.sqlite3.part-journal").write_bytes(b"half")
    at_work, left = place.data / f"{WORKSHOP}just-now", place.data / f"{WORKSHOP}long-ago"
    at_work.mkdir()
    left.mkdir()
    os.utime(left, (0, 0))
    assert copies(place.folder) == []
    copy = make(place, NOW)
    assert list(place.folder.iterdir()) == [copy.path]
    assert at_work.exists()  # it could be another's
    assert not left.exists()


def test_a_copy_that_lacks_a_row_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = a_place(tmp_path)
    told = Sqlite.read
    monkeypatch.setattr(Sqlite, "read", lambda self, copy: told(self, copy) | {"tracker_checkin": 29})
    with pytest.raises(Refused, match="rows are missing"):
        make(place, NOW)
    assert list(place.folder.iterdir()) == []


def test_a_sealed_copy_that_does_not_open_again_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = a_place(tmp_path, PASSPHRASE)
    chunks = age._chunks

    def garbled(source: object, size: int) -> Iterator[tuple[bytes, bool]]:
        for chunk, is_last in chunks(source, size):  # type: ignore[arg-type]
            yield (chunk if size > age.CHUNK else chunk[::-1]), is_last

    monkeypatch.setattr(age, "_chunks", garbled)
    with pytest.raises(Refused, match="damaged"):
        make(place, NOW)
    assert list(place.folder.iterdir()) == []


def test_a_damaged_database_is_not_copied(tmp_path: Path) -> None:
    place = a_place(tmp_path, days=400)
    good = make(place, NOW)
    database = place.data / "vagus.sqlite3"
    pages = bytearray(database.read_bytes())
    pages[4096:40960] = b"\xff" * (40960 - 4096)
    database.write_bytes(pages)
    with pytest.raises(Refused, match="not sound"):
        make(place, NOW + timedelta(days=1))
    assert list(place.folder.iterdir()) == [good.path]


def test_no_room_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = a_place(tmp_path)
    monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 7 * 2**20})())
    with pytest.raises(Refused, match="7 MB are free"):
        make(place, NOW)
    assert list(place.folder.iterdir()) == []


def test_a_disk_that_gives_out_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Sqlite, draft: Path) -> dict[str, int]:
        draft.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Sqlite, "write", full)
    place = a_place(tmp_path)
    with pytest.raises(Refused, match="No space left"):
        make(place, NOW)
    assert list(place.folder.iterdir()) == []


def test_a_folder_of_copies_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="stopped"):
        make(replace(a_place(tmp_path), folder=tmp_path / "file" / "backups"), NOW)


def test_no_refusal_tells_what_somebody_noted(tmp_path: Path) -> None:
    place = a_place(tmp_path, days=400)
    with closing(sqlite3.connect(place.data / "vagus.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = (place.data / "vagus.sqlite3").read_bytes()
    told = []
    for at in range(4096, len(data), 4096):
        (place.data / "vagus.sqlite3").write_bytes(data[:at] + bytes(200) + data[at + 200 :])
        with pytest.raises(Refused) as refused:
            make(place, NOW)
        told.append(str(refused.value))
    assert told
    assert [text for text in told if SENTINEL in text] == []


def test_rotation_takes_old_copies_and_nothing_else(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    place.folder.mkdir()
    for night in range(60):
        (place.folder / f"vagus-{NOW - timedelta(days=night):%Y%m%d-%H%M%S}.sqlite3.age").touch()
    (place.folder / "vagus-of-my-own.sqlite3").touch()
    (place.folder / "vagus-20200101-030000.sqlite3.txt").touch()
    gone = rotate(place.folder, NOW)
    assert len(copies(place.folder)) + len(gone) == 60
    assert {made(path) for path in copies(place.folder)} >= {NOW - timedelta(days=night) for night in range(7)}
    assert len(list(place.folder.iterdir())) == len(copies(place.folder)) + 2


def test_the_newest_sound_copy_is_found_past_a_damaged_one(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    good = make(place, NOW).path
    add_days(place.data / "vagus.sqlite3", 1)
    bad = make(place, NOW + timedelta(days=1)).path
    bad.write_bytes(bad.read_bytes()[:5000])
    assert copies(place.folder) == [bad, good]
    assert newest_sound(place.folder) == good
    assert newest_sound(an_empty_place(tmp_path).folder) is None
