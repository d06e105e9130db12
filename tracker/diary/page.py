"""One day as its page shows it: the questions with their answers, the night, food, supplements, events."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import starmap
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from tracker.accounts.models import User
from tracker.diary import breaks, changes, lowdays, occasional, questions, reading, weeks
from tracker.diary.breaks import Break
from tracker.diary.doses import DoseCard
from tracker.diary.doses import card_of as dose_card_of
from tracker.diary.merge import Register, Value
from tracker.diary.models import FlareType, Night, Row, Supplement
from tracker.diary.moments import Moments
from tracker.diary.nights import slept
from tracker.diary.noted import EventSpan, event_span
from tracker.diary.plate import FoodCard, food_card
from tracker.diary.questions import ModuleCard, Question
from tracker.diary.week import WeekDay, week_of
from tracker.metrics import Area, Source, those
from tracker.span import Span
from tracker.web import pieces

EVENING = 20
NINETY = 90
Clocks = tuple[time | None, time | None]
LEAST_NIGHTS = 7
CORE = [metric for metric in those(source=Source.CHECK_IN) if not metric.module]


class NightCard(NamedTuple):
    """The two clock times, how long that was, and the person's usual times to copy."""

    bed: Register
    wake: Register
    hours: float | None
    usual: tuple[time, time] | None

    @property
    def fields(self) -> tuple[tuple[str, Register], ...]:
        return (("bed_time", self.bed), ("wake_time", self.wake))


class Flare(NamedTuple):
    """What kind of flare-up it was, and the kinds there are to choose from."""

    register: Register

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in FlareType if kind.value]


class Bare(NamedTuple):
    """Which day a card belongs to, and nothing of what was noted."""

    day: date
    is_today: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a day as they stand."""

    day: date
    today: date
    registers: dict[str, Register]
    night: NightCard
    own: tuple[Question, ...]
    modules: tuple[ModuleCard, ...]

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def bare(self) -> Bare:
        return Bare(self.day, self.is_today)

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        return self.day + timedelta(days=1) if self.day < self.today else None

    @property
    def note(self) -> Register:
        return self.registers["note"]

    @property
    def flare(self) -> Flare:
        return Flare(self.registers["flare_type"])

    @property
    def counted(self) -> Register:
        """Whether the day's food was all, or is left out."""
        return self.registers["food_day"]

    @property
    def questions(self) -> dict[str, Question]:
        """Every question by its field, the person's own among them."""
        return {question.key: question for question in (*questions.built_in(self.registers), *self.own)}

    def _of(self, area: Area) -> list[Question]:
        return [Question(metric, self.registers[metric.key]) for metric in CORE if metric.area is area]

    @property
    def mind(self) -> list[Question]:
        return self._of(Area.MIND)

    @property
    def sleep(self) -> list[Question]:
        return self._of(Area.SLEEP)

    @property
    def gut(self) -> list[Question]:
        return self._of(Area.GUT)

    @property
    def any_answer(self) -> bool:
        return self.answered > 0

    @property
    def answered(self) -> int:
        """How many of the day's own questions have an answer."""
        return sum(question.value is not None for question in (*self.mind, *self.sleep, *self.gut))


@dataclass(frozen=True, slots=True)
class Day(Fields):
    """A day's page; of the last 90 days `noted` have an entry, and `off` were on a break."""

    week: list[WeekDay]
    food: FoodCard
    doses: DoseCard
    events: tuple[EventSpan, ...]
    results: list[tuple[str, str, occasional.Entry]]
    moments: Moments
    pause: Break | None
    low_days: lowdays.LowDays | None
    noted: int
    off: int

    @property
    def resting(self) -> bool:
        return self.pause is not None

    def with_typed(self, typed: Mapping[str, str]) -> "Day":
        """The same page with what could not be read still in its fields."""
        registers = {**self.registers, **{f: replace(self.registers[f], value=text) for f, text in typed.items()}}
        night = self.night._replace(bed=registers["bed_time"], wake=registers["wake_time"])
        modules = tuple(card.showing(registers) for card in self.modules)
        return replace(self, registers=registers, night=night, modules=modules)


pieces.plain(Register)


def read_fields(user: User, day: date, today: date, *, usual: bool = True) -> Fields:
    """The fields of a day without the rest of its page; the usual night only where it is asked for."""
    return fields_of(user, day, today, reading.of_fields(user, day), usual=usual)


def fields_of(user: User, day: date, today: date, rows: reading.Rows, *, usual: bool = True) -> Fields:
    """The same, of rows that were read already."""
    kept = reading.Kept.of(rows)
    registers, own = _registers(user, kept)
    night = night_card(user, day, registers, kept.night.zone, usual=usual)
    return Fields(day, today, registers, night, own, questions.cards(user, registers, own))


def _registers(user: User, kept: reading.Kept) -> tuple[dict[str, Register], tuple[Question, ...]]:
    registers = changes.registers_of(kept)
    return registers, questions.of_own(user, registers, [row for row, _said in kept.own])


def read(user: User, day: date, *, today: date, now: datetime) -> Day:
    """A day's page; a fixed number of queries however full the diary is."""
    known = weeks.KEPT.get((user.pk, day, today))
    line = known.line if known else weeks.KEPT.line()
    rows = reading.of_page(user, day, today, known.line if known else None)
    around = weeks.renewed(user, day, today, rows, known, line)
    kept = reading.Kept.of(rows)
    registers, own = _registers(user, kept)
    pause = breaks.longest([each for each in sorted(rows["breaks"], key=_by_day) if today in each])
    noted, off = _counted(around.noted | {day for (day,) in rows["noted"]}, rows, Span.ending(today, NINETY))
    return Day(
        day=day, today=today, registers=registers, own=own, noted=noted, off=off,
        week=week_of(dict(rows["week"]), day, today),
        night=night_card(user, day, registers, kept.night.zone, nights=rows["nights"]),
        modules=questions.cards(user, registers, own),
        food=_food(user, day, registers["food_day"], rows, around.usual, today=today, now=now),
        doses=dose_card_of(user, day, rows["doses"], sorted(rows["supplements"], key=_in_list)),
        events=tuple(map(event_span, sorted(rows["events"], key=_by_day))),
        results=occasional.listed(user, rows["totals"], rows["lab_values"]),
        moments=Moments(sorted(rows["moments"], key=lambda moment: (moment.at, moment.pk))),
        pause=pause,
        low_days=lowdays.shown(user, today, resting=pause is not None) if day == today else None,
    )  # fmt: skip


def _in_list(row: Supplement) -> tuple[int, int]:
    return row.position, row.pk


def _by_day(row: Row) -> tuple[date, int]:
    return row.day, row.pk


def _counted(days: AbstractSet[date], rows: reading.Rows, span: Span) -> tuple[int, int]:
    """On how many days of the span anything was noted, and on how many others nobody expected it."""
    noted = {day for day in days if day in span}
    resting = (day for day in span if day not in noted and any(day in each for each in rows["breaks"]))
    return len(noted), sum(1 for _day in resting) if rows["breaks"] else 0


def with_food(user: User, day: date, *, today: date, now: datetime) -> tuple[Register, FoodCard]:
    """The food card alone, after food was noted, and whether it is all or is left out; two queries, or three."""
    rows = reading.of_food(user, day, today)
    said = next(iter(rows["said"]), ("",))[0]
    counted = changes.standing(said or None, sorted(starmap(reading.LogLine, rows["log"])))
    usual = weeks.usual_now(user, day, today, rows)
    return counted, _food(user, day, counted, rows, usual, today=today, now=now)


def _food(
    user: User, day: date, counted: Register, rows: reading.Rows, usual: weeks.Usual, *, today: date, now: datetime
) -> FoodCard:  # fmt: skip
    late = day < today or not user.day_start_hour <= now.astimezone(user.zone).hour < EVENING
    food_day = str(counted.value or "")
    card = food_card(user, day, rows, usual, food_day=food_day, language=get_language() or "en", late=late)
    resting = card.ask_whether_all and any(day in pause or today in pause for pause in rows["breaks"])
    return card._replace(ask_whether_all=False) if resting else card


def night_card(
    user: User, day: date, registers: dict[str, Register], zone: str, *, usual: bool = True,
    nights: Sequence[Clocks] | None = None,
) -> NightCard:  # fmt: skip
    """The night of a day, in the zone it was slept in.

    What is usual is read here where `nights`, those of four weeks, were not read before.
    """
    bed, wake = registers["bed_time"], registers["wake_time"]
    night = slept(day, _time(bed.value), _time(wake.value), ZoneInfo(zone or user.time_zone))
    if not usual or bed.value is not None or wake.value is not None:
        return NightCard(bed, wake, night.hours, None)
    return NightCard(bed, wake, night.hours, _usual_night(day, _nights(user, day) if nights is None else nights))


def _time(value: Value) -> time | None:
    return None if value is None else time.fromisoformat(str(value))


def _nights(user: User, day: date) -> list[Clocks]:
    span = (day - reading.USUAL_NIGHTS, day - reading.DAY)
    rows = Night.objects.filter(owner=user, day__range=span, bed_time__isnull=False, wake_time__isnull=False)
    return list(rows.values_list("bed_time", "wake_time"))


def _usual_night(day: date, noted: Sequence[Clocks]) -> tuple[time, time] | None:
    """The medians of the last four weeks, to the quarter of an hour; None with fewer than seven nights."""
    clocks = [slept(day, bed, wake, ZoneInfo("UTC")) for bed, wake in noted]
    if len(clocks) < LEAST_NIGHTS:
        return None
    return (
        _quarter(median(night.asleep for night in clocks if night.asleep is not None)),
        _quarter(median(night.awake for night in clocks if night.awake is not None)),
    )


def _quarter(hours: float) -> time:
    quarters = round(hours * 4) % 96
    return time(quarters // 4, quarters % 4 * 15)
