"""A household to try things on: its data folder, its signed-in people, its server, and what is found on its disk."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import pytest

from tests.running import ROOT, START_SECONDS, STAYS, a_free_port

CSRF = "k" * 32


@dataclass
class Process:
    """A forked process with all that it forks."""

    pid: int
    log: Path

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def is_there(self) -> bool:
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while words not in self.printed():
            assert time.monotonic() < deadline, f"still silent: {self.printed()}"
            assert self.is_there() or words in self.printed(), f"gone: {self.printed()}"
            time.sleep(0.005)

    def kill(self) -> None:
        """All of it at once, as a power cut or the system's last resort does."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.is_there():
            assert time.monotonic() < deadline, "it does not end"
            time.sleep(0.002)


@dataclass
class Server(Process):
    """A Vagus that answers."""

    port: int = 0

    def connect(self, timeout: float = 10) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def stop(self) -> None:
        """As a person stops it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        self.wait()


@dataclass
class House:
    """A data folder, and a nursery whose processes keep their diary there."""

    folder: Path
    data: Path
    settings: str = "tracker.settings"
    environment: dict[str, str] = field(default_factory=dict)
    like: Path | None = None  # the folder of another house, whose data and keys this one begins with

    def __enter__(self) -> Self:
        if self.like:
            shutil.copytree(self.like / "data", self.data)
            shutil.copy(self.like / "keys", self.folder / "keys")
            os.sync()
        dropped = ("DATABASE_URL", "DEBUG", "TZ", "WORKERS", "HOST", "PORT", "LOG_LEVEL")
        kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("VAGUS_")}
        ours = {"DATA_DIR": str(self.data), "DJANGO_SETTINGS_MODULE": self.settings, "VAGUS_BACKUP_DAILY": "0"}
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.nursery"], cwd=ROOT, env={**kept, **ours, **self.environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.alive: list[Process] = []
        try:
            self._hear("ready")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *trouble: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self.alive:
            process.kill()
        self.nursery.kill()
        self.nursery.communicate()

    @property
    def database(self) -> Path:
        return self.data / "vagus.sqlite3"

    @property
    def place(self) -> Path | str:
        """Where its diary is: a file, or an address."""
        return self.environment.get("DATABASE_URL") or self.database

    def ask(self, job: str, *words: str) -> Process:
        """A fresh process that does the job."""
        return Process(*self._forked(job, words))

    def _forked(self, job: str, words: Iterable[str]) -> tuple[int, Path]:
        self.alive = [process for process in self.alive if process.is_there()]
        log = self.folder / f"log-{time.monotonic_ns()}"
        self._say({"job": job, "words": [*words], "log": str(log)})
        pid = int(self._hear())
        process = Process(pid, log)
        self.alive.append(process)
        while not log.exists():  # until then it may not lead its group
            time.sleep(0.001)
        return pid, log

    def _say(self, asked: dict[str, object]) -> None:
        assert self.nursery.stdin
        self.nursery.stdin.write(json.dumps(asked) + "\n")
        self.nursery.stdin.flush()

    def _hear(self, expected: str = "") -> str:
        assert self.nursery.stdout
        line = self.nursery.stdout.readline().strip()
        assert line and expected in line, f"the nursery says {line!r}"
        return line

    def done(self, job: str, *words: str) -> str:
        """What a job printed that has to succeed."""
        process = self.ask(job, *words)
        process.wait_for("ended ")
        process.wait()
        assert "ended 0" in process.printed(), process.printed()
        return process.printed()

    def move_in(self, people: int = 4) -> list[dict[str, str]]:
        """Make the tables and sign people in; their cookies."""
        keys = self.folder / "keys"
        if not keys.exists():
            self.done("move_in", str(keys), str(people))
        self._say({"job": "warm", "words": [str(keys)]})
        self._hear("warm")
        found: list[dict[str, str]] = json.loads(keys.read_text(encoding="ascii"))
        return found

    def serve(self, *options: str) -> Server:
        """A server that answers; whoever asked ends it, or leaving the house does."""
        port = a_free_port()
        server = Server(*self._forked("serve", [str(port), *STAYS, *options]), port)
        server.wait_for("Vagus is at")
        return server


@contextmanager
def a_house(
    folder: Path, data: Path | None = None, settings: str = "", like: Path | None = None, **environment: str
) -> Iterator[House]:
    with House(folder, data or folder / "data", settings or "tracker.settings", environment, like) as house:
        yield house


def not_here(why: str) -> NoReturn:
    """Skip with one line that says why; where the project is checked, and everything is allowed, fail instead."""
    assert not (os.environ.get("CI") and os.geteuid() == 0), f"this must run where the project is checked: {why}"
    pytest.skip(why)
