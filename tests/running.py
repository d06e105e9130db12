"""Starts the real server as a person does, on its own port and data folder."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.typed import TYPED

ROOT = Path(__file__).parent.parent
STAYS = ("--settle", "0")  # all workers are made at the start: others would come beside what a test looks at
START_SECONDS = 60  # a machine may be busy with other tests


@dataclass
class Running:
    """A server process, where it listens, and what it printed."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def connect(self, timeout: float = 10) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def status(self, path: str) -> int:
        connection = self.connect()
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while words not in self.printed():
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.printed()}"
            assert time.monotonic() < deadline, f"still silent: {self.printed()}"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def a_free_port() -> int:
    """One below those that systems give to whoever connects: such a one may be somebody's before it is listened at."""
    while True:
        number = secrets.randbelow(21_000) + 11_000  # browsers refuse some below
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", number))
            return number


def command(pid: int) -> bytes:
    """What a process was started with; nothing of one that ended, though nobody buried it yet."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def serve(data: Path, log: Path, *arguments: str, port: int | None = None, **environment: str) -> Running:
    """Start without waiting; the environment is the caller's, but for what would lead elsewhere."""
    arguments = arguments if "--settle" in arguments else (*arguments, *STAYS)
    port = port or a_free_port()
    ours = {"DATA_DIR": str(data), "PORT": str(port), "HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "VAGUS_URL", "DEBUG"}}
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments], cwd=ROOT, env={**kept, **ours, **environment},
            stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    return Running(process, port, log)


@contextmanager
def running(data: Path, log: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    """A server that answers, and that is gone afterwards whatever happened."""
    server = serve(data, log, *arguments, **environment)
    try:
        server.wait_for("Vagus is at")
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(timeout=30)
        assert TYPED.found_in(server.printed()) == [], "something typed stands in the server's log"
