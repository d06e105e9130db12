"""A person's whole archive, member by member and row by row: what each table of it holds, and how."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tracker.accounts.models import User
from tracker.diary.fields import OWN
from tracker.diary.models import OwnTracker
from tracker.exchange import beside
from tracker.exchange.formats import own_archive
from tracker.exchange.formats.columns import KEYS, TABLES, UNDATED
from tracker.exchange.formats.own_archive import EXPERIMENT, MAPPING, MOOD_WORD, Row, Sheet, row_of
from tracker.exchange.rows import collect
from tracker.exchange.trackers import ANSWERS
from tracker.exchange.wording import tables
from tracker.experiments import carrying
from tracker.experiments.models import Experiment

Rows = Iterator[Row]
# What an experiment holds besides its own columns: each becomes a table of its own for spreadsheets.
PARTS = {"schedule": carrying.PERIOD, "opened": ("drawn", "nonce")} | {
    name: carrying.names(table) for name, (table, _order) in (carrying.NOTED | carrying.WRITTEN).items()
}


def archive(user: User, now: datetime, out: IO[bytes]) -> None:
    """Write the archive of everything the person keeps; `now` shows in the dates of its members alone."""
    own_archive.write(out, _members(user, user.today(now)), now.astimezone(user.zone))


def _members(user: User, today: date) -> Iterator[tuple[str, Iterator[str]]]:
    experiments = list(beside.rows(user, EXPERIMENT, today))
    yield own_archive.README, _readme(user)
    yield own_archive.SETTINGS, own_archive.one(beside.settings_of(user))
    for name, columns, rows in (*_sheets(user, today), *_experiments(experiments)):
        yield f"tables/{name}.csv", own_archive.sheet(columns, rows)
    tables = _tables(user, today, experiments)
    yield own_archive.WHOLE, own_archive.whole(beside.settings_of(user), tables)


def _tables(user: User, today: date, experiments: Sequence[Row]) -> Iterator[tuple[str, Iterable[Row]]]:
    for table in TABLES:
        yield table, map(row_of, collect(user, [table]))
    for table in (MOOD_WORD, MAPPING):
        yield table, beside.rows(user, table, today)
    yield EXPERIMENT, experiments


def _sheets(user: User, today: date) -> Iterator[Sheet]:
    """Every table with its columns, in the order of the file."""
    for table in TABLES:
        yield table, (*_known_by(table), *_columns(user, table)), map(row_of, collect(user, [table]))
    yield MOOD_WORD, ("source", "word", "mood"), beside.rows(user, MOOD_WORD, today)
    yield MAPPING, ("source", "thing", "place"), _decisions(user, today)


def _experiments(documents: Sequence[Row]) -> Iterator[Sheet]:
    yield EXPERIMENT, carrying.names(Experiment), documents
    for name, columns in PARTS.items():
        yield f"{EXPERIMENT}_{name}", (EXPERIMENT, *columns), _part(documents, name)


def _known_by(table: str) -> tuple[str, ...]:
    return (*(() if table in UNDATED else ("day",)), *(("id",) if KEYS[table] else ()))


def _columns(user: User, table: str) -> tuple[str, ...]:
    if table == ANSWERS:
        slugs = OwnTracker.objects.filter(owner=user).order_by("position", "id").values_list("slug", flat=True)
        return tuple(f"{OWN}{slug}" for slug in slugs)
    return tuple(column.name for column in TABLES[table])


def _decisions(user: User, today: date) -> Rows:
    for row in beside.rows(user, MAPPING, today):
        for thing, place in own_archive.flat(row["said"]).items():
            yield {"source": row["source"], "thing": thing, "place": place}


def _part(documents: Sequence[Row], name: str) -> Rows:
    for document in documents:
        found: Any = document.get(name, ())
        for row in [found] if isinstance(found, dict) else found:
            yield {EXPERIMENT: document["uid"], **row}


def _readme(user: User) -> Iterator[str]:
    """What this is and how it is read, in English and in the person's language."""
    for language in dict.fromkeys(("en", user.language or settings.LANGUAGE_CODE)):
        with translation.override(language):
            yield render_to_string("exchange/README.txt", {"kinds": list(_described())})


def _described() -> Iterator[tuple[str, str]]:
    labels = tables()
    for table in (*TABLES, *own_archive.ROWS):
        yield f"tables/{table}.csv", labels[table]
