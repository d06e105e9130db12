"""Week by week: food beside mood and gut, and any two series beside each other."""

import numpy as np
from django.utils.translation import gettext as _

from tracker.metrics import BY_KEY, Metric
from tracker.stats import summary
from tracker.stats.grain import LEAST_NOTED, Grain, starts
from tracker.table import DailyTable, Span
from tracker.trends import panels, sentences, wording
from tracker.trends.cards import Card, Select, marks, options
from tracker.trends.look import HALF_YEAR, LINE, Look
from tracker.trends.numbers import Numbers, as_rows
from tracker.trends.orders import MOOD, Order
from tracker.trends.tallies import last_weeks

EATEN, FELT = ("plant_groups", "fermented", "upf"), ("mood", "gut_discomfort")
WEEKS = 6
SHOWN = 8  # weeks in the page; the rest is in the table


def food(look: Look) -> Card | None:
    """Weekly means of food above those of mood and gut; nothing where food is hidden."""
    if look.user.food_free:
        return None
    metrics = [BY_KEY[key] for key in (*EATEN, *FELT)]
    span = Span.ending(look.span.end, max(len(look.span), HALF_YEAR))
    table = look.loaded.within(span)
    have = weeks_with_both(table)
    card = Card(
        key="weeks", title=_("Food and how the weeks were"),
        what=_("Weekly means of plant groups, fermented and ultra-processed food beside mood and gut."),
        note=wording.span(span), together=Order("weeks", tuple(metrics), span),
        missing=sentences.whole_weeks(WEEKS, have) if have < WEEKS else "",
        left=sentences.weeks_to_go(WEEKS, have) if have < WEEKS else "",
    )  # fmt: skip
    return card if card.missing else _of_weeks(look, card, table, metrics, have)


def _of_weeks(look: Look, card: Card, table: DailyTable, metrics: list[Metric], have: int) -> Card:
    stack = panels.stacked(look, table, metrics, Order("weeks", (MOOD,), table.span))
    return card.but(
        stack=stack, layer=panels.weeks(table, stack), sentences=[sentences.week_by_week(have)],
        guards=[sentences.alike()],
        legend=[("dot k-fibre", wording.one_mark(Grain.WEEK)), ("bar k-ink", wording.the_line(Grain.WEEK)),
                ("k-band", _("event"))],
    )  # fmt: skip


def weeks_with_both(table: DailyTable) -> int:
    """In how many weeks food and either mood or gut are noted on three days or more."""
    first = starts(table.span, Grain.WEEK)
    eaten, *felt = (np.add.reduceat(table.series(key).known.astype(int), first) for key in (EATEN[0], *FELT))
    return int(((eaten >= LEAST_NOTED) & (np.maximum(*felt) >= LEAST_NOTED)).sum())


def compare(look: Look) -> Card:
    """Two series of one's choice, one above the other, never on two axes in one panel."""
    first, second = _chosen(look)
    stack = panels.stacked(look, look.table, (first, second), Order("trend", (MOOD,), look.span))
    series = [look.table.series(metric.key) for metric in (first, second)]
    have, ready = min(one.noted for one in series), all(one.noted >= LINE for one in series)
    order = Order("weeks", (first, second), look.span)
    rows = as_rows(last_weeks(look.table, order, SHOWN)) if ready else None
    both, named = int((series[0].known & series[1].known).sum()), options(look.metrics)
    shapes = [(metric, summary.shape(one)) for metric, one in zip((first, second), series, strict=True)]
    return Card(
        key="two", title=_("Two of your choice"), what=_("Any two series, one above the other on one time axis."),
        note=wording.span(look.span), stack=stack, layer=panels.links(look.table, stack), together=order,
        sentences=[sentences.both(shapes[0], shapes[1], both)] if ready else (),
        guards=[sentences.alike()] if ready else (), legend=[*marks(look), ("k-band", _("event"))],
        numbers=Numbers(rows.first, rows.heads, rows.rows) if rows else None,
        left="" if ready else wording.to_go(LINE, have),
        selects=[Select("one", _("Above"), named, first.key),
                 Select("other", _("Below"), named, second.key)],
    )  # fmt: skip


def _chosen(look: Look) -> tuple[Metric, Metric]:
    """Two different ones; mood and stress until others are chosen."""
    first = look.metrics.get(look.query.get("one", ""), MOOD)
    asked = [look.query.get("other", ""), "stress", MOOD.key]
    second = next(look.metrics[key] for key in asked if key in look.metrics and key != first.key)
    return first, second
