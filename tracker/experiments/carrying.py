"""An experiment as one plain document, and back: a finished one goes out whole, one that runs keeps its seal.

While one is locked and not over, its document tells of the plan, of the periods as far as `protocol.known` opens them,
and of what was noted; never of the order drawn, of frozen days or of a result.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from tracker.accounts.models import User
from tracker.experiments import protocol
from tracker.experiments.models import (
    ENDED,
    Adherence,
    AdverseEvent,
    Experiment,
    ExperimentEvent,
    FrozenDay,
    OfExperiment,
    Period,
    Result,
    Sealed,
    State,
)
from tracker.stats.seal import fingerprint, kept

Document = dict[str, Any]
T = TypeVar("T", bound=models.Model)
# The helper's link is a secret, and opens nothing elsewhere.
AT_HOME = frozenset({"id", "owner", "experiment", "helper_hash"})
NOTED: dict[str, tuple[type[OfExperiment], str]] = {
    "adherence": (Adherence, "day"), "adverse_events": (AdverseEvent, "day"), "events": (ExperimentEvent, "day"),
}  # fmt: skip
# Of a period; its condition is empty while it is closed.
PERIOD = ("no", "start", "end", "condition", "box_no", "guess")
WRITTEN: dict[str, tuple[type[OfExperiment], str]] = {"frozen_days": (FrozenDay, "day"), "results": (Result, "kind")}


class UnfitError(Exception):
    """A document that no experiment can be made of."""


class StillRunsError(UnfitError):
    """It was running when it was written down: its order stayed sealed, so it cannot go on elsewhere."""


@dataclass(frozen=True, slots=True)
class Made:
    """The rows of one experiment, sound and not yet written; `rows` point at `experiment`."""

    experiment: Experiment
    rows: tuple[OfExperiment, ...]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What each row is known by, and may be only once."""
        known_by = ("uid", "no", "day", "kind", "nonce")
        firsts = ((row, next(name for name in known_by if hasattr(row, name))) for row in self.rows)
        return [(type(row).__name__, str(getattr(row, name))) for row, name in firsts]


def names(table: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table that a document tells."""
    return tuple(field.name for field in table._meta.concrete_fields if field.name not in AT_HOME)


def documents(user: User, today: date) -> Iterator[Document]:
    """Every experiment of the person, in the order they were made."""
    for row in Experiment.objects.filter(owner=user).order_by("created", "id"):
        yield _document(row, today)


def _document(row: Experiment, today: date) -> Document:
    found = _told(row)
    if row.locked_at is None:
        return found
    guesses = dict(Period.objects.filter(owner=row.owner_id, experiment=row).values_list("no", "guess"))
    found["schedule"] = [
        {
            "no": each.no, "start": _plain(each.start), "end": _plain(each.end), "condition": each.condition,
            "box_no": each.box_no, "guess": guesses[each.no],
        }
        for each in protocol.known(row, today)
    ]  # fmt: skip
    over = State(row.state) in ENDED
    if over and not row.watched:
        found |= _opened(row, today)
    for name, (table, order) in (NOTED | WRITTEN if over else NOTED).items():
        rows = table._default_manager.filter(owner=row.owner_id, experiment=row).order_by(order, "id")
        found[name] = [_told(each) for each in rows]
    return found


def _opened(row: Experiment, today: date) -> Document:
    try:
        opened = protocol.opened(row, today)
    except ValueError:
        return {}  # what does not fit its seal is not told as if it did
    return {"opened": {"drawn": str(opened.drawn), "nonce": opened.nonce}}


def _told(row: models.Model) -> Document:
    return {name: _plain(getattr(row, name)) for name in names(type(row))}


def _plain(value: Any) -> Any:
    """A value as JSON has it: texts, numbers, yes and no, nothing; instants in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def made(user: User, document: Mapping[str, Any]) -> Made:
    """The rows that a document tells of, checked one by one and against their seal; nothing is written.

    Raises:
        StillRunsError: if it was running.
        UnfitError: if anything in it cannot be.
    """
    if document.get("state") == State.LOCKED:
        raise StillRunsError
    try:
        row = _row(Experiment, user, document)
        found = Made(row, tuple(_children(row, user, document)))
        _check_seal(found)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise UnfitError(type(error).__name__) from error
    return found


def _children(row: Experiment, user: User, document: Mapping[str, Any]) -> Iterator[OfExperiment]:
    tables: dict[str, tuple[type[OfExperiment], str]] = {"schedule": (Period, "no"), **NOTED, **WRITTEN}
    if row.locked_at is None:
        return
    for name, (table, _order) in tables.items():
        for told in document.get(name) or ():
            yield _row(table, user, told, experiment=row)
    if document.get("opened"):
        yield _row(Sealed, user, document["opened"], experiment=row)


def _row(table: type[T], user: User, told: Mapping[str, Any], **more: Any) -> T:
    values = {name: told[name] for name in names(table) if name in told}
    row = table(owner=user, **values, **more)
    row.full_clean(exclude={"experiment"})
    return row


def _check_seal(found: Made) -> None:
    row = found.experiment
    if len(set(found.marks)) < len(found.rows):
        raise ValueError("something stands in it twice")
    if row.locked_at is None:
        return
    if row.protocol and fingerprint(row.protocol) != row.protocol_hash:
        raise ValueError("the plan is not the one that was locked")
    sealed = [each for each in found.rows if isinstance(each, Sealed)]
    order = tuple(each.condition for each in found.rows if isinstance(each, Period))
    if row.watched or not order:
        return
    if not sealed or not kept(row.commitment, sealed[0].nonce, order):
        raise ValueError("the order is not the one that was sealed")
    if protocol.design(row).order(int(sealed[0].drawn)) != order:
        raise ValueError("the number drawn gives another order")


def write(found: Made) -> None:
    """Put the rows into their tables."""
    found.experiment.save()
    for row in found.rows:
        row.experiment = found.experiment
        row.save()
