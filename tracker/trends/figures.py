"""How each figure is drawn: its marks, its height, the widths a page shows it at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.http import Http404
from django.utils.formats import get_format

from tracker.accounts.models import User
from tracker.charts import around, coverage, headaches, lags, magnesium, pairs, stool, trend, weekday, year
from tracker.charts.style import Figure, Size, with_decimals
from tracker.diary import days
from tracker.diary.days import EventSpan
from tracker.metrics import Source
from tracker.stats import summary
from tracker.stats.lags import all_lags
from tracker.table import Bools, DailyTable, Span
from tracker.trends.orders import LEAD, Order

# Text in a figure is 11.5 px at its own width, so each screen gets the width nearest to what it will show.
FULL = ((Size.NARROW, "(max-width: 40rem)"), (Size.MIDDLE, "(max-width: 70rem)"), (Size.WIDE, ""))
HALF = ((Size.NARROW, "(max-width: 40rem)"), (Size.MIDDLE, "(max-width: 70rem)"), (Size.HALF, ""))
THIRD = ((Size.NARROW, "(max-width: 40rem)"), (Size.THIRD, ""))
EARLY = 14  # days after the start of a probiotic that one trial found too early to compare

Bands = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of figure."""

    draw: Callable[[Order, DailyTable, Bands], Figure]
    height: Callable[[Order, Size], int]
    widths: tuple[tuple[Size, str], ...] = HALF
    lead: int = 0


def draw(user: User, order: Order) -> Figure:
    """The figure, from a table no longer than it needs."""
    sort = SORTS[order.figure]
    span = Span(order.span.start - timedelta(days=sort.lead), order.span.end)
    table = days.daily_table(user, span, order.metrics)
    return with_decimals(sort.draw(order, table, _bands(user, order)), get_format("DECIMAL_SEPARATOR"))


def _bands(user: User, order: Order) -> Bands:
    """The days to shade: those of the events, or those on which something else was so."""
    if not order.shade:
        return tuple(band(event, order.span.end) for event in days.events(user, order.span))
    events = any(metric.source is Source.EVENTS for metric in order.shade)
    happened = days.happened(user, order.span) if events else {}
    said = tuple(metric for metric in order.shade if metric.key not in happened)
    table = days.daily_table(user, order.span, said) if said else None
    yes = happened | ({key: column == 1 for key, column in table.columns.items()} if table else {})
    return tuple(run for metric in order.shade for run in _runs(order.span, yes[metric.key]))


def runs(table: DailyTable, key: str) -> Bands:
    """The days on which a yes-no metric is yes, joined where they follow each other."""
    return _runs(table.span, table.columns[key] == 1)


def _runs(span: Span, found: Bools) -> Bands:
    yes = np.concatenate(([False], found, [False]))
    first, past = (np.flatnonzero(change) for change in (yes[1:] & ~yes[:-1], yes[:-1] & ~yes[1:]))
    day = span.start
    return tuple(
        Span(day + timedelta(days=int(a)), day + timedelta(days=int(b) - 1)) for a, b in zip(first, past, strict=True)
    )


def band(event: EventSpan, last: date) -> Span:
    """The days an event covers; one that goes on lasts to the end of what is shown."""
    return Span(event.start, max(event.start, event.end or last))


def _trend(order: Order, table: DailyTable, bands: Bands) -> Figure:
    series = table.series(order.metric.key)
    return trend.trend(
        order.metric, series, order.span, order.palette, order.size, usual=summary.usual(series.values),
        bands=bands, dates=order.dates, step=order.step, since=order.start.day if order.start else None,
    )  # fmt: skip


def _since(order: Order, table: DailyTable, bands: Bands) -> Figure:
    if order.start is None:
        raise Http404
    first = order.start.day + timedelta(days=1)
    early = (Span(first, first + timedelta(days=EARLY - 1)),) if order.start.probiotic else ()
    return _trend(order, table, early)


def _around(order: Order, table: DailyTable, bands: Bands) -> Figure:
    if order.event is None:
        raise Http404
    end = band(order.event, order.span.end).end
    return around.around(
        order.metric, table.series(order.metric.key), order.event.start, end, order.palette, order.size
    )


def _lags(order: Order, table: DailyTable, bands: Bands) -> Figure:
    first, second = (table.columns[metric.key] for metric in order.metrics)
    return lags.lags(all_lags(first, second), order.palette, order.size, order.palette.tone(order.metrics[1]))


def _pairs(order: Order, table: DailyTable, bands: Bands) -> Figure:
    first, second = (table.series(metric.key) for metric in order.metrics)
    return pairs.pairs(first, second, order.lag, order.palette, order.size, order.palette.tone(order.metrics[1]))


def _magnesium(order: Order, table: DailyTable, bands: Bands) -> Figure:
    doses, stool = (table.series(metric.key) for metric in order.metrics)
    return magnesium.magnesium(order.metric, doses, stool, order.palette, order.size, bands)


def _trend_height(order: Order, size: Size) -> int:
    return trend.height(order.metric, size, dates=order.dates)


SORTS: dict[str, Sort] = {
    "trend": Sort(_trend, _trend_height, FULL, LEAD),
    "weeks": Sort(_trend, _trend_height, FULL, LEAD),
    "since": Sort(_since, _trend_height, FULL),
    "year": Sort(
        lambda order, table, bands: year.year(table.series(order.metric.key), order.palette, order.size),
        lambda order, size: year.plot(size).height, FULL,
    ),
    "weekday": Sort(
        lambda order, table, bands: weekday.weekday(
            order.metric, table.series(order.metric.key), order.palette, order.size
        ),
        lambda order, size: weekday.height(size),
    ),
    "stool": Sort(
        lambda order, table, bands: stool.stool(
            order.metric, table.series(order.metric.key), order.palette, order.size, bands
        ),
        lambda order, size: stool.height(size),
    ),
    "around": Sort(_around, lambda order, size: around.height(size)),
    "lags": Sort(_lags, lambda order, size: lags.height(size), THIRD),
    "pairs": Sort(_pairs, lambda order, size: pairs.height(size), THIRD),
    "magnesium": Sort(
        _magnesium,
        lambda order, size: magnesium.height(size), FULL,
    ),
    "headache": Sort(
        lambda order, table, bands: headaches.headaches(table, order.palette, order.size),
        lambda order, size: headaches.height(order.span, size), FULL,
    ),
    "coverage": Sort(
        lambda order, table, bands: coverage.coverage(table, order.palette, order.size),
        lambda order, size: coverage.height(len(order.metrics), size), FULL,
    ),
}  # fmt: skip
