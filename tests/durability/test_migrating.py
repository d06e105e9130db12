"""An upgrade changes the tables wholly or not at all, whatever stops it."""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.durability.house import House, a_house
from tests.durability.looking import looked_into, unsound
from tests.running import serve
from tracker.backups.copies import copies, faults

pytestmark = pytest.mark.server

KILLS = 6
LATER = "tests.durability.later"
ROWS = 20_000


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A house with a long log, of the version before."""
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    with looked_into(tmp_path / "data" / "vagus.sqlite3") as database:
        fill(database)
    return tmp_path


def fill(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode=WAL")
    owner = database.execute("SELECT min(id) FROM tracker_user").fetchone()[0]
    columns = "owner_id, key, batch, day, field, value, before, base, alias, outcome, at"
    line = "'', '2024-01-01', 'note', NULL, NULL, '', '', 'same', '2024-01-01 00:00:00'"
    database.execute("BEGIN")
    database.executemany(
        f"INSERT INTO tracker_savedanswer ({columns}) VALUES (?, ?, {line})",
        [(owner, f"key-{number}") for number in range(ROWS)],
    )
    database.execute("COMMIT")


def everything(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [line for line in database.iterdump() if '"cache"' not in line]


def upgraded(folder: Path, version: str) -> House:
    """The same folder, in the hands of a later version."""
    return House(folder, folder / "data", LATER, {"LATER": version})


def test_a_migration_that_fails_leaves_every_diary_as_it_was(home: Path) -> None:
    before = everything(home / "data" / "vagus.sqlite3")
    server = serve(home / "data", home / "log", DJANGO_SETTINGS_MODULE=LATER, LATER="broken")
    assert server.process.wait(timeout=60) == 1
    printed = server.printed()
    assert everything(home / "data" / "vagus.sqlite3") == before
    assert "ValueError" in printed
    assert "Every diary is as it was" in printed
    assert "Go back to the version that ran before" in printed
    assert "nobody else should read" not in printed
    assert "Traceback" not in printed
    (copy,) = copies(home / "data" / "backups")
    assert str(copy) in printed
    assert faults(copy) == []
    assert everything(copy) == before
    with a_house(home) as house:  # the version before runs again, on the same folder
        house.serve().stop()


def test_a_kill_in_the_midst_of_a_migration_leaves_the_tables_before_or_after(home: Path) -> None:
    chance = random.Random(20261121)
    with upgraded(home, "newer") as house:
        kept = house.database.read_bytes()
        whole = timed(house)
        for _ in range(KILLS):
            put(house, kept)
            process = house.ask("prepare_place")
            time.sleep(chance.uniform(0.1, 1.0) * whole)
            process.kill()
            with looked_into(house.database) as database:
                state(database)
                assert unsound(database) == []
            house.done("prepare_place")  # the next start goes on from there
            with looked_into(house.database) as database:
                assert state(database) == "after"
            for copy in copies(house.data / "backups"):
                assert faults(copy) == []


def timed(house: House) -> float:
    began = time.monotonic()
    house.done("prepare_place")
    return time.monotonic() - began


def put(house: House, kept: bytes) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{house.database}{ending}").unlink(missing_ok=True)
    house.database.write_bytes(kept)


def state(database: sqlite3.Connection) -> str:
    """Before or after; anything between fails."""
    columns = {row[1] for row in database.execute("PRAGMA table_info(tracker_checkin)")}
    changed = database.execute("SELECT count(*) FROM tracker_savedanswer WHERE key LIKE '%-later'").fetchone()[0]
    applied = database.execute("SELECT count(*) FROM django_migrations WHERE name = 'n001_later_words'").fetchone()[0]
    assert ("later" in columns, changed > 0, applied) in {(False, False, 0), (True, True, 1)}
    return "after" if applied else "before"
