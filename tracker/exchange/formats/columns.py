"""What our own table may hold: every table, its columns, and each value as text and back."""

import math
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from tracker.diary.scales import HIGHEST, SCALES
from tracker.exchange.formats.observation import Items, Value, _
from tracker.metrics import OWN_MOST, Better, Kind, Metric, OwnKind, Role, Source, those

NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)
FOOD_NAME = re.compile(r"(own:)?[-\w]{1,80}", re.ASCII)
# It becomes part of a metric's key, which is an identifier.
SUPPLEMENT_NAME = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
TRACKER_NAME = re.compile(r"[a-z0-9_]{1,24}", re.ASCII)
OWN_FIELD = re.compile(r"own_[a-z0-9_]{1,24}", re.ASCII)
MOOD_WORD = re.compile(r"[a-z_]{1,40}|own:[^;\x00-\x1f]{1,40}")
MOST_WORDS = 40
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{6})?)?", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z", re.ASCII)


class Wrong(ValueError):  # noqa: N818 - what it says of the cell
    """A cell that cannot be kept; `message` is a msgid with `facts` to fill in."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`; `none` allows the 0 that says there was nothing to rate."""

    low: int
    high: int
    none: bool = False

    def read(self, text: str) -> int:
        value = int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else -1
        if not (self.low <= value <= self.high or (self.none and value == 0)):
            raise Wrong(_("“%(text)s” is no whole number from %(low)s to %(high)s."),
                        text=text[:40], low=self.low, high=self.high)  # fmt: skip
        return value


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`."""

    low: float
    high: float

    def read(self, text: str) -> float:
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if not self.low <= value <= self.high:
            raise Wrong(_("“%(text)s” is no number from %(low)s to %(high)s."),
                        text=text[:40], low=f"{self.low:g}", high=f"{self.high:g}")  # fmt: skip
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """Any text up to a length."""

    longest: int

    def read(self, text: str) -> str:
        if len(text) > self.longest:
            raise Wrong(_("The text is longer than %(most)s characters."), most=self.longest)
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, text: str) -> str:
        return _matching(text, text in self.words)


def _matching(text: str, fits: object) -> str:
    if not fits:
        raise Wrong(_("“%(text)s” is not understood here."), text=text[:40])
    return text


class Yes:
    """yes or no."""

    @staticmethod
    def read(text: str) -> bool:
        return _matching(text, text in ("yes", "no")) == "yes"


class Day:
    """A date such as 2026-11-21."""

    @staticmethod
    def read(text: str) -> date:
        try:
            return date.fromisoformat(_matching(text, DAY.fullmatch(text)))
        except ValueError:
            raise Wrong(_("“%(date)s” is no date of the form 2026-11-21."), date=text[:40]) from None


class Clock:
    """A time of day such as 23:20."""

    @staticmethod
    def read(text: str) -> time:
        try:
            return time.fromisoformat(_matching(text, CLOCK.fullmatch(text)))
        except ValueError:
            raise Wrong(_("“%(time)s” is no time of the form 23:15."), time=text[:40]) from None


class Moment:
    """An instant in UTC."""

    @staticmethod
    def read(text: str) -> datetime:
        try:
            return datetime.fromisoformat(_matching(text, MOMENT.fullmatch(text)))
        except ValueError:
            raise Wrong(_("“%(text)s” is not understood here."), text=text[:40]) from None


class Zone:
    """The name of a time zone."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, text in _zones())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


class FoodName:
    """A shipped food's slug, or own: and the slug of an own one."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, FOOD_NAME.fullmatch(text))


class Slug:
    """What an own food is known by."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, SLUG.fullmatch(text))


class SupplementName:
    """What a supplement on the person's list is known by."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, SUPPLEMENT_NAME.fullmatch(text))


class TrackerName:
    """What an own tracker is known by."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, TRACKER_NAME.fullmatch(text))


class Words:
    """Words for a mood one after the other: shipped ones by their keys, a person's own as own: and the word."""

    @staticmethod
    def read(text: str) -> str:
        return _matching(text, len(words := text.split("; ")) <= MOST_WORDS and all(map(MOOD_WORD.fullmatch, words)))


class Many:
    """A food and its grams, as often as there are lines."""

    @staticmethod
    def read(text: str) -> Items:
        food, _space, grams = text.partition(" ")
        return ((FoodName.read(food), GRAMS.read(grams)),)


GRAMS = Number(0.001, 5000)


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its name is the column's name in the database."""

    name: str
    kind: Any
    needed: bool = False


def _texts(**lengths: int) -> tuple[Column, ...]:
    return tuple(Column(name, Text(longest)) for name, longest in lengths.items())


def _answer(metric: Metric) -> Whole | Number:
    """What an answer on Today may be."""
    if metric.kind is Kind.AMOUNT:
        return Number(metric.low, metric.high)
    return Whole(int(metric.low), int(metric.high), bool(metric.none))


CREATED = Column("created", Moment)
FOOD_KINDS = (
    "fermented_live", "prebiotic", "polyphenol", "ultra_processed", "added_sugar", "omega3", "wholegrain", "legume",
    "nut_seed", "vegetable", "fruit", "fish",
)  # fmt: skip

# In the order of the file: what is pointed at stands before what points at it.
TABLES: dict[str, tuple[Column, ...]] = {
    "food": (
        Column("name_en", Text(120), needed=True),
        *_texts(name_nb=120, name_da=120, name_sv=120, name_zh=120, group=40, plate=12),
        Column("fibre", Number(0, 100)), Column("magnesium", Number(0, 5000)), Column("calcium", Number(0, 20000)),
        Column("portion_name", Text(60)), Column("portion_g", GRAMS), Column("portion_source", Text(160)),
        Column("portion2_name", Text(60)), Column("portion2_g", GRAMS), Column("portion2_source", Text(160)),
        *(Column(name, Yes) for name in FOOD_KINDS),
        *_texts(plant_key=120, live_note=300, note=500, source=80, source_food_id=40, licence=60),
        Column("archived", Yes),
    ),
    "supplement": (
        Column("name", Text(80), needed=True), Column("portion", Text(40)), Column("amount", Number(0, 1e15)),
        Column("unit", Text(20)), Column("magnesium_mg", Number(0, 5000)), Column("b6_mg", Number(0, 1000)),
        *_texts(mg_form=30, strains=200, batch=60), Column("position", Whole(0, 32767)), Column("archived", Yes),
    ),
    "own_tracker": (
        Column("name", Text(80), needed=True), Column("kind", Choice(tuple(OwnKind)), needed=True),
        Column("unit", Text(20)), Column("better", Choice((Better.HIGHER, Better.LOWER, Better.NEITHER))),
        Column("role", Choice(tuple(Role))), Column("position", Whole(0, 32767)), Column("archived", Yes),
    ),
    "favourite": (CREATED,),
    "saved_meal": (CREATED, Column("item", Many)),
    "check_in": (
        *(Column(m.key, _answer(m)) for m in those(source=Source.CHECK_IN)),
        Column("food_day", Choice(("all", "out"))),
        Column("flare_type", Choice(("eczema", "acne", "rosacea", "other"))), Column("note", Text(10_000)),
    ),
    "night": (Column("bed_time", Clock), Column("wake_time", Clock), Column("zone", Zone)),
    "serving": (
        Column("food", FoodName, needed=True), Column("grams", GRAMS, needed=True),
        Column("meal", Choice(("breakfast", "lunch", "dinner", "snack"))), CREATED,
    ),
    "dose": (Column("supplement", SupplementName, needed=True), CREATED),
    "event": (
        Column("kind", Choice(tuple(m.key for m in those(source=Source.EVENTS))), needed=True),
        Column("what", Text(60)), Column("who", Choice(("prescriber", "self"))),
        Column("until", Day), Column("text", Text(200)), CREATED,
    ),
    "own_value": (),  # a column a tracker, see column_of
    "total": (
        Column("scale", Choice(tuple(SCALES)), needed=True), Column("value", Whole(0, HIGHEST), needed=True),
        Column("given_by", Text(80)), CREATED,
    ),
    "lab_value": (
        Column("name", Text(80), needed=True), Column("value", Number(-1e9, 1e9), needed=True),
        *_texts(unit=20, printed_range=60, note=200), CREATED,
    ),
    "moment": (
        Column("at", Moment, needed=True), Column("pleasant", Whole(-5, 5), needed=True),
        Column("energy", Whole(-5, 5), needed=True), Column("words", Words), Column("note", Text(200)), CREATED,
    ),
    "mood_name": (
        Column("corner", Choice(("pleasant_high", "pleasant_low", "unpleasant_high", "unpleasant_low")), needed=True),
        CREATED,
    ),
    "break": (Column("until", Day), Column("note", Text(200)), CREATED),
}  # fmt: skip


def _uid(text: str) -> str:
    try:
        return str(uuid.UUID(_matching(text, len(text) == 36)))
    except ValueError:
        raise Wrong(_("“%(text)s” is not understood here."), text=text[:40]) from None


# How the cell `id` is read; a day's own rows have none, for a day has one of each.
KEYS: dict[str, Callable[[str], str] | None] = {
    "food": Slug.read, "supplement": SupplementName.read, "own_tracker": TrackerName.read, "own_value": None,
    "favourite": FoodName.read, "saved_meal": Text(60).read,
    "check_in": None, "night": None, "serving": _uid, "dose": _uid, "event": _uid,
    "total": _uid, "lab_value": _uid, "moment": _uid, "mood_name": Text(40).read, "break": _uid,
}  # fmt: skip
UNDATED = frozenset({"mood_name", "food", "supplement", "own_tracker", "favourite", "saved_meal"})


OWN_ANSWER = Number(0, OWN_MOST)


def column_of(table: str, name: str) -> Column | None:
    """The column of that name, if the table may have one."""
    if table == "own_value":
        return Column(name, OWN_ANSWER) if OWN_FIELD.fullmatch(name) else None
    return next((column for column in TABLES[table] if column.name == name), None)


def columns_among(table: str, names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of those names, in the order of the file."""
    wanted = set(names)
    if table == "own_value":
        return tuple(Column(name, OWN_ANSWER) for name in sorted(wanted))
    return tuple(column for column in TABLES[table] if column.name in wanted)


def key_of(table: str, day: str, key: str) -> tuple[date | None, str]:
    """The day a row belongs to and what it is known by.

    Raises:
        Wrong: if either is missing or misshapen.
    """
    on = None if table in UNDATED else Day.read(day)
    known_by = KEYS[table]
    identity = known_by(key) if known_by else day
    if not identity:
        raise Wrong(_("The id is missing."))
    return on, identity


def read_value(column: Column, text: str) -> Value:
    """A cell's text as a value.

    Raises:
        Wrong: saying what is the matter.
    """
    if not text:
        raise Wrong(_("The value is missing."))
    value: Value = column.kind.read(text)
    return value


def write_value(value: Value) -> str:
    """A value as its one text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, time):
        return value.isoformat() if value.second or value.microsecond else f"{value:%H:%M}"
    if isinstance(value, tuple):
        return "; ".join(f"{food} {write_value(grams)}" for food, grams in value)
    return str(value)
