"""One page of a diary as data: means and extents beside those of as many days before, and the person's own words.

A number rests only on days on which it was noted; nothing here is judged, compared with others or explained. What a
running experiment holds back is not on it, whatever was chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.urls import reverse
from django.utils import formats

from tracker.accounts.models import User
from tracker.charts.style import Size
from tracker.diary import days
from tracker.diary.known import KNOWN
from tracker.diary.models import CheckIn, Supplement
from tracker.metrics import Kind, Metric, Role, Source
from tracker.report import trials, wording
from tracker.report.choosing import (
    EVENTS,
    LABS,
    NOTES,
    OUTCOMES,
    STOOLS,
    SUPPLEMENTS,
    TOTALS,
    Asked,
    Choice,
    experiment_key,
)
from tracker.report.given import Given, lab_values, totals
from tracker.stats import summary
from tracker.stats.grain import grain
from tracker.table import DailyTable, Series, Span
from tracker.trends import pictures
from tracker.trends import wording as trends_wording
from tracker.trends.figures import SORTS
from tracker.trends.look import LINE
from tracker.trends.orders import Order

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
class Drawn:
    """One line in the colours of paper; with too few days for a line, what it is waiting for."""

    key: str
    title: str
    unit: str
    alt: str = ""
    missing: str = ""
    url: str = ""
    width: int = 0
    height: int = 0
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the page, ready to be read; the same for the screen, for paper and for a link."""

    name: str
    question: str
    made: str
    covered: str
    days: int
    noted: int
    outcomes: tuple[Line, ...]
    habits: tuple[Line, ...]
    stool: tuple[tuple[str, Stools], ...]
    supplements: tuple[tuple[str, str, int], ...]
    events: tuple[tuple[str, str], ...]
    totals: tuple[Given, ...]
    lab_values: tuple[Given, ...]
    figures: tuple[Drawn, ...]
    marks: str
    line: str
    notes: tuple[tuple[str, str], ...]
    experiments: tuple[trials.Trial, ...]
    held: tuple[str, ...]
    cut: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.noted or self.events or self.totals or self.lab_values or self.experiments)


def sheet(user: User, choice: Choice, today: date, asked: Asked | None = None) -> Sheet:
    """The page that was chosen; a fixed number of queries, and some for each finished experiment."""
    asked = asked or Asked(user)
    offered, taken, rows = asked.offer, asked.offer.taken, asked.besides.rows
    span, items = choice.span(today), choice.items & set(offered.keys)
    both = Span(span.before().start, span.end)
    wanted = {m.key: m for m in (*offered.numbers, *offered.charts) if m.key in items | choice.charts}
    table = days.daily_table(user, both, [*wanted.values(), *taken])
    answers = _answers(user, both)
    chosen = [metric for metric in offered.numbers if metric.key in items]
    noted = days.noted_days(user, span)
    events = [one for one in asked.besides.events(span.end) if one.end is None or one.end >= span.start]
    return Sheet(
        name=user.username, question=choice.question, made=formats.date_format(today, "DATE_FORMAT"),
        covered=wording.covered(span, noted), days=len(span), noted=noted,
        outcomes=_lines(table, (m for m in chosen if m.role is Role.OUTCOME), span),
        habits=_lines(table, (m for m in chosen if m.role is not Role.OUTCOME), span),
        stool=_stool(answers, span) if STOOLS in items else (),
        supplements=_supplements(rows["supplements"], table.within(span), taken) if SUPPLEMENTS in items else (),
        events=tuple((wording.dates(e, span), wording.words(e)) for e in events) if EVENTS in items else (),
        totals=totals(user, rows["totals"], span) if TOTALS in items else (),
        lab_values=lab_values(rows["lab_values"], span) if LABS in items else (),
        figures=tuple(_drawn(table, m, span) for m in offered.charts if m.key in choice.charts),
        marks=trends_wording.one_mark(grain(span)), line=trends_wording.the_line(grain(span)),
        notes=tuple((wording.day(d, span), note) for d, _, note in answers if NOTES in items and note and d in span),
        experiments=tuple(trials.trial(row) for row in offered.experiments if experiment_key(row) in items),
        held=tuple(trends_wording.label(m) for m in offered.held if _was_chosen(m, choice)),
    )  # fmt: skip


def _was_chosen(metric: Metric, choice: Choice) -> bool:
    """Whether somebody who knows what was chosen would miss it."""
    if metric.source is Source.DOSES and metric.typed:
        return SUPPLEMENTS in choice.items
    return metric.key in choice.items | choice.charts or (metric.key == "stool_type" and STOOLS in choice.items)


def _answers(user: User, span: Span) -> Answers:
    """Day, stool as it was answered (0 is "none today") and note, in order; one query at most."""

    def read() -> Answers:
        rows = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end)).order_by("day")
        return list(rows.values_list("day", "stool_type", "note"))

    return KNOWN.fact(user, f"answers {span.start} {span.end}", ("stool_type", "note"), read)


def _lines(table: DailyTable, metrics: Iterable[Metric], span: Span) -> tuple[Line, ...]:
    """Those noted on any day, and the outcomes asked every day even where nothing was: they would be missed."""
    return tuple(_line(table, m, span) for m in metrics if m.key in OUTCOMES or table.series(m.key).noted)


def _line(table: DailyTable, metric: Metric, span: Span) -> Line:
    series = table.series(metric.key)
    now, before = summary.shape(series.within(span)), summary.Group.of(series.within(span.before()).values)
    return Line(
        wording.name(metric), wording.unit(metric), wording.mean(metric, now), wording.extent(metric, now),
        now.coverage.noted, wording.before(metric, before),
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


def _supplements(
    listed: Iterable[Supplement], table: DailyTable, taken: Iterable[Metric]
) -> tuple[tuple[str, str, int], ...]:
    """Those taken on any day, as the person named them, what one dose is, and the number of days."""
    counted = [(metric, int(np.nansum(table.columns[metric.key]))) for metric in taken]
    rows = {f"took_{row.slug}": row for row in listed}
    found = [(metric.label, wording.dose(rows[metric.key]), number) for metric, number in counted if number]
    return tuple(sorted(found, key=lambda one: -one[2]))


def _drawn(table: DailyTable, metric: Metric, span: Span) -> Drawn:
    series: Series = table.series(metric.key).within(span)
    title, unit = wording.name(metric), wording.unit(metric)
    if metric.kind is Kind.YES_NO:
        unit = trends_wording.unit(metric, grain(span))
    if series.noted < LINE:
        return Drawn(metric.key, title, unit, missing=trends_wording.more_days(LINE, series.noted))
    order = Order("trend", (metric,), span, size=SIZE, dates=True)
    url = f"{reverse('trends:chart', args=[order.figure, 'svg'])}?{pictures.query(order)}&size={SIZE}&theme=light"
    alt = trends_wording.alt(metric, span, summary.shape(series))
    return Drawn(
        metric.key, title, unit, alt, url=url, width=SIZE.width,
        height=SORTS[order.figure].height(order, SIZE), order=order,
    )  # fmt: skip
