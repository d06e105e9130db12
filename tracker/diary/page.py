"""One day as its page shows it: the questions with their answers, the night, food, supplements, events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from tracker.accounts.models import User
from tracker.diary import catalogue, changes, days, lowdays
from tracker.diary.doses import DoseCard, dose_card
from tracker.diary.merge import Register, Value
from tracker.diary.models import Night
from tracker.diary.nights import slept
from tracker.diary.plate import FoodCard, food_card
from tracker.diary.week import WeekDay, week
from tracker.metrics import Area, Kind, Metric, Module, Source, those
from tracker.table import Span

EVENING = 20
FEW = 5  # a question with no more steps than this is answered by chips with words
USUAL_NIGHTS = 28
LEAST_NIGHTS = 7
# The tone word of the stylesheet for each question: colour is the reader's concern, so it stays out of the registry.
TONES = {
    "mood": "big mood", "unease": "plum", "stress": "amber", "sleep_quality": "sky", "gut_discomfort": "clay",
    "stool_type": "clay", "energy": "amber", "bloating": "clay", "belly_pain": "clay", "skin_overall": "leaf",
    "itch": "clay", "redness": "clay", "pain_peak": "plum", "focus": "sky",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A scale with its answer, or without one."""

    metric: Metric
    register: Register

    @property
    def key(self) -> str:
        return self.metric.key

    @property
    def tone(self) -> str:
        return TONES.get(self.metric.key, "leaf")

    @property
    def value(self) -> Value:
        return self.register.value

    @property
    def template(self) -> str:
        if self.metric.key == "stool_type":
            return "diary/_stool.html"
        few = self.metric.kind is Kind.YES_NO or (self.metric.kind is not Kind.AMOUNT and self.metric.high <= FEW)
        if few:
            return "diary/_choices.html"
        return "diary/_scale.html" if self.metric.kind is Kind.SCALE else "diary/_number.html"

    @property
    def choices(self) -> list[tuple[int, object]]:
        """Each answer of a short question with its words."""
        if self.metric.kind is Kind.YES_NO:
            return [(1, gettext("Yes")), (0, gettext("No"))]
        if self.metric.words:
            return [(step, gettext(words)) for step, words in self.steps]
        top = int(self.metric.high)
        return [(step, gettext("%(n)s or more") % {"n": step} if step == top else step) for step in range(top + 1)]

    @property
    def said(self) -> str:
        """The answer in a few words, for a folded card."""
        words = dict(self.choices).get(int(self.value)) if self.template == "diary/_choices.html" else self.value
        return f"{gettext(self.metric.label)} {words if isinstance(words, str) else f'{words:g}'}"

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Each step of the scale with its words, if it has any."""
        low, high = int(self.metric.low), int(self.metric.high)
        return [(step, self.metric.words[step - low] if self.metric.words else "") for step in range(low, high + 1)]


@dataclass(frozen=True, slots=True)
class NightCard:
    """The two clock times, how long that was, and the person's usual times to copy."""

    bed: Register
    wake: Register
    hours: float | None
    usual: tuple[time, time] | None

    @property
    def fields(self) -> tuple[tuple[str, Register], ...]:
        return (("bed_time", self.bed), ("wake_time", self.wake))


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module's questions, folded under its name."""

    module: Module
    questions: tuple[Question, ...]

    @property
    def key(self) -> str:
        return f"module-{self.module.key}"

    @property
    def said(self) -> str:
        """What was answered already, so that the fold need not be opened to see it."""
        return ", ".join(question.said for question in self.questions if question.value is not None)


def questions(registers: Mapping[str, Register]) -> list[Question]:
    """Every question there is, in registry order."""
    return [Question(metric, registers[metric.key]) for metric in those(source=Source.CHECK_IN)]


def module_cards(user: User, registers: Mapping[str, Register]) -> tuple[ModuleCard, ...]:
    """The modules switched on that ask something."""
    cards = (
        ModuleCard(module, tuple(Question(m, registers[m.key]) for m in catalogue.asked(user, module.key)))
        for module in catalogue.modules_of(user)
    )
    return tuple(card for card in cards if card.questions)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a day as they stand."""

    day: date
    today: date
    registers: dict[str, Register]
    night: NightCard
    modules: tuple[ModuleCard, ...]

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        return self.day + timedelta(days=1) if self.day < self.today else None

    @property
    def note(self) -> Register:
        return self.registers["note"]

    def _of(self, area: Area) -> list[Question]:
        core = (question for question in questions(self.registers) if not question.metric.module)
        return [question for question in core if question.metric.area is area]

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
    def answered(self) -> int:
        """How many of the day's own questions have an answer."""
        return sum(question.value is not None for question in (*self.mind, *self.sleep, *self.gut))


@dataclass(frozen=True, slots=True)
class Day(Fields):
    """A day's page."""

    week: list[WeekDay]
    food: FoodCard
    doses: DoseCard
    events: tuple[days.EventSpan, ...]
    low_days: lowdays.LowDays | None

    def with_typed(self, typed: Mapping[str, str]) -> "Day":
        """The same page with what could not be read still in its fields."""
        registers = {**self.registers, **{f: replace(self.registers[f], value=text) for f, text in typed.items()}}
        night = replace(self.night, bed=registers["bed_time"], wake=registers["wake_time"])
        return replace(self, registers=registers, night=night)


def read_fields(user: User, day: date, today: date) -> Fields:
    """The fields of a day without the rest of its page."""
    registers = changes.registers(user, day)
    return Fields(day, today, registers, night_card(user, day, registers), module_cards(user, registers))


def read(user: User, day: date, *, today: date, now: datetime) -> Day:
    """A day's page; a fixed number of queries however full the diary is."""
    registers = changes.registers(user, day)
    return Day(
        day=day,
        today=today,
        registers=registers,
        week=week(user, day, today),
        night=night_card(user, day, registers),
        modules=module_cards(user, registers),
        food=food(user, day, registers, today=today, now=now),
        doses=dose_card(user, day),
        events=days.events(user, Span(day, day)),
        low_days=lowdays.shown(user, today) if day == today else None,
    )


def food(user: User, day: date, registers: dict[str, Register], *, today: date, now: datetime) -> FoodCard:
    late = day < today or not user.day_start_hour <= now.astimezone(user.zone).hour < EVENING
    food_day = str(registers["food_day"].value or "")
    return food_card(user, day, food_day=food_day, language=get_language() or "en", late=late)


def night_card(user: User, day: date, registers: dict[str, Register]) -> NightCard:
    bed, wake = registers["bed_time"], registers["wake_time"]
    night = slept(day, _time(bed.value), _time(wake.value), ZoneInfo(user.time_zone))
    unanswered = bed.value is None and wake.value is None
    return NightCard(bed, wake, night.hours, usual_night(user, day) if unanswered else None)


def _time(value: Value) -> time | None:
    return None if value is None else time.fromisoformat(str(value))


def usual_night(user: User, day: date) -> tuple[time, time] | None:
    """The medians of the last four weeks, to the quarter of an hour; None with fewer than seven nights."""
    nights = Night.objects.filter(owner=user, day__range=(day - timedelta(days=USUAL_NIGHTS), day - timedelta(days=1)))
    noted = nights.exclude(bed_time=None).exclude(wake_time=None).values_list("bed_time", "wake_time")
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
