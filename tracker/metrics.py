"""Every number the tracker keeps, described once.

Facts only: no callable, no SQL, no colour, no Django. Rooms read these entries and behave; what a
person adds (supplements, later own trackers) becomes entries of the same type, so no reader needs a
special case. A fact lives here once two rooms read it, and in its only reader until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


def _(message: str) -> str:
    """Mark for the message catalogues; whoever shows the text translates it."""
    return message


def pgettext(context: str, message: str) -> str:
    """Mark words that answer one question; the context is its key, for adjectives agree with what they describe."""
    return message


class Area(StrEnum):
    """Where a number belongs: a heading, a card on Today, a tone."""

    MIND = "mind"
    GUT = "gut"
    SLEEP = "sleep"
    BODY = "body"
    SKIN = "skin"
    FOOD = "food"
    SUPPLEMENTS = "supplements"
    EVENTS = "events"
    OWN = "own"


class Kind(StrEnum):
    """What sort of number it is: decides field, mark, statistic and JSON type."""

    SCALE = "scale"
    COUNT = "count"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    CLOCK = "clock"


class OwnKind(StrEnum):
    """What a person's own tracker may count."""

    YES_NO = "yes_no"
    COUNT = "count"
    AMOUNT = "amount"
    SCALE = "scale"
    MINUTES = "minutes"


class Role(StrEnum):
    """A habit may be changed, an outcome is felt, context merely happens."""

    HABIT = "habit"
    OUTCOME = "outcome"
    CONTEXT = "context"


class Source(StrEnum):
    """Which rows fill the column; one collector each in diary/days.py."""

    CHECK_IN = "check-in"
    CYCLE = "cycle"
    NIGHT = "night"
    SERVINGS = "servings"
    OWN = "own"
    DOSES = "doses"
    EVENTS = "events"
    MOMENTS = "moments"


class Better(StrEnum):
    """Which way is felt as better; INSIDE means within `aim`."""

    HIGHER = "higher"
    LOWER = "lower"
    INSIDE = "inside"
    NEITHER = "neither"


class Module(NamedTuple):
    """Some questions that are asked only of whoever switched them on; `why` says what they are for."""

    key: str
    label: str
    why: str
    icon: str
    counts_food: bool = False


MODULES: tuple[Module, ...] = (
    Module(key="sleep", label=_("Sleep and energy"), why=_("how much energy the day had"), icon="moon"),
    Module(
        key="food", label=_("More about food"), why=_("kinds of food that plates and grams do not show"),
        icon="utensils", counts_food=True,
    ),
    Module(key="gut", label=_("More about the gut"), why=_("bloating, pain, movements and urgency, each on its own"),
           icon="activity"),
    Module(key="probiotic", label=_("Probiotic"), why=_("whether you took the one you chose"), icon="microscope"),
    Module(key="calm", label=_("Stress and calm"), why=_("minutes of quiet, breathing, nature and music"),
           icon="sprout"),
    Module(key="movement", label=_("Movement and daylight"), why=_("minutes of moving and of being outside"),
           icon="footprints"),
    Module(key="skin", label=_("Skin"), why=_("how the skin was, and what it met"), icon="layers"),
    Module(key="headache", label=_("Headache"), why=_("days with headache, how strong and how long"), icon="brain"),
    Module(key="magnesium", label=_("Magnesium diary"), why=_("reads labels: how much magnesium a product holds"),
           icon="pill"),
    Module(key="cycle", label=_("Cycle"), why=_("bleeding, so that it can be told apart from the rest"),
           icon="circle-dashed"),
    Module(key="focus", label=_("Focus"), why=_("how well you could keep your mind on things"), icon="lightbulb"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number a person keeps, a value a day.

    `key` is column, CSV header, JSON field and URL part and is never renamed. `low`, `high` and `step`
    bound a value in `unit`; clock values are hours after midnight of the day of waking, so half past
    eleven the evening before is -0.5. `words` name each step of a scale whose steps have names.
    `none` names an answer that says "there was nothing to rate": stored as 0, not a value on the scale.
    `advice` lists amounts a day that authorities name as their limit without supervision: lines to know of, no aim.
    Label and unit of a `typed` metric are the person's own words, which nobody translates.
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
    advice: tuple[float, ...] = ()
    module: str = ""
    guide: str = ""
    loinc: str = ""
    typed: bool = False

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
            (any(not self.low < line < self.high for line in self.advice), "advice lies outside"),
            (bool(self.words) and len(self.words) != self.high - self.low + 1, "words and steps differ in number"),
            (self.module not in {"", *(module.key for module in MODULES)}, "there is no such module"),
            (self.kind is Kind.YES_NO and (self.low, self.high) != (0, 1), "yes or no is 1 or 0"),
        ]
        for wrong, why in faults:
            if wrong:
                raise ValueError(f"metric {self.key!r}: {why}")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="mood", label=_("Mood"), help=_("the day as a whole"), area=Area.MIND, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, ends=(pgettext("mood", "very bad"), pgettext("mood", "very good")),
        better=Better.HIGHER,
        guide="gut-and-mood",
    ),
    Metric(
        key="unease", label=_("Unease"), help=_("tense, worried, sad, irritable"), area=Area.MIND, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, ends=(pgettext("unease", "none"), pgettext("unease", "very strong")),
        better=Better.LOWER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="stress", label=_("Stress"), area=Area.MIND, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("stress", "not at all"), pgettext("stress", "extreme")),
        better=Better.LOWER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="sleep_quality", label=_("How you slept"), area=Area.SLEEP, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("sleep_quality", "terribly"), pgettext("sleep_quality", "very well")),
        better=Better.HIGHER,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="gut_discomfort", label=_("Gut discomfort"), help=_("pain, bloating, wind together"), area=Area.GUT,
        kind=Kind.SCALE, role=Role.OUTCOME, source=Source.CHECK_IN,
        ends=(pgettext("gut_discomfort", "none"), pgettext("gut_discomfort", "very strong")),
        better=Better.LOWER, guide="gut-and-mood",
    ),
    Metric(
        key="stool_type", label=_("Stool"), help=_("the most typical one today"), area=Area.GUT, kind=Kind.SCALE,
        role=Role.OUTCOME, source=Source.CHECK_IN, low=1, high=7,
        ends=(pgettext("stool_type", "hard"), pgettext("stool_type", "watery")),
        words=(
            pgettext("stool_type", "separate hard pellets"), pgettext("stool_type", "firm and lumpy"),
            pgettext("stool_type", "firm with cracks"), pgettext("stool_type", "smooth and soft"),
            pgettext("stool_type", "soft separate pieces"), pgettext("stool_type", "mushy, ragged edges"),
            pgettext("stool_type", "all liquid"),
        ),
        none=pgettext("stool_type", "None today"), better=Better.INSIDE, aim=(3, 5), guide="bacteria-and-stress",
    ),
    Metric(
        key="bed_time", label=_("Fell asleep"), area=Area.SLEEP, kind=Kind.CLOCK, role=Role.HABIT,
        source=Source.NIGHT, unit=_("h"), low=-24, high=24, step=1 / 60, guide="bacteria-and-stress",
    ),
    Metric(
        key="wake_time", label=_("Woke up"), area=Area.SLEEP, kind=Kind.CLOCK, role=Role.HABIT,
        source=Source.NIGHT, unit=_("h"), low=0, high=24, step=1 / 60, guide="bacteria-and-stress",
    ),
    Metric(
        key="sleep_hours", label=_("Hours of sleep"), area=Area.SLEEP, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.NIGHT, unit=_("h"), low=0, high=24, step=0.25, guide="bacteria-and-stress", loinc="93832-4",
    ),
    Metric(
        key="sleep_regularity", label=_("Regular sleep times"),
        help=_("sleep regularity index of the last seven nights; 100 is the same times every night"),
        area=Area.SLEEP, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.NIGHT, low=-100, high=100,
        guide="bacteria-and-stress",
    ),
    Metric(
        key="fibre", label=_("Fibre"), area=Area.FOOD, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.SERVINGS,
        unit=_("g"), low=0, high=300, step=0.1, aim=(25, 35), guide="gut-and-mood",
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
        source=Source.SERVINGS, unit=_("mg"), low=0, high=5000, guide="magnesium",
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
        area=Area.SUPPLEMENTS, kind=Kind.AMOUNT, role=Role.HABIT, source=Source.DOSES, unit=_("mg"), low=0, high=5000,
        advice=(250, 350), guide="magnesium",
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
        key="skin_product", label=_("Change of skin product"), area=Area.EVENTS, kind=Kind.YES_NO,
        role=Role.CONTEXT, source=Source.EVENTS, high=1, guide="gut-and-skin",
    ),
    Metric(
        key="skin_treatment", label=_("Change of skin treatment"), area=Area.EVENTS, kind=Kind.YES_NO,
        role=Role.CONTEXT, source=Source.EVENTS, high=1, guide="gut-and-skin",
    ),
    Metric(
        key="moment_pleasant", label=_("Mood of moments"), help=_("mean of the day’s moments"), area=Area.MIND,
        kind=Kind.SCALE, role=Role.OUTCOME, source=Source.MOMENTS, low=-5, high=5,
        ends=(pgettext("moment_pleasant", "unpleasant"), pgettext("moment_pleasant", "pleasant")), better=Better.HIGHER,
        guide="gut-and-mood",
    ),
    Metric(
        key="moment_energy", label=_("Energy of moments"), help=_("mean of the day’s moments"), area=Area.BODY,
        kind=Kind.SCALE, role=Role.OUTCOME, source=Source.MOMENTS, low=-5, high=5,
        ends=(pgettext("moment_energy", "low energy"), pgettext("moment_energy", "high energy")),
        guide="bacteria-and-stress",
    ),
    # Optional modules: asked only of whoever switched them on.
    Metric(
        key="energy", label=_("Energy"), area=Area.BODY, kind=Kind.SCALE, role=Role.OUTCOME, source=Source.CHECK_IN,
        ends=(pgettext("energy", "no energy"), pgettext("energy", "full of energy")), better=Better.HIGHER,
        module="sleep",
        guide="bacteria-and-stress",
    ),
    Metric(
        key="prebiotic_items", label=_("Prebiotic foods"), help=_("onion, garlic, banana, artichoke and the like"),
        area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT, source=Source.CHECK_IN, high=5, module="food",
        guide="gut-and-mood",
    ),
    Metric(
        key="polyphenol_foods", label=_("Foods rich in polyphenols"), help=_("berries, tea, coffee, cocoa, olive oil"),
        area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT, source=Source.CHECK_IN, high=5, module="food",
        guide="gut-and-mood",
    ),
    Metric(
        key="mg_foods", label=_("Magnesium-rich foods"), help=_("wholegrain, legumes, nuts, greens, fish"),
        area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT, source=Source.CHECK_IN, high=5, module="food",
        guide="magnesium",
    ),
    Metric(
        key="good_fats", label=_("Fish, nuts, seeds, plant oils"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.CHECK_IN, high=5, module="food", guide="gut-and-skin",
    ),
    Metric(
        key="upf_items", label=_("Ultra-processed items"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.CHECK_IN, high=5, module="food", guide="bacteria-and-stress",
    ),
    Metric(
        key="sugary_items", label=_("Sugary items"), area=Area.FOOD, kind=Kind.COUNT, role=Role.HABIT,
        source=Source.CHECK_IN, high=5, module="food", guide="bacteria-and-stress",
    ),
    Metric(
        key="meal_regularity", label=_("Regular meals"), area=Area.FOOD, kind=Kind.SCALE, role=Role.HABIT,
        source=Source.CHECK_IN, high=2,
        ends=(pgettext("meal_regularity", "irregular"), pgettext("meal_regularity", "regular")),
        words=(
            pgettext("meal_regularity", "irregular"), pgettext("meal_regularity", "in between"),
            pgettext("meal_regularity", "regular"),
        ),
        module="food", guide="gut-and-skin",
    ),
    Metric(
        key="alcohol", label=_("Units of alcohol"), area=Area.FOOD, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, high=50, step=0.5, module="food", guide="magnesium",
    ),
    Metric(
        key="bloating", label=_("Bloating"), area=Area.GUT, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("bloating", "none"), pgettext("bloating", "very strong")),
        better=Better.LOWER, module="gut",
        guide="gut-and-skin",
    ),
    Metric(
        key="belly_pain", label=_("Belly pain"), area=Area.GUT, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("belly_pain", "none"), pgettext("belly_pain", "worst imaginable")),
        better=Better.LOWER, module="gut",
        guide="gut-and-skin",
    ),
    Metric(
        key="bm_count", label=_("Bowel movements"), area=Area.GUT, kind=Kind.COUNT, role=Role.OUTCOME,
        source=Source.CHECK_IN, high=30, module="gut", guide="bacteria-and-stress",
    ),
    Metric(
        key="urgency", label=_("Had to rush to the toilet"), area=Area.GUT, kind=Kind.YES_NO, role=Role.OUTCOME,
        source=Source.CHECK_IN, high=1, better=Better.LOWER, module="gut",
    ),
    Metric(
        key="probiotic_taken", label=_("Took a probiotic"), area=Area.SUPPLEMENTS, kind=Kind.YES_NO, role=Role.HABIT,
        source=Source.CHECK_IN, high=1, module="probiotic", guide="gut-and-mood",
    ),
    Metric(
        key="mindful_min", label=_("Mindfulness"), area=Area.MIND, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, unit=_("min"), high=1440, module="calm", guide="bacteria-and-stress",
    ),
    Metric(
        key="breathing_min", label=_("Slow breathing"), area=Area.MIND, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, unit=_("min"), high=1440, module="calm", guide="bacteria-and-stress",
    ),
    Metric(
        key="nature_min", label=_("Time in nature"), area=Area.MIND, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, unit=_("min"), high=1440, module="calm", guide="bacteria-and-stress",
    ),
    Metric(
        key="music_min", label=_("Listening to music"), area=Area.MIND, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, unit=_("min"), high=1440, module="calm", guide="bacteria-and-stress",
    ),
    Metric(
        key="active_min", label=_("Active minutes"), help=_("brisk walking or more"), area=Area.BODY,
        kind=Kind.AMOUNT, role=Role.HABIT, source=Source.CHECK_IN, unit=_("min"), high=1440, module="movement",
        guide="bacteria-and-stress",
    ),
    Metric(
        key="daylight_min", label=_("Daylight"), area=Area.BODY, kind=Kind.AMOUNT, role=Role.HABIT,
        source=Source.CHECK_IN, unit=_("min"), high=1440, module="movement", guide="gut-and-skin",
    ),
    Metric(
        key="skin_overall", label=_("Skin overall"), area=Area.SKIN, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("skin_overall", "very bad"), pgettext("skin_overall", "very good")),
        better=Better.HIGHER, module="skin",
        guide="gut-and-skin",
    ),
    Metric(
        key="itch", label=_("Itch"), help=_("at its worst"), area=Area.SKIN, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("itch", "none"), pgettext("itch", "worst imaginable")),
        better=Better.LOWER, module="skin",
        guide="gut-and-skin",
    ),
    Metric(
        key="redness", label=_("Redness"), area=Area.SKIN, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("redness", "none"), pgettext("redness", "very strong")),
        better=Better.LOWER, module="skin",
        guide="gut-and-skin",
    ),
    Metric(
        key="spots_count", label=_("New inflamed spots"), area=Area.SKIN, kind=Kind.COUNT, role=Role.OUTCOME,
        source=Source.CHECK_IN, high=200, better=Better.LOWER, module="skin", guide="gut-and-skin",
    ),
    Metric(
        key="flare", label=_("Flare-up"), area=Area.SKIN, kind=Kind.YES_NO, role=Role.OUTCOME,
        source=Source.CHECK_IN, high=1, better=Better.LOWER, module="skin", guide="gut-and-skin",
    ),
    Metric(
        key="harsh_cleansing", label=_("Harsh cleansing"), help=_("how many times"), area=Area.SKIN, kind=Kind.COUNT,
        role=Role.HABIT, source=Source.CHECK_IN, high=20, module="skin", guide="gut-and-skin",
    ),
    Metric(
        key="headache_day", label=_("Headache today"), area=Area.BODY, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, high=2, ends=(pgettext("headache_day", "none"), pgettext("headache_day", "migraine")),
        words=(
            pgettext("headache_day", "none"), pgettext("headache_day", "headache"),
            pgettext("headache_day", "migraine"),
        ),
        better=Better.LOWER, module="headache", guide="magnesium",
    ),
    Metric(
        key="pain_peak", label=_("Worst pain"), area=Area.BODY, kind=Kind.SCALE, role=Role.OUTCOME,
        source=Source.CHECK_IN, ends=(pgettext("pain_peak", "none"), pgettext("pain_peak", "worst imaginable")),
        better=Better.LOWER, module="headache",
        guide="magnesium",
    ),
    Metric(
        key="attack_hours", label=_("Hours it lasted"), area=Area.BODY, kind=Kind.AMOUNT, role=Role.OUTCOME,
        source=Source.CHECK_IN, unit=_("h"), high=24, step=0.5, better=Better.LOWER, module="headache",
        guide="magnesium",
    ),
    Metric(
        key="acute_med", label=_("Took a painkiller or attack medicine"), area=Area.BODY, kind=Kind.YES_NO,
        role=Role.CONTEXT, source=Source.CHECK_IN, high=1, module="headache",
    ),
    Metric(
        key="aura", label=_("Aura"), area=Area.BODY, kind=Kind.YES_NO, role=Role.OUTCOME, source=Source.CHECK_IN,
        high=1, better=Better.LOWER, module="headache",
    ),
    Metric(
        key="supplement_b6", label=_("Vitamin B6 from supplements"), area=Area.SUPPLEMENTS, kind=Kind.AMOUNT,
        role=Role.HABIT, source=Source.DOSES, unit=_("mg"), low=0, high=1000, step=0.1, advice=(12,),
        module="magnesium",
        guide="magnesium",
    ),
    Metric(
        key="period_flow", label=_("Bleeding"), area=Area.BODY, kind=Kind.SCALE, role=Role.CONTEXT,
        source=Source.CHECK_IN, high=3, ends=(pgettext("period_flow", "none"), pgettext("period_flow", "heavy")),
        words=(
            pgettext("period_flow", "none"), pgettext("period_flow", "light"), pgettext("period_flow", "medium"),
            pgettext("period_flow", "heavy"),
        ),
        module="cycle", guide="gut-and-skin",
    ),
    Metric(
        key="cycle_day", label=_("Day of the cycle"), area=Area.BODY, kind=Kind.COUNT, role=Role.CONTEXT,
        source=Source.CYCLE, low=1, high=120, module="cycle", guide="gut-and-skin",
    ),
    Metric(
        key="focus", label=_("Focus"), area=Area.MIND, kind=Kind.SCALE, role=Role.OUTCOME, source=Source.CHECK_IN,
        ends=(pgettext("focus", "none"), pgettext("focus", "very good")), better=Better.HIGHER, module="focus",
    ),
)  # fmt: skip

BY_KEY: dict[str, Metric] = {metric.key: metric for metric in METRICS}


def those(metrics: Iterable[Metric] = METRICS, /, **wanted: object) -> tuple[Metric, ...]:
    """The metrics whose facts equal all of `wanted`, in registry order: `those(source=Source.NIGHT)`."""
    found = tuple(metrics)
    for fact, value in wanted.items():
        found = tuple([metric for metric in found if getattr(metric, fact) == value])
    return found


def supplement(slug: str, name: str) -> Metric:
    """A person's own supplement as a metric: was it taken that day?"""
    return Metric(
        key=f"took_{slug}", label=name, area=Area.SUPPLEMENTS, kind=Kind.YES_NO, role=Role.HABIT,
        source=Source.DOSES, high=1, guide="magnesium", typed=True,
    )  # fmt: skip


# What may be typed into an own tracker of each kind goes from 0 to so much.
OWN_KINDS: dict[OwnKind, tuple[Kind, float]] = {
    OwnKind.YES_NO: (Kind.YES_NO, 1),
    OwnKind.COUNT: (Kind.COUNT, 100_000),
    OwnKind.AMOUNT: (Kind.AMOUNT, 1_000_000),
    OwnKind.SCALE: (Kind.SCALE, 10),
    OwnKind.MINUTES: (Kind.AMOUNT, 1440),
}
OWN_MOST = max(most for _kind, most in OWN_KINDS.values())


def own(slug: str, name: str, what: OwnKind, *, unit: str = "", better: Better, role: Role) -> Metric:
    """A person's own tracker as a metric; a scale's ends are worded plainly, for the app cannot know what it rates."""
    kind, most = OWN_KINDS[what]
    low = (pgettext("own", "none"), pgettext("own", "very strong"))
    worded = low if better is Better.LOWER else (pgettext("own", "very low"), pgettext("own", "very high"))
    return Metric(
        key=f"own_{slug}", label=name, area=Area.OWN, kind=kind, role=role, source=Source.OWN, high=most,
        step=0.01 if what is OwnKind.AMOUNT else 1, ends=worded if kind is Kind.SCALE else ("", ""),
        unit="min" if what is OwnKind.MINUTES else unit, better=better, typed=True,
    )  # fmt: skip
