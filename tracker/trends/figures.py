"""How each figure is drawn: its marks, its height, the widths a page shows it at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404
from django.utils.formats import get_format

from tracker.accounts.models import User
from tracker.charts import around, coverage, headaches, lags, magnesium, pairs, stool, trend, weekday, year
from tracker.charts.style import Figure, Size, with_decimals
from tracker.stats import summary
from tracker.stats.lags import all_lags
from tracker.table import DailyTable, Span
from tracker.trends import grounds
from tracker.trends.grounds import Bands, Ground, band
from tracker.trends.orders import LEAD, Order

# Text in a figure is 11.5 px at its own width, so each screen gets the width nearest to what it will show.
FULL = ((Size.NARROW, "(max-width: 40rem)"), (Size.MIDDLE, "(max-width: 70rem)"), (Size.WIDE, ""))
HALF = ((Size.NARROW, "(max-width: 40rem)"), (Size.MIDDLE, "(max-width: 70rem)"), (Size.HALF, ""))
THIRD = ((Size.NARROW, "(max-width: 40rem)"), (Size.THIRD, ""))
EARLY = 14  # days after the start of a probiotic that one trial found too early to compare


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of figure."""

    draw: Callable[[Order, DailyTable, Bands], Figure]
    height: Callable[[Order, Size], int]
    widths: tuple[tuple[Size, str], ...] = HALF
    lead: int = 0


def ground(user: User, order: Order) -> Ground:
    """What the figure is drawn from."""
    return grounds.ground(user, order, SORTS[order.figure].lead)


def draw(order: Order, rests_on: Ground) -> Figure:
    """The figure."""
    drawn = SORTS[order.figure].draw(order, rests_on.table, rests_on.bands)
    return with_decimals(drawn, get_format("DECIMAL_SEPARATOR"))


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
