"""What the diary holds: on how many days each thing was noted, the longest gap, and what was noted when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from tracker.metrics import MODULES, Metric, Source
from tracker.stats import summary
from tracker.stats.summary import Gap
from tracker.table import Series
from tracker.trends import layers, pictures, sentences, stamps, wording
from tracker.trends.cards import Card
from tracker.trends.look import Look
from tracker.trends.orders import Order, answered
from tracker.trends.panels import Panel, kept
from tracker.trends.pictures import Layer
from tracker.trends.said import once, presence


class Kept(NamedTuple):
    """One thing that is noted: on how many of how many days, how many others were off; its row in the figure."""

    number: int
    name: str
    noted: int
    days: int
    off: int
    gap: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together: the daily core (no name), a module, own trackers, supplements."""

    name: str
    rows: Sequence[Kept]


def parts(look: Look) -> list[Part]:
    """Everything switched on."""
    found: dict[str, list[Kept]] = {}
    for number, metric in enumerate(answered(look.kept), start=1):
        found.setdefault(_part(metric), []).append(_kept(look, number, metric))
    return [Part(name, rows) for name, rows in found.items()]


def _part(metric: Metric) -> str:
    if metric.module:
        return next(_(module.label) for module in MODULES if module.key == metric.module)
    if metric.source is Source.DOSES:
        return _("Supplements")
    return _("Own trackers") if metric.source is Source.OWN else ""


def _kept(look: Look, number: int, metric: Metric) -> Kept:
    series = look.table.series(metric.key)
    return once(lambda: _line(number, metric, series), "kept", number, metric, presence(series))


def _line(number: int, metric: Metric, series: Series) -> Kept:
    gap, noted = summary.longest_gap(series), summary.coverage(series)
    return Kept(
        number, sentences.field(metric), noted.noted, noted.days, noted.off, sentences.gap(gap), _first_of(gap)
    )  # fmt: skip


def _first_of(gap: Gap | None) -> str:
    """The page of a gap's first day."""
    return pictures.day_page() % gap.start if gap and gap.start else ""


def everything(look: Look) -> Card:
    """A row for each thing; always there."""
    metrics = answered(look.kept)
    order = Order("coverage", metrics, look.span)
    series = [(metric, look.table.series(metric.key)) for metric in metrics]
    noted = np.any([one.known for _metric, one in series], axis=0)
    any_ = Series("any", look.span, np.where(noted, 1.0, np.nan), look.table.off)
    said = sentences.covered(summary.coverage(any_), summary.longest_gap(any_))
    stamp = stamps.stamp(look, order)
    panel = kept(
        lambda: Panel(
            "coverage", _("What this rests on"), _("the numbers are those of the list below"),
            picture=pictures.picture(order, said, look.user.theme, stamp), order=order,
        ),
        "coverage", order, said, look.user.theme, stamp,
    )  # fmt: skip
    return Card(
        key="coverage", title=_("What this rests on"), what=_("On which days each thing was noted, and the gaps."),
        note=wording.span(look.span), stack=[panel], layer=_days(any_), sentences=[said],
        guards=[_("A gap is counted from the first note on. It is a gap and nothing else.")], together=order,
        legend=[("k-fibre", _("noted"))],
    )  # fmt: skip


def _days(noted: Series) -> Layer:
    """A column a day with anything; what exactly, the day itself tells."""
    return layers.over_days(noted)
