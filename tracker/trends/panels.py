"""A panel: one figure with its sentence, its picture, where its marks lead, its files, or what it still lacks."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import count

import numpy as np
from django.utils.translation import gettext as _

from tracker.charts import trend
from tracker.metrics import Kind, Metric
from tracker.stats import summary
from tracker.table import DailyTable, Series
from tracker.trends import layers, pictures, stamps, wording
from tracker.trends.look import LINE, Look
from tracker.trends.orders import Order
from tracker.trends.pictures import Addresses, Layer, Picture
from tracker.trends.said import numbers, once
from tracker.web import naming


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: with a picture, or with what is missing for it."""

    key: str
    title: str
    note: str = ""
    sentence: str = ""
    picture: Picture | None = None
    missing: str = ""
    layer: Layer | None = None
    order: Order | None = None
    name: int = 0

    def __reduce__(self) -> tuple[type["Panel"], tuple[object, ...]]:
        """A piece of a page that shows it goes by the name it was made under, and nobody reads that back."""
        return Panel, (self.name,) if self.name else tuple(getattr(self, one.name) for one in fields(self))

    @property
    def kept(self) -> Addresses | None:
        """Where its numbers and files are."""
        if self.picture:
            return Addresses(self.picture.figure, self.picture.query)
        return pictures.addresses(self.order) if self.order else None


def to_keep(stack: Sequence[Panel]) -> list[tuple[str, Addresses]]:
    """Name of each figure that is drawn and where it is, which stays the same whatever it says."""
    return [(panel.title, panel.kept) for panel in stack if panel.picture and panel.kept]


NAMES = count(1)


def kept(make: Callable[[], Panel], *rests_on: Hashable) -> Panel:
    """As `once`; whatever else is put on it afterwards (its links) must rest on the same."""
    return once(lambda: replace(make(), name=next(NAMES)), *rests_on)


def stacked(look: Look, table: DailyTable, metrics: Sequence[Metric], like: Order, least: int = LINE) -> list[Panel]:
    """A panel a metric, one above the other on one time axis; only the last that is drawn carries the dates."""
    drawn = [metric for metric in metrics if table.series(metric.key).noted >= least]
    return [
        _one(look, table, replace(like, metrics=(metric,), dates=metric is drawn[-1] if drawn else False), least)
        for metric in metrics
    ]


def _one(look: Look, table: DailyTable, order: Order, least: int) -> Panel:
    series, theme = table.series(order.metric.key), look.user.theme
    stamp = stamps.stamp(look, order) if series.noted >= least else ""
    held = stamp or (order, numbers(series), _usual(look, order, series))
    return kept(lambda: _made(look, series, order, least, stamp), "panel", least, theme, held)


def _made(look: Look, series: Series, order: Order, least: int, stamp: str) -> Panel:
    metric = order.metric
    title = wording.label(metric)
    if series.noted < least:
        return Panel(metric.key, title, missing=wording.more_days(least, series.noted))
    facts = summary.shape(series)
    picture = pictures.picture(order, wording.alt(metric, order.span, facts), look.user.theme, stamp)
    return Panel(
        metric.key, title, _note(order, series, facts, _usual(look, order, series)), picture=picture, order=order
    )


def _note(order: Order, series: Series, facts: summary.Shape, usual: float) -> str:
    """Unit, what the marks are, the mean and what it rests on."""
    metric, step = order.metric, order.step
    parts = [text for text in [wording.unit(metric, step)] if text]
    if usual:
        parts.append(_("strong from your usual %(usual)s up (dashed)") % {"usual": wording.noted(metric, usual)})
    if trend.has_aim(metric) and metric.aim:
        low, high = (wording.noted(metric, end) for end in metric.aim)
        parts.append(_("shaded from %(low)s to %(high)s, what food authorities refer to") % {"low": low, "high": high})
    if metric.kind is Kind.COUNT and not trend.has_bars(metric, series, step):
        parts.append(_("a dot is one, a low dash none that day"))
    return naming.parted((*parts, wording.mean(metric, facts)))


def _usual(look: Look, order: Order, series: Series) -> float:
    """What the bars of a figure are compared with; 0 where it has none or too few days are known."""
    if not trend.has_bars(order.metric, series, order.step):
        return 0.0
    found = summary.usual(stamps.days(look, order).columns[order.metric.key])
    return found if found > 0 else 0.0


def links(table: DailyTable, panels: Sequence[Panel]) -> Layer:
    """One layer over all panels of a stack: a column a day."""
    drawn = [panel.order.metric for panel in panels if panel.order]
    return layers.over_time(table.span, [(metric, table.series(metric.key)) for metric in drawn])


def weeks(table: DailyTable, panels: Sequence[Panel]) -> Layer:
    """The same where a mark is a week."""
    drawn = [table.columns[panel.order.metric.key] for panel in panels if panel.order]
    return layers.over_weeks(table.span, np.any(~np.isnan(drawn), axis=0) if drawn else np.zeros(len(table.span), bool))
