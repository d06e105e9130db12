"""Who answers when someone needs help now: numbers by country, with the day they were last looked up.

The shipped file is replaced by one of the same name in the data folder, where the owner keeps numbers up to date. An
owner's file may name further countries, and may say what a line is for and when it is open in words of its own.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.guidance.seedfile import Fault, SeedError, SeedFile

FILE = "help_lines.toml"
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
    def purpose(self) -> Promise | str:
        return SERVES.get(self.serves, self.serves)

    @property
    def open(self) -> Promise | str:
        return HOURS.get(self.hours, self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    code: str
    emergency: tuple[Line, ...]
    urgent: tuple[Line, ...]
    talk: tuple[Line, ...]
    sources: str = ""
    remark: str = ""
    called: str = ""

    @property
    def name(self) -> Promise | str:
        return COUNTRIES.get(self.code, self.called)

    @property
    def remarks(self) -> Promise | str:
        return REMARKS.get(self.remark, self.remark)


@dataclass(frozen=True, slots=True, eq=False)
class HelpLines:
    """All countries, and when their numbers were last looked up; `own` where the owner's file is read."""

    checked: date
    countries: dict[str, Country]
    own: bool = False

    @property
    def choices(self) -> list[tuple[str, Promise | str]]:
        return [(country.code, country.name) for country in self.countries.values()]

    def re_check_is_due(self, today: date) -> bool:
        return today > self.checked + RE_CHECK_AFTER

    def country(self, code: str) -> Country | None:
        return self.countries.get(code.lower())


def read_help_lines(path: Path, *, own: bool = False) -> HelpLines:
    """The file as objects; an owner's file may hold further countries and words of its own.

    Raises:
        SeedError: with every fault by file and line.
    """
    file = SeedFile.at(path)
    facts = file.toml()
    entries = [entry for entry in facts.get("countries", []) if isinstance(entry, dict)]
    countries = [_country(file, entry, own) for entry in entries]
    if type(facts.get("checked")) is not date:
        file.fault("checked must be a date, such as 2026-11-21", "checked")
    codes = [str(entry.get("code", "")) for entry in entries]
    if not own and codes != list(COUNTRIES):
        file.fault(f"countries must be {', '.join(COUNTRIES)}, in this order", "countries")
    if own and (codes[-1:] != [ELSEWHERE] or len(set(codes)) < len(codes)):
        file.fault(f"each country stands once, and {ELSEWHERE} (somewhere else) stands last", "countries")
    if file.faults:
        raise SeedError(file.faults)
    return HelpLines(facts["checked"], {country.code: country for country in countries if country}, own)


def _country(file: SeedFile, entry: dict[str, Any], own: bool) -> Country | None:
    code = str(entry.get("code", ""))
    place = ("[[countries]]", f'code = "{code}"')
    if not re.fullmatch(r"[a-z]{2}", code) or not (code in COUNTRIES or entry.get("called")):
        file.fault(
            "a country has a code of two small letters and, where it is not a shipped one, called = its name", *place
        )
    if not own and entry.get("remark", "dk") not in REMARKS:
        file.fault(f"no remark {entry['remark']!r}", *place)
    lists = {
        kind: tuple(_line(file, line, own, place) for line in entry.get(kind, ()) if isinstance(line, dict))
        for kind in ("emergency", "urgent", "talk")
    }
    if not lists["emergency"] or not all(line.number for line in lists["emergency"]):
        file.fault("every country needs an emergency number", *place)
    try:
        return Country(**{**entry, **lists})
    except TypeError as error:
        file.fault(str(error).partition("() ")[2], *place)
        return None


def _line(file: SeedFile, entry: dict[str, Any], own: bool, place: tuple[str, ...]) -> Line:
    token = str(entry.get("name") or entry.get("number") or entry.get("serves"))
    for key, words in (("serves", SERVES), ("hours", HOURS)):
        told = entry.get(key, "day_and_night" if key == "hours" else "")
        if not (told in words or (own and isinstance(told, str) and told)):
            file.fault(f"unknown {key}: {entry.get(key)!r}", *place, token)
    for key in ("number", "text"):
        if not str(entry.get(key, "0")).replace(" ", "").isdigit():
            file.fault(f"{key} must be digits and spaces", *place, token)
    try:
        return Line(**entry)
    except TypeError as error:
        file.fault(str(error).partition("() ")[2], *place, token)
        return Line(serves="talk")


def help_lines() -> HelpLines:
    """The owner's file if there is one in order, else what the app was planted with."""
    try:
        return _owners() or _kept(settings.SEEDS / FILE, 0)
    except SeedError:  # told by `refused`; whoever needs help now gets the shipped numbers
        return _kept(settings.SEEDS / FILE, 0)


def refused() -> tuple[Fault, ...]:
    """What is wrong with the owner's file; nothing if all is well or there is none."""
    try:
        _owners()
    except SeedError as error:
        return error.faults
    return ()


def _owners() -> HelpLines | None:
    own = settings.DATA_DIR / FILE
    return _kept(own, own.stat().st_mtime_ns, own=True) if own.exists() else None


@lru_cache(maxsize=8)
def _kept(path: Path, changed: int, *, own: bool = False) -> HelpLines:
    """A file as it was when it was last changed."""
    return read_help_lines(path, own=own)
