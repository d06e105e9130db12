"""A PostgreSQL of its own for tests, thrown away afterwards: `python -m tests.postgres COMMAND …` runs one against it.

It is started from the system's packages, by the user postgres where root asks (the server refuses to run as root), and
never waits for the disk: what it holds is worth nothing.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import a_free_port

HURRIED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
MISSING = "No PostgreSQL is installed. On Debian and Ubuntu: apt install postgresql"


def programs() -> Path | None:
    """The folder of the newest server's programs; Debian keeps them off the path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    return max(found, key=lambda path: int(path.parent.name), default=None)


@dataclass(frozen=True)
class Cluster:
    """A server of PostgreSQL: the folder it lives in, and where it listens."""

    folder: Path
    port: int
    settings: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    def run(self, program: str, *arguments: str) -> None:
        found = programs()
        assert found, MISSING
        with self.log.open("ab") as log:
            command = [str(found / program), "--pgdata", str(self.folder / "data"), *arguments]
            as_whom: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if is_root() else {}
            subprocess.run(command, check=True, cwd=self.folder, stdout=log, stderr=log, **as_whom)

    def start(self) -> None:
        told = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        options = " ".join(f"-c {setting}" for setting in (*told, "max_connections=300", *self.settings))
        self.run("pg_ctl", "start", "--wait", "--silent", "--options", options, "--log", str(self.folder / "log"))

    def kill(self) -> None:
        """The server and each of its processes at once, with no word to any of them; gone when this returns."""
        first = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        for pid in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(is_there(pid) for pid in (first, *map(int, children))):
            time.sleep(0.002)
        for left in (self.folder / "data" / "postmaster.pid", self.folder / f".s.PGSQL.{self.port}.lock"):
            left.unlink(missing_ok=True)  # a dead process that nobody has buried yet looks alive

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_there(pid: int) -> bool:
    """Whether a process still does anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def a_cluster(*settings: str) -> Iterator[Cluster]:
    """A server without databases of anybody; `settings` in place of the hurried ones."""
    folder = Path(tempfile.mkdtemp(prefix="vagus-postgres-"))
    made = Cluster(folder, a_free_port(), settings or HURRIED)
    if is_root():
        shutil.chown(folder, "postgres", "postgres")
    try:
        made.run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
        made.log.unlink(missing_ok=True)


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """The address of such a server."""
    with a_cluster(*settings) as made:
        yield made.address


def a_database(server: str, name: str) -> str:
    """A new, empty database of the server."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.rpartition("/")[0] + f"/{name}"


def main() -> int:
    if programs() is None:
        print(MISSING)
        return 1
    with cluster() as address:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
