"""Starts Vagus: one command brings everything up to date and answers requests until it is told to stop."""

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from tracker.accounts import setup
from tracker.backups.place import here
from tracker.exchange.models import ImportJob
from tracker.management import alone, bytecode, memory, prepare, queue, rehearsal, tables
from tracker.management.chores import DAY, Chores, Copies
from tracker.management.keeper import AWAY, HEARD, LOOK, REST, SETTLE, SOON, STOP_SECONDS, State, answers
from tracker.reminders import clock
from tracker.web import bell

# More threads than bodies that may wait at the door (tracker/web/door.py): some are always free for pages.
THREADS = 64
HEADER_SECONDS = 10
LARGE = 90  # MB; a start that finds everything in order takes 60


class Command(BaseCommand):
    help = "Starts Vagus; HOST, PORT and DATA_DIR say where."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--workers", default=os.environ.get("WORKERS") or "", help="processes that answer")
        parser.add_argument("--rest", type=float, default=REST, help="quiet seconds before old workers are changed")
        parser.add_argument("--settle", type=float, default=SETTLE, help="the same after a start; 0: all at once")
        parser.add_argument("--again", type=int, default=0, help=SUPPRESS)  # a pipe with what the keeper knows

    def handle(self, *args: Any, host: str, port: str, workers: str, again: int, **options: Any) -> None:
        memory.give_back()
        memory.take_little()
        os.umask(0o077)  # whatever is written from here on is for its owner alone
        state = as_it_is(again) if again else self.prepared(host, port, workers, options)
        if processes_share_memory():
            if not again and memory.most() > LARGE:
                state.hand_over("serve", "--again")  # no worker should begin with the room that new tables took
            rehearsal.rehearse(further=bool(state.workers), enough=is_told)  # nobody waits while others answer
        connections.close_all()  # an open SQLite connection must not cross a fork
        if processes_share_memory():
            a_nursery(state).serve()
        else:
            self.stay(state)

    def prepared(self, host: str, port: str, workers: str, options: dict[str, Any]) -> State:
        """Everything is brought up to date, and the folder is ours until we end."""
        processes = how_many(workers)
        address, number = free_address(host, port)
        prepare.folder_is_ours(settings.DATA_DIR)
        lock = hold_the_folder()
        prepare.prepare(self.say)
        if queue.is_waiting() or ImportJob.is_any_unfinished():
            bell.ring()
        clock.look_now()  # what was missed meanwhile, and what a restored database holds
        prepare.mark_running()
        return State(
            str(settings.DATA_DIR), address, number, processes, copies(), lock, os.pipe(), options["rest"],
            options["settle"], lines=welcome(host, number),
        )  # fmt: skip

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def stay(self, state: State) -> None:
        """Where no process can become another, the server watches its own workers, and a thread looks at the chores."""
        chores = Chores(Path(state.folder), Copies(**state.copies) if state.copies else None)
        threading.Thread(target=keep_house, args=[chores], daemon=True).start()
        threading.Thread(target=self.announce, args=[state], daemon=True).start()
        a_server(state).serve()
        chores.stop()
        prepare.mark_stopped()

    def announce(self, state: State) -> None:
        """Say where Vagus is once it answers there."""
        while not answers(state.address, state.port):
            time.sleep(SOON)
        gc.enable()  # manage.py had turned it off
        for line in state.lines:
            self.say(line)


def as_it_is(again: int) -> State:
    """What the keeper knows; it asks for workers that are missing.

    Raises:
        CommandError: if the program was changed under it, so that new workers would not fit its tables.
    """
    state = State.handed_over(again)
    try:
        found = tables.look()
    except DatabaseError:  # it is away, and whoever is asked meanwhile says so
        state.worn, state.later = [], time.time() + AWAY
        state.hand_over("keep")
    if found.missing or found.newer:
        raise CommandError("Vagus was changed while it ran. Start it again: that brings its tables up to date.")
    return state


def is_told() -> bool:
    """Whether somebody asked us to stop, which the keeper will hear."""
    return bool(signal.sigpending() & HEARD - {signal.SIGCHLD})


def keep_house(chores: Chores) -> None:
    """Look at the chores for as long as Vagus runs."""
    while True:
        chores.look()
        time.sleep(LOOK)


def copies() -> dict[str, str] | None:
    """Where the nightly copies lie; nothing if the owner wants none."""
    if not settings.BACKUP_DAILY:
        return None
    place = here()
    return {"folder": str(place.folder), "ending": place.source.ending, "zone": settings.TIME_ZONE}


def welcome(host: str, port: int) -> list[str]:
    """Where Vagus is, and what lets another machine make the first account, until there is one."""
    lines = [f"Vagus is at {public_address(host, port)}"]
    if code := setup.code():
        lines.append(f"No one has an account yet. From another machine the first one needs this code: {code}")
    return lines


def public_address(host: str, port: int) -> str:
    """What to type into a browser: passkeys need a name, so never 127.0.0.1."""
    if settings.ADDRESSES.hosts:
        return f"{settings.ADDRESSES.origins[0]}{settings.ADDRESSES.path}/"
    name = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::", "localhost"} else host  # noqa: S104
    return f"http://{name}:{port}"


def free_address(host: str, port: str) -> tuple[str, int]:
    """Where to listen, in numbers.

    Raises:
        CommandError: naming the setting to change, if nobody can listen there.
    """
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise CommandError(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    try:
        named = host.encode() if host.isascii() else host  # of a text Python asks its tables of foreign letters
        family, _, _, _, place = socket.getaddrinfo(named, int(port), type=socket.SOCK_STREAM)[0]
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


def hold_the_folder() -> int:
    try:
        return alone.take(settings.DATA_DIR)
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


def a_nursery(state: State) -> Any:
    """What makes the workers on a system where they begin with all that this process has read."""
    from tracker.management.nursery import Nursery, begun

    if state.workers:  # nobody waits while others answer; the room it takes would stay with all who part from this one
        begun(state.life, bytecode.keep)
    bytecode.let_go()
    gc.freeze()  # without looking for garbage before: whoever fills a gap of what is shared copies what is around it
    return Nursery(state, "tracker.wsgi:in_a_worker", workers=state.wanted, **limits(state))


def a_server(state: State) -> Any:
    """Granian, which starts its workers from the beginning, and watches them itself."""
    from granian.server import Server

    multiprocessing.set_start_method("spawn", force=True)
    return Server(
        "tracker.wsgi:in_a_worker", workers=state.wanted, workers_kill_timeout=STOP_SECONDS, workers_lifetime=DAY,
        respawn_failed_workers=True, **limits(state),
    )  # fmt: skip


def limits(state: State) -> dict[str, Any]:
    """On what a slow or silent client can hold, and where to listen."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return {
        "factory": True, "address": state.address, "port": state.port, "interface": Interfaces.WSGI,
        "blocking_threads": THREADS, "backpressure": 256, "websockets": False, "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=64 * 1024),
        "log_level": LogLevels.error, "log_dictconfig": settings.LOGGING,
    }  # fmt: skip
