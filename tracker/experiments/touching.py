"""What kind of habit a plan is about, so that the safety questions ask what matters: as ticked, counted and worded.

Nobody can leave a question out by ticking too little: the words of the plan count too.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import get_args

from django.utils.translation import gettext_lazy as _

from tracker.experiments.gate import Touches
from tracker.metrics import Area, Metric, Source

LABELS = {
    "sleep": _("Sleep and waking"),
    "calm": _("Quiet, breathing, mindfulness"),
    "movement": _("Movement"),
    "outdoors": _("Being outdoors, daylight, music"),
    "food": _("Food and drink"),
    "fibre": _("Fibre and plants"),
    "fermented": _("Live fermented food"),
    "restriction": _("Leaving some food or drink out"),
    "meal_times": _("When I eat"),
    "diet": _("A whole way of eating"),
    "probiotic": _("A probiotic"),
    "magnesium": _("Magnesium"),
    "supplement": _("Another supplement"),
    "skin": _("Skin care"),
    "other": _("Something else"),
}
IMPLIES = {
    "fermented": ("food",), "fibre": ("food",), "restriction": ("food",), "meal_times": ("food",), "diet": ("food",),
    "probiotic": ("supplement",), "magnesium": ("supplement",),
}  # fmt: skip

# The ready-made test that changes what a metric counts.
STARTER_OF = {
    "fibre": "more-plants", "plants": "more-plants", "plant_groups": "more-plants", "fermented": "fermented-food",
    "upf": "fewer-processed", "sugary": "fewer-processed", "upf_items": "fewer-processed",
    "sugary_items": "fewer-processed", "meal_regularity": "regular-meals", "sleep_regularity": "steady-wake-time",
    "wake_time": "steady-wake-time", "mindful_min": "ten-quiet-minutes", "breathing_min": "ten-quiet-minutes",
    "nature_min": "nature-or-music", "music_min": "nature-or-music", "active_min": "daily-movement",
    "harsh_cleansing": "gentle-skin-care", "probiotic_taken": "probiotic", "supplement_magnesium": "magnesium-plan",
}  # fmt: skip
OF_METRIC: dict[str, tuple[Touches, ...]] = {
    "fibre": ("fibre",), "plants": ("fibre",), "plant_groups": ("fibre",), "prebiotic_items": ("fibre",),
    "fermented": ("fermented",), "upf": ("restriction",), "sugary": ("restriction",), "upf_items": ("restriction",),
    "sugary_items": ("restriction",), "alcohol": ("restriction",), "meal_regularity": ("meal_times",),
    "probiotic_taken": ("probiotic",), "supplement_magnesium": ("magnesium",), "nature_min": ("outdoors",),
    "music_min": ("outdoors",), "daylight_min": ("outdoors",), "mindful_min": ("calm",), "breathing_min": ("calm",),
    "active_min": ("movement",), "harsh_cleansing": ("skin",),
}  # fmt: skip
OF_AREA: dict[Area, Touches] = {Area.FOOD: "food", Area.SLEEP: "sleep", Area.SKIN: "skin"}

WORDS: dict[Touches, str] = {
    "fermented": r"ferment\w*|kefir\w*|kimchi|sauerkraut|surkål|kombucha|\bmiso\b|natto|yogh?urt\w*|filmjölk"
    r"|酸奶|发酵|泡菜|纳豆",
    "fibre": r"fib(?:re|er)\w*|psyllium|inulin|wholegrain|fullkorn\w*|fuldkorn\w*|膳食纤维|纤维|全谷",
    "probiotic": r"probioti\w*|lactobacill\w*|bifidobact\w*|益生菌",
    "magnesium": r"magnesium\w*|镁",
    "supplement": r"supplement\w*|kosttilsku\w*|tilskud\w*|tillskott\w*|vitamin\w*|omega[\s-]?3|zinc|zink"
    r"|\bsink\b|capsules?|kapsl\w*|kapsel|kapslar|tran\b|melatonin|ashwagandha|creatine?|kreatin|补剂|维生素|鱼油|褪黑素|胶囊",
    "restriction": r"(?:no|less|without|fewer|avoid|uten|mindre|uden|utan|færre|färre)\W+(?:\w+\W+)?"
    r"(?:sugar|sukker|socker|gluten|dairy|milk|carbs|meat|alcohol|alkohol|melk|mælk|mjölk|kjøtt|kød|kött)|不吃|少吃|戒",
    "meal_times": r"breakfast|dinner|meal times?|måltid\w*|frokost|middag\w*|spisetid\w*|早餐|晚餐|按时吃",
    "diet": r"\bdiets?\b|\bdi[eä]t\w*|\bkosthold\w*|mediterran\w*|middelhavs\w*|medelhavs\w*|饮食法|地中海",
    "sleep": r"sleep\w*|\bbed\b|bedtime|get up|wak(?:e|ing)"
    r"|søvn\w*|sove\w*|sömn\w*|sova|leggetid|sengetid|stå opp|stå op|睡|起床",
    "movement": r"exercis\w*|\brun(?:ning)?\b|workout|training|tren\w*|trän\w*|jogg\w*|løp\w*|løb\w*|跑步|运动|健身",
    "calm": r"breath\w*|meditat\w*|mindful\w*|pust\w*|meditasjon|andning\w*|呼吸|冥想|正念",
    "skin": r"\bskin\b|cleanser|hudpleie|hudpleje|hudvård|护肤|洁面",
}  # fmt: skip
PATTERNS = {touch: re.compile(words, re.IGNORECASE) for touch, words in WORDS.items()}
MOODS = {"mood", "unease", "moment_pleasant"}


def touches(ticked: Iterable[str], habit: Metric | None, outcome: str, *words: str) -> tuple[str, ...]:
    """All kinds of habit a plan is about, in the order of the list.

    Args:
        ticked: what the person said, or what is known of a ready-made plan.
        habit: the number that counts it, where one does.
        outcome: the key of what decides; a plan aimed at mood asks one question more.
        words: what the person wrote.
    """
    text = unicodedata.normalize("NFKC", " . ".join(words))
    found = {touch for touch, pattern in PATTERNS.items() if pattern.search(text)} | {*ticked} | _counted(habit)
    found |= {implied for touch in found for implied in IMPLIES.get(touch, ())}
    found |= {"mood"} if outcome in MOODS else set()
    return tuple(touch for touch in get_args(Touches) if touch in found)


def _counted(habit: Metric | None) -> set[str]:
    if habit is None:
        return set()
    known = {*OF_METRIC.get(habit.key, ())}
    known |= {OF_AREA[habit.area]} if habit.area in OF_AREA else set()
    taken = habit.source is Source.DOSES
    return known | ({"supplement"} if taken else set()) | ({"magnesium"} if "magnesium" in habit.key else set())


def counts(slug: str, habit_key: str) -> tuple[str, ...]:
    """The keys of the numbers that count a habit: its own, or all that a ready-made plan changes."""
    return tuple(sorted({habit_key} - {""} | {key for key, starter in STARTER_OF.items() if slug and starter == slug}))
