"""The self-tests that are offered ready-made: what is changed, what decides, how soon an effect is looked for."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from tracker.experiments.gate import Touches
from tracker.stats.designs import ONSETS, Onset


@dataclass(frozen=True, slots=True)
class Starter:
    """A ready-made question; words are message ids, `outcome` and `others` keys of metrics.

    `onset` is None where nothing can be drawn by lot: then it is "before and after", without a verdict.
    `touches` says what kind of habit it is, for the safety questions; `hidden` ones are shown only after those.
    """

    key: str
    slug: str
    title: str
    usual: str
    habit: str
    outcome: str
    others: tuple[str, ...]
    onset: Onset | None
    touches: frozenset[Touches]
    direction: int
    hidden: bool = False

    @property
    def kind(self) -> str:
        """The design the onset asks for, or "watch"."""
        return ONSETS[self.onset][0] if self.onset else "watch"


def _touching(*touches: Touches) -> frozenset[Touches]:
    return frozenset(touches)


# Those with the least risk and the quickest answer first.
STARTERS: tuple[Starter, ...] = (
    Starter(
        "E7", "ten-quiet-minutes", _("Ten quiet minutes"),
        _("No planned quiet time"), _("Ten minutes of sitting quietly or breathing slowly, once a day"),
        "stress", ("unease", "gut_discomfort"), "few_days", _touching("calm"), -1,
    ),
    Starter(
        "E6", "steady-wake-time", _("A steady wake time"),
        _("Get up as usual"), _("Get up within 30 minutes of the same time every day"),
        "sleep_quality", ("mood",), "few_days", _touching("sleep"), 1,
    ),
    Starter(
        "E9", "nature-or-music", _("Nature or music"),
        _("No planned break"), _("A break of 20 minutes outdoors in green surroundings, or with music"),
        "stress", (), "same_day", _touching("outdoors"), -1,
    ),
    Starter(
        "E1", "fermented-food", _("Fermented food every day"),
        _("No live fermented food"), _("One or two servings of live fermented food a day"),
        "gut_discomfort", ("mood", "stool_type"), "week", _touching("food", "fermented"), -1,
    ),
    Starter(
        "E2", "more-plants", _("More kinds of plants"),
        _("Eat as usual"), _("One more group of plants a day, more slowly if it is hard on your stomach"),
        "gut_discomfort", ("stool_type", "mood"), "week", _touching("food", "fibre"), -1,
    ),
    Starter(
        "E8", "daily-movement", _("Move every day"),
        _("Move as usual"), _("20 to 30 minutes of easy movement a day"),
        "mood", ("sleep_quality", "stool_type"), "few_days", _touching("movement", "mood"), 1,
    ),
    Starter(
        "E11", "regular-meals", _("Regular meal times"),
        _("Eat when it suits"), _("Eat at about the same times every day"),
        "gut_discomfort", ("energy",), "few_days", _touching("food", "meal_times"), -1,
    ),
    Starter(
        "E5", "fewer-processed", _("Fewer ultra-processed and sugary things"),
        _("Eat as usual"), _("Swap ultra-processed and sugary things for others, without counting calories"),
        "energy", ("gut_discomfort",), "week", _touching("food", "restriction"), 1,
    ),
    Starter(
        "E10", "gentle-skin-care", _("Gentler skin care"),
        _("Wash as usual"), _("No harsh cleansers; prescribed treatment goes on as before"),
        "skin_overall", ("itch", "spots_count"), "fortnight", _touching("skin"), 1,
    ),
    Starter(
        "E3", "mediterranean", _("Eat in a Mediterranean way"),
        _("Eat as usual"), _("Vegetables, pulses, fish, nuts and olive oil most days"),
        "mood", (), None, _touching("food", "diet", "mood"), 1,
    ),
    Starter(
        "E4", "probiotic", _("A probiotic you already mean to take"),
        _("No probiotic"), _("The same product every day"),
        "unease", ("mood", "stress", "gut_discomfort"), "fortnight", _touching("supplement", "probiotic", "mood"), -1,
        hidden=True,
    ),
    Starter(
        "E12", "magnesium-plan", _("A magnesium plan made with your doctor"),
        _("Before the plan"), _("The plan your doctor or pharmacist made with you"),
        "pain_peak", ("stool_type",), None, _touching("supplement", "magnesium"), -1,
        hidden=True,
    ),
)  # fmt: skip

NEVER = (
    _("Faecal transplants and enemas"),
    _("Starting, stopping or changing a prescribed medicine or a therapy"),
    _("Cannabis, CBD, psychedelics, injections and anything unlicensed"),
    _("Antibiotics"),
    _("Elimination diets, fasting and cutting sleep short"),
    _("Vitamin D, calcium or magnesium to steer a blood value"),
    _("Anything tried on a child or on somebody else"),
)


def starter(slug: str) -> Starter:
    """The ready-made self-test of that name.

    Raises:
        KeyError: if there is none.
    """
    return {each.slug: each for each in STARTERS}[slug]


def watched(slug: str) -> bool:
    """Whether it is a ready-made one that cannot be drawn by lot."""
    return bool(slug) and starter(slug).onset is None


def called(name: str) -> str:
    """The slug of the ready-made one with that key or slug; nothing for an unknown one."""
    return next((each.slug for each in STARTERS if name and name in (each.key, each.slug)), "")
