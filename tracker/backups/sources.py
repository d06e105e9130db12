"""Where a diary is kept, and how a checked copy of it comes about while people go on writing."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

from django.db import connection
from django.utils.translation import gettext as _

from tracker.backups.copies import Counts, Refused, counts, faults, opened
from tracker.web import room


class Source(Protocol):
    """A database that can be copied to a file and counted there."""

    @property
    def ending(self) -> str: ...

    def size(self) -> int:
        """Bytes that a copy may take; 0 if that is not known beforehand."""

    def write(self, draft: Path) -> Counts:
        """Copy the database to the empty file `draft`, check it there; rows by table."""

    def read(self, copy: Path) -> Counts:
        """Open and check a copy; rows by table."""

    def now(self) -> Counts:
        """Rows by table of the database as it is."""


@dataclass(frozen=True)
class Sqlite:
    """One file with a log beside it."""

    path: Path
    ending: ClassVar[str] = ".sqlite3"

    def size(self) -> int:
        return room.size(self.path)

    def write(self, draft: Path) -> Counts:
        """One transaction of the reader spans count and copy, so both are of the same moment."""
        with closing(opened(self.path, "rw")) as old, closing(opened(draft, "rw")) as new:
            old.execute("BEGIN")
            there = counts(old)
            old.backup(new)
            old.execute("ROLLBACK")
            new.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if self.read(draft) != there:
            raise sqlite3.DatabaseError("rows are missing in the copy")
        return there

    def read(self, copy: Path) -> Counts:
        if found := faults(copy):
            raise sqlite3.DatabaseError(found[0])
        if copy.stat().st_size < pages_told(copy):  # a last page cut short reads as zeros, and as sound
            raise sqlite3.DatabaseError("its end is missing")
        return counted(copy)

    def now(self) -> Counts:
        # Not only for reading: such a connection would leave its files beside the database, as whoever runs this.
        return counted(self.path, "rw") if self.path.exists() else {}


def pages_told(path: Path) -> int:
    """Bytes of all pages that the file's own header counts."""
    with closing(opened(path)) as database:
        count, size = (int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    return count * size


def counted(path: Path, mode: str = "ro") -> Counts:
    with closing(opened(path, mode)) as database:
        return counts(database)


@dataclass(frozen=True)
class Postgres:
    """A database server, copied by its own program."""

    settings: Mapping[str, object] = field(repr=False)
    ending: ClassVar[str] = ".dump"

    def size(self) -> int:
        return 0

    def write(self, draft: Path) -> Counts:
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}"]
        for _line in self._run("pg_dump", options):
            pass
        return self.read(draft)

    def read(self, copy: Path) -> Counts:
        """Everything in the file is read, and the lines of each table's data are counted."""
        found: Counts = {}
        table = ""
        for line in self._run("pg_restore", ["--data-only", "--file=-", str(copy)]):
            if not table and line.startswith(b"COPY "):
                table = line.split(b" ")[1].decode().rpartition(".")[2].strip('"')
                found[table] = 0
            elif line == b"\\.\n":
                table = ""
            elif table:
                found[table] += 1
        return dict(sorted(found.items()))

    def now(self) -> Counts:
        with connection.cursor() as cursor:
            names = sorted(connection.introspection.table_names(cursor))
            found = {}
            for name in names:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                found[name] = int(cursor.fetchone()[0])
        return found

    def _run(self, program: str, options: Sequence[str]) -> Iterator[bytes]:
        """The lines it prints; the password goes by its environment, where no list of processes shows it."""
        found = shutil.which(program)
        if found is None:
            text = _(
                "%(program)s is not installed; a PostgreSQL database cannot be copied without it. "
                "On Debian and Ubuntu: apt install postgresql-client"
            )
            raise Refused(text % {"program": program})
        with (
            tempfile.TemporaryFile() as trouble,
            subprocess.Popen(  # noqa: S603
                [found, *options], env=self._environment(), stdout=subprocess.PIPE, stderr=trouble
            ) as process,
        ):
            assert process.stdout
            yield from process.stdout
            if process.wait():
                trouble.seek(0)
                raise OSError(trouble.readline().decode(errors="replace").strip())

    def _environment(self) -> dict[str, str]:
        names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
        given = {name: str(value) for name, key in names.items() if (value := self.settings.get(key))}
        options = self.settings.get("OPTIONS")
        mode = options.get("sslmode") if isinstance(options, Mapping) else None
        return {**os.environ, **given, **({"PGSSLMODE": str(mode)} if mode else {})}
