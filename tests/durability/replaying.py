"""Watches Vagus save, then looks at many disks that a power cut could have left at any moment of it."""

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.house import a_house
from tests.durability.looking import keys_in, looked_into, unsound
from tests.durability.traced import CALLS, LONGEST, Call, Replay, calls
from tests.running import ROOT

CHANGES = 120
NAME = "vagus.sqlite3"


@dataclass
class Watched:
    """A database before, and every call to its files afterwards."""

    folder: Path
    before: dict[str, bytes]
    calls: list[Call]
    made: dict[str, set[str]]  # by the key of a change, the lines of the log that it has made in the end


@dataclass
class Found:
    """Disks looked at; of how many an acknowledged answer was missing, and what else was wrong."""

    states: int = 0
    calls: int = 0
    acknowledged: int = 0
    losing: int = 0
    damaged: list[str] = field(default_factory=list)

    def line(self) -> str:
        told = f"{self.states:,} disks from {self.calls:,} calls and {self.acknowledged} acknowledged answers: "
        return told + f"{self.losing} lost one, {len(self.damaged)} damaged"


def watched(folder: Path, careless: str = "", *, like: Path | None = None, changes: int = CHANGES) -> Watched:
    """Let one person save under strace; `careless` is a pragma that takes a promise back."""
    data = folder / "data"
    settings = "tests.durability.careless" if careless else "tracker.settings"
    with a_house(folder, data, settings, like=like, CARELESS=careless) as house:
        house.move_in()
    with looked_into(data / NAME) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {NAME: (data / NAME).read_bytes()}
    trace = folder / "trace"
    options = ["-o", str(trace), "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}"]
    diarist(data, options, changes, DJANGO_SETTINGS_MODULE=settings, CARELESS=careless)
    replay = Replay(data, {})
    made: dict[str, set[str]] = defaultdict(set)
    with looked_into(data / NAME) as database:
        for key in keys_in(database):
            made[re.split("[-.]", key)[0]].add(key)
    return Watched(data, before, [call for call in calls(trace) if replay.step(call)], made)


def diarist(data: Path, options: list[str], changes: int, **environment: str) -> list[str]:
    """What one person's process prints while strace watches it, or sends it faults."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("VAGUS_")}
    ours = {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings", **environment}
    command = ["strace", *options, sys.executable, "-m", "tests.durability.diarist", str(changes), "7"]
    done = subprocess.run(command, cwd=ROOT, env={**kept, **ours}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def looked_at(seen: Watched, place: Path, states: int, seed: int) -> Found:
    """Cut the power at so many moments, each time leaving another disk, and open what is on it."""
    chance = random.Random(seed)
    replay = Replay(seen.folder, seen.before)
    found = Found(calls=len(seen.calls))
    first = next(i for i, call in enumerate(seen.calls) if call.name == "write" and call.texts[:1] == [b"begin\n"])
    cuts = sorted(chance.randrange(first, len(seen.calls)) for _ in range(states))
    place.mkdir(parents=True, exist_ok=True)
    for number, call in enumerate(seen.calls):
        replay.step(call)
        while cuts and cuts[0] == number:
            cuts.pop(0)
            told = {key for change in saved(replay) for key in seen.made.get(change, {change})}
            told |= {key for change in saved(replay, "maybe ") for key in seen.made.get(change, ())}
            opened(replay.disk.after_a_cut(chance), place, told, found)
    found.acknowledged = len(saved(replay))
    return found


def saved(replay: Replay, how: str = "saved ") -> list[str]:
    return [line.removeprefix(how) for line in replay.said if line.startswith(how)]


def opened(disk: dict[str, bytes], place: Path, told: set[str], found: Found) -> None:
    for old in place.iterdir():
        old.unlink()
    for name, content in disk.items():
        (place / name).write_bytes(content)
    found.states += 1
    with looked_into(place / NAME) as database:
        try:
            faults = unsound(database)
            missing = told - keys_in(database)
        except sqlite3.DatabaseError as error:
            faults, missing = [str(error)], set()
    found.losing += bool(missing)
    found.damaged += faults[:1]
