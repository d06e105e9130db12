"""One page of a diary as data: means and extents beside those of as many days before, and the person's own words.

A number rests only on days on which it was noted; nothing here is judged, compared with others or explained.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.urls import reverse

from tracker.accounts.models import User
from tracker.charts.style import Size
from tracker.diary import catalogue, days
from tracker.diary.models import CheckIn
from tracker.metrics import BY_KEY, Metric
from tracker.report import wording
from tracker.stats import summary
from tracker.stats.grain import grain
from tracker.table import DailyTable, Series, Span
from tracker.trends import pictures
from tracker.trends import wording as trends_wording
from tracker.trends.figures import SORTS
from tracker.trends.look import LINE
from tracker.trends.orders import Order
from tracker.trends.panels import Panel

OUTCOMES = ("mood", "unease", "stress", "sleep_quality", "gut_discomfort")
HABITS = ("sleep_hours", "fibre", "plants", "fermented")
FIGURES = ("mood", "gut_discomfort")
STOOL_TYPES = ((1, 2), (3, 5), (6, 7))
SIZE = Size.NARROW  # two figures beside each other on paper get about this width each

Answers = Sequence[tuple[date, int | None, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One number over the days of the page, and its mean over as many days before."""

    name: str
    unit: str
    mean: str
    extent: str
    noted: int
    before: str


@dataclass(frozen=True, slots=True)
class Stools:
    """On how many days each group of types was noted, how many were "none today", how many say nothing."""

    types: tuple[int, ...]
    none: int
    blank: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the page, ready to be read; the same for the screen and for paper."""

    name: str
    question: str
    today: date
    span: str
    days: int
    noted: int
    outcomes: tuple[Line, ...]
    habits: tuple[Line, ...]
    stool: tuple[tuple[str, Stools], ...]
    supplements: tuple[tuple[str, int], ...]
    events: tuple[tuple[str, str], ...]
    figures: tuple[Panel, ...]
    marks: str
    line: str
    notes: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.noted and not self.events


def sheet(user: User, span: Span, *, question: str = "", with_notes: bool = False) -> Sheet:
    """The page over `span`; a fixed number of queries."""
    taken = [m for m in catalogue.metrics_for(user) if m.key.startswith("took_")]
    both = Span(span.before().start, span.end)
    table = days.daily_table(user, both, [*map(BY_KEY.__getitem__, (*OUTCOMES, *HABITS)), *taken])
    answers = _answers(user, both)
    habits = (_line(table, key, span) for key in HABITS if table.series(key).noted)
    return Sheet(
        name=user.username, question=question, today=span.end, span=trends_wording.span(span), days=len(span),
        noted=days.noted_days(user, span), outcomes=tuple(_line(table, key, span) for key in OUTCOMES),
        habits=tuple(habits), stool=_stool(answers, span), supplements=_supplements(table.within(span), taken),
        events=tuple((wording.dates(e, span), wording.words(e)) for e in days.events(user, span)),
        figures=tuple(_figure(table.series(key).within(span)) for key in FIGURES),
        marks=trends_wording.one_mark(grain(span)), line=trends_wording.the_line(grain(span)),
        notes=tuple((wording.day(day, span), note) for day, _, note in answers if with_notes and note and day in span),
    )  # fmt: skip


def _answers(user: User, span: Span) -> Answers:
    """Day, stool as it was answered (0 is "none today") and note, in order; one query."""
    rows = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end)).order_by("day")
    return list(rows.values_list("day", "stool_type", "note"))


def _line(table: DailyTable, key: str, span: Span) -> Line:
    metric, series = BY_KEY[key], table.series(key)
    now, before = summary.shape(series.within(span)), summary.Group.of(series.within(span.before()).values)
    return Line(
        wording.name(metric), wording.unit(metric), trends_wording.value(metric, now.mean),
        wording.extent(metric, now), now.coverage.noted, wording.before(metric, before),
    )  # fmt: skip


def _stool(answers: Answers, span: Span) -> tuple[tuple[str, Stools], ...]:
    """These days and as many before."""
    return (
        (wording.these(len(span)), _stools(answers, span)),
        (wording.those_before(len(span)), _stools(answers, span.before())),
    )


def _stools(answers: Answers, span: Span) -> Stools:
    noted = [stool for day, stool, _ in answers if stool is not None and day in span]
    return Stools(
        tuple(sum(low <= stool <= high for stool in noted) for low, high in STOOL_TYPES),
        none=noted.count(0),
        blank=len(span) - len(noted),
    )


def _supplements(table: DailyTable, taken: Iterable[Metric]) -> tuple[tuple[str, int], ...]:
    """Those taken on any day, as the person named them, with the number of days."""
    counted = ((metric.label, int(np.nansum(table.columns[metric.key]))) for metric in taken)
    return tuple((name, number) for name, number in counted if number)


def _figure(series: Series) -> Panel:
    """One line in the colours of paper; with too few days for a line, what it is waiting for."""
    metric, facts = BY_KEY[series.key], summary.shape(series)
    title, unit = wording.name(metric), wording.unit(metric)
    if series.noted < LINE:
        return Panel(series.key, title, unit, missing=trends_wording.more_days(LINE, series.noted))
    order = Order("trend", (metric,), series.span, size=SIZE, dates=True)
    url = f"{reverse('trends:chart', args=[order.figure, 'svg'])}?{pictures.query(order)}&size={SIZE}&theme=light"
    file = pictures.Source("", url, SIZE.width, SORTS[order.figure].height(order, SIZE))
    alt = trends_wording.alt(metric, series.span, facts)
    return Panel(series.key, title, unit, picture=pictures.Picture((file,), alt, pictures.query(order), order.figure))
