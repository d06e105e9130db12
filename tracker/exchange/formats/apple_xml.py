"""Streams the XML of an Apple Health export to whoever follows it, in little memory and past every trap of XML."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn, Protocol
from xml.parsers import expat

from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.observation import UnreadableFile, _
from tracker.exchange.formats.source import Source

MOST_UNPACKED = 6 * 1024 * MEBI
MOST_FILES = 20  # of XML in the archive that are looked into
MOST_BEFORE = MEBI
MOST_AT_ONCE = MEBI
PIECE = 64 * 1024
ROOT = re.compile(rb"<HealthData(?=[\s>/])")
COMMENT = re.compile(rb"<!--.*?(-->|\Z)", re.DOTALL)
# What XML does not allow and older exports hold all the same.
CONTROL = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])


class Handlers(Protocol):
    """What follows the elements; `line` tells where the parser is."""

    line: Callable[[], int]

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...


def is_export(source: Source) -> bool:
    """Whether it is the archive, or the XML out of it; names of files and folders differ by language."""
    if source.is_archive:
        names = _xml_files(source)
        return any(ROOT.search(_start(source, name)) for name in names) or any(
            name.rsplit("/", 1)[-1] == "export.xml" for name in names
        )
    return bool(ROOT.search(source.head))


def _xml_files(source: Source) -> list[str]:
    names = [name for name in source.names if name.lower().endswith(".xml") and not name.startswith("__MACOSX/")]
    return names[:MOST_FILES]


def _start(source: Source, name: str) -> bytes:
    found = bytearray()
    for piece in source.archive.pieces(name, MOST_UNPACKED):
        found += piece
        if len(found) >= MOST_BEFORE or ROOT.search(found):
            break
    return _uncommented(found)


def _uncommented(data: bytes | bytearray) -> bytes:
    """The same with blanks for comments, so that lines keep their numbers."""
    return COMMENT.sub(lambda found: re.sub(rb"[^\n]", b" ", found[0]), data)


def pieces(source: Source) -> Iterator[bytes]:
    if not source.is_archive:
        source.file.seek(0)
        return iter(lambda: source.file.read(PIECE), b"")
    found = [name for name in _xml_files(source) if ROOT.search(_start(source, name))]
    if len(found) > 1:
        raise UnreadableFile(_("This archive holds two health exports. Send them one by one."))
    if not found:
        raise UnreadableFile(_("There is no health data in this file."))
    return source.archive.pieces(found[0], MOST_UNPACKED)


def feed(pieces: Iterable[bytes], export: Handlers) -> None:
    """Give the parser everything from the root on.

    What stands before it is a document type that is broken in some years of the app, and the place where a hostile
    file would define its entities: it is never parsed.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = export.start, export.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    before, fed, inside = bytearray(), 0, False
    try:
        for piece in pieces:
            if not inside:
                before += piece
                root = ROOT.search(_uncommented(before))
                if not root:
                    if len(before) > MOST_BEFORE:
                        break
                    continue
                inside, piece = True, bytes(before[root.start() :])
                export.line = _lines(parser, before.count(b"\n", 0, root.start()))
            clean = piece.translate(None, CONTROL)
            fed += len(clean)
            parser.Parse(clean, False)
            if fed - parser.CurrentByteIndex > MOST_AT_ONCE:
                raise UnreadableFile(_("This is not an export of Apple Health as it should be."))
        if not inside:
            raise UnreadableFile(_("There is no health data in this file."))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        line = error.lineno + export.line() - parser.CurrentLineNumber
        raise UnreadableFile(_("The file is damaged or breaks off at line %(line)s."), line=line) from None


def _lines(parser: "expat.XMLParserType", skipped: int) -> Callable[[], int]:
    return lambda: parser.CurrentLineNumber + skipped


def refuse(*_args: object) -> NoReturn:
    raise UnreadableFile(_("This is not an export of Apple Health as it should be."))
