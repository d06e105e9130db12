"""Backup and restore from the command line, with the real tables."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from tests.backups.places import PASSPHRASE, SENTINEL, a_database, everything
from tests.builders import a_day, a_person
from tracker.backups import age
from tracker.backups.copies import copies
from tracker.backups.place import Place
from tracker.backups.sources import Postgres, Sqlite
from tracker.management import alone
from tracker.management.chores import Copies
from tracker.management.commands import backup, restore, serve

NIGHT = datetime(2026, 11, 21, 3, 0, 5, tzinfo=UTC)


@pytest.fixture
def diary(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A diary in files of its own, and commands that take it for the one to copy."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    found = Place(Sqlite(a_database(settings.DATA_DIR / "vagus.sqlite3")), tmp_path / "copies", settings.DATA_DIR)

    def here() -> Place:
        return replace(found, passphrase=settings.BACKUP_PASSPHRASE)

    for module in (backup, restore, serve):
        monkeypatch.setattr(module, "here", here)
    monkeypatch.setattr(age, "WORK", 4)
    return found


def run(*command: str, **options: object) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_it_says_where_the_copy_is_and_what_is_in_it(diary: Place) -> None:
    told = run("backup")
    (copy,) = copies(diary.folder)
    assert str(copy) in told
    assert "opened and checked" in told
    assert SENTINEL not in told


def test_the_nightly_one_is_made_once_a_night_and_says_nothing(diary: Place) -> None:
    for hours, number in [(0, 1), (1, 1), (23, 1), (24, 2), (24 * 9, 3)]:
        with time_machine.travel(NIGHT + timedelta(hours=hours), tick=False):
            assert run("backup", "--daily") == ""
        assert len(copies(diary.folder)) == number


def test_copies_rotate_after_a_new_one_was_made(diary: Place) -> None:
    for night in range(40):
        with time_machine.travel(NIGHT + timedelta(days=night), tick=False):
            run("backup", "--daily")
    assert len(copies(diary.folder)) < 14


def test_never_two_at_once(diary: Place) -> None:
    with alone.held(diary.data, alone.BACKUP):
        with pytest.raises(CommandError, match="Another backup"):
            run("backup")
        with pytest.raises(CommandError, match="Stop it first"):
            run("restore", str(diary.data / "vagus.sqlite3"))
    run("backup")


def test_waiting_for_another_has_an_end(tmp_path: Path) -> None:
    held = partial(alone.held, tmp_path, alone.BACKUP)
    with held(), pytest.raises(alone.Taken), held(patience=0.2):
        pass
    with held():
        pass


def test_a_place_without_people_is_not_copied(diary: Place) -> None:
    (diary.data / "vagus.sqlite3").unlink()
    assert "Nobody" in run("backup")
    assert run("backup", "--daily") == ""
    assert copies(diary.folder) == []


def test_a_rehearsal_lists_every_table(diary: Place, settings: Settings) -> None:
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    with pytest.raises(CommandError, match="no backup yet"):
        run("backup", "--rehearse")
    run("backup")
    told = run("backup", "--rehearse")
    assert ["tracker_checkin", "30", "30"] in [line.split() for line in told.splitlines()]
    assert "can be brought back" in told


def test_a_passphrase_is_asked_for_only_where_somebody_sits(diary: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="VAGUS_BACKUP_PASSPHRASE"):
        run("backup", "--encrypt")
    monkeypatch.setattr(backup.sys.stdin, "isatty", lambda: True, raising=False)
    typed = iter([PASSPHRASE, "another", "", PASSPHRASE, PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr(backup.getpass, "getpass", lambda prompt: next(typed))
    for trouble in ("two different", "No passphrase"):
        with pytest.raises(CommandError, match=trouble):
            run("backup", "--encrypt")
    run("backup", "--encrypt")
    assert [path.suffix for path in copies(diary.folder)] == [".age"]
    assert "can be brought back" in run("backup", "--rehearse")


def test_another_folder_gets_a_copy_and_keeps_what_it_has(diary: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    old = [stick / f"vagus-2020{month:02}{day:02}-030000.sqlite3" for month in range(1, 13) for day in (1, 2, 3)]
    for path in old:
        path.touch()
    run("backup", "--to", str(stick))
    assert len(copies(stick)) == len(old) + 1
    assert copies(diary.folder) == []


def test_it_comes_back_into_an_empty_place(diary: Place) -> None:
    wanted = everything(diary.data / "vagus.sqlite3")
    run("backup")
    (copy,) = copies(diary.folder)
    with pytest.raises(CommandError, match="--replace"):
        run("restore", str(copy))
    (diary.data / "vagus.sqlite3").unlink()
    assert "1 accounts" in run("restore", str(copy))
    assert everything(diary.data / "vagus.sqlite3") == wanted
    assert stat.S_IMODE((diary.data / "vagus.sqlite3").stat().st_mode) == 0o600
    assert "What was there before is kept in" in run("restore", str(copy), replace=True)


def test_nothing_is_restored_under_a_running_vagus(diary: Place) -> None:
    run("backup")
    with alone.held(diary.data, alone.SERVER), pytest.raises(CommandError, match="Stop it first"):
        run("restore", str(copies(diary.folder)[0]), replace=True)


def test_a_file_that_is_not_there_is_named(diary: Place) -> None:
    with pytest.raises(CommandError, match=r"nowhere.sqlite3 cannot be read"):
        run("restore", str(diary.data / "nowhere.sqlite3"))


@pytest.mark.django_db(transaction=True)
def test_the_real_tables_come_back_as_they_were(tmp_path: Path, settings: Settings) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("its database is no file")
    settings.BACKUP_DIR = tmp_path
    a_day(a_person(SENTINEL), mood=3, note="kefir")
    run("backup")
    (copy,) = copies(tmp_path)
    assert everything(copy) == everything(Path(connection.settings_dict["NAME"]))
    assert "can be brought back" in run("backup", "--rehearse")


def test_a_running_vagus_knows_where_its_copies_lie(diary: Place, settings: Settings) -> None:
    settings.BACKUP_DAILY = True
    where = serve.copies()
    assert where
    night = Copies(**where)
    assert night.is_due(NIGHT.timestamp())
    with time_machine.travel(NIGHT, tick=False):
        run("backup")
    assert not night.is_due(NIGHT.timestamp())
    assert night.is_due((NIGHT + timedelta(days=1)).timestamp())
    settings.BACKUP_DAILY = False
    assert serve.copies() is None


def a_program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o700)


@pytest.fixture
def server(diary: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A diary on a database server, and a folder for the programs that copy it."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}")
    monkeypatch.setattr(Postgres, "now", lambda self: {"tracker_user": 1})
    source = Postgres({"NAME": "vagus", "USER": "vagus", "PASSWORD": SENTINEL, "HOST": "db", "PORT": ""})
    for module in (backup, restore):
        monkeypatch.setattr(module, "here", lambda: Place(source, diary.folder, diary.data))
    return programs


def test_without_the_program_of_postgresql_it_says_what_to_install(diary: Place, server: Path) -> None:
    with pytest.raises(CommandError, match="pg_dump is not installed"):
        run("backup")
    assert list(diary.folder.iterdir()) == []


# Writes to the named file the password it was given, unless that stands among its arguments.
DUMP = """case "$*" in *quetzal*) exit 9;; esac
for word; do case "$word" in --file=*) echo "$PGPASSWORD" > "${word#--file=}";; esac; done"""
RESTORE = """echo 'COPY public.tracker_user (id) FROM stdin;'; echo 1; echo 2; echo '\\.'
echo; echo 'COPY public."tracker_day" (id) FROM stdin;'; echo '\\.'"""


def test_postgresql_is_copied_by_its_own_program(diary: Place, server: Path) -> None:
    a_program(server, "pg_dump", DUMP)
    a_program(server, "pg_restore", RESTORE)
    assert "2 rows in 2 tables" in run("backup")
    (copy,) = copies(diary.folder)
    assert copy.suffix == ".dump"
    assert copy.read_text().strip() == SENTINEL  # the password reached it, and not by its arguments
    assert "can be brought back" in run("backup", "--rehearse")
    with pytest.raises(CommandError, match="pg_restore"):
        run("restore", str(copy))


def test_what_the_program_of_postgresql_says_is_passed_on(diary: Place, server: Path) -> None:
    a_program(server, "pg_dump", "echo 'pg_dump: error: server version mismatch' >&2; exit 1")
    with pytest.raises(CommandError, match="server version mismatch"):
        run("backup")
    assert list(diary.folder.iterdir()) == []
