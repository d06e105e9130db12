"""Tells what kind of file something is by what is inside, never by its name."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.exchange.formats import daylio, own_csv
from tracker.exchange.formats.observation import UnreadableFile, _
from tracker.exchange.formats.tables import Table, open_table

# Names of apps are their owners' and are not translated.
NAMES: Mapping[str, str] = {own_csv.KIND: "Vagus", daylio.KIND: "Daylio"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table and which reader understands it."""

    kind: str
    table: Table

    @property
    def name(self) -> str:
        return NAMES[self.kind]


def recognise(data: bytes, *, kind: str = "auto") -> Recognised:
    """The kind of `data`; a `kind` named beforehand is taken at its word.

    Raises:
        UnreadableFile: if it is no table, or one that nothing here reads.
    """
    table = open_table(data)
    found = _kind(table) if kind == "auto" else kind
    if found is None:
        raise UnreadableFile(
            _("This table is not of a kind that can be read yet. Known are: %(kinds)s."),
            kinds=", ".join(NAMES.values()),
        )
    return Recognised(found, table)


def _kind(table: Table) -> str | None:
    first = table.header[0]
    if first == own_csv.VERSION:
        return own_csv.KIND
    if first.startswith("vagus diary "):
        raise UnreadableFile(_("This diary was written by a newer version of Vagus. Update this one first."))
    if set(daylio.COLUMNS) <= set(table.header):
        return daylio.KIND
    return None
