"""A helper fills numbered boxes: one link, good once, and a guess before anything is opened."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.accounts.models import hash_of
from tracker.experiments import protocol
from tracker.experiments.models import Blinding, Experiment, Period, State
from tracker.experiments.protocol import Known


class NoLinkError(Exception):
    """There is no helper, the link was used, or it is too late for one."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the helper reads, once."""

    habit: str
    usual: str
    dose: str
    boxes: tuple[Known, ...]


def may_link(experiment: Experiment) -> bool:
    """Whether a link can be made: nobody has opened one, and the experiment is not over."""
    open_ = experiment.state == State.LOCKED and experiment.helper_opened_at is None
    return open_ and experiment.blinding == Blinding.HELPER


def make_link(experiment: Experiment) -> str:
    """The secret of a new link, which only this answer ever holds; an older, unused one no longer opens anything.

    Raises:
        NoLinkError: if no link can be made.
    """
    if not may_link(experiment):
        raise NoLinkError
    token = secrets.token_urlsafe(32)
    Experiment.objects.filter(owner=experiment.owner_id, pk=experiment.pk).update(helper_hash=hash_of(token))
    return token


def behind(token: str) -> Experiment | None:
    """The experiment an unused link leads to."""
    found = Experiment.objects.filter(
        helper_hash=hash_of(token), helper_opened_at=None, state=State.LOCKED, blinding=Blinding.HELPER
    )
    return found.select_related("owner").first()


def open_once(token: str, now: datetime) -> Boxes:
    """What goes into each box; the link is used up.

    Raises:
        NoLinkError: if it was opened before, or never was a link.
    """
    row = behind(token)
    if row is None:
        raise NoLinkError
    taken = Experiment.objects.filter(pk=row.pk, owner=row.owner_id, helper_opened_at=None)
    if not taken.update(helper_opened_at=now):
        raise NoLinkError
    return Boxes(row.habit, row.usual, row.dose, protocol.for_helper(row))


def guess(experiment: Experiment, guesses: Mapping[int, int]) -> None:
    """Keep what the person believes of each box: number to 0 or 1. Once anything is opened it is too late.

    Raises:
        NoLinkError: if nothing is left to guess.
    """
    if experiment.state != State.LOCKED or experiment.blinding != Blinding.HELPER:
        raise NoLinkError
    for no, believed in guesses.items():
        Period.objects.filter(owner=experiment.owner_id, experiment=experiment, box_no=no, guess=None).update(
            guess=believed
        )
