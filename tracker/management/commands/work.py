"""Does what waits to be done beside the pages, then ends; a running Vagus starts it by itself."""

import os
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tracker.exchange import jobs
from tracker.management import alone, queue

PATIENCE = 30


class Command(BaseCommand):
    help = "Do what waits to be done beside the pages, such as a large import; Vagus starts this by itself."
    requires_system_checks = []  # they would bring the whole house into memory

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started this ends")

    def handle(self, *, with_parent: bool, **options: Any) -> None:
        if with_parent:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key pressed at the server is the server's to hear
            threading.Thread(target=_leave_with_parent, daemon=True).start()
        # The only one that works: whatever is marked as running was left behind by one that was killed.
        with alone.held(settings.DATA_DIR, alone.WORK, patience=PATIENCE), queue.only_here(PATIENCE):
            queue.take_up_again(timezone.now())
            jobs.take_up_again()
            queue.empty()


def _leave_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through a buffer, which could not be closed while somebody waits at it
    os._exit(1)
