"""Who answers when someone needs help now: numbers by country, with the day they were last looked up."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.guidance.seedfile import SeedError, SeedFile

RE_CHECK_AFTER = timedelta(days=183)
ELSEWHERE = "zz"

COUNTRIES: dict[str, Promise] = {
    "no": _("Norway"),
    "dk": _("Denmark"),
    "se": _("Sweden"),
    "cn": _("China (mainland)"),
    "gb": _("United Kingdom"),
    "us": _("United States"),
    ELSEWHERE: _("Somewhere else"),
}
SERVES: dict[str, Promise] = {
    "ambulance": _("life in danger"),
    "medical": _("life in danger, medical"),
    "police": _("police"),
    "european_union": _("life in danger, anywhere in the European Union; elsewhere call your local number"),
    "urgent": _("urgent, but not life in danger"),
    "capital_region": _("urgent, but not life in danger, in the Capital Region"),
    "own_doctor": _("urgent, but not life in danger, in the rest of the country"),
    "psychiatric_department": _("The nearest psychiatric emergency department"),
    "option_2": _("urgent, but not life in danger; choose option 2 for mental health"),
    "talk": _("someone to talk to"),
    "free": _("someone to talk to, free of charge"),
    "write": _("someone to write to"),
    "young": _("children and youth"),
    "under_18": _("for everyone under 18"),
    "priest": _("a priest on call, through the operator"),
    "text_shout": _("by text message: send SHOUT"),
    "call_text_chat": _("call, text or chat"),
    "directory": _("finds a line in your country"),
}
HOURS: dict[str, Promise] = {
    "day_and_night": _("day and night"),
    "evenings_and_nights": _("evenings and nights"),
    "at_least_18": _("at least 18 hours a day, in many places day and night; hours vary by city"),
}
REMARKS: dict[str, Promise] = {
    "dk": _(
        "Opening hours of Livslinien could not be confirmed, and calls often go unanswered. A national psychiatric "
        "acute line was planned for 2025; its number could not be confirmed, so none stands here."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way to reach someone. Hours are empty unless a source states them."""

    serves: str
    name: str = ""
    lang: str = ""
    number: str = ""
    text: str = ""
    chat: str = ""
    hours: str = ""
    confirmed: bool = True

    @property
    def dialled(self) -> str:
        return self.number.replace(" ", "")

    @property
    def purpose(self) -> Promise:
        return SERVES[self.serves]

    @property
    def open(self) -> Promise | str:
        return HOURS[self.hours] if self.hours else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    code: str
    emergency: tuple[Line, ...]
    urgent: tuple[Line, ...]
    talk: tuple[Line, ...]
    sources: str = ""
    remark: str = ""

    @property
    def name(self) -> Promise:
        return COUNTRIES[self.code]

    @property
    def remarks(self) -> Promise | str:
        return REMARKS[self.remark] if self.remark else ""


@dataclass(frozen=True, slots=True)
class HelpLines:
    """All countries, and when their numbers were last looked up."""

    checked: date
    countries: dict[str, Country]

    def re_check_is_due(self, today: date) -> bool:
        return today > self.checked + RE_CHECK_AFTER

    def country(self, code: str) -> Country | None:
        return self.countries.get(code.lower())


def read_help_lines(path: Path) -> HelpLines:
    """The file as objects.

    Raises:
        SeedError: with every fault by file and line.
    """
    file = SeedFile.at(path)
    facts = file.toml()
    countries = [_country(file, entry) for entry in facts.get("countries", [])]
    if type(facts.get("checked")) is not date:
        file.fault("checked must be a date")
    if [country.code for country in countries if country] != list(COUNTRIES):
        file.fault(f"countries must be {', '.join(COUNTRIES)}, in this order", "countries")
    if file.faults:
        raise SeedError(file.faults)
    return HelpLines(facts["checked"], {country.code: country for country in countries if country})


def _country(file: SeedFile, entry: dict[str, Any]) -> Country | None:
    code = str(entry.get("code", ""))
    place = ("[[countries]]", f'code = "{code}"')
    if entry.get("remark", "dk") not in REMARKS:
        file.fault(f"no remark {entry['remark']!r}", *place)
    lists = {kind: tuple(_line(file, line, place) for line in entry.get(kind, ())) for kind in ("urgent", "talk")}
    emergency = tuple(_line(file, line, place) for line in entry.get("emergency", ()))
    if not emergency or not all(line.number for line in emergency):
        file.fault("every country needs an emergency number", *place)
    try:
        return Country(**{**entry, **lists, "emergency": emergency})
    except TypeError as error:
        file.fault(str(error).partition("() ")[2], *place)
        return None


def _line(file: SeedFile, entry: dict[str, Any], place: tuple[str, ...]) -> Line:
    token = str(entry.get("name") or entry.get("number") or entry.get("serves"))
    for key, words in (("serves", SERVES), ("hours", HOURS)):
        if entry.get(key, "day_and_night" if key == "hours" else "") not in words:
            file.fault(f"unknown {key}: {entry.get(key)!r}", *place, token)
    for key in ("number", "text"):
        if not str(entry.get(key, "0")).replace(" ", "").isdigit():
            file.fault(f"{key} must be digits and spaces", *place, token)
    try:
        return Line(**entry)
    except TypeError as error:
        file.fault(str(error).partition("() ")[2], *place, token)
        return Line(serves="talk")


@cache
def help_lines(path: Path | None = None) -> HelpLines:
    """What the app was planted with, read once per process."""
    return read_help_lines(path or settings.SEEDS / "help_lines.toml")
