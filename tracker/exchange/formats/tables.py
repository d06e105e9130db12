"""Bytes as the lines of a table: decodes, finds the delimiter, names the cells, and refuses what is no table."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.exchange.formats.observation import Notice, UnreadableFile, _

FIELD_LIMIT = 1024 * 1024
LINE_LIMIT = 1_000_000
COLUMN_LIMIT = 1_000
DELIMITERS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
WEB_PAGE = re.compile(r"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)
csv.field_size_limit(FIELD_LIMIT)


@dataclass(frozen=True, slots=True)
class Line:
    """One record: where it begins in the file, and its cells by column name (lower case, trimmed)."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read as often as needed; `titles` are the column names as the file writes them."""

    text: str
    delimiter: str
    header: tuple[str, ...]
    skipped: int = 0
    titles: tuple[str, ...] = ()

    def lines(self) -> Iterator[Line | Notice]:
        """Every line under the header; blank ones are passed over, one with more cells than the header is refused.

        Raises:
            UnreadableFile: where the table stops being one (an open quotation mark, a cell or a file too long).
        """
        records = _records(self.text, self.delimiter, self.skipped)
        next(records)
        for count, (number, cells) in enumerate(records, start=1):
            if count > LINE_LIMIT:
                raise UnreadableFile(_("The file has more than %(most)s lines."), most=LINE_LIMIT)
            if any(cells[len(self.header) :]):
                yield Notice(number, _("This line has more cells than the first line has names."))
            elif any(cells):
                cells += [""] * (len(self.header) - len(cells))
                yield Line(number, dict(zip(self.header, cells, strict=False)))

    def require(self, *names: str) -> None:
        """Refuse a table in which one of `names` is missing or stands twice.

        Raises:
            UnreadableFile: naming the column.
        """
        for name in names:
            if name not in self.header:
                raise UnreadableFile(_("The column “%(name)s” is missing."), name=name)
            if self.header.count(name) > 1:
                raise UnreadableFile(_("The column “%(name)s” stands in the first line twice."), name=name)


def open_table(data: bytes) -> Table:
    """The table that `data` holds.

    Raises:
        UnreadableFile: for an empty file, another kind of file, an unknown encoding, or a header alone.
    """
    text = decoded(data)
    if not text.strip():
        raise UnreadableFile(_("The file is empty."))
    if WEB_PAGE.match(text):
        raise UnreadableFile(_("This is a web page, not a table. The download may have failed: fetch it once more."))
    named = SEPARATOR_LINE.match(text)
    skipped = named.end() if named else 0
    delimiter = named.group(1) if named else _delimiter(text)
    records = _records(text, delimiter, skipped)
    _number, names = next(records, (0, []))
    if len(names) > COLUMN_LIMIT:
        raise UnreadableFile(_("The first line names more than %(most)s columns."), most=COLUMN_LIMIT)
    if not any(any(cells) for _number, cells in records):
        raise UnreadableFile(_("There is nothing under the first line of the file."))
    titles = tuple(name.strip() for name in names)
    return Table(text, delimiter, tuple(name.casefold() for name in titles), skipped, titles)


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        UnreadableFile: for an unknown encoding or another kind of file.
    """
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(_("This is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV, and try again."))
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(
            _("This is not text in UTF-8. If it is a table, open it in a spreadsheet and save it as “CSV UTF-8”.")
        ) from None
    if "\x00" in text:
        raise UnreadableFile(_("This is not a text file."))
    return text


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside quotation marks; a comma where none does."""
    first = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0])
    return max(DELIMITERS, key=first.count)


def _records(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    source = io.StringIO(text, newline="")
    source.seek(skipped)
    before = int(skipped > 0)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    number = before + 1
    try:
        for cells in reader:
            if cells:
                yield number, cells
            number = before + reader.line_num + 1
    except csv.Error as error:
        raise _broken(number, error) from None


def _broken(number: int, error: csv.Error) -> UnreadableFile:
    if "field limit" in str(error):
        return UnreadableFile(
            _("A cell on line %(line)s is longer than %(most)s characters; a quotation mark may be missing there."),
            line=number, most=FIELD_LIMIT,
        )  # fmt: skip
    return UnreadableFile(_("The quotation marks on line %(line)s do not fit together."), line=number)
