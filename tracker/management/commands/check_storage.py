"""Says what a saved answer costs on this disk, and whether the disk can be believed when it says "saved"."""

import os
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

TRIES = 50
TOO_GOOD = 0.01  # ms: no disk writes that fast; one that claims to keeps the data in its own memory
TOO_SLOW = 100.0  # ms: an old memory card; each tap would be felt
FIXED = (3, 51, 3)


class Command(BaseCommand):
    help = "Measures how long the disk under DATA_DIR takes to keep one saved answer."

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
            sync, commit = sync_time(Path(folder)), commit_time(Path(folder))
        self.stdout.write(f"{settings.DATA_DIR}: {sync:.2f} ms to flush a file, {commit:.2f} ms to save an answer.")
        self.stdout.write(verdict(sync))
        if sqlite3.sqlite_version_info < FIXED:
            self.stdout.write(
                f"SQLite is {sqlite3.sqlite_version}. Versions before 3.51.3 have a very rare fault in their "
                "write-ahead log, unless your system mended it. Backups are checked before they count."
            )


def verdict(milliseconds: float) -> str:
    if milliseconds < TOO_GOOD:
        return "Too fast to be true: this disk may lose what it says it saved when the power fails."
    if milliseconds > TOO_SLOW:
        return "Slow: each answer will take a moment to be saved. Another disk would help."
    return "Good: what the page says is saved is on the disk."


def sync_time(folder: Path) -> float:
    """The usual time in milliseconds to make one small write durable."""
    times = []
    with (folder / "flush").open("wb", buffering=0) as file:
        for _ in range(TRIES):
            file.write(b"x" * 4096)
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def commit_time(folder: Path) -> float:
    """The usual time in milliseconds to commit one row, the way the diary is kept."""
    times = []
    with closing(sqlite3.connect(folder / "commit.sqlite3", isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE answer (value)")
        for number in range(TRIES):
            start = time.perf_counter()
            database.execute("INSERT INTO answer VALUES (?)", [number])
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
