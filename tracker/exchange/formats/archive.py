"""Looks into a ZIP archive without unpacking it, and stops at one that lies, breaks off or swells beyond measure."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from tracker.exchange.formats.observation import UnreadableFile, _

MEBI = 1024 * 1024
MOST_MEMBERS = 10_000
MOST_UNPACKED = 512 * MEBI
# 10,000 members with long names and extra fields fit; a directory that fills a gigabyte does not.
MOST_DIRECTORY = 16 * MEBI
PIECE = 64 * 1024
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
END, END_LENGTH, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
BIG_END, BIG_LOCATOR, BIG_LOCATOR_LENGTH = b"PK\x06\x06", b"PK\x06\x07", 20


class Archive:
    """The members of an archive by name, in the order of the archive; folders are not among them.

    Bytes are counted as they are unpacked, over all members together, for what an archive says of its own sizes is
    not to be believed.

    Raises:
        UnreadableFile: if it is no archive, has too many members or two of one name, or one points out of it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        if _directory_length(file) > MOST_DIRECTORY:
            raise _crowded()
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
            raise _broken() from None
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise _crowded()
        if any(_leads_out(info) for info in infos):
            raise UnreadableFile(_("This archive holds a file that points out of the archive; it was not opened."))
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        if len(self._infos) < sum(not info.is_dir() for info in infos):
            raise UnreadableFile(_("Two files in this archive have the same name; it was not opened."))
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def pieces(self, name: str, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        """One member, piece by piece, until all that was unpacked of this archive is more than `most` bytes.

        Raises:
            UnreadableFile: if it is locked, damaged, packed in an unusual way, or too large when unpacked.
        """
        info = self._infos[name]
        if info.flag_bits & 0x1:
            raise UnreadableFile(_("This archive is locked with a password. Unpack it first."))
        if info.compress_type not in READABLE:
            raise _broken()
        try:
            with self._zip.open(info) as member:
                while piece := member.read(PIECE):
                    self._unpacked += len(piece)
                    if self._unpacked > most:
                        raise UnreadableFile(_("Unpacked, this archive is larger than %(most)s MB."), most=most // MEBI)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OSError, RuntimeError):
            raise _broken() from None

    def read(self, name: str, most: int) -> bytes:
        """A whole member of at most `most` bytes.

        Raises:
            UnreadableFile: as `pieces` does, and if it is larger.
        """
        found = bytearray()
        for piece in self.pieces(name):
            found += piece
            if len(found) > most:
                raise UnreadableFile(_("A file in this archive is larger than %(most)s MB."), most=most // MEBI)
        return bytes(found)


def _leads_out(info: zipfile.ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    outside = name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")
    return outside or stat.S_ISLNK(info.external_attr >> 16)


def _directory_length(file: IO[bytes]) -> int:
    """How long the list of members is, read from the end of the file before anything builds that list; 0 if unknown."""
    size = file.seek(0, 2)
    start = max(0, size - END_LENGTH - LONGEST_COMMENT - BIG_LOCATOR_LENGTH)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_LENGTH:
        return 0
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[max(0, at - BIG_LOCATOR_LENGTH) : at]
    if locator.startswith(BIG_LOCATOR):
        file.seek(min(int.from_bytes(locator[8:16], "little"), size))
        big = file.read(56)
        if big.startswith(BIG_END):
            length = max(int.from_bytes(big[40:48], "little"), length if length != 0xFFFFFFFF else 0)
    file.seek(0)
    return min(length, size)


def _crowded() -> UnreadableFile:
    return UnreadableFile(_("This archive holds more than %(most)s files."), most=MOST_MEMBERS)


def _broken() -> UnreadableFile:
    return UnreadableFile(_("This archive is damaged or not complete. Make the export once more."))
