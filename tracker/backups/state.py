"""What the owner sees of the backups: the last good one, where they lie, and what to look after."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from tracker.backups.copies import Counts, made
from tracker.backups.place import Place
from tracker.web import room

if TYPE_CHECKING:
    from tracker.backups.restoring import Rehearsal

OLD = timedelta(days=3)


class State(NamedTuple):
    """The copies as they lie there; `last` is None if there is none."""

    last: datetime | None
    folder: Path
    number: int
    size: int
    sealed: bool
    is_old: bool
    free: int
    is_low: bool


class Line(NamedTuple):
    """Rows of one kind in a copy, and now."""

    label: str
    kept: int
    now: int


def state_of(place: Place, now: datetime, since: datetime) -> State:
    """`since` is when the diary began: one of yesterday lacks no backup of last week."""
    found = [path for path in place.copies() if made(path) <= now]
    last = made(found[0]) if found else None
    sizes = [path.stat().st_size for path in found]
    database = max(place.source.size(), sizes[0] if sizes else 0)
    free = room.free([place.folder, place.data])
    return State(
        last=last, folder=place.folder, number=len(found), size=sum(sizes), sealed=bool(place.passphrase),
        is_old=now - (last or since) > OLD, free=free, is_low=room.is_little(free, database),
    )  # fmt: skip


def little_room(place: Place) -> int | None:
    """Bytes free, where they are few; quick enough for every page, which a disk that does not answer must not break."""
    try:
        free = room.free([place.folder, place.data])
        return free if room.is_little(free, place.source.size()) else None
    except OSError:
        return None


def lines(found: "Rehearsal") -> list[Line]:
    """Sums that tell the owner nothing about anybody's diary: who writes what is theirs to know."""
    from tracker.backups.restoring import PEOPLE  # nobody who only asks for room waits for what restores

    groups = [(_("Accounts"), {PEOPLE}), (_("Rows of all diaries"), diary_tables())]
    known = {PEOPLE} | diary_tables()
    rest = (found.tables.keys() | found.now.keys()) - known
    return [
        Line(str(label), total(found.tables, names), total(found.now, names))
        for label, names in [*groups, (_("Foods, sessions and all else"), rest)]
    ]


def total(tables: Counts, names: set[str]) -> int:
    return sum(rows for name, rows in tables.items() if name in names)


def diary_tables() -> set[str]:
    """Tables whose every row belongs to a person."""
    return {
        model._meta.db_table
        for model in apps.get_app_config("tracker").get_models()
        for field in model._meta.fields
        if field.name == "owner" and not field.null
    }
