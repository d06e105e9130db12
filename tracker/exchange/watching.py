"""Follows how far the reading of a large file is, and stops it when nobody waits for it any more."""

import time
from collections.abc import Callable
from typing import IO, cast
from zipfile import BadZipFile, ZipFile

from tracker.exchange.formats.observation import UnreadableFile, _

EVERY = 0.5  # seconds
LONGEST = 2 * 60 * 60

Say = Callable[[int], bool]


def to_read(file: IO[bytes]) -> int:
    """About how many bytes of a file are read for what it says: of an export with pictures and routes, its XML."""
    whole = max(1, file.seek(0, 2))
    try:
        infos = ZipFile(file).infolist()
    except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return whole
    told = sum(info.compress_size for info in infos if info.filename.lower().endswith(".xml"))
    return min(whole, told) or whole


class Stopped(Exception):  # noqa: N818 (somebody asked for it)
    """The file was taken away while it was read."""


class Watched:
    """An open file that tells, per cent of `whole`, how much of it was read; `say` answers whether to go on."""

    def __init__(self, file: IO[bytes], whole: int, say: Say | None) -> None:
        self._file, self._whole, self._say = file, whole, say
        self._read = 0
        self._begun = self._told = time.monotonic()

    @property
    def file(self) -> IO[bytes]:
        return cast(IO[bytes], self if self._say else self._file)

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            Stopped: if nobody waits for the file any more.
            UnreadableFile: if reading takes longer than any honest file does.
        """
        data = self._file.read(size)
        self._read += len(data)
        now = time.monotonic()
        if self._say and now - self._told >= EVERY:
            self._told = now
            if now - self._begun > LONGEST:
                raise UnreadableFile(_("Reading this file takes longer than %(hours)s hours."), hours=LONGEST // 3600)
            if not self._say(min(99, self._read * 100 // self._whole)):
                raise Stopped
        return data

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)
