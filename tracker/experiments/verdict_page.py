"""What the page of the answer and its one-page report show, read from what was kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.charts import trial_orders, trial_periods
from tracker.charts.style import PALETTES, Palette, Size, with_decimals
from tracker.experiments import freezing, protocol, report, verdict
from tracker.experiments.models import (
    AdverseEvent,
    Blinding,
    Expects,
    Experiment,
    ExperimentEvent,
    FrozenDay,
    Period,
    Result,
    ResultKind,
)
from tracker.metrics import Metric
from tracker.stats.periods import period_values
from tracker.stats.trial import TIE, RandomisationResult, exact_test, towards
from tracker.table import Floats
from tracker.web import naming
from tracker.web.numbers import written
from tracker.web.pictures import Pictured, Source, for_screens

FIGURES = ("periods", "orders")
SIZES = ((Size.NARROW, "(max-width: 40rem)"), (Size.HALF, ""))


@dataclass(frozen=True, slots=True)
class Interval:
    """The difference and its range as a drawing 280 wide: the middle is no difference."""

    low: str
    high: str
    point: str
    mind: tuple[str, str]  # from where, how wide: less than what matters
    reach: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A side view: the outcome's name and its difference, in words."""

    name: str
    difference: str


@dataclass(frozen=True, slots=True)
class Picture(Pictured):
    """Everything `trends/_picture.html` needs."""

    sources: tuple[Source, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is read."""

    row: Experiment
    result: Result
    metric: Metric
    words: verdict.Words | None
    body: Mapping[str, Any]
    frozen: tuple[FrozenDay, ...]

    @property
    def primary(self) -> bool:
        return self.result.kind == ResultKind.PRIMARY

    @property
    def outcome(self) -> str:
        return naming.label(self.metric)

    @property
    def meaningful(self) -> str:
        """What the person said matters, in the outcome's own numbers."""
        return verdict.points(self.metric, float(self.row.meaningful or 0)).removeprefix("+")

    @property
    def expected(self) -> str:
        return str(Expects(self.row.expects).label) if self.row.expects else ""

    @property
    def difference(self) -> str:
        value = self.body.get("difference")
        return "" if value is None else verdict.points(self.metric, value)

    @property
    def range(self) -> tuple[str, str] | None:
        low, high = self.body.get("low"), self.body.get("high")
        return None if low is None or high is None else (verdict.signed(low), verdict.signed(high))

    @property
    def means(self) -> tuple[str, str]:
        """Of the periods without and with, in the outcome's own numbers."""
        values, order = report.read(self.body, "means"), self.body["order"]
        sides = [[v for v, letter in zip(values, order, strict=True) if letter == kind and v == v] for kind in "AB"]
        a, b = (written(sum(side) / len(side), 1) if side else "" for side in sides)
        return a, b

    @property
    def lost(self) -> int:
        return sum(value is None for value in self.body.get("means", ()))

    @property
    def rest(self) -> int:
        """How many orders are less far out."""
        return int(self.body["orders"]) - int(self.body["extreme"])

    @property
    def beside(self) -> list[Beside]:
        found = [
            (freezing.metric_of(self.row, each["key"]), each["difference"]) for each in self.body.get("beside", ())
        ]
        return [Beside(naming.label(m), verdict.points(m, d) if d is not None else "") for m, d in found]

    @property
    def filled(self) -> tuple[str, str]:
        a, b = self.body["filled"]
        return verdict.percent(a), verdict.percent(b)

    @property
    def followed(self) -> tuple[str, str]:
        a, b = self.body["followed"]
        return verdict.percent(a), verdict.percent(b)

    @property
    def likely(self) -> str:
        return verdict.percent(self.body.get("likely"))

    @property
    def prior(self) -> str:
        """How large an effect was held for likely beforehand, in the outcome's own numbers."""
        spread = (self.row.protocol or {}).get("baseline", {}).get("spread")
        return verdict.points(self.metric, float(spread) / 2).lstrip("+") if spread else ""

    @property
    def second(self) -> dict[str, str] | None:
        look = self.body.get("second")
        if not look:
            return None
        said = {name: verdict.signed(look[name]) for name in ("low", "high")}
        return said | {"effect": verdict.points(self.metric, look["effect"])}

    @property
    def interval(self) -> Interval | None:
        return drawn(self.body, float(self.row.meaningful or 0))

    @property
    def pictures(self) -> dict[str, Picture]:
        return {name: _picture(self, name) for name in FIGURES if name != "orders" or self.body["extreme"] is not None}

    @property
    def paper(self) -> dict[str, Picture]:
        """The same in the colours of paper."""
        return {name: _picture(self, name, "light") for name in self.pictures}

    @property
    def fingerprint(self) -> str:
        hash_ = self.row.protocol_hash
        return " ".join(hash_[at : at + 4] for at in range(0, len(hash_), 4))


def told(row: Experiment, result: Result) -> Told:
    """Everything about an answer; a fixed number of queries."""
    metric, body = freezing.metric_of(row), result.body
    days = tuple(FrozenDay.objects.filter(owner=row.owner_id, experiment=row).order_by("day"))
    words = None
    if result.kind == ResultKind.PRIMARY:
        taking = bool(verdict.TAKEN & set(row.touches))
        blind = row.blinding == Blinding.HELPER
        words = verdict.words(body, metric, exploratory=row.exploratory, taking=taking, blind=blind)
    return Told(row, result, metric, words, body, days)


def drawn(body: Mapping[str, Any], meaningful: float) -> Interval | None:
    """Where point, range and the band of "too small to matter" stand between 8 and 272."""
    low, high, point = (body.get(name) for name in ("low", "high", "difference"))
    if low is None or high is None or point is None:
        return None
    reach: float = 1.15 * max(abs(low), abs(high), meaningful)

    def at(value: float) -> float:
        return 140.0 + 132.0 * value / reach

    mind = (f"{at(-meaningful):.1f}", f"{at(meaningful) - at(-meaningful):.1f}")
    return Interval(f"{at(low):.1f}", f"{at(high):.1f}", f"{at(point):.1f}", mind, written(reach, 1))


def page(row: Experiment, result: Result | None, today: date) -> dict[str, Any]:
    """What the page needs; without a result only how it ended."""
    owned = {"owner": row.owner_id, "experiment": row}
    guesses = Period.objects.filter(**owned, guess__isnull=False).order_by("no") if result else ()
    return {
        "row": row, "state": row.state_on(today), "told": result and told(row, result),
        "guesses": [(period.box_no, "AB"[period.condition], "AB"[period.guess or 0]) for period in guesses],
        "adverse": AdverseEvent.objects.filter(**owned).order_by("day"),
        "happenings": ExperimentEvent.objects.filter(**owned).order_by("day"),
        "opened": protocol.opened(row, today) if result and not row.watched else None,
        "repeat": f"{reverse('experiments:new')}?{_again(row)}",
    }  # fmt: skip


def _again(row: Experiment) -> str:
    return f"template={row.starter}" if row.starter else f"habit={row.habit_key}&outcome={row.outcome_key}"


def _picture(told: Told, name: str, theme: str = "") -> Picture:
    base, theme = reverse("experiments:figure", args=[told.row.uid, name]), theme or told.row.owner.theme
    tall = (trial_periods if name == "periods" else trial_orders).height
    sources = for_screens(SIZES, theme, lambda size, kind: f"{base}?size={size}&theme={kind}", tall)
    return Picture(sources, _alt(told, name))


def _alt(told: Told, name: str) -> str:
    if name == "orders":
        facts = {"n": written(told.body["orders"]), "k": written(told.body["extreme"]), "points": told.difference}
        return _("%(n)s differences, centred on none. Yours is %(points)s; %(k)s orders are as far out.") % facts
    a, b = told.means
    named: dict[str, Any] = {
        "outcome": told.outcome,
        "days": len(told.frozen),
        "periods": len(told.body["means"]),
        "a": a,
        "b": b,
    }
    return _(
        "%(outcome)s on %(days)s days in %(periods)s periods. Periods with it averaged %(b)s, the others %(a)s."
    ) % named  # fmt: skip


def draw(told: Told, name: str, palette: Palette, size: Size, mark: str) -> Any:
    """A figure of the answer.

    Raises:
        ValueError: if there is no such figure of this answer.
    """
    order = np.array(["AB".index(letter) for letter in told.body.get("order", "")], dtype=np.int8)
    if not len(order) or name not in told.pictures:
        raise ValueError(name)
    design = protocol.design(told.row)
    days = freezing.column(told.frozen)[: len(order) * design.period_days]
    if name == "periods":
        means = np.array(report.read(told.body, "means"))
        ends = (told.metric.low, told.metric.high)
        figure = trial_periods.trial_periods(
            days, order, design.period_days, design.drop_days, means, ends, palette, size
        )
    else:
        test, tail = _test(told, days, len(order))
        far = _far(test.statistics, test.observed, tail)
        figure = trial_orders.trial_orders(test.statistics, test.observed, far, palette, size)
    return with_decimals(figure, mark)


def _test(told: Told, days: Floats, lived: int) -> tuple[RandomisationResult, str]:
    row = told.row
    design, trial = protocol.design(row), protocol.trial(row, row.owner.today(told.result.computed_at))
    rows, at = design.rows(trial.drawn, trial.seed)
    means = period_values(days, design.period_days, design.drop_days).means
    return exact_test(means, rows[:, :lived], drawn=at, sides=trial.tail), trial.tail


def _far(statistics: Floats, observed: float, tail: str) -> Any:
    slack = TIE * max(1.0, float(np.abs(statistics[np.isfinite(statistics)]).max(initial=0.0)))
    own = float(towards(np.array([observed]), tail)[0])
    return towards(statistics, tail) >= (math.inf if math.isnan(own) else own - slack)


def look(asked: Mapping[str, str]) -> tuple[Palette, Size]:
    """Colours and width as an address asks for them.

    Raises:
        ValueError: if there is no such look.
    """
    theme = asked.get("theme", "light")
    if theme not in PALETTES:
        raise ValueError(theme)
    return PALETTES[theme], Size(asked.get("size", "half"))
