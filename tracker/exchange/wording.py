"""How imports speak: names of fields and values, and what readers noticed, in the person's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.accounts.models import User
from tracker.diary import event_kinds, feelings
from tracker.diary.event_kinds import ByWhom
from tracker.diary.feelings import Corner
from tracker.diary.models import EventKind, FlareType, FoodDay, MealOfDay
from tracker.diary.scales import SCALES
from tracker.exchange.models import ImportJob
from tracker.metrics import BY_KEY
from tracker.reminders import carrying as reminders
from tracker.web import naming


def sentence(message: str, facts: Mapping[str, object]) -> str:
    """A reader's message, translated and filled in."""
    return _(message) % facts


def noticed(notice: Mapping[str, Any]) -> str:
    return sentence(notice["message"], notice["facts"])


def no_room() -> str:
    """Why a file is not taken in while the disk is nearly full."""
    return _("There is too little room on the disk of this server to bring a file in. Nothing was changed.")


def problem(job: ImportJob) -> str:
    """Why a file did not get any further; empty where it did."""
    return sentence(job.problem["message"], job.problem["facts"]) if job.problem else ""


def tables() -> dict[str, str]:
    """What the tables of a diary hold, in words."""
    return {
        "check_in": _("Answers and notes"),
        "night": _("Nights"),
        "own_tracker": _("Own trackers"),
        "own_value": _("Answers to own trackers"),
        "serving": _("Food"),
        "dose": _("Supplements taken"),
        "event": _("Events"),
        "total": _("Questionnaire totals"),
        "lab_value": _("Laboratory values"),
        "moment": _("Moments"),
        "mood_name": _("Own words for moods"),
        "break": _("Breaks"),
        "food": _("Own foods"),
        "supplement": _("Supplements on the list"),
        "favourite": _("Favourite foods"),
        "saved_meal": _("Saved meals"),
        "setting": _("Settings"),
        "mood_word": _("Names of moods in other apps"),
        "import_mapping": _("Where things of other apps belong"),
        "experiment": _("Experiments"),
    }


def kinds() -> dict[str, tuple[str, str]]:
    """What comes of the files of each format, and how they end."""
    night = _("nights")
    return {
        "vagus_archive": (_("the whole diary, as it was"), "ZIP"),
        "vagus": ("", "CSV"),
        "apple_health": (_("nights, fibre, symptoms, quiet and active minutes"), "ZIP"),
        "health_connect": (_("nights, fibre, symptoms, quiet and active minutes"), "ZIP"),
        "sleep_as_android": (night, "ZIP"),
        "fitbit": (night, "ZIP, JSON"),
        "garmin": (night, "ZIP, JSON"),
        "samsung_health": (night, "ZIP, CSV"),
        "oura": (night, "ZIP, CSV"),
        "open_mhealth": (night, "JSON"),
        "fhir": (_("observations that have a place here"), "JSON"),
        "daylio": (_("moods, activities, notes"), "CSV"),
        "daylio_backup": ("", ".daylio"),
        "bearable": (_("moods, symptoms, supplements, nights, food"), "CSV"),
        "cronometer": (_("fibre and magnesium of each day, foods"), "CSV"),
        "myfitnesspal": (_("fibre of each day"), "CSV, ZIP"),
        "loop": (_("habits as trackers of your own"), "ZIP"),
        "howwefeel": (_("words for feelings, notes"), "CSV"),
        "pixels": (_("moods, tags, notes"), "JSON"),
        "emoods": (_("four scales, sleep"), ".emoods"),
        "nomie": (_("trackers of your own, notes"), "JSON, CSV"),
        "table": (_("of any app; you say what its columns are"), "CSV"),
    }


def field_name(table: str, field: str) -> str:
    """A field as the pages call it."""
    if table == "setting" and field in reminders.SETTINGS:
        return reminders.label(field)
    if table == "setting":
        return str(getattr(User._meta.get_field(field), "verbose_name", field))
    if table in ("mood_word", "import_mapping"):
        return tables()[table]
    if field in BY_KEY:
        return _(BY_KEY[field].label)
    return _columns(table).get(field, field.removeprefix("own_").replace("_", " "))


def _columns(table: str) -> dict[str, str]:
    """The fields that are no number of the diary."""
    return {
        "note": _("Note"),
        "food_day": _("The day’s food"),
        "flare_type": _("Kind of flare-up"),
        "zone": _("Time zone"),
        "day": _("Day"),
        "grams": _("Grams"),
        "food": _("Food"),
        "meal": _("Meal"),
        "item": _("Foods in it"),
        "until": _("Last day"),
        "at": _("Time"),
        "pleasant": _("How it feels"),
        "energy": _("Energy"),
        "words": pgettext("of a mood", "Words"),
        "corner": _("Where it belongs"),
        "text": _("In your own words"),
        "kind": _("What"),
        "what": _("What"),
        "who": _("By whom"),
        "scale": _("Questionnaire"),
        "value": _("Total") if table == "total" else _("Value"),
        "given_by": _("Given by"),
        "unit": _("Unit"),
        "printed_range": _("Printed range"),
        "name": _("Name"),
        "name_en": _("Name"),
        "magnesium_mg": _("Magnesium itself in one dose"),
        "mg_form": _("Kind of magnesium"),
        "b6_mg": _("Vitamin B6 in one dose"),
        "strains": _("Strains"),
        "batch": _("Batch"),
    }


def value_name(field: str, text: str) -> str:
    """A value as the pages show it."""
    labels = {
        "food_day": FoodDay, "flare_type": FlareType, "meal": MealOfDay, "kind": EventKind, "who": ByWhom,
        "corner": Corner,
    }  # fmt: skip
    if field in labels and text in labels[field].values:
        return str(labels[field](text).label)
    if field == "what":
        return event_kinds.word(text)
    if field == "words" and text:
        return naming.listed(map(feelings.label, text.split("; ")))
    if field == "at" and text:
        return date_format(localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    if field == "scale" and text in SCALES:
        return SCALES[text].name
    if field in ("day", "until") and text:
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    if field == "stool_type" and text == "0":
        return naming.word(BY_KEY[field], BY_KEY[field].none)
    return text
