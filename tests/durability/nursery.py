"""A process that has read all of Vagus once, and forks a fresh one from itself for each thing that is asked of it.

So a server is up in a fraction of a second, hundreds of times over, and is the real one all the same: the command,
its preparations, its workers. Asked by lines of JSON: a job, its words, and a file for what it prints.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from typing import Any

import django

PR_SET_CHILD_SUBREAPER = 36


def attend() -> None:
    """Fork a child for each line; children end on their own or by force, and leave no trace here."""
    # Workers whose server was killed come to us, so that nothing stays behind, not even as a name.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    django.setup()
    read_everything()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["job"] == "warm":
            warm(asked["words"])
            continue
        child = os.fork()
        if not child:
            live(asked)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def read_everything() -> None:
    from django.urls import get_resolver

    from tests.durability import jobs

    assert jobs and get_resolver().url_patterns


def warm(words: list[str]) -> None:
    """Answer once here, so that no child has to read its templates first."""
    from django.db import connections

    from tests.durability import jobs

    jobs.visit(*words)
    connections.close_all()  # an open SQLite connection must not cross a fork
    sys.stdout.write("warm\n")
    sys.stdout.flush()


def live(asked: dict[str, Any]) -> None:
    """The child: a group of its own, its words into a file, and its number and result at the end of it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    handle = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        from tests.durability import jobs

        getattr(jobs, asked["job"])(*asked["words"])
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        print(f"ended {code}", flush=True)
        os._exit(code)


if __name__ == "__main__":
    attend()
