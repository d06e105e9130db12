"""Starts a process for what is done beside the pages, one at a time, and none while there is nothing to do."""

import subprocess
import sys
import threading
import time

from django.conf import settings

from tracker.web import bell

LOOK = 0.5  # seconds between two looks at the bell, which is one look at a folder
AFTER_A_FALL = 10.0  # before a process that fell is followed by another
STOP_SECONDS = 5


class Worker(threading.Thread):
    """Hears the bell. The process it starts ends by itself, and with this one however this one ends."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.child: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.not_before = 0.0

    def run(self) -> None:
        while not self.stopping.wait(LOOK):
            self.look()

    def look(self) -> None:
        """Start a process if somebody rang and none runs; one that fell leaves its work to the next."""
        if self.child and self.child.poll() is None:
            return
        if self.child and self.child.returncode:
            self.not_before = time.monotonic() + AFTER_A_FALL
            bell.ring()
        self.child = None
        if time.monotonic() >= self.not_before and bell.was_rung():
            command = [sys.executable, str(settings.ROOT / "manage.py"), "work", "--with-parent"]
            self.child = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603

    def stop(self) -> None:
        """End it; what it did not finish is done after the next start."""
        self.stopping.set()
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.child.kill()
            bell.ring()
