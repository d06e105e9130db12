"""The one table of formats that are read, and which of them a file is: told by what is inside, never by its name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from tracker.exchange.formats import (
    apple_health,
    fhir,
    fitbit,
    garmin,
    health_connect,
    open_mhealth,
    oura,
    own_archive,
    own_csv,
    samsung_health,
    sleep_as_android,
)
from tracker.exchange.formats.apps import APPS, TABLE, App
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, _
from tracker.exchange.formats.source import MOST, Given, Source
from tracker.exchange.formats.tables import Table

Sniff = Callable[[Source], bool]
Read = Callable[[Source, Given], Iterator[Observation | Notice]]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    `key` is stored with what was brought in and is never renamed (at most 20 characters). `label` is the app's name,
    or a msgid where it is no name. `sniff` looks at a file without reading all of it and says whether it is of this
    kind; the first that says so wins. `read` gives what the file says, in the order of its tables. `tested` says
    whether a file that the app itself wrote has passed through. `most` bytes are the largest file. A format whose file
    names things of a person's own is that of an `app`, which tells them one by one. `zoned` says that its times are
    read by the clock of a place wherever a record names none.
    """

    key: str
    label: str
    sniff: Sniff
    read: Read
    tested: bool
    most: int = MOST
    app: App | None = None
    zoned: bool = False


def _is_own(source: Source) -> bool:
    first = source.header[0] if source.header else ""
    if first != own_csv.VERSION and first.startswith("vagus diary "):
        raise UnreadableFile(_("This diary was written by a newer version of Vagus. Update this one first."))
    return first == own_csv.VERSION


def _read_own(source: Source, given: Given) -> Iterator[Observation | Notice]:
    return own_csv.read(source.table, today=given.today)


def _of(app: App) -> Format:
    return Format(app.key, app.label, app.sniff, app.read, tested=app.tested, app=app, zoned=app.zoned)


def _platform(key: str, label: str, sniff: Sniff, read: Read, *, tested: bool, most: int = MOST) -> Format:
    return Format(key, label, sniff, read, tested=tested, most=most, zoned=True)


# Platforms and makers of watches, whose files mean the same to everybody. Only a file that the maker itself wrote
# counts as tested: nights out of a web interface have the same fields in another envelope.
HEALTH: tuple[Format, ...] = (
    _platform(sleep_as_android.KIND, "Sleep as Android", sleep_as_android.is_export, sleep_as_android.read,
              tested=True),
    _platform(fitbit.KIND, "Fitbit", fitbit.is_export, fitbit.read, tested=False),
    _platform(garmin.KIND, "Garmin", garmin.is_export, garmin.read, tested=False),
    _platform(samsung_health.KIND, "Samsung Health", samsung_health.is_export, samsung_health.read, tested=False),
    _platform(oura.KIND, "Oura", oura.is_export, oura.read, tested=False),
    _platform(health_connect.KIND, "Health Connect", health_connect.is_export, health_connect.read, tested=False),
    _platform(open_mhealth.KIND, "Open mHealth", open_mhealth.is_export, open_mhealth.read, tested=True),
    _platform(fhir.KIND, "FHIR", fhir.is_export, fhir.read, tested=True),
    _platform(apple_health.KIND, "Apple Health", apple_health.is_export, apple_health.read, tested=True,
              most=apple_health.MOST),
)  # fmt: skip
# In the order of asking: a narrow test stands before a wide one.
FORMATS: tuple[Format, ...] = (
    Format(own_archive.KIND, "Vagus", own_archive.is_export, own_archive.read, tested=True),
    Format(own_csv.KIND, "Vagus", _is_own, _read_own, tested=True),
    *map(_of, APPS),
    *HEALTH,
    _of(TABLE),  # the last, for it takes any table with dates
)
BY_KEY: Mapping[str, Format] = {entry.key: entry for entry in FORMATS}
# What a batch in the history is called.
NAMES: Mapping[str, str] = {entry.key: entry.label for entry in FORMATS}
MOST_OF_ALL = max(entry.most for entry in FORMATS)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the format that reads it."""

    format: Format
    source: Source

    @property
    def kind(self) -> str:
        return self.format.key

    @property
    def name(self) -> str:
        return self.format.label

    @property
    def table(self) -> Table:
        return self.source.table

    def read(self, given: Given) -> Iterator[Observation | Notice]:
        """What the file says.

        Raises:
            UnreadableFile: wherever reading it shows that it cannot be kept; then nothing of it may be.
        """
        return self.format.read(self.source, given)


def recognise(file: bytes | IO[bytes], *, kind: str = "auto") -> Recognised:
    """The format of `file`; a `kind` named beforehand is taken at its word.

    Raises:
        UnreadableFile: if nothing here reads it, or it is too large for its kind.
    """
    source = Source(file)
    found = next((entry for entry in FORMATS if entry.sniff(source)), None) if kind == "auto" else BY_KEY[kind]
    if found is None:
        raise _unknown(source)
    if source.size > found.most:
        raise UnreadableFile(_("This file is larger than %(most)s MB."), most=found.most // MEBI)
    return Recognised(found, source)


def _unknown(source: Source) -> UnreadableFile:
    """Why nobody knows the file: what is wrong with it as a table, else that it is of another kind."""
    kinds = ", ".join(dict.fromkeys(NAMES.values()))
    if source.is_archive:
        return UnreadableFile(
            _("This is a ZIP archive or a spreadsheet of a kind that cannot be read yet. Known are: %(kinds)s."),
            kinds=kinds,
        )
    if source.is_json:
        return UnreadableFile(
            _("This is JSON of a kind that cannot be read yet. Known are: %(kinds)s."), kinds=kinds
        )  # fmt: skip
    if source.table.header:
        return UnreadableFile(_("This table is not of a kind that can be read yet. Known are: %(kinds)s."), kinds=kinds)
    return UnreadableFile(_("The file is empty."))
