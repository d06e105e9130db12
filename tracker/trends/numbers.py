"""The numbers behind a figure: as a table for people, as CSV for programs."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import dates
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary import days
from tracker.stats import summary
from tracker.stats.grain import Grain, grain, months
from tracker.table import DailyTable
from tracker.trends import wording
from tracker.trends.grounds import Ground
from tracker.trends.orders import Order
from tracker.trends.pictures import day_page, span_url
from tracker.trends.tallies import TALLIES, Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its name, where it leads, its cells."""

    name: str
    url: str
    cells: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table with its heads."""

    first: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def numbers(user: User, order: Order) -> Numbers:
    """The figure's numbers, latest day first; of a long span a line a month."""
    table = days.daily_table(user, order.span, order.metrics)
    if order.figure == "weekday":
        return _by_weekday(table, order)
    if order.figure in TALLIES:
        return as_rows(TALLIES[order.figure](table, order))
    heads = tuple(wording.label(metric) for metric in order.metrics)
    if order.zero:
        return Numbers(_("Day"), heads, tuple(_day_by_day(table, order)))
    if grain(order.span) is Grain.DAY:
        return Numbers(_("Day"), heads, tuple(_day_by_day(table, order))[::-1])
    return Numbers(_("Month"), tuple(_("%(name)s, mean") % {"name": h} for h in heads), tuple(_monthly(table, order)))


def as_rows(tally: Tally) -> Numbers:
    """The people's side of a tally."""
    rows = (Row(line.name, line.url, line.cells, line.anchor) for line in tally.lines)
    return Numbers(tally.first, tally.heads, tuple(rows))


def _day_by_day(table: DailyTable, order: Order) -> Iterator[Row]:
    columns = [(metric, table.columns[metric.key]) for metric in order.metrics]
    page = day_page()
    for slot, day in enumerate(table.span):
        if day > order.today:
            break
        name = wording.day(day)
        if order.zero:
            name = _("Day %(number)s, %(day)s") % {"number": (day - order.zero).days, "day": name}
        yield Row(name, page % day, tuple(wording.noted(metric, float(values[slot])) for metric, values in columns))


def _monthly(table: DailyTable, order: Order) -> Iterator[Row]:
    for month in reversed(months(order.span)):
        part = table.within(month)
        groups = [(metric, summary.Group.of(part.columns[metric.key])) for metric in order.metrics]
        cells = (f"{wording.value(metric, group.mean)} ({group.n})" for metric, group in groups)
        yield Row(wording.span(month), span_url(month), tuple(cells))


def _by_weekday(table: DailyTable, order: Order) -> Numbers:
    groups = summary.by_weekday(table.series(order.metric.key))
    rows = tuple(
        Row(str(name), "", (str(g.n), *(wording.value(order.metric, v) for v in (g.mean, g.low, g.high))))
        for name, g in zip(dates.WEEKDAYS.values(), groups, strict=True)
    )
    return Numbers(_("Weekday"), (_("Days"), _("Mean"), _("A quarter below"), _("A quarter above")), rows)


def as_csv(order: Order, rests_on: Ground) -> str:
    """The same for programs: every day, keys as heads, empty where nothing is noted."""
    table, out = rests_on.table, io.StringIO()
    write = csv.writer(out).writerow
    if order.figure == "weekday":
        write(("weekday", "days", "mean", "lower_quartile", "upper_quartile"))
        for number, g in enumerate(summary.by_weekday(table.series(order.metric.key)), start=1):
            write((number, g.n, *(plain(v) for v in (g.mean, g.low, g.high))))
        return out.getvalue()
    if order.figure in TALLIES:
        tally = TALLIES[order.figure](table, order)
        write((tally.code, *tally.keys))
        for line in tally.lines:
            write((line.code, *map(plain, line.values)))
        return out.getvalue()
    write(("day", *(metric.key for metric in order.metrics), "events"))
    for slot, day in enumerate(order.span):
        if day > order.today:
            break
        values = (plain(float(table.columns[metric.key][slot])) for metric in order.metrics)
        write((day.isoformat(), *values, guarded("; ".join(rests_on.words[slot]))))
    return out.getvalue()


def plain(value: float) -> str:
    """A number as programs read it; nothing for an absent one."""
    return "" if math.isnan(value) else f"{value:.6g}"


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
