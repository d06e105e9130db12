"""One figure as an address asks for it: which one, of what, over which days."""

import hashlib
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.http import Http404, QueryDict

from tracker.accounts.models import User
from tracker.charts.style import PALETTES, Palette, Size
from tracker.diary import catalogue, days, held_back
from tracker.diary.days import EventSpan
from tracker.diary.starts import Start, starts
from tracker.metrics import BY_KEY, Kind, Metric, Role, Source, those
from tracker.stats import headaches, summary
from tracker.stats.grain import Grain, grain
from tracker.table import Span
from tracker.trends import forms
from tracker.trends.forms import RANGES, STANDARD

MOOD, STOOL = BY_KEY["mood"], BY_KEY["stool_type"]
HEADACHE = ("headache_day", "pain_peak", "acute_med")
# What is laid over each other day by day, fixed beforehand, and at which lag the sentence speaks of it.
PAIRS = {
    ("stress", "gut_discomfort"): 1,
    ("gut_discomfort", "unease"): 1,
    ("sleep_quality", "gut_discomfort"): 0,  # a night belongs to the day of waking
}
YEAR = 365
LEAD = 365  # days before the span that running means and the person's usual may look back on
SINCE = 28  # days after a start that are counted
# Of rows that fill several columns one stands for all where it matters only whether anything was noted.
STANDS_FOR = {Source.SERVINGS: "fibre", Source.NIGHT: "sleep_hours", Source.MOMENTS: "moment_pleasant"}


@dataclass(frozen=True, slots=True)
class Order:
    """A figure, what it shows and how; `shade` are yes-no metrics whose days are shaded instead of events."""

    figure: str
    metrics: tuple[Metric, ...]
    span: Span
    event: EventSpan | None = None
    palette: Palette = PALETTES["light"]
    size: Size = Size.WIDE
    dates: bool = False
    start: Start | None = None
    lag: int = 0
    shade: tuple[Metric, ...] = ()
    today: date = date.max

    @property
    def zero(self) -> date | None:
        """The day from which days are counted, if they are."""
        found = self.event or self.start
        return found.day if isinstance(found, Start) else found.start if found else None

    @property
    def metric(self) -> Metric:
        return self.metrics[0]

    @property
    def step(self) -> Grain:
        """What one mark stands for."""
        return Grain.WEEK if self.figure == "weeks" else grain(self.span)


def drawable(metrics: tuple[Metric, ...]) -> dict[str, Metric]:
    """The metrics that can be a line: not events, which are bands, nor stool types, which have their strip."""
    return {m.key: m for m in metrics if m.source is not Source.EVENTS and m is not STOOL}


def answered(metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
    """One metric for each thing a person notes."""
    derived = (Source.EVENTS, Source.CYCLE)
    noted = [m for m in metrics if m.source not in derived and STANDS_FOR.get(m.source, m.key) == m.key]
    return tuple(m for m in noted if m.source is not Source.DOSES or m.kind is Kind.YES_NO)


Chooser = Callable[[tuple[Metric, ...], tuple[str, ...]], tuple[Metric, ...]]


def _lines(known: tuple[Metric, ...], keys: tuple[str, ...]) -> tuple[Metric, ...]:
    found = drawable(known)
    return tuple(found[key] for key in keys) or (MOOD,)


def _scales(known: tuple[Metric, ...], keys: tuple[str, ...]) -> tuple[Metric, ...]:
    """Two different ones on a scale from 0 to 10."""
    found = {m.key: m for m in known if m.kind is Kind.SCALE and (m.low, m.high) == (0, 10)}
    first, second = keys
    return found[first], found[second]


def _pair(known: tuple[Metric, ...], keys: tuple[str, ...]) -> tuple[Metric, ...]:
    first, second = keys
    return _scales(known, {pair: pair for pair in PAIRS}[first, second])


def _shades(known: tuple[Metric, ...], keys: list[str]) -> tuple[Metric, ...]:
    found = {m.key: m for m in known if m.kind is Kind.YES_NO}
    return tuple(found[key] for key in dict.fromkeys(keys))


def _only(*fixed: str) -> Chooser:
    """These and no others, of whoever keeps them."""

    def choose(known: tuple[Metric, ...], keys: tuple[str, ...]) -> tuple[Metric, ...]:
        found = {m.key: m for m in known}
        if not set(keys) <= set(fixed):
            raise KeyError(keys)
        return tuple(found[key] for key in fixed)

    return choose


def _magnesium(known: tuple[Metric, ...], keys: tuple[str, ...]) -> tuple[Metric, ...]:
    """Of whoever keeps a magnesium diary."""
    if not those(known, module="magnesium"):
        raise KeyError(keys)
    return _only("supplement_magnesium", STOOL.key)(known, keys)


# The figures and what each may be asked to show; whatever cannot be had is a KeyError or a ValueError.
FIGURES: dict[str, Chooser] = {
    "trend": _lines,
    "weeks": _lines,
    "weekday": _lines,
    "around": _lines,
    "since": _lines,
    "year": _only(MOOD.key),
    "stool": _only(STOOL.key),
    "magnesium": _magnesium,
    "headache": _only(*HEADACHE),
    "lags": _pair,
    "pairs": _scales,
    "coverage": lambda known, keys: answered(known),
}


def read(user: User, figure: str, query: QueryDict, today: date) -> Order:
    """The order in an address.

    Raises:
        Http404: for a figure, number, event, day or look that is not there.
    """
    asked = forms.asked(query, today)
    if figure not in FIGURES or asked is None:
        raise Http404
    event = _event(user, query.get("event", "")) if figure == "around" else None
    start = _start(user, query.get("start", "")) if figure == "since" else None
    keys, shaded = tuple(dict.fromkeys(query.getlist("metric"))), query.getlist("shade")
    known = _known(user, {*keys, *shaded}) if figure != "coverage" else catalogue.metrics_for(user)
    try:
        metrics = FIGURES[figure](known, keys)
        shade = _shades(known, shaded)
    except (KeyError, ValueError):
        raise Http404 from None
    if _splits(user, figure, metrics, shade):
        raise Http404
    span = asked.span or Span.ending(today, RANGES[STANDARD])
    return Order(
        figure, metrics, _days(figure, span, event, start), event, PALETTES[asked.theme], asked.size, asked.dates,
        start, asked.lag, shade, today,
    )  # fmt: skip


def _known(user: User, keys: Set[str]) -> tuple[Metric, ...]:
    """All metrics of the person; what they list themselves only where something of it is asked for."""
    ours = catalogue.built_in(user)
    return ours if keys <= {metric.key for metric in ours} else catalogue.metrics_for(user)


def _splits(user: User, figure: str, metrics: tuple[Metric, ...], shade: tuple[Metric, ...]) -> bool:
    """Whether it lays what a running self-test measures against what it changes: looking early bends the answer."""
    held = held_back.keys(user)
    against = (*shade, *(metrics if figure in ("pairs", "lags") else ()))
    measured = any(metric.key in held and metric.role is not Role.HABIT for metric in metrics)
    return measured and any(
        metric.key in held and metric.role is Role.HABIT and metric.source is not Source.EVENTS for metric in against
    )


def _days(figure: str, span: Span, event: EventSpan | None, start: Start | None) -> Span:
    """What was asked for, cut to what the figure can hold; days around or since something are given by it."""
    if event:
        return summary.window(event.start)
    if start:
        return Span(start.day, start.day + timedelta(days=SINCE))
    if figure == "headache":
        return headaches.whole(span)
    if figure == "year" and len(span) > YEAR + 1:
        return Span.ending(span.end, YEAR)
    return span


def _day(name: str) -> date:
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        raise Http404 from None


def _event(user: User, name: str) -> EventSpan:
    day = _day(name)
    found = [event for event in days.events(user, Span(day, day)) if event_name(event) == name]
    if not found:
        raise Http404
    return found[0]


def _start(user: User, name: str) -> Start:
    day = _day(name)
    found = [start for start in starts(user, days.events(user, Span(day, day))) if start.name == name]
    if not found:
        raise Http404
    return found[0]


def event_name(event: EventSpan) -> str:
    """An event in an address."""
    return f"{event.start.isoformat()}-{event.kind}"


@cache
def edition() -> str:
    """A mark of the code that draws."""
    tracker = Path(__file__).parent.parent
    rooms = (path for room in ("charts", "stats", "trends") for path in (tracker / room).glob("*.py"))
    files = sorted((*rooms, tracker / "metrics.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
