"""Starts Vagus: one command brings everything up to date and answers requests until it is told to stop."""

import gc
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from tracker.accounts import setup
from tracker.backups.copies import made
from tracker.backups.place import here
from tracker.backups.rotation import is_due
from tracker.exchange.models import ImportJob
from tracker.management import alone, memory, prepare, queue, rehearsal
from tracker.management.worker import Worker
from tracker.reminders import clock
from tracker.web import bell

# More threads than bodies that may wait at the door (tracker/web/door.py): some are always free for pages.
THREADS = 64
HEADER_SECONDS = 10
STOP_SECONDS = 10
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
LOOK = 15  # seconds between two looks at the small file that says when the next reminder is due


class Command(BaseCommand):
    help = "Starts Vagus; HOST, PORT and DATA_DIR say where."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--workers", default=os.environ.get("WORKERS") or "", help="processes that answer")

    def handle(self, *args: Any, host: str, port: str, workers: str, **options: Any) -> None:
        memory.give_back()
        memory.take_little()
        os.umask(0o077)  # whatever is written from here on is for its owner alone
        processes = how_many(workers)
        address, number = free_address(host, port)
        prepare.folder_is_ours(settings.DATA_DIR)
        hold_the_folder()
        prepare.prepare(self.say)
        if queue.is_waiting() or ImportJob.is_any_unfinished():
            bell.ring()
        prepare.mark_running()
        if processes_share_memory():
            rehearsal.rehearse()
        connections.close_all()  # an open SQLite connection must not cross a fork
        server = a_server(address, number, processes)
        threading.Thread(target=self.announce, args=[server, host, number], daemon=True).start()
        threading.Thread(target=keep_house, daemon=True).start()
        threading.Thread(target=keep_reminding, daemon=True).start()
        worker = Worker()
        worker.start()
        server.serve()
        worker.stop()
        prepare.mark_stopped()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announce(self, server: Any, host: str, port: int) -> None:
        """Say where Vagus is once it answers there."""
        while len(server.wrks) < server.workers or not answers(server.bind_addr, port):
            time.sleep(0.02)
        gc.enable()  # manage.py had turned it off; workers do so themselves (tracker/web/later.py)
        self.say(f"Vagus is at {public_address(host, port)}")
        if code := set_up_code():
            self.say(f"No one has an account yet. From another machine the first one needs this code: {code}")


def keep_house() -> None:
    """Copy the database once a night, or soon after the start where a night was missed; sweep once a day."""
    swept = time.time()
    tried = 0.0  # a copy that cannot be made is tried again in an hour, not in a minute
    while True:
        time.sleep(MINUTE)
        now = time.time()
        if settings.BACKUP_DAILY and now - tried >= HOUR and backup_is_due():
            tried = now
            chore("backup", "--daily")
        if now - swept >= DAY:
            swept = now
            chore("empty_trash")


def keep_reminding() -> None:
    """Send reminders when one is due; beside the other chores, so that a long backup holds none up."""
    clock.look_now()  # what was missed meanwhile, and what a restored database holds
    while True:
        if clock.is_due():
            chore("send_reminders", "--verbosity", "0")
        time.sleep(LOOK)


def backup_is_due() -> bool:
    return is_due(map(made, here().copies()), timezone.now(), timezone.get_default_timezone())


def chore(*command: str) -> None:
    """A process of its own: no connection may be open here while a worker is forked."""
    subprocess.run([sys.executable, str(settings.ROOT / "manage.py"), *command], check=False)  # noqa: S603


def public_address(host: str, port: int) -> str:
    """What to type into a browser: passkeys need a name, so never 127.0.0.1."""
    if settings.ADDRESSES.hosts:
        return f"{settings.ADDRESSES.origins[0]}{settings.ADDRESSES.path}/"
    name = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::", "localhost"} else host  # noqa: S104
    return f"http://{name}:{port}"


def set_up_code() -> str:
    """The code that lets another machine make the first account; empty once there is one."""
    return setup.code()


def free_address(host: str, port: str) -> tuple[str, int]:
    """Where to listen, in numbers.

    Raises:
        CommandError: naming the setting to change, if nobody can listen there.
    """
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise CommandError(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    try:
        family, _, _, _, place = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CommandError(f"HOST is {host!r}, which is no address of this machine.") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}. Try PORT=8001 make run.") from error
    return str(place[0]), int(port)


def answers(address: str, port: int) -> bool:
    """Whether something listens at the address (an address that means all is tried on this machine)."""
    try:
        socket.create_connection((address.replace("0.0.0.0", "127.0.0.1"), port), timeout=1).close()  # noqa: S104
    except OSError:
        return False
    return True


def hold_the_folder() -> None:
    try:
        alone.take(settings.DATA_DIR)
    except alone.Taken as error:
        raise CommandError(
            f"Another Vagus already uses DATA_DIR {settings.DATA_DIR}. Stop that one, or set DATA_DIR to another."
        ) from error


def how_many(workers: str) -> int:
    """Two processes where they can share memory, so that one may draw while the other answers."""
    if workers:
        if not (workers.isdigit() and 0 < int(workers) < 65):
            raise CommandError(f"WORKERS is {workers!r}; it must be a number from 1 to 64.")
        return int(workers)
    return min(2, os.cpu_count() or 1) if processes_share_memory() else 1


def processes_share_memory() -> bool:
    """Whether a worker begins with all that this process has read."""
    return sys.platform == "linux"


def a_server(address: str, port: int, workers: int) -> Any:
    """Granian, with limits on what a slow or silent client can hold."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("fork" if processes_share_memory() else "spawn", force=True)
    gc.freeze()  # without looking for garbage before: whoever fills a gap of what is shared copies what is around it
    return Server(
        "tracker.wsgi:in_a_worker", factory=True, address=address, port=port, workers=workers,
        interface=Interfaces.WSGI, blocking_threads=THREADS, backpressure=256, websockets=False, http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=64 * 1024),
        workers_kill_timeout=STOP_SECONDS, workers_lifetime=DAY, respawn_failed_workers=True,
        log_level=LogLevels.error, log_dictconfig=settings.LOGGING,
    )  # fmt: skip
