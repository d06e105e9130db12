"""What a server holds, alone on its machine: what two servers share of libraries would count for either by half."""

import re
import time
from pathlib import Path

from tests.running import Running, command

PATIENCE = 60  # seconds
CHORES = {b"work", b"backup", b"empty_trash", b"send_reminders"}
SETTLES = ("--settle", "2")  # as an owner's Vagus does


def held(server: Running) -> float:
    """Proportional set size of the process that stays and of its workers, in MB."""
    pids = (server.process.pid, *workers(server))
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids)
    return sum(int(found[1]) for rollup in rollups if (found := re.search(r"^Pss: +(\d+)", rollup, re.M))) / 1024


def workers(server: Running) -> list[int]:
    """The numbers of the processes that answer; those that do something beside end with it."""
    parent = server.process.pid
    children = map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split())
    return [pid for pid in children if (said := command(pid).split(b"\0")) != [b""] and not CHORES & {*said}]


def all_there(server: Running, number: int) -> bool:
    """Whether so many workers are there, and the process that makes them is done with it."""
    return len(workers(server)) == number and b"keep" in command(server.process.pid)


def until_followed(server: Running, number: int) -> None:
    """Wait until so many workers are there: a first one is followed by them in the first quiet seconds."""
    deadline = time.monotonic() + PATIENCE
    while not all_there(server, number):
        assert time.monotonic() < deadline, "no worker is followed by others"
        time.sleep(0.1)
