"""A file somebody sent, looked at as a table, an archive, JSON or bytes, each only once and only when asked for."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import IO, Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import document
from tracker.exchange.formats.archive import MEBI, Archive
from tracker.exchange.formats.observation import UnreadableFile, _
from tracker.exchange.formats.tables import Table, open_table

HEAD = MEBI
MOST = 64 * MEBI  # of a file, unless its format says otherwise
ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")

Moods = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader needs beside the file: the person's day and time zone, and what they chose.

    `zone` counts where a record has none of its own. `moods` say what mood names stand for, `mapping` holds what a
    reader of tables with columns of all kinds asks for.
    """

    today: date
    zone: ZoneInfo
    moods: Moods = field(default_factory=dict)
    activities: bool = True
    mapping: Mapping[str, Any] = field(default_factory=dict)


class Source:
    """Bytes or an open file; a large one is never in memory as a whole."""

    def __init__(self, file: bytes | IO[bytes]) -> None:
        self.file: IO[bytes] = io.BytesIO(file) if isinstance(file, bytes) else file

    @cached_property
    def size(self) -> int:
        return self.file.seek(0, io.SEEK_END)

    @cached_property
    def head(self) -> bytes:
        """The first bytes, enough to tell what it is."""
        self.file.seek(0)
        return self.file.read(HEAD)

    @property
    def is_archive(self) -> bool:
        return self.head.startswith(ZIP_START)

    @cached_property
    def archive(self) -> Archive:
        """The file as a ZIP archive.

        Raises:
            UnreadableFile: if it is damaged or hostile.
        """
        return Archive(self.file)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The members of an archive; none where it is no archive.

        Raises:
            UnreadableFile: if the archive is damaged or hostile.
        """
        return self.archive.names if self.is_archive else ()

    @cached_property
    def data(self) -> bytes:
        """All of it.

        Raises:
            UnreadableFile: if it is too large for that.
        """
        if self.size > MOST:
            raise UnreadableFile(_("This file is larger than %(most)s MB."), most=MOST // MEBI)
        self.file.seek(0)
        return self.file.read()

    @cached_property
    def table(self) -> Table:
        """The file as a table.

        Raises:
            UnreadableFile: if it is none.
        """
        return open_table(self.data)

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names in the first line of a table (lower case, trimmed); none where the file is no table."""
        if self.is_archive or self.is_json or self.size > MOST:
            return ()
        try:
            return self.table.header
        except UnreadableFile:
            return ()

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does; no table that is read here begins with a bracket."""
        start = self.head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return not self.is_archive and start.startswith((b"{", b"["))

    @cached_property
    def json(self) -> Any:
        """The file as JSON.

        Raises:
            UnreadableFile: if it is none.
        """
        return document.parse(self.data)
