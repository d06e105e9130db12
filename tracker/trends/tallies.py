"""The numbers behind the figures that count and compare: each once, for people and for programs."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from tracker.metrics import Kind, Metric
from tracker.stats import headaches, lags, summary
from tracker.stats.grain import LEAST_NOTED, weeks
from tracker.table import DailyTable, Floats, Span
from tracker.trends import sentences, wording
from tracker.trends.orders import Order
from tracker.trends.pictures import day_page, pairs_urls, span_url
from tracker.trends.said import once


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and where it leads, its cells as people read them, its values as programs do."""

    name: str
    code: str
    cells: tuple[str, ...]
    values: tuple[float, ...]
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Heads for people, keys for programs, and the lines."""

    first: str
    heads: tuple[str, ...]
    code: str
    keys: tuple[str, ...]
    lines: tuple[Line, ...]


def _lags(table: DailyTable, order: Order) -> Tally:
    first, second = order.metrics
    found = lags.all_lags(table.columns[first.key], table.columns[second.key])
    urls = pairs_urls(first, second, order.span, lags.LAGS)
    return Tally(
        _("%(name)s is noted") % {"name": wording.label(second)},
        (_("Pairs"), _("Days below usual"), _("Mean"), _("Days above usual"), _("Mean"), _("Difference"), _("Range")),
        "lag", ("pairs", "below", "mean_below", "above", "mean_above", "difference", "low", "high"),
        tuple(_lag_line(second, one, url) for one, url in zip(found, urls, strict=True)),
    )  # fmt: skip


def _lag_line(second: Metric, found: lags.Difference, url: str) -> Line:
    lower, higher = found.halves.lower, found.halves.higher
    means = [wording.value(second, group.mean) for group in (lower, higher)]
    told = (sentences.points(found.size), sentences.range_of(found)) if found.known else ("–", "–")
    return Line(
        sentences.apart(found.lag), f"{found.lag}",
        (str(found.halves.pairs), str(lower.n), means[0], str(higher.n), means[1], *told),
        (found.halves.pairs, lower.n, lower.mean, higher.n, higher.mean, found.size, found.low, found.high),
        url,
    )  # fmt: skip


def cell(x: float, y: float) -> str:
    """Where the days with these two answers begin in the table."""
    return f"at-{round(x)}-{round(y)}"


def _pairs(table: DailyTable, order: Order) -> Tally:
    """A line a pair of days, those with equal answers together."""
    first, second = order.metrics
    x, y = table.columns[first.key], lags.ahead(table.columns[second.key], order.lag)
    slots = np.flatnonzero(~np.isnan(x) & ~np.isnan(y)).tolist()
    slots.sort(key=lambda slot: (x[slot], y[slot], -slot))
    days, page, seen, lines = list(order.span), day_page(), set[str](), []
    for slot in slots:
        anchor = cell(x[slot], y[slot])
        lines.append(
            Line(
                wording.day(days[slot]), days[slot].isoformat(),
                (wording.noted(first, x[slot]), wording.noted(second, y[slot])), (x[slot], y[slot]),
                page % days[slot], "" if anchor in seen else anchor,
            )
        )  # fmt: skip
        seen.add(anchor)
    heads = (wording.label(first), f"{wording.label(second)}, {sentences.apart(order.lag)}")
    return Tally(_("Day"), heads, "day", (first.key, f"{second.key}_lag_{order.lag}"), tuple(lines))


def _weeks(table: DailyTable, order: Order) -> Tally:
    """A line a week, latest first; a mean needs three noted days."""
    return last_weeks(table, order, len(order.span))


def last_weeks(table: DailyTable, order: Order, most: int) -> Tally:
    """The same of so many weeks."""
    keys = tuple(key for m in order.metrics for key in (m.key, f"{m.key}_days"))
    lines = tuple(_week(table, order.metrics, week) for week in weeks(order.span)[: -most - 1 : -1])
    heads = tuple(_("%(name)s, mean") % {"name": wording.label(metric)} for metric in order.metrics)
    return Tally(_("Week"), heads, "week", keys, lines)


def _week(table: DailyTable, metrics: tuple[Metric, ...], week: Span) -> Line:
    """One of them, put into words again only where a day of it differs."""
    first = table.span.slot(week.start)
    columns = [table.columns[metric.key][first : first + len(week)] for metric in metrics]
    held = b"".join(column.tobytes() for column in columns)
    return once(lambda: _summed(metrics, columns, week), "week", metrics, week, held)


def _summed(metrics: tuple[Metric, ...], columns: list[Floats], week: Span) -> Line:
    known = [column[~np.isnan(column)] for column in columns]
    means = [(float(values.mean()) if len(values) >= LEAST_NOTED else math.nan, len(values)) for values in known]
    cells = tuple(_mean(metric, *mean) for metric, mean in zip(metrics, means, strict=True))
    values = tuple(value for pair in means for value in pair)
    return Line(wording.span(week), week.start.isoformat(), cells, values, span_url(week))


def _mean(metric: Metric, mean: float, n: int) -> str:
    if math.isnan(mean):
        return "–"
    if metric.kind is Kind.YES_NO:
        return _("%(yes)s of %(days)s") % {"yes": round(mean * n), "days": n}
    return f"{wording.value(metric, mean)} ({n})"


def _headache(table: DailyTable, order: Order) -> Tally:
    head, pain, medicine = (table.columns[metric.key] for metric in order.metrics)
    lines = tuple(
        Line(
            wording.span(one.span), one.span.start.isoformat(),
            (str(one.noted), str(one.headache), str(one.migraine), sentences.whole(one.peak),
             sentences.whole(one.medicine)),
            (one.noted, one.headache, one.migraine, one.peak, one.medicine), span_url(one.span),
        )
        for one in headaches.stretches(order.span, head, pain, medicine)
    )  # fmt: skip
    heads = (_("Days noted"), _("Headache days"), _("of them migraine"), _("Worst pain"), _("Days with acute medicine"))
    keys = ("days_noted", "headache_days", "migraine_days", "worst_pain", "acute_medicine_days")
    return Tally(_("28 days"), heads, "from", keys, lines)


def _coverage(table: DailyTable, order: Order) -> Tally:
    lines = []
    for number, metric in enumerate(order.metrics, start=1):
        noted = summary.coverage(table.series(metric.key))
        gap = summary.longest_gap(table.series(metric.key))
        cells = (str(noted.noted), str(noted.days), sentences.gap(gap))
        values = (noted.noted, noted.days, gap.days if gap else math.nan)
        lines.append(Line(f"{number} {sentences.field(metric)}", metric.key, cells, values))
    heads = (_("Days noted"), _("of days"), _("Longest gap"))
    return Tally(_("Noted"), heads, "key", ("noted", "days", "longest_gap"), tuple(lines))


TALLIES: dict[str, Callable[[DailyTable, Order], Tally]] = {
    "lags": _lags,
    "pairs": _pairs,
    "weeks": _weeks,
    "headache": _headache,
    "coverage": _coverage,
}
