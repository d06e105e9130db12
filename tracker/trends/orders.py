"""One figure as an address asks for it: which one, of what, over which days; drawn from the person's own diary."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.http import Http404, QueryDict
from matplotlib.figure import Figure

from tracker.accounts.models import User
from tracker.charts.around import around
from tracker.charts.stool import stool
from tracker.charts.style import PALETTES, Palette, Size
from tracker.charts.trend import trend
from tracker.charts.weekday import weekday
from tracker.charts.year import year
from tracker.diary import catalogue, days
from tracker.diary.days import EventSpan
from tracker.foods import reference
from tracker.metrics import BY_KEY, Metric, Source
from tracker.stats import summary
from tracker.table import Series, Span
from tracker.trends.forms import RANGES, STANDARD, ChartForm

MOOD, STOOL = BY_KEY["mood"], BY_KEY["stool_type"]
FIGURES = ("trend", "year", "weekday", "stool", "around")
YEAR = 365
LEAD = 365  # days before the span that running means and the person's usual may look back on


@dataclass(frozen=True, slots=True)
class Order:
    """A figure, what it shows and how."""

    figure: str
    metrics: tuple[Metric, ...]
    span: Span
    event: EventSpan | None = None
    palette: Palette = PALETTES["light"]
    size: Size = Size.WIDE
    dates: bool = False

    @property
    def metric(self) -> Metric:
        return self.metrics[0]


def drawable(metrics: tuple[Metric, ...]) -> dict[str, Metric]:
    """The metrics that can be a line: not events, which are bands, nor stool types, which have their strip."""
    return {m.key: m for m in metrics if m.source is not Source.EVENTS and m is not STOOL}


def read(user: User, figure: str, query: QueryDict, today: date) -> Order:
    """The order in an address.

    Raises:
        Http404: for a figure, number, event, day or look that is not there.
    """
    form = ChartForm(query, today=today)
    if figure not in FIGURES or not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    span = form.span() or Span.ending(today, RANGES[STANDARD])
    if figure == "year" and len(span) > YEAR + 1:
        span = Span.ending(span.end, YEAR)
    event = _event(user, query.get("event", "")) if figure == "around" else None
    return Order(
        figure, _metrics(user, figure, query.getlist("metric")), summary.window(event.start) if event else span, event,
        PALETTES[asked["theme"] or "light"], Size(asked["size"] or "wide"), asked["dates"],
    )  # fmt: skip


def _metrics(user: User, figure: str, keys: list[str]) -> tuple[Metric, ...]:
    if figure == "stool":
        return (STOOL,)
    known = {MOOD.key: MOOD} if figure == "year" else drawable(catalogue.metrics_for(user))
    if not set(keys) <= known.keys():
        raise Http404
    return tuple(known[key] for key in dict.fromkeys(keys)) or (MOOD,)


def _event(user: User, name: str) -> EventSpan:
    try:
        start = date.fromisoformat(name[:10])
    except ValueError:
        raise Http404 from None
    found = [e for e in days.events(user, Span(start, start)) if event_name(e) == name]
    if not found:
        raise Http404
    return found[0]


def event_name(event: EventSpan) -> str:
    """An event in an address."""
    return f"{event.start.isoformat()}-{event.kind}"


def tag(user: User, order: Order, ending: str) -> str:
    """Changes when the file would: with the diary, with what is asked for, with the code that draws."""
    asked = (order.figure, ending, [m.key for m in order.metrics], order.span, order.event, order.dates, order.size)
    facts = repr((days.version(user), reference.edition(), user.time_zone, asked, order.palette.name, edition()))
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


@cache
def edition() -> str:
    """A mark of the code that draws."""
    tracker = Path(__file__).parent.parent
    files = sorted(path for room in ("charts", "stats", "trends") for path in (tracker / room).glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def draw(user: User, order: Order) -> Figure:
    """The figure, from a table no longer than it needs."""
    lead = LEAD if order.figure == "trend" else 0
    span = Span(order.span.start - timedelta(days=lead), order.span.end)
    series = days.daily_table(user, span, order.metrics[:1]).series(order.metric.key)
    bands = tuple(band(event, span.end) for event in days.events(user, order.span))
    return DRAW[order.figure](order, series, bands)


def band(event: EventSpan, last: date) -> Span:
    """The days an event covers; one that goes on lasts to the end of what is shown."""
    return Span(event.start, max(event.start, event.end or last))


def _trend(order: Order, series: Series, bands: tuple[Span, ...]) -> Figure:
    return trend(
        order.metric, series, order.span, order.palette, order.size,
        usual=summary.usual(series.values), bands=bands, dates=order.dates,
    )  # fmt: skip


def _around(order: Order, series: Series, bands: tuple[Span, ...]) -> Figure:
    if order.event is None:
        raise Http404
    end = band(order.event, order.span.end).end
    return around(order.metric, series, order.event.start, end, order.palette, order.size)


DRAW: dict[str, Callable[[Order, Series, tuple[Span, ...]], Figure]] = {
    "trend": _trend,
    "year": lambda order, series, bands: year(series, order.palette, order.size),
    "weekday": lambda order, series, bands: weekday(order.metric, series, order.palette, order.size),
    "stool": lambda order, series, bands: stool(order.metric, series, order.palette, order.size, bands),
    "around": _around,
}
