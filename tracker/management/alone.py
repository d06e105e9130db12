"""One server a data folder, one backup and one worker at a time: locks that the system lets go of with the process."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER, BACKUP, WORK = "serve.lock", "backup.lock", "work.lock"


class Taken(Exception):  # noqa: N818 (the folder is taken; nothing failed)
    """Another process holds the folder."""


def take(folder: Path, name: str = SERVER) -> int:
    """Hold the folder until this process and its children end.

    Raises:
        Taken: if another process holds it.
        OSError: if the folder cannot be written to.
    """
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        raise Taken from error
    return handle


@contextmanager
def held(folder: Path, name: str, *, patience: float = 0) -> Iterator[None]:
    """Hold the folder for a while, after waiting up to `patience` seconds for whoever has it.

    Raises:
        Taken: if another process holds it still.
    """
    until = time.monotonic() + patience
    while True:
        try:
            handle = take(folder, name)
            break
        except Taken:
            if time.monotonic() >= until:
                raise
            time.sleep(0.1)
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
