"""What is done beside the pages, each in a process of its own and only when it is due; telling when needs no Django."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.backups.copies import copies, made
from tracker.backups.rotation import is_due
from tracker.reminders import clock
from tracker.web import bell

ROOT = Path(__file__).resolve().parents[2]
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
REMINDERS = 15  # seconds between two looks at the small file that says when the next one is due
AFTER_A_FALL = 10  # before the work of a process that fell is given to another
SETTLED = 5
STOP_SECONDS = 5
SWEPT = "swept"  # touched by whoever emptied the trash


class Chore:
    """One command that runs alone: whoever asks for it while it runs asks in vain."""

    def __init__(self, *command: str, with_parent: bool = False) -> None:
        self.command, self.with_parent = command, with_parent
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. With a parent means: its input is ours, and it ends when that does, however we end."""
        command = [sys.executable, str(ROOT / "manage.py"), *self.command]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE if self.with_parent else None)  # noqa: S603

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def fell(self) -> bool:
        """Whether it ended by itself, and badly; said once."""
        if self.child is None or self.is_running():
            return False
        code, self.child = self.child.returncode, None
        return code != 0

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.child.kill()


def day_is_over(mark: Path, now: float) -> bool:
    """Whether what the mark stands for was done a day ago, or never."""
    return not mark.exists() or now - mark.stat().st_mtime >= DAY


class Copies(NamedTuple):
    """Where copies of the database lie, how their names end, and in whose nights they are made."""

    folder: str
    ending: str
    zone: str

    def is_due(self, now: float) -> bool:
        """Whether none was made since three o'clock at night."""
        found = (path for path in copies(Path(self.folder)) if self.ending in path.suffixes)
        return is_due(map(made, found), datetime.fromtimestamp(now, UTC), ZoneInfo(self.zone))


class Chores:
    """Whoever keeps Vagus running looks here a few times a second; a look takes a look or two at a folder."""

    def __init__(self, folder: Path, copies: Copies | None, now: Callable[[], float] = time.time) -> None:
        self.folder, self.copies, self.now = folder, copies, now
        self.backup, self.sweep = Chore("backup", "--daily"), Chore("empty_trash")
        self.remind = Chore("send_reminders", "--verbosity", "0")
        self.work = Chore("work", "--with-parent", with_parent=True)
        # The first seconds belong to whoever waits for the first page.
        self.next_backup, self.next_sweep = now() + MINUTE, now() + MINUTE
        self.next_reminder, self.next_work = now() + SETTLED, now()

    def numbers(self) -> set[int]:
        """Of the processes that somebody will ask for."""
        return {one.child.pid for one in self.all() if one.child}

    def all(self) -> tuple[Chore, ...]:
        return self.backup, self.sweep, self.remind, self.work

    def look(self) -> None:
        """Start what is due and does not run; whatever ended is let go."""
        now = self.now()
        for one in self.all():
            one.is_running()  # whoever is asked for can go
        if now >= self.next_backup:
            self.next_backup = now + self.copy(now)
        if now >= self.next_sweep:
            self.next_sweep = now + self.tidy(now)
        if now >= self.next_reminder:
            self.next_reminder = now + REMINDERS
            if not self.remind.is_running() and clock.is_due(self.folder):
                self.remind.start()
        self.listen(now)

    def copy(self, now: float) -> int:
        """Copy the database if a night went by; when to look again: a copy that cannot be made is tried in an hour."""
        if self.copies is None or self.backup.is_running() or not self.copies.is_due(now):
            return MINUTE
        self.backup.start()
        return HOUR

    def tidy(self, now: float) -> int:
        """Sweep once a day; when to look again."""
        if self.sweep.is_running() or not day_is_over(self.folder / SWEPT, now):
            return MINUTE
        self.sweep.start()
        return HOUR

    def listen(self, now: float) -> None:
        """Start a worker if somebody rang and none runs; one that fell leaves its work to the next."""
        if self.work.is_running():
            return
        if self.work.fell():
            self.next_work = now + AFTER_A_FALL
            bell.ring(self.folder)
        if now >= self.next_work and bell.was_rung(self.folder):
            self.work.start()

    def stop(self) -> None:
        """End the worker; what it did not finish is done after the next start. The others end by themselves."""
        if self.work.is_running():
            self.work.stop()
            bell.ring(self.folder)
