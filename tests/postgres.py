"""A PostgreSQL of its own for tests, thrown away afterwards: `python -m tests.postgres COMMAND …` runs one against it.

It is started from the system's packages, by the user postgres where root asks (the server refuses to run as root), and
never waits for the disk: what it holds is worth nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import a_free_port

HURRIED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
MISSING = "No PostgreSQL is installed. On Debian and Ubuntu: apt install postgresql"


def programs() -> Path | None:
    """The folder of the newest server's programs; Debian keeps them off the path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """The address of a server without databases of anybody; `settings` in place of the hurried ones."""
    found = programs()
    assert found, MISSING
    folder, port = Path(tempfile.mkdtemp(prefix="vagus-postgres-")), a_free_port()
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            command = [str(found / program), "--pgdata", str(folder / "data"), *arguments]
            as_whom = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
            subprocess.run(command, check=True, cwd=folder, stdout=log, stderr=log, **as_whom)

    told = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "max_connections=300"]
    options = " ".join(f"-c {setting}" for setting in (*told, *(settings or HURRIED)))
    try:
        run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "start", "--wait", "--silent", "--options", options, "--log", str(folder / "log"))
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)


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
