"""One line for each of some days: its mood, what else was noted in a few words, and what a search found there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import lru_cache
from itertools import count, islice
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary import catalogue, fields
from tracker.diary.folding import excerpt, hits, marked
from tracker.diary.listing import CHECK_IN, Rows, in_order, others
from tracker.diary.models import EventKind, FlareType, FoodDay
from tracker.diary.nights import slept
from tracker.diary.questions import said
from tracker.diary.told import is_hidden, told
from tracker.foods import nutrition, reference
from tracker.metrics import Metric, Source
from tracker.web.numbers import written

MOST_FACTS, BESIDE_A_NOTE = 4, 3  # two lines on a phone
MOST_NAMES = 4
NOTE_LENGTH = 140
FIRST = ("stress",)
NOT_AMONG = {"mood", "headache_day"}  # they have a mark of their own
Eaten = tuple[int, float, nutrition.Facts | None]  # a food, grams of it, and the facts of one that is not shipped


@dataclass(frozen=True, slots=True)
class Badge:
    """A word beside the day, with the tone of the stylesheet."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day as History lists it; `found` are the names in which a search found its words."""

    day: date
    mood: int | None
    facts: tuple[str, ...]
    note: SafeString
    found: tuple[SafeString, ...]
    badges: tuple[Badge, ...]
    is_gap: ClassVar[bool] = False
    name: int = field(default=0, compare=False)

    def __reduce__(self) -> tuple[type["DayLine"], tuple[object, ...]]:
        """A piece of a page that shows a kept line goes by the name it was made under, and nobody reads that back."""
        told = self.day, self.mood, self.facts, self.note, self.found, self.badges
        return DayLine, (self.name,) if self.name else told


NAMES = count(1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads the lines: what they keep, their language and clock, and the edition of the table of foods."""

    food_free: bool
    modules: tuple[str, ...]
    language: str
    zone: str
    edition: UUID | None

    @property
    def kept(self) -> "Kept":
        return _kept(self.food_free, self.modules)


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody keeps: the keys of all of it, and what they are asked, by when a line tells it."""

    keys: frozenset[str]
    first: tuple[Metric, ...]
    modules: tuple[Metric, ...]
    others: tuple[Metric, ...]


@lru_cache(maxsize=64)
def _kept(food_free: bool, modules: tuple[str, ...]) -> Kept:
    kept = catalogue.built_in(User(food_free=food_free, modules=list(modules)))
    asked = [metric for metric in kept if metric.source is Source.CHECK_IN and metric.key not in NOT_AMONG]
    core = [metric for metric in asked if not metric.module]
    return Kept(
        frozenset(metric.key for metric in kept), tuple(metric for metric in core if metric.key in FIRST),
        tuple(metric for metric in asked if metric.module), tuple(metric for metric in core if metric.key not in FIRST),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted on one day, in the order in which it was; `eaten` has food, grams, and facts of own foods."""

    day: date
    check_in: tuple[Any, ...] = ()
    night: tuple[Any, ...] = ()
    eaten: tuple[Eaten, ...] = ()
    events: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()


def day_lines(
    user: User, wanted: Sequence[date], terms: Sequence[str], names: Mapping[date, Sequence[str]], language: str,
    rows: Rows,
) -> dict[date, DayLine]:  # fmt: skip
    """The lines of these days from their `rows`; one query at most, for foods of the person's own."""
    if not wanted:
        return {}
    reader = reader_of(user, language, rows)
    days = noted_on(user, wanted, rows, reader)
    if not terms:
        return lines_of(days, reader)
    return {day: _found(reader, one, tuple(terms), names.get(day, ())) for day, one in days.items()}


def reader_of(user: User, language: str, rows: Rows) -> Reader:
    version = next((version for (version,) in rows["edition"]), None)
    return Reader(user.food_free, tuple(user.modules), language, user.time_zone, version)


def lines_of(days: Mapping[date, Noted], reader: Reader) -> dict[date, DayLine]:
    """What was noted, day by day, in words."""
    return {day: _line(reader, one) for day, one in days.items()}


@lru_cache(maxsize=2048)  # of a page of fifty days one has changed since it was last asked for
def _line(reader: Reader, noted: Noted) -> DayLine:
    return replace(_found(reader, noted, (), ()), name=next(NAMES))


def _found(reader: Reader, noted: Noted, terms: Sequence[str], names: Sequence[str]) -> DayLine:
    """What was found, where words were looked for; else what was noted."""
    said = _Said(reader, noted)
    found = tuple(marked(name, terms) for name in names[:MOST_NAMES])
    note = said.note
    shown = excerpt(note, terms, NOTE_LENGTH) if note and (not terms or hits(note, terms)) else SafeString("")
    most = 0 if found or (terms and shown) else BESIDE_A_NOTE if shown else MOST_FACTS
    facts = tuple(islice(said.facts(), most))
    return DayLine(noted.day, said.answers.get("mood"), facts, shown, found, tuple(said.badges()))


def noted_on(user: User, wanted: Sequence[date], rows: Rows, reader: Reader) -> dict[date, Noted]:
    """The rows, day by day."""
    check_ins = {row[0]: row[1:] for row in rows["check_ins"]}
    nights = {row[0]: row[1:] for row in rows["nights"]}
    eaten, events, others_ = _eaten(user, rows, reader), _events(wanted, rows), _others(user, rows, reader.language)
    doses = _doses(rows)
    return {
        day: Noted(
            day, check_ins.get(day, ()), nights.get(day, ()), tuple(eaten[day]), tuple(events[day]),
            tuple(others_[day]), tuple(doses[day]),
        )
        for day in wanted
    }  # fmt: skip


def _eaten(user: User, rows: Rows, reader: Reader) -> Mapping[date, list[Eaten]]:
    eaten: dict[date, list[Eaten]] = defaultdict(list)
    if user.food_free:
        return eaten
    foods = reference.rows_for({food for _day, _pk, food, _grams in rows["eaten"]}, user, reader.edition)
    facts = reference.facts_of(foods, reader.edition)
    shipped = {food for food, row in foods.items() if reader.edition and row.owner_id is None}
    for day, _pk, food, grams in sorted(rows["eaten"]):
        eaten[day].append((food, grams, None if food in shipped else facts[food]))
    return eaten


def _events(wanted: Sequence[date], rows: Rows) -> Mapping[date, list[str]]:
    named: dict[date, list[str]] = defaultdict(list)
    for event in sorted(rows["events"], key=lambda event: (event.day, event.pk)):
        name = str(EventKind(event.kind).label)
        for day in wanted:
            if event.day <= day <= (event.until or day) and name not in named[day]:
                named[day].append(name)
    return named


def _others(user: User, rows: Rows, language: str) -> Mapping[date, list[str]]:
    """Own trackers, and every other table of rows by what each row tells."""
    said: dict[date, list[str]] = defaultdict(list)
    metrics = {row.pk: row.metric for row in rows["trackers"]}
    for _pk, day, tracker, value in sorted(rows["own_values"]):
        said[day].append(_said(metrics[tracker], value))
    for kind in others():
        for row in in_order(rows[kind]):
            if not is_hidden(row, user):
                said[row.day].append(told(row, language))
    return said


def _doses(rows: Rows) -> Mapping[date, list[str]]:
    taken: dict[date, list[str]] = defaultdict(list)
    names = dict(rows["supplements"])
    for _created, _pk, day, supplement in sorted(rows["doses"]):
        if names[supplement] not in taken[day]:
            taken[day].append(names[supplement])
    return taken


class _Said:
    """One day in words."""

    def __init__(self, reader: Reader, noted: Noted) -> None:
        self.reader, self.noted = reader, noted
        self.answers = dict(zip(CHECK_IN[1:], noted.check_in, strict=True)) if noted.check_in else {}
        self.kept = reader.kept

    @property
    def note(self) -> str:
        return self.answers.get("note") or ""

    def facts(self) -> Iterator[str]:
        """What tells most about a day comes first, for a line holds only a few; the others are not put into words."""
        yield from self._answered(self.kept.first)
        yield from self._slept()
        yield from self._food()
        yield from self._answered(metric for metric in self.kept.modules if self.answers.get(metric.key))
        yield from self._flare()
        yield from self.noted.others
        yield from self._answered(self.kept.others)
        yield from self.noted.doses

    def _answered(self, metrics: Iterable[Metric]) -> Iterator[str]:
        values = ((metric, self.answers.get(metric.key)) for metric in metrics)
        return (_said(metric, value) for metric, value in values if value is not None)

    def _flare(self) -> Iterator[str]:
        """What kind it was, where the person said so and keeps a skin diary."""
        if "flare" in self.kept.keys and (kind := self.answers.get("flare_type")):
            yield str(FlareType(kind).label)

    def _slept(self) -> Iterator[str]:
        if self.noted.night:
            bed, wake, zone = self.noted.night
            yield from _night(self.noted.day, bed, wake, zone or self.reader.zone, get_language())

    def _food(self) -> Iterator[str]:
        if "fibre" in self.kept.keys and self.noted.eaten and self.answers.get("food_day") != FoodDay.LEFT_OUT:
            yield from _food(self.noted.eaten, self.reader.edition, get_language())

    def badges(self) -> Iterator[Badge]:
        yield from (Badge("amber", name) for name in self.noted.events)
        if "headache_day" in self.kept.keys and (pain := self.answers.get("headache_day")):
            yield Badge("plum", _("headache") if pain == 1 else _("migraine"))
        if self.note:
            yield Badge("sky", _("note"))


# A tap changes one answer of a day: what else its line says is known by then.
@lru_cache(maxsize=2048)
def _night(day: date, bed: time | None, wake: time | None, zone: str, _language: str | None) -> tuple[str, ...]:
    hours = slept(day, bed, wake, ZoneInfo(zone)).hours
    if hours is None:
        return ()
    whole, minutes = divmod(round(hours * 60), 60)
    return (_("Slept %(hours)s h %(minutes)02d") % {"hours": whole, "minutes": minutes},)


@lru_cache(maxsize=2048)
def _food(eaten: tuple[Eaten, ...], edition: UUID | None, _language: str | None) -> tuple[str, ...]:
    shipped = {food for food, _grams, facts in eaten if facts is None}
    known = reference.facts_for(shipped, None, edition)
    totals = nutrition.totals((facts or known[food], grams) for food, grams, facts in eaten)
    said = []
    if totals.fibre is not None:
        said.append(_("About %(grams)s g fibre") % {"grams": written(totals.fibre)})
    if fermented := totals.fermented:
        words = ngettext("%(n)s serving fermented", "%(n)s servings fermented", round(fermented))
        said.append(words % {"n": written(fermented, 0 if fermented == int(fermented) else 1)})
    return tuple(said)


def _said(metric: Metric, value: Any) -> str:
    return said(metric, fields.kept(metric.key, value))
