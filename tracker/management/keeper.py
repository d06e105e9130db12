"""The small process that `serve` becomes once its workers run: it keeps them running, and reads no Django to do so.

Workers copy most of what they share with the process they part from, so a parent that stayed as it was would hold
some thirty megabytes for nobody. It begins anew as this one instead (`exec`): same number, same children. Where a
worker is missing it becomes `serve` again, which makes one and comes back here.
"""

import json
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NoReturn

from tracker.management.chores import DAY, MINUTE, ROOT, Chores, Copies

STOP_SECONDS = 10
RUNNING = "running"  # lies in the folder from a start to a proper stop
LOOK, SOON = 0.5, 0.02  # seconds between two looks; while somebody waits to be told where Vagus is
QUICK, MOST = 5, 5  # so many workers in a row that end within seconds of their start: something is wrong with all
REST, TICKS = 3.0 * MINUTE, 10  # a worker that used a tenth of a second or less in so long had nobody to answer
SETTLE, TICK = 2.0, 1  # and right after a start one that used a hundredth
ALONE = 5  # so many times the quiet seconds of a start its first worker is left alone, where nobody leaves it any
AWAY = 5.0  # seconds until workers are made once more, where the database could not be asked whether they fit it
HEARD = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD} if sys.platform != "win32" else set()


@dataclass
class State:
    """What goes from one to the other; the pipe and the lock by number, and workers with the time of their start."""

    folder: str
    address: str
    port: int
    wanted: int
    copies: dict[str, str] | None
    lock: int
    life: tuple[int, int]
    rest: float = REST
    settle: float = SETTLE
    workers: dict[int, float] = field(default_factory=dict)
    worn: list[int] = field(default_factory=list)
    hasty: list[int] = field(default_factory=list)  # made while somebody waited, by a process that had read little
    quick: int = 0
    later: float = 0.0  # before then no others are made
    lines: list[str] = field(default_factory=list)

    @classmethod
    def handed_over(cls, handle: int) -> "State":
        """What `hand_over` wrote."""
        with os.fdopen(handle, encoding="utf-8") as pipe:
            found = json.load(pipe)
        found["workers"] = {int(pid): born for pid, born in found["workers"].items()}
        return cls(**found)

    @property
    def missing(self) -> int:
        return self.wanted - len(self.workers.keys() - set(self.worn))

    def is_short(self, now: float) -> bool:
        """Whether one that is missing is to be made now: the first of a start is left alone for its first pages."""
        alone = self.hasty and self.workers and now - min(self.workers.values()) < ALONE * self.settle
        return bool(self.missing) and not alone

    def hand_over(self, *command: str) -> NoReturn:
        """Go on as another program: what it must hold stays open, and whoever tells it to stop is heard by it.

        What it must know goes through a pipe: every account of a machine can read what a program was started with.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        reading, writing = os.pipe()
        os.write(writing, json.dumps(asdict(self)).encode())  # far less than a pipe holds
        os.close(writing)
        for handle in (self.lock, *self.life, reading):
            os.set_inheritable(handle, True)
        sys.stdout.flush()
        program = [sys.executable, str(ROOT / "manage.py"), *command, str(reading)]
        os.execv(sys.executable, program)  # noqa: S606 (this very program, with nothing that anybody typed)


class Keeper:
    """Keeps the workers of a state, and has the chores done; told to stop, it waits for whoever is being answered."""

    def __init__(self, state: State) -> None:
        self.state, self.stopping, self.failed = state, False, False
        self.chores = Chores(Path(state.folder), Copies(**state.copies) if state.copies else None)
        self.rested: dict[int, tuple[int, float]] = {}
        self.next_rest = 0.0
        for handle in (state.lock, *state.life):
            os.set_inheritable(handle, False)
        self.ear, mouth = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(mouth)

    def stay(self) -> int:
        """Until it is told to stop; what to answer to whoever started Vagus."""
        self.listen()
        end(self.state.worn)
        self.state.workers = {pid: born for pid, born in self.state.workers.items() if pid not in self.state.worn}
        self.state.worn = []
        self.state.hasty = [pid for pid in self.state.hasty if pid in self.state.workers]
        while not self.stopping:
            self.wait(SOON if self.state.lines else LOOK)
            self.look()
        self.chores.stop()
        end(list(self.state.workers))
        (Path(self.state.folder) / RUNNING).unlink(missing_ok=True)
        return int(self.failed)

    def listen(self) -> None:
        for one in HEARD - {signal.SIGCHLD}:
            if signal.getsignal(one) is not signal.SIG_IGN:  # as nohup and a shell's background have it
                signal.signal(one, self.told)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # heard by the wait
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)

    def told(self, *_: object) -> None:
        self.stopping = True

    def wait(self, seconds: float) -> None:
        if select.select([self.ear], [], [], seconds)[0]:
            os.read(self.ear, 512)

    def look(self) -> None:
        for pid in [pid for pid in self.state.workers if is_gone(pid)]:
            self.lost(pid)
        free = not self.stopping and time.time() >= self.state.later
        if free and (self.state.is_short(time.time()) or self.some_are_worn()):
            self.chores.stop()  # it would end with this program; the next one gives its work to another
            self.state.hand_over("serve", "--again")
        if self.state.lines and answers(self.state.address, self.state.port):
            print(*self.state.lines, sep="\n", flush=True)
            self.state.lines = []
        self.chores.look()
        bury(self.state.workers.keys() | self.chores.numbers())

    def lost(self, pid: int) -> None:
        """A worker ended by itself; where that is all they do, Vagus ends too, and whoever started it is told."""
        born = self.state.workers.pop(pid)
        self.state.hasty = [one for one in self.state.hasty if one != pid]
        if self.stopping:
            return
        self.state.quick = self.state.quick + 1 if time.time() - born < QUICK else 0
        print("A worker ended unexpectedly.", file=sys.stderr, flush=True)
        if self.state.quick >= MOST:
            print("Workers end right after their start, so Vagus stops.", file=sys.stderr, flush=True)
            self.stopping = self.failed = True

    def some_are_worn(self) -> bool:
        """Whether a worker ran for a day or began in haste, and nobody needs any of them now.

        All are followed at once: workers share what the process knew that they part from, and none else. After a day
        nobody was answered for so long that no proxy keeps a connection to them that would be cut; right after a start
        none has any yet, and a moment in which nobody asks is enough.
        """
        if time.monotonic() < self.next_rest or any(chore.is_running() for chore in self.chores.all()):
            return False  # the next keeper would not know what runs, and begin a second copy beside it
        rest, ticks = (self.state.settle, TICK) if self.state.hasty else (self.state.rest, TICKS)
        self.next_rest = time.monotonic() + min(MINUTE, rest / 2)
        now = time.time()
        for pid in self.state.workers:
            used = ticks_of(pid)
            if pid not in self.rested or used - self.rested[pid][0] > ticks:
                self.rested[pid] = used, now
        all_rest = all(now - self.rested[pid][1] >= rest for pid in self.state.workers)
        worn = bool(self.state.hasty) or any(now - born >= DAY for born in self.state.workers.values())
        self.state.worn = list(self.state.workers) if all_rest and worn else []
        return bool(self.state.worn)


def is_gone(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def end(workers: list[int]) -> None:
    """Let each finish what it is at; one that does not, in ten seconds, is ended."""
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    left = set(workers)
    while left := {pid for pid in left if not is_gone(pid)}:
        if time.monotonic() > until:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            until = float("inf")
        time.sleep(SOON)


def ticks_of(pid: int) -> int:
    """Hundredths of a second that a process used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def answers(address: str, port: int) -> bool:
    """Whether something listens at the address (an address that means all is tried on this machine)."""
    try:
        socket.create_connection((address.replace("0.0.0.0", "127.0.0.1"), port), timeout=1).close()  # noqa: S104
    except OSError:
        return False
    return True


def bury(known: set[int]) -> None:
    """Let go of children that ended and that nobody asks for: chores from before this process became the keeper."""
    with suppress(ChildProcessError):
        while (one := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and one.si_pid not in known:
            os.waitpid(one.si_pid, 0)


def keep(handle: int) -> int:
    return Keeper(State.handed_over(handle)).stay()
