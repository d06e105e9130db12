"""The questions, fixed before any answer is seen: every habit with every feeling, by what the registry says of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from tracker.accounts.models import User
from tracker.diary import catalogue, days, held_back
from tracker.foods import reference
from tracker.metrics import Metric, Role, Source, those
from tracker.table import DailyTable, Floats, Span

Columns = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person's diary is asked: habits, what is felt, what merely happens, and what a self-test holds back."""

    metrics: tuple[Metric, ...]
    habits: tuple[Metric, ...]
    outcomes: tuple[Metric, ...]
    context: tuple[Metric, ...]
    held: tuple[Metric, ...]

    @property
    def everything(self) -> tuple[Metric, ...]:
        return (*self.habits, *self.outcomes, *self.context)

    def metric(self, key: str) -> Metric | None:
        """Any number of the person, asked about or not."""
        return next((metric for metric in self.metrics if metric.key == key), None)


def asked(user: User) -> Asked:
    """The questions of this person; one query."""
    metrics, shut = catalogue.metrics_for(user), held_back.keys(user)

    def of(role: Role) -> tuple[Metric, ...]:
        return tuple(metric for metric in those(metrics, role=role) if metric.key not in shut)

    held = tuple(metric for metric in metrics if metric.key in shut)
    return Asked(metrics, of(Role.HABIT), of(Role.OUTCOME), of(Role.CONTEXT), held)


def fingerprint(user: User, what: Asked) -> str:
    """Changes when an answer might: with the diary, the food table, the questions, the code that answers and draws."""
    keys = [[metric.key for metric in some] for some in (what.habits, what.outcomes, what.context)]
    facts = repr((days.version(user), reference.edition(), user.time_zone, keys, edition()))
    return hashlib.sha256(facts.encode()).hexdigest()


@cache
def edition() -> str:
    """A mark of the code that answers and draws."""
    tracker = Path(__file__).parent.parent
    files = sorted(path for room in ("charts", "insights", "stats") for path in (tracker / room).glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A diary ready to be asked: one slot a day. `same` names what holds the same numbers as another habit."""

    table: DailyTable
    habits: Columns
    outcomes: Columns
    context: Columns
    same: dict[str, str]


def read(user: User, what: Asked, today: date) -> Read:
    """The diary from its first day to today; a fixed number of queries."""
    first = days.first_day(user) or today
    table = days.daily_table(user, Span(min(first, today), today), what.everything)
    habits = _columns(table, what.habits)
    same = _twins(what.habits, habits)
    kept = {key: values for key, values in habits.items() if key not in same}
    return Read(table, kept, _columns(table, what.outcomes), _columns(table, what.context), same)


def _columns(table: DailyTable, metrics: Iterable[Metric]) -> Columns:
    return {metric.key: table.columns[metric.key] for metric in metrics}


def _twins(metrics: Iterable[Metric], columns: Columns) -> dict[str, str]:
    """Sums over supplements that say the same as one supplement taken or not: asking twice would answer twice."""
    taken = [m.key for m in metrics if m.source is Source.DOSES and m.typed]
    sums = [m.key for m in metrics if m.source is Source.DOSES and not m.typed]
    found = {}
    for key in sums:
        most = np.nanmax(columns[key], initial=0.0)
        twin = next((one for one in taken if most and _alike(columns[key] / most, columns[one])), None)
        if twin:
            found[key] = twin
    return found


def _alike(first: Floats, second: Floats) -> bool:
    """Whether the second answers yes and no as the first has its one amount and none; unknown days may differ."""
    both = ~np.isnan(first) & ~np.isnan(second)
    return bool(both.any()) and bool((first[both] == second[both]).all())
