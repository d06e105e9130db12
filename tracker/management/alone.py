"""One server a data folder: a lock that the system lets go of when the process ends, however it ends."""

import os
import sys
from pathlib import Path


class Taken(Exception):  # noqa: N818 (the folder is taken; nothing failed)
    """Another server holds the folder."""


def take(folder: Path) -> int:
    """Hold the folder until this process and its children end.

    Raises:
        Taken: if another process holds it.
        OSError: if the folder cannot be written to.
    """
    handle = os.open(folder / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        raise Taken from error
    return handle


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
