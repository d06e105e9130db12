"""One pair of habit and feeling: its answer, its figure, its rows, and the bundle that works it out elsewhere."""

import csv
import hashlib
import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.formats import get_format
from django.utils.translation import get_language

from tracker.charts import links as chart
from tracker.charts.style import to_file, with_decimals
from tracker.insights import pictures, questions
from tracker.insights.looking import Look
from tracker.insights.wording import FORTNIGHT_DAYS, Compared
from tracker.metrics import Kind, Metric
from tracker.stats import working as sums
from tracker.stats.findings import Finding
from tracker.stats.working import Working

SCRIPT = Path(sums.__file__).with_name("reproduce.py")
READ_ME = (
    "Vagus {version}: {habit} and {outcome} ({window}).\n\n"
    "python reproduce.py days.csv covariances.csv{column}\n\n"
    "needs Python with numpy and scipy, and prints\n"
    "slope {slope:.6g}, 95 % interval {lo:.6g} to {hi:.6g}, p {p:.3g}\n"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A habit and a feeling of this person; `compared` is None while there is no answer."""

    look: Look
    habit: Metric
    outcome: Metric
    compared: Compared | None

    @property
    def held(self) -> bool:
        """Whether a running self-test keeps the answer back."""
        return bool({self.habit, self.outcome} & set(self.look.asked.held))

    @property
    def asked(self) -> bool:
        """Whether this is one of the questions fixed beforehand."""
        return self.habit in self.look.asked.habits and self.outcome in self.look.asked.outcomes

    @property
    def finding(self) -> Finding | None:
        answer = self.compared.answer if self.compared else None
        return answer if isinstance(answer, Finding) else None

    @property
    def shown(self) -> Compared:
        """The answer.

        Raises:
            Http404: while there is none.
        """
        if self.compared is None:
            raise Http404
        return self.compared


def pair(look: Look, habit: str, outcome: str) -> Pair:
    """The pair of these names.

    Raises:
        Http404: if the person keeps no such number.
    """
    first, second = look.asked.metric(habit), look.asked.metric(outcome)
    if first is None or second is None:
        raise Http404
    answer = look.answers.answer(habit, outcome) if look.answers else None
    twin = look.asked.metric(answer.habit) if answer else None
    return Pair(look, first, second, Compared.of(answer, twin or first, second) if answer else None)


def asked_for(look: Look, query: QueryDict) -> Pair | None:
    """The pair that an address asks about, if it names one that is there."""
    try:
        return pair(look, query.get("habit", ""), query.get("outcome", ""))
    except Http404:
        return None


def worked(one: Pair) -> Working:
    """The working of the pair's answer, from the very diary that was searched."""
    answer = one.shown.answer
    diary = questions.read(one.look.user, one.look.asked, one.look.today)
    dates = diary.table.span.dates()
    return sums.working(
        dates, diary.habits, diary.outcomes, answer.habit, answer.outcome, answer.window, found=one.finding is not None
    )


def drawn(one: Pair, query: QueryDict, ending: str) -> bytes:
    """The figure as a file."""
    palette, size = pictures.look_of(query)
    shown, found = one.shown, worked(one)
    there = ~np.isnan(found.cleared)
    at, felt = found.known[there], found.cleared[there]
    slopes = found.slope, found.lo, found.hi
    if shown.habit.kind is Kind.YES_NO and not shown.fortnight:
        figure = chart.groups(shown.outcome, at, felt, slopes, palette, size)
    else:
        by = FORTNIGHT_DAYS if shown.habit.kind is Kind.YES_NO else 1
        least, low, high = (slope / by for slope in slopes)
        figure = chart.scatter(shown.habit, shown.outcome, at * by, felt, (least, low, high), palette, size)
    figure = with_decimals(figure, get_format("DECIMAL_SEPARATOR"))
    return to_file(figure, ending, palette)


@dataclass(frozen=True, slots=True)
class Day:
    """One row the answer rests on; None where nothing is known."""

    day: date
    habit: float | None
    felt: float | None
    cleared: float | None
    tested: float


def rows(found: Working) -> Iterator[Day]:
    """Every day of the diary, oldest first."""
    columns = zip(found.dates.tolist(), found.known, found.outcome, found.cleared, found.tested, strict=True)
    for day, habit, felt, cleared, tested in columns:
        yield Day(day, _known(habit), _known(felt), _known(cleared), float(tested))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def as_csv(one: Pair) -> str:
    """The figure's days for programs."""
    keys = ("day", one.shown.answer.habit, one.outcome.key, f"{one.outcome.key}_without_drift")
    days = (row for row in rows(worked(one)) if row.cleared is not None)
    return table(keys, ((row.day.isoformat(), row.habit, row.felt, row.cleared) for row in days))


def bundle(one: Pair) -> bytes:
    """Days, covariances and a program that works the answer out from them, anywhere; equal data, equal bytes."""
    found, answer = worked(one), one.shown.answer
    days = ((row.day.isoformat(), row.felt, row.habit, row.tested) for row in rows(found))
    told = READ_ME.format(
        version=settings.VERSION, habit=answer.habit, outcome=answer.outcome, window=answer.window,
        column="" if one.finding else " tested", slope=found.slope, lo=found.lo, hi=found.hi, p=found.p,
    )  # fmt: skip
    files = {
        "README.txt": told,
        "days.csv": table(("date", "outcome", "known", "tested"), days),
        "covariances.csv": table(("carry", "lasting", "drift"), found.covariances.tolist()),
        "reproduce.py": SCRIPT.read_text(encoding="utf-8"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, text in files.items():
            bag.writestr(zipfile.ZipInfo(f"vagus-{answer.habit}-{answer.outcome}/{name}"), text)
    return out.getvalue()


def table(heads: tuple[str, ...], lines: Iterable[Sequence[object]]) -> str:
    """A table for programs: every digit, empty where nothing is known."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(heads)
    for line in lines:
        write("" if cell is None else repr(cell) if isinstance(cell, float) else cell for cell in line)
    return out.getvalue()


def tag(look: Look, *facts: object) -> str:
    """Changes when a file would: with the diary, the questions, the code, the language, what is asked for."""
    said = repr((look.mark, get_language(), settings.VERSION, facts))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
