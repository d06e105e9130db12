"""Own trackers in a file: the answers of a day are one row, a column a tracker, here and on the way back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import translation

from tracker.accounts.models import User
from tracker.diary.fields import OWN
from tracker.diary.models import OwnValue
from tracker.exchange.formats import emoods, measures
from tracker.exchange.formats.columns import write_value
from tracker.exchange.formats.observation import Notice, Observation, Value, _
from tracker.metrics import OWN_KINDS, Kind, OwnKind

LIST, ANSWERS = "own_tracker", "own_value"
OTHER = ""  # the kind of a tracker that is another one here and in the file

# Names that readers give to trackers; what a tracker is known by does not depend on the language it is named in.
OURS = frozenset({what.name for what in measures.ALL} | {*emoods.SCALES.values(), emoods.HOURS})

Wanted = Mapping[str, Mapping[str, Any]]  # day -> field -> value, None for blank


def collect(user: User) -> Iterator[Observation]:
    """Each day with an answer, its answers in the order of their names; one query."""
    rows = OwnValue.objects.filter(owner=user, value__isnull=False).order_by("day", "tracker__slug")
    found: dict[date, dict[str, Value]] = defaultdict(dict)
    for day, slug, value in rows.values_list("day", "tracker__slug", "value"):
        assert value is not None
        found[day][f"{OWN}{slug}"] = value
    for day, values in found.items():
        yield Observation(ANSWERS, day.isoformat(), day, values)


def named(readings: Iterable[Observation | Notice], language: str) -> Iterator[Observation | Notice]:
    """The readings with the trackers that we name named in a language; English where none is said."""
    with translation.override(language or "en"):
        words = {name: translation.gettext(name) for name in OURS}
    for seen in readings:
        name = seen.values.get("name") if isinstance(seen, Observation) and seen.table == LIST else None
        if isinstance(seen, Observation) and isinstance(name, str) and name in words:
            yield replace(seen, values={**seen.values, "name": words[name]})
        else:
            yield seen


def rows(user: User, wanted: Wanted, pks: Mapping[str, int]) -> Iterator[OwnValue]:
    """Single answers as rows; `pks` are the person's trackers by what they are known by."""
    for day, values in wanted.items():
        for field, value in values.items():
            tracker = pks[field.removeprefix(OWN)]
            yield OwnValue(owner=user, tracker_id=tracker, day=date.fromisoformat(day), value=value)


def drop_blank(user: User, days: Collection[str]) -> None:
    """An answer taken back leaves no row, as before."""
    OwnValue.objects.filter(owner=user, value=None, day__in=days).delete()


def fitting(readings: Iterable[Observation | Notice], kinds: Mapping[str, str]) -> Iterator[Observation | Notice]:
    """The readings without trackers that are of another kind here, and without answers that no tracker can hold.

    `kinds` tells what kind each tracker of the diary is; the file's own trackers stand before their answers.
    """
    known = dict(kinds)
    for seen in readings:
        if isinstance(seen, Notice) or seen.table not in (LIST, ANSWERS):
            yield seen
        elif seen.table == ANSWERS:
            yield from _answers(seen, known)
        elif known.setdefault(seen.key, str(seen.values["kind"])) == seen.values["kind"]:
            yield seen
        else:
            known[seen.key] = OTHER
            yield Notice(seen.line, _("The tracker “%(name)s” is of another kind here."), {"name": seen.key})


def _answers(seen: Observation, known: Mapping[str, str]) -> Iterator[Observation | Notice]:
    fit: dict[str, Value] = {}
    for field, value in seen.values.items():
        name = field.removeprefix(OWN)
        facts = {"name": name, "text": write_value(value)}
        if name not in known:
            yield Notice(seen.line, _("The tracker “%(name)s” is not on your list nor in the file."), facts)
        elif known[name] == OTHER or not _fits(known[name], value):
            yield Notice(seen.line, _("“%(text)s” is no answer to the tracker “%(name)s”."), facts)
        else:
            fit[field] = value
    if fit:
        yield replace(seen, values=fit)


def _fits(what: str, value: Value) -> bool:
    kind, most = OWN_KINDS[OwnKind(what)]
    return isinstance(value, float) and 0 <= value <= most and (kind is Kind.AMOUNT or value.is_integer())
