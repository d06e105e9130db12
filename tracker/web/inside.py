"""What numbers are called inside a sentence; Nordic languages use another form there than in a heading."""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy

from tracker.metrics import Metric
from tracker.web import naming

FELT: dict[str, Promise] = {
    "mood": pgettext_lazy("inside a sentence", "mood"),
    "unease": pgettext_lazy("inside a sentence", "unease"),
    "stress": pgettext_lazy("inside a sentence", "stress"),
    "sleep_quality": pgettext_lazy("inside a sentence", "sleep quality"),
    "gut_discomfort": pgettext_lazy("inside a sentence", "gut discomfort"),
    "stool_type": pgettext_lazy("inside a sentence", "stool type"),
    "moment_pleasant": pgettext_lazy("inside a sentence", "mood of moments"),
    "moment_energy": pgettext_lazy("inside a sentence", "energy of moments"),
    "energy": pgettext_lazy("inside a sentence", "energy"),
    "bloating": pgettext_lazy("inside a sentence", "bloating"),
    "belly_pain": pgettext_lazy("inside a sentence", "belly pain"),
    "bm_count": pgettext_lazy("inside a sentence", "the number of bowel movements"),
    "urgency": pgettext_lazy("inside a sentence", "the share of days with a rush to the toilet"),
    "skin_overall": pgettext_lazy("inside a sentence", "skin rating"),
    "itch": pgettext_lazy("inside a sentence", "itch"),
    "redness": pgettext_lazy("inside a sentence", "redness"),
    "spots_count": pgettext_lazy("inside a sentence", "the number of new inflamed spots"),
    "flare": pgettext_lazy("inside a sentence", "the share of days with a flare-up"),
    "headache_day": pgettext_lazy("inside a sentence", "headache"),
    "pain_peak": pgettext_lazy("inside a sentence", "worst pain"),
    "attack_hours": pgettext_lazy("inside a sentence", "the length of attacks"),
    "aura": pgettext_lazy("inside a sentence", "the share of days with aura"),
    "focus": pgettext_lazy("inside a sentence", "focus"),
}
DONE: dict[str, Promise] = {
    "bed_time": pgettext_lazy("inside a sentence", "bedtime"),
    "wake_time": pgettext_lazy("inside a sentence", "waking time"),
    "sleep_hours": pgettext_lazy("inside a sentence", "the length of sleep"),
    "sleep_regularity": pgettext_lazy("inside a sentence", "the regularity of sleep times"),
    "fibre": pgettext_lazy("inside a sentence", "fibre"),
    "plants": pgettext_lazy("inside a sentence", "the number of different plants"),
    "plant_groups": pgettext_lazy("inside a sentence", "the number of plant groups"),
    "fermented": pgettext_lazy("inside a sentence", "fermented food"),
    "food_magnesium": pgettext_lazy("inside a sentence", "magnesium from food"),
    "upf": pgettext_lazy("inside a sentence", "ultra-processed food"),
    "sugary": pgettext_lazy("inside a sentence", "food and drink with much sugar"),
    "supplement_magnesium": pgettext_lazy("inside a sentence", "magnesium from supplements"),
    "supplement_b6": pgettext_lazy("inside a sentence", "vitamin B6 from supplements"),
    "prebiotic_items": pgettext_lazy("inside a sentence", "prebiotic foods"),
    "polyphenol_foods": pgettext_lazy("inside a sentence", "foods rich in polyphenols"),
    "mg_foods": pgettext_lazy("inside a sentence", "magnesium-rich foods"),
    "good_fats": pgettext_lazy("inside a sentence", "fish, nuts, seeds and plant oils"),
    "upf_items": pgettext_lazy("inside a sentence", "ultra-processed items"),
    "sugary_items": pgettext_lazy("inside a sentence", "sugary items"),
    "meal_regularity": pgettext_lazy("inside a sentence", "the regularity of meals"),
    "alcohol": pgettext_lazy("inside a sentence", "alcohol"),
    "probiotic_taken": pgettext_lazy("inside a sentence", "a probiotic"),
    "mindful_min": pgettext_lazy("inside a sentence", "mindfulness"),
    "breathing_min": pgettext_lazy("inside a sentence", "slow breathing"),
    "nature_min": pgettext_lazy("inside a sentence", "time in nature"),
    "music_min": pgettext_lazy("inside a sentence", "listening to music"),
    "active_min": pgettext_lazy("inside a sentence", "active minutes"),
    "daylight_min": pgettext_lazy("inside a sentence", "daylight"),
    "harsh_cleansing": pgettext_lazy("inside a sentence", "harsh cleansing"),
}
HAPPENS: dict[str, Promise] = {
    "antibiotics": pgettext_lazy("inside a sentence", "a course of antibiotics"),
    "illness": pgettext_lazy("inside a sentence", "illness"),
    "medicine": pgettext_lazy("inside a sentence", "a change of medicine"),
    "travel": pgettext_lazy("inside a sentence", "travel"),
    "stressor": pgettext_lazy("inside a sentence", "a hard event"),
    "skin_product": pgettext_lazy("inside a sentence", "a change of skin product"),
    "skin_treatment": pgettext_lazy("inside a sentence", "a change of skin treatment"),
    "acute_med": pgettext_lazy("inside a sentence", "a painkiller or attack medicine"),
    "period_flow": pgettext_lazy("inside a sentence", "bleeding"),
    "cycle_day": pgettext_lazy("inside a sentence", "the day of the cycle"),
}
INSIDE = FELT | DONE | HAPPENS


def inside(metric: Metric) -> str:
    """The name within a sentence; a person's own words as they were typed, in quotation marks."""
    if metric.typed:
        return quoted(metric.label)
    return str(INSIDE[metric.key])


def quoted(words: str) -> str:
    """Words in the quotation marks of the reader's language."""
    return gettext("“%(words)s”") % {"words": words}


def pair(habit: Metric, outcome: Metric) -> str:
    """Both names as a heading."""
    return _pair(habit, outcome, get_language())


@lru_cache(maxsize=1024)  # a page of Insights names a hundred pairs, the same ones each time
def _pair(habit: Metric, outcome: Metric, _language: str | None) -> str:
    return capfirst(gettext("%(first)s and %(second)s") % {"first": inside(habit), "second": inside(outcome)})


def heading(metric: Metric) -> str:
    """The name at the head of something."""
    return naming.label(metric)
