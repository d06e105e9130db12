"""Amounts as a sentence says them: `30 g of fibre`, `20 g`, `0.6 points`, each a whole phrase of its own."""

import math
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy, npgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.metrics import Kind, Metric
from tracker.web import inside as names
from tracker.web import naming
from tracker.web.numbers import written

PERCENT = 100
STEPS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 5000, 10_000, 100_000)
FIVE_MINUTES = 12  # in an hour

PHRASES: dict[str, Promise] = {
    "bed_time": _("sleep beginning at %(n)s"),
    "wake_time": _("waking at %(n)s"),
    "sleep_hours": _("%(n)s hours of sleep"),
    "sleep_regularity": _("a sleep regularity of %(n)s"),
    "fibre": _("%(n)s g of fibre"),
    "plants": _("%(n)s different plants"),
    "plant_groups": _("%(n)s plant groups"),
    "fermented": _("%(n)s servings of fermented food"),
    "food_magnesium": _("%(n)s mg of magnesium from food"),
    "supplement_magnesium": _("%(n)s mg of magnesium"),
    "supplement_b6": _("%(n)s mg of vitamin B6"),
    "upf": _("%(n)s servings of ultra-processed food"),
    "sugary": _("%(n)s servings of food and drink with much sugar"),
    "prebiotic_items": _("%(n)s prebiotic foods"),
    "polyphenol_foods": _("%(n)s foods rich in polyphenols"),
    "mg_foods": _("%(n)s magnesium-rich foods"),
    "good_fats": _("%(n)s servings of fish, nuts, seeds or plant oils"),
    "upf_items": _("%(n)s ultra-processed items"),
    "sugary_items": _("%(n)s sugary items"),
    "meal_regularity": _("regular meals at %(n)s of 2"),
    "alcohol": _("%(n)s units of alcohol"),
    "mindful_min": _("%(n)s minutes of mindfulness"),
    "breathing_min": _("%(n)s minutes of slow breathing"),
    "nature_min": _("%(n)s minutes in nature"),
    "music_min": _("%(n)s minutes of music"),
    "active_min": _("%(n)s active minutes"),
    "daylight_min": _("%(n)s minutes of daylight"),
    "harsh_cleansing": _("%(n)s harsh cleansings"),
}
# One of what is counted in whole.
SINGLE: dict[str, Promise] = {
    "plants": _("one plant"),
    "plant_groups": _("one plant group"),
    "fermented": _("one serving of fermented food"),
    "upf": _("one serving of ultra-processed food"),
    "sugary": _("one serving of food and drink with much sugar"),
    "prebiotic_items": _("one prebiotic food"),
    "polyphenol_foods": _("one food rich in polyphenols"),
    "mg_foods": _("one magnesium-rich food"),
    "good_fats": _("one serving of fish, nuts, seeds or plant oils"),
    "upf_items": _("one ultra-processed item"),
    "sugary_items": _("one sugary item"),
    "alcohol": _("one unit of alcohol"),
    "harsh_cleansing": _("one harsh cleansing"),
}
# The other amount, said after the whole phrase: what is counted, and nothing of what it is for.
AGAINST: dict[str, Promise] = {
    "servings": ngettext_lazy("%(n)s serving", "%(n)s servings", "count"),
    "plants": npgettext_lazy("the other amount", "%(n)s plant", "%(n)s plants", "count"),
    "groups": npgettext_lazy("the other amount", "%(n)s group", "%(n)s groups", "count"),
    "foods": npgettext_lazy("the other amount", "%(n)s food", "%(n)s foods", "count"),
    "items": npgettext_lazy("the other amount", "%(n)s item", "%(n)s items", "count"),
    "units": npgettext_lazy("the other amount, of alcohol", "%(n)s unit", "%(n)s units", "count"),
    "times": npgettext_lazy("the other amount", "%(n)s time", "%(n)s times", "count"),
}
COUNTED = {
    "fermented": "servings", "upf": "servings", "sugary": "servings", "good_fats": "servings",
    "plants": "plants", "plant_groups": "groups", "prebiotic_items": "foods", "polyphenol_foods": "foods",
    "mg_foods": "foods", "upf_items": "items", "sugary_items": "items", "alcohol": "units",
    "harsh_cleansing": "times",
}  # fmt: skip
HAN, NO_BREAK = "\u2e80", "\N{NO-BREAK SPACE}"  # from here on scripts stand without spaces


def rounded(metric: Metric, low: float, high: float) -> tuple[float, float]:
    """Both amounts to a step that people think in, not so coarse that they become one."""
    if metric.kind is Kind.CLOCK:
        near = round(low * FIVE_MINUTES) / FIVE_MINUTES, round(high * FIVE_MINUTES) / FIVE_MINUTES
        return near if near[0] < near[1] else (low, high)
    fitting = [step for step in STEPS if step <= (high - low) / 2] or [STEPS[0]]
    if metric.kind in (Kind.COUNT, Kind.SCALE) and float(low).is_integer() and float(high).is_integer():
        return low, high
    coarse = round(low / fitting[-1]) * fitting[-1], round(high / fitting[-1]) * fitting[-1]
    return coarse if coarse[0] < coarse[1] else (low, high)


def near(metric: Metric, number: float, step: float) -> float:
    """One amount, no finer than a quarter of a usual step allows."""
    return rounded(metric, number, number + abs(step))[0]


def bare(metric: Metric, number: float) -> str:
    """The number alone: no more decimals than it has, two at most; a clock's as hours and minutes."""
    if metric.kind is Kind.CLOCK:
        hour, minute = divmod(round(number * 60) % (24 * 60), 60)
        return f"{hour:02d}:{minute:02d}"
    exponent = Decimal(f"{round(number, 2):g}").as_tuple().exponent
    return written(number, max(0, -int(exponent)))


def habit(metric: Metric, number: float) -> str:
    """An amount of a habit within a sentence."""
    if metric.typed:
        return gettext("%(habit)s at %(n)s") % {"habit": names.inside(metric), "n": less(metric, number)}
    if number == 1 and metric.key in SINGLE:
        return str(SINGLE[metric.key])
    return str(PHRASES[metric.key]) % {"n": bare(metric, number)}


def less(metric: Metric, number: float) -> str:
    """The other amount, with its unit."""
    said = bare(metric, number)
    if metric.kind is Kind.CLOCK:
        return said
    if not metric.typed and metric.key in COUNTED:
        return str(AGAINST[COUNTED[metric.key]] % {"n": said, "count": 1 if number == 1 else 2})
    return measured(metric, said)


def measured(metric: Metric, said: str) -> str:
    """A number with the unit's sign: on one line, and close up where the unit is written in Han."""
    unit = naming.unit(metric)
    return f"{said}{'' if unit >= HAN else NO_BREAK}{unit}" if unit else said


def points(metric: Metric, size: float, digits: int) -> str:
    """A difference in what is felt, never negative, with its unit."""
    if metric.kind is Kind.YES_NO:
        return gettext("%(n)s percentage points") % {"n": written(size * PERCENT)}
    if metric.kind is Kind.SCALE:
        return ngettext("%(n)s point", "%(n)s points", 2 if digits or size != 1 else 1) % {"n": written(size, digits)}
    return measured(metric, written(size, digits))


def end(metric: Metric, size: float, digits: int) -> str:
    """One end of a range, bare."""
    return written(size * PERCENT) if metric.kind is Kind.YES_NO else written(size, digits)


def digits_for(*sizes: float) -> int:
    """Decimals that tell the sizes apart from none and from each other."""
    largest = max(abs(size) for size in sizes)
    if largest >= PERCENT:
        return 0
    return 1 if largest >= 0.25 or not largest else min(4, 1 - math.floor(math.log10(largest)))
