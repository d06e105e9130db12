"""Every number the tracker keeps, described once.

Facts only: no callable, no SQL, no colour, no Django. Rooms read these entries and behave; what a
person adds (supplements, later own trackers) becomes entries of the same type, so no reader needs a
special case. A fact lives here once two rooms read it, and in its only reader until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


def _(message: str) -> str:
    """Mark for the message catalogues; whoever shows the text translates it."""
    return message


class Area(StrEnum):
    """Where a number belongs: a heading, a card on Today, a tone."""

    MIND = "mind"
    GUT = "gut"
    SLEEP = "sleep"
    FOOD = "food"
    SUPPLEMENTS = "supplements"
    EVENTS = "events"


class Kind(StrEnum):
    """What sort of number it is: decides field, mark, statistic and JSON type."""

    SCALE = "scale"
    COUNT = "count"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    CLOCK = "clock"


class Role(StrEnum):
    """A habit may be changed, an outcome is felt, context merely happens."""

    HABIT = "habit"
    OUTCOME = "outcome"
    CONTEXT = "context"


class Source(StrEnum):
    """Which rows fill the column; one collector each in diary/days.py."""

    CHECK_IN = "check-in"
    NIGHT = "night"
    SERVINGS = "servings"
    DOSES = "doses"
    EVENTS = "events"


class Better(StrEnum):
    """Which way is felt as better; INSIDE means within `aim`."""

    HIGHER = "higher"
    LOWER = "lower"
    INSIDE = "inside"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number a person keeps, a value a day.

    `key` is column, CSV header, JSON field and URL part and is never renamed. `low`, `high` and `step`
    bound a value in `unit`; clock values are hours after midnight of the day of waking, so half past
    eleven the evening before is -0.5. `words` name each step of a scale whose steps have names.
    `none` names an answer that says "there was nothing to rate": stored as 0, not a value on the scale.
    """

    key: str
    label: str
    area: Area
    kind: Kind
    role: Role
    source: Source
    help: str = ""
    unit: str = ""
    low: float = 0
    high: float = 10
    step: float = 1
    ends: tuple[str, str] = ("", "")
    words: tuple[str, ...] = ()
    none: str = ""
    better: Better = Better.NEITHER
    aim: tuple[float, float] | None = None
    module: str = ""
    guide: str = ""
    loinc: str = ""

    def __post_init__(self) -> None:
        """Refuse an entry that contradicts itself.

        Raises:
            ValueError: naming the key and what is wrong with it.
        """
        faults = [
            (not self.key.isidentifier() or self.key != self.key.lower(), "key must be a lower-case identifier"),
            (not self.label, "label is missing"),
            (self.low >= self.high, "low must be below high"),
            (self.step <= 0, "step must be positive"),
            ((self.kind is Kind.SCALE) != all(self.ends), "a scale, and only a scale, words both ends"),
            (self.better is Better.INSIDE and self.aim is None, "inside what? aim is missing"),
            (self.aim is not None and not self.low <= self.aim[0] <= self.aim[1] <= self.high, "aim lies outside"),
            (bool(self.words) and len(self.words) != self.high - self.low + 1, "words and steps differ in number"),
            (self.kind is Kind.YES_NO and (self.low, self.high) != (0, 1), "yes or no is 1 or 0"),
        ]
        for wrong, why in faults:
            if wrong:
                raise ValueError(f"metric {self.key!r}: {why}")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="mood", label=_("Mood"), help=_("the day as a whole"), area=Area.MIND, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, ends=(_("very bad"), _("very good")), better=Better.HIGHER,
        guide="gut-and-mood",
    ),
    Metric(
        key="unease", label=_("Unease"), help=_("tense, worried, sad, irritable"), area=Area.MIND, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, ends=(_("none"), _("very strong")), better=Better.LOWER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="stress", label=_("Stress"), area=Area.MIND, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(_("not at all"), _("extreme")), better=Better.LOWER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="sleep_quality", label=_("How you slept"), area=Area.SLEEP, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(_("terribly"), _("very well")), better=Better.HIGHER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="gut_discomfort", label=_("Gut discomfort"), help=_("pain, bloating, wind together"), area=Area.GUT,
        kind=Kind.SCALE, role=Role.OUTCOME, source=Source.CHECK_IN, ends=(_("none"), _("very strong")),
        better=Better.LOWER, guide="gut-and-mood",
    ),
    Metric(
        key="stool_type", label=_("Stool"), help=_("the most typical one today"), area=Area.GUT, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, low=1, high=7, ends=(_("hard"), _("watery")),
        words=(
            _("separate hard pellets"), _("firm and lumpy"), _("firm with cracks"), _("smooth and soft"),
            _("soft separate pieces"), _("mushy, ragged edges"), _("all liquid"),
        ),
        none=_("None today"), better=Better.INSIDE, aim=(3, 5), guide="bacteria-and-stress",
    ),
    Metric(
        key="bed_time", label=_("Fell asleep"), area=Area.SLEEP, kind=Kind.CLOCK, role=Role.HABIT,
        source=Source.NIGHT, unit="h", low=-24, high=24, step=1 / 60, guide="bacteria-and-stress",
    ),
    Metric(
        key="wake_time", label=_("Woke up"), area=Area.SLEEP, kind=Kind.CLOCK, role=Role.HABIT,
        source=Source.NIGHT, unit="h", low=0, high=24, step=1 / 60, guide="bacteria-and-stress",
    ),
    Metric(
        key="sleep_hours", label=_("Hours of sleep"), area=Area.SLEEP, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.NIGHT, unit="h", low=0, high=24, step=0.25, guide="bacteria-and-stress", loinc="93832-4",
    ),
    Metric(
        key="sleep_regularity", label=_("Regular sleep times"),
        help=_("sleep regularity index of the last seven nights; 100 is the same times every night"),
        area=Area.SLEEP, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.NIGHT, low=-100, high=100,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="fibre", label=_("Fibre"), area=Area.FOOD, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.SERVINGS,
        unit="g", low=0, high=300, step=0.1, aim=(25, 35), guide="gut-and-mood",
    ),
    Metric(
        key="plants", label=_("Different plants"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.SERVINGS, low=0, high=100, guide="gut-and-mood",
    ),
    Metric(
        key="plant_groups", label=_("Plant groups"),
        help=_("wholegrain; legumes; nuts and seeds; vegetables; fruit and berries"), area=Area.FOOD,
        kind=Kind.COUNT, role=Role.HABIT, source=Source.SERVINGS, low=0, high=5, guide="gut-and-mood",
    ),
    Metric(
        key="fermented", label=_("Fermented food"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.SERVINGS, unit=_("servings"), low=0, high=50, guide="gut-and-mood",
    ),
    Metric(
        key="food_magnesium", label=_("Magnesium from food"), area=Area.FOOD, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.SERVINGS, unit="mg", low=0, high=5000, guide="magnesium",
    ),
    Metric(
        key="upf", label=_("Ultra-processed food"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.SERVINGS, unit=_("servings"), low=0, high=50, guide="bacteria-and-stress",
    ),
    Metric(
        key="sugary", label=_("Food and drink with much sugar"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.SERVINGS, unit=_("servings"), low=0, high=50, guide="bacteria-and-stress",
    ),
    Metric(
        key="supplement_magnesium", label=_("Magnesium from supplements"), help=_("magnesium itself, not the salt"),
        area=Area.SUPPLEMENTS, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.DOSES, unit="mg", low=0, high=5000,
        guide="magnesium",
    ),
    Metric(
        key="antibiotics", label=_("Course of antibiotics"), area=Area.EVENTS, kind=Kind.YES_NO, role=Role.CONTEXT,
        source=Source.EVENTS, high=1, guide="gut-and-mood",
    ),
    Metric(
        key="illness", label=_("Illness"), area=Area.EVENTS, kind=Kind.YES_NO, role=Role.CONTEXT,
        source=Source.EVENTS, high=1,
    ),
    Metric(
        key="medicine", label=_("Change of medicine"), area=Area.EVENTS, kind=Kind.YES_NO, role=Role.CONTEXT,
        source=Source.EVENTS, high=1,
    ),
    Metric(
        key="travel", label=_("Travel"), area=Area.EVENTS, kind=Kind.YES_NO, role=Role.CONTEXT,
        source=Source.EVENTS, high=1,
    ),
    Metric(
        key="stressor", label=_("A hard event"), area=Area.EVENTS, kind=Kind.YES_NO, role=Role.CONTEXT,
        source=Source.EVENTS, high=1,
    ),
    Metric(
        key="skin_product", label=_("New or stopped skin product"), area=Area.EVENTS, kind=Kind.YES_NO,
        role=Role.CONTEXT, source=Source.EVENTS, high=1, guide="gut-and-skin",
    ),
)  # fmt: skip

BY_KEY: dict[str, Metric] = {metric.key: metric for metric in METRICS}


def those(metrics: Iterable[Metric] = METRICS, /, **wanted: object) -> tuple[Metric, ...]:
    """The metrics whose facts equal all of `wanted`, in registry order: `those(source=Source.NIGHT)`."""
    return tuple(m for m in metrics if all(getattr(m, fact) == value for fact, value in wanted.items()))


def supplement(slug: str, name: str) -> Metric:
    """A person's own supplement as a metric: was it taken that day?"""
    return Metric(
        key=f"took_{slug}", label=name, area=Area.SUPPLEMENTS, kind=Kind.YES_NO, role=Role.HABIT,
        source=Source.DOSES, high=1, guide="magnesium",
    )  # fmt: skip
