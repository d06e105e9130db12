"""Days some days apart: gut and mind with a lag, sleep and the days around it."""

from datetime import date
from functools import lru_cache
from itertools import chain

import numpy as np
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.charts import pairs as chart
from tracker.metrics import BY_KEY, Metric
from tracker.stats import lags
from tracker.stats.lags import Difference
from tracker.table import DailyTable, Span
from tracker.trends import pictures, sentences, stamps, wording
from tracker.trends.cards import Card, Select
from tracker.trends.look import Look
from tracker.trends.orders import PAIRS, YEAR, Order
from tracker.trends.panels import Panel, kept
from tracker.trends.pictures import Layer, Link
from tracker.trends.said import numbers
from tracker.trends.tallies import cell
from tracker.web import naming

NIGHTS = 28  # pairs that sleep and the day after it need
SLEEP = BY_KEY["sleep_quality"]
FELT = ("mood", "unease", "stress")


def year_back(look: Look) -> DailyTable:
    """The days compared: always a year, since a few weeks hold too few pairs."""
    return look.loaded.within(Span.ending(look.span.end, YEAR))


def gut_and_mind(look: Look) -> Card:
    """A fixed short list of pairs, three days both ways."""
    table = year_back(look)
    found = {keys: lags.all_lags(*(table.columns[key] for key in keys)) for keys in PAIRS}
    grid = [_lag_panel(look, table, keys, differences) for keys, differences in found.items()]
    every = [one for differences in found.values() for one in differences]
    known = any(one.known for one in every)
    have = max(one.halves.pairs for one in every if one.lag == 0)
    return Card(
        key="lags", title=_("Gut and mind, some days apart"),
        what=_("Stress, gut, unease and sleep, up to three days before and after each other."),
        note=wording.span(table.span), grid=grid, guards=[sentences.luck(every), sentences.rivals()] if known else (),
        legend=[("dot", _("range leaves out no difference")), ("dot k-none", _("could be chance")),
                ("k-pale", _("range, runs of 7 days kept together"))] if known else (),
        left=wording.to_go(lags.PAIRED, have) if have < lags.PAIRED else "",
    )  # fmt: skip


def _lag_panel(look: Look, table: DailyTable, keys: tuple[str, str], found: tuple[Difference, ...]) -> Panel:
    order = Order("lags", (BY_KEY[keys[0]], BY_KEY[keys[1]]), table.span)
    stamp = stamps.stamp(look, order)
    held = stamp or numbers(*map(table.series, keys))
    return kept(lambda: _lag(look, order, keys, found, stamp), "lags", look.user.theme, held)


def _lag(look: Look, order: Order, keys: tuple[str, str], found: tuple[Difference, ...], stamp: str) -> Panel:
    first, second = order.metrics
    title = _("%(first)s and %(second)s") % {"first": wording.label(first), "second": wording.label(second)}
    same_day = next(one for one in found if one.lag == 0)
    if not any(one.known for one in found):
        few = same_day.halves.pairs < lags.PAIRED
        missing = sentences.paired_days(lags.PAIRED, same_day.halves.pairs) if few else sentences.too_even(first)
        return Panel("-".join(keys), title, missing=missing)
    spoken = next(one for one in found if one.lag == PAIRS[keys])
    told = {one.lag: _told(second, one) for one in found if one.known}
    urls = pictures.pairs_urls(first, second, order.span, told)
    links = tuple(
        Link(lag - lags.LAGS[0], 0, 1, url, text) for (lag, text), url in zip(told.items(), urls, strict=True)
    )
    return Panel(
        "-".join(keys), title, _("points; across: days later"),
        sentences.compared(first, second, spoken) if spoken.known else "",
        pictures.picture(order, naming.parted(told.values()), look.user.theme, stamp),
        layer=Layer(len(lags.LAGS), 1, links), order=order,
    )  # fmt: skip


def _told(second: Metric, found: Difference) -> str:
    """One mark in words."""
    return _("%(name)s %(apart)s: %(size)s points, range %(range)s, %(pairs)s pairs") % {
        "name": wording.label(second), "apart": sentences.apart(found.lag), "size": sentences.points(found.size),
        "range": sentences.range_of(found), "pairs": found.halves.pairs,
    }  # fmt: skip


def sleep(look: Look) -> Card:
    """Last night beside the day after it and one day later, and the day beside the night after it."""
    table = year_back(look)
    felt = BY_KEY[asked if (asked := look.query.get("felt", "")) in FELT else FELT[0]]
    grid = [
        _pair_panel(look, table, _("The day after the night"), (SLEEP, felt), 0),
        _pair_panel(look, table, _("One day later still"), (SLEEP, felt), 1),
        _pair_panel(look, table, _("The night after the day"), (felt, SLEEP), 1),
    ]
    have = lags.paired(table.columns[SLEEP.key], table.columns[felt.key], 0)
    names = [(key, wording.label(BY_KEY[key])) for key in FELT]
    return Card(
        key="sleep", title=_("Sleep and the days around it"),
        what=_("Nights against mood, unease or stress, before and after."), note=wording.span(table.span),
        grid=grid, css="square",
        guards=[_("A night belongs to the day you woke up on. Both directions are shown, for days go with nights too."),
                sentences.rivals()],
        legend=[("dot k-pale", _("days with these two answers; the digit counts them")),
                ("bar k-ink", _("mean on each side of your usual (dashed)"))],
        selects=[Select("felt", _("Of what"), names, felt.key)],
        left=wording.to_go(NIGHTS, have) if have < NIGHTS else "",
    )  # fmt: skip


def _pair_panel(look: Look, table: DailyTable, title: str, metrics: tuple[Metric, Metric], lag: int) -> Panel:
    order = Order("pairs", metrics, table.span, lag=lag)
    stamp = stamps.stamp(look, order)
    held = stamp or numbers(*(table.series(metric.key) for metric in metrics))
    return kept(lambda: _pair(look, table, title, order, stamp), "pair", title, lag, look.user.theme, held)


def _pair(look: Look, table: DailyTable, title: str, order: Order, stamp: str) -> Panel:
    (first, second), lag = order.metrics, order.lag
    split = lags.halves(table.columns[first.key], table.columns[second.key], lag)
    key = f"{first.key}-{second.key}-{lag}"
    if split.pairs < NIGHTS:
        return Panel(key, title, missing=sentences.paired_days(NIGHTS, split.pairs))
    sentence = sentences.sides(first, second, split) if split.lower.n and split.higher.n else sentences.too_even(first)
    note = _("across: %(first)s; upwards: %(second)s") % {
        "first": wording.label(first), "second": wording.label(second),
    }  # fmt: skip
    return Panel(
        key, title, note, sentence, pictures.picture(order, sentence, look.user.theme, stamp),
        layer=_cells(table, order), order=order,
    )  # fmt: skip


def _cells(table: DailyTable, order: Order) -> Layer:
    """A mark of one day leads to the day, one of several to their list; row by row from above."""
    first, second = (table.series(metric.key) for metric in order.metrics)
    often, since = chart.cells(first, second, order.lag)
    alone = np.where(often == 1, since + table.span.start.toordinal(), 0)
    ways = pictures.day_page(), pictures.table_url(order)
    rows = [
        _row(order.metrics, y, often[y].tobytes(), alone[y].tobytes(), ways, get_language())
        for y in reversed(range(chart.GRID))
    ]
    links, made = zip(*rows, strict=True)
    return Layer(chart.GRID, chart.GRID, tuple(chain.from_iterable(links)), "".join(made))


@lru_cache(maxsize=1024)
def _row(
    metrics: tuple[Metric, ...], y: int, often: bytes, alone: bytes, ways: tuple[str, str], language: str | None
) -> tuple[tuple[Link, ...], str]:
    """The marks of one row, and their markup: after a change most rows are as they were."""
    page, several = ways
    first, second = (wording.label(metric) for metric in metrics)
    counts, days = np.frombuffer(often, np.int64).tolist(), np.frombuffer(alone, np.int64).tolist()
    links = tuple(
        Link(
            x, chart.GRID - 1 - y, 1, page % date.fromordinal(day) if day else f"{several}#{cell(x, y)}",
            f"{first} {x}, {second} {y}: {_counted(count, language)}",
        )
        for x, (count, day) in enumerate(zip(counts, days, strict=True))
        if count
    )  # fmt: skip
    return links, pictures.markup(links)


@lru_cache(maxsize=512)
def _counted(days: int, _language: str | None) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
