"""What is done beside the pages is started when it is due, one of a kind at a time."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.running import ROOT
from tracker.backups.copies import name_of
from tracker.management import chores
from tracker.management.chores import AFTER_A_FALL, DAY, HOUR, MINUTE, SETTLED, SWEPT, Chores, Copies
from tracker.reminders import clock
from tracker.web import bell

BEGAN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC).timestamp()


class Child:
    """A process that runs until the test ends it."""

    def __init__(self, command: list[str], at: float) -> None:
        self.command, self.at, self.pid, self.returncode = command[2:], at, 4000, None

    returncode: int | None

    def poll(self) -> int | None:
        return self.returncode


class House:
    """Chores on a clock that the test moves, a minute or less at a time."""

    def __init__(self, folder: Path, copies: Copies | None, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = BEGAN
        self.started: list[Child] = []
        monkeypatch.setattr(chores.subprocess, "Popen", self.start)
        self.chores = Chores(folder, copies, now=lambda: self.time)

    def start(self, command: list[str], stdin: int | None = None) -> Child:
        assert command[:2] == [sys.executable, str(ROOT / "manage.py")]
        self.started.append(Child(command, self.time - BEGAN))
        return self.started[-1]

    def run(self, seconds: float, *, each: float = 15, ending: int | None = 0) -> list[tuple[float, str]]:
        """Look again and again; every process ends at once unless it shall go on. What was started, and when."""
        before, until = len(self.started), self.time + seconds
        while self.time < until:
            self.time += each
            self.chores.look()
            for child in self.started:
                child.returncode = ending if child.returncode is None else child.returncode
        return [(child.at, child.command[0]) for child in self.started[before:]]


@pytest.fixture
def swept(tmp_path: Path) -> Path:
    (tmp_path / SWEPT).touch()
    os.utime(tmp_path / SWEPT, (BEGAN, BEGAN))
    return tmp_path


def nights(folder: Path) -> Copies:
    return Copies(str(folder), ".sqlite3", "UTC")


def test_nothing_is_started_while_nothing_is_due(swept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert House(swept, None, monkeypatch).run(HOUR) == []


def test_a_copy_is_made_soon_after_a_missed_night_and_tried_again_after_an_hour(
    swept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(swept, nights(swept), monkeypatch)
    assert house.run(2 * HOUR + 2 * MINUTE) == [(MINUTE + n * HOUR, "backup") for n in range(3)]
    assert house.started[0].command == ["backup", "--daily"]


def test_a_copy_is_made_once_at_three(swept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (swept / name_of(datetime.fromtimestamp(BEGAN, UTC), ".sqlite3")).touch()
    (swept / name_of(datetime.fromtimestamp(BEGAN + HOUR, UTC), ".dump")).touch()  # of another database
    house = House(swept, nights(swept), monkeypatch)
    (began,) = house.run(HOUR + MINUTE)
    assert began == (HOUR, "backup")
    (swept / name_of(datetime.fromtimestamp(BEGAN + HOUR, UTC), ".sqlite3")).touch()
    assert house.run(20 * HOUR, each=MINUTE) == []


def test_nothing_is_started_twice_at_once(swept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(swept, nights(swept), monkeypatch)
    assert [name for _, name in house.run(3 * HOUR, ending=None)] == ["backup"]


def test_the_trash_is_emptied_soon_after_the_first_start_of_a_day_and_daily(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path, None, monkeypatch)
    assert house.run(2 * MINUTE) == [(MINUTE, "empty_trash")]
    (tmp_path / SWEPT).touch()
    os.utime(tmp_path / SWEPT, (BEGAN, BEGAN))
    (again,) = house.run(DAY + HOUR / 2, each=MINUTE)
    assert DAY <= again[0] <= DAY + HOUR and again[1] == "empty_trash"


def test_reminders_are_looked_at_when_the_small_file_says_so(swept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(swept, None, monkeypatch)
    monkeypatch.setattr(clock.time, "time", lambda: house.time)
    (swept / "reminders_due").write_text("0")
    ((when, what),) = house.run(SETTLED + 1, each=1)
    assert (when, what) == (SETTLED, "send_reminders")
    (swept / "reminders_due").write_text(str(int(BEGAN + HOUR)))
    ((when, what),) = house.run(HOUR, each=5)
    assert what == "send_reminders" and HOUR <= when <= HOUR + 30


def test_whoever_rings_is_heard_and_a_worker_that_falls_is_followed_by_another(
    swept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(swept, None, monkeypatch)
    bell.ring(swept)
    assert house.run(2, each=1, ending=None) == [(1, "work")]
    bell.ring(swept)
    assert house.run(5, each=1, ending=None) == []  # it runs, and looks again before it ends
    fell = house.time - BEGAN + 1
    house.started[0].returncode = 1
    ((when, what),) = house.run(30, each=1)
    assert (when, what) == (fell + AFTER_A_FALL, "work")
    assert house.run(30, each=1) == []


def test_a_worker_that_is_told_to_stop_is_started_again_by_the_next_vagus(tmp_path: Path) -> None:
    house = Chores(tmp_path, None)
    house.work.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert house.numbers() == {house.work.child.pid}
    house.stop()
    assert house.work.child.poll() is not None
    assert bell.was_rung(tmp_path)
    house.stop()
    assert not bell.was_rung(tmp_path)
