"""A file comes in whole or not at all, even when the process that brings it in is killed."""

import random
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.durability.house import House, a_house
from tests.durability.looking import looked_into, unsound

pytestmark = pytest.mark.server

KILLS = 12
DAYS = 3_000
TABLES = ("tracker_checkin", "tracker_savedanswer", "tracker_importbatch", "tracker_owntracker")


def a_file(folder: Path) -> Path:
    days = (date(2010, 1, 1) + timedelta(days=number) for number in range(DAYS))
    lines = [f'{day},{day:%A},x,8:00,{("good", "bad", "meh")[day.day % 3]},"walk","","a note of {day}"' for day in days]
    path = folder / "export.csv"
    path.write_text("full_date,date,weekday,time,mood,activities,note_title,note\n" + "\n".join(lines) + "\n")
    return path


def rows(house: House) -> tuple[int, ...]:
    with looked_into(house.database) as database:
        assert unsound(database) == []
        return tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)


def put(house: House, kept: bytes) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{house.database}{ending}").unlink(missing_ok=True)
    house.database.write_bytes(kept)


def test_a_kill_in_the_midst_of_an_import_leaves_all_or_nothing(furnished: Path, tmp_path: Path) -> None:
    words = ("command", "import_diary", "--user", "person1", str(a_file(tmp_path)))
    chance = random.Random(20261121)
    with a_house(tmp_path, like=furnished) as house:
        nothing, kept = rows(house), house.database.read_bytes()
        began = time.monotonic()
        house.done(*words)
        long = time.monotonic() - began
        whole = rows(house)
        assert whole[0] == nothing[0] + DAYS
        found = []
        for _ in range(KILLS):
            put(house, kept)
            process = house.ask(*words)
            time.sleep(chance.uniform(0.5, 1.05) * long)  # it is written at the end
            process.kill()
            found.append(rows(house))
        assert set(found) <= {nothing, whole}
        assert nothing in found, "no kill came early enough"
        house.done(*words)  # and the file comes in all the same
        assert rows(house) == whole
