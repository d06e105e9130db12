"""One line for each of some days: its mood, what else was noted in a few words, and what a search found there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.accounts.models import User
from tracker.diary import catalogue, changes, days, fields
from tracker.diary.folding import excerpt, hits, marked
from tracker.diary.merge import Register
from tracker.diary.models import CheckIn, Dose, EventKind, FlareType, FoodDay, Night, OwnValue, Serving
from tracker.diary.nights import slept
from tracker.diary.questions import Question
from tracker.diary.seeking import APART, events_during
from tracker.diary.told import is_hidden, told
from tracker.foods import nutrition, reference
from tracker.metrics import Metric, Source
from tracker.table import Span
from tracker.web.numbers import written

MOST_FACTS, BESIDE_A_NOTE = 4, 3  # two lines on a phone
MOST_NAMES = 4
NOTE_LENGTH = 140
FIRST = ("stress",)
NOT_AMONG = {"mood", "headache_day"}  # they have a mark of their own


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


def day_lines(
    user: User, wanted: Sequence[date], terms: Sequence[str], names: Mapping[date, Sequence[str]], language: str
) -> dict[date, DayLine]:
    """The lines of these days; a fixed number of queries."""
    if not wanted:
        return {}
    reading = _Reading(user, wanted, language)
    return {day: _line(reading, day, terms, names.get(day, ())) for day in wanted}


def _line(reading: "_Reading", day: date, terms: Sequence[str], names: Sequence[str]) -> DayLine:
    """What was found, where words were looked for; else what was noted."""
    note = reading.note(day)
    found = tuple(marked(name, terms) for name in names[:MOST_NAMES])
    shown = excerpt(note, terms, NOTE_LENGTH) if note and (not terms or hits(note, terms)) else SafeString("")
    facts = [] if found or (terms and shown) else reading.facts(day)[: BESIDE_A_NOTE if shown else MOST_FACTS]
    return DayLine(day, reading.answer(day, "mood"), tuple(facts), shown, found, tuple(reading.badges(day)))


class _Reading:
    """The rows of some days of one person."""

    def __init__(self, user: User, wanted: Sequence[date], language: str) -> None:
        self.user, self.language = user, language
        self.wanted = list(wanted)
        self.of: dict[str, Any] = {"owner": user, "day__in": self.wanted}
        kept = catalogue.built_in(user)
        self.keys = {metric.key for metric in kept}
        self.asked = [metric for metric in kept if metric.source is Source.CHECK_IN and metric.key not in NOT_AMONG]
        self.check_ins = {row.day: row for row in CheckIn.objects.filter(**self.of)}
        self.nights = {row.day: row for row in Night.objects.filter(**self.of)}
        self.food = self._food()
        self.events = self._events(Span(min(wanted), max(wanted)))
        self.others = self._others()
        self.doses = self._doses()

    def _food(self) -> dict[date, Mapping[str, float | None]]:
        eaten: dict[date, list[tuple[int, float]]] = defaultdict(list)
        if "fibre" in self.keys:
            rows = Serving.objects.filter(removed=None, **self.of)
            for day, food, grams in rows.values_list("day", "food_id", "grams"):
                eaten[day].append((food, grams))
        facts = reference.facts_for({food for some in eaten.values() for food, _grams in some}, self.user)
        return {
            day: days.food_values(nutrition.totals((facts[food], grams) for food, grams in some))
            for day, some in eaten.items()
            if self.answer(day, "food_day") != FoodDay.LEFT_OUT
        }

    def _events(self, span: Span) -> dict[date, list[str]]:
        lasting = events_during(self.user, span)
        named = {
            day: [str(EventKind(event.kind).label) for event in lasting if event.day <= day <= (event.until or day)]
            for day in self.wanted
        }
        return {day: list(dict.fromkeys(names)) for day, names in named.items()}

    def _others(self) -> dict[date, list[str]]:
        """Own trackers, and every other table of rows by what each row tells."""
        said: dict[date, list[str]] = defaultdict(list)
        for value in OwnValue.objects.filter(value__isnull=False, **self.of).select_related("tracker"):
            said[value.day].append(_said(value.tracker.metric, value.value))
        for kind, table in changes.ROWS.items():
            if table not in APART and kind != "break":
                for row in table._default_manager.filter(removed=None, **self.of).order_by("created", "id"):
                    if not is_hidden(row, self.user):
                        said[row.day].append(told(row, self.language))
        return said

    def _doses(self) -> dict[date, list[str]]:
        taken: dict[date, list[str]] = defaultdict(list)
        doses = Dose.objects.filter(removed=None, **self.of).order_by("created", "id")
        for day, name in doses.values_list("day", "supplement__name"):
            if name not in taken[day]:
                taken[day].append(name)
        return taken

    def answer(self, day: date, key: str) -> Any:
        row = self.check_ins.get(day)
        return None if row is None else getattr(row, key)

    def note(self, day: date) -> str:
        return str(self.answer(day, "note") or "")

    def facts(self, day: date) -> list[str]:
        """What tells most about a day comes first, for a line holds only a few."""
        core = [metric for metric in self.asked if not metric.module]
        modules = [metric for metric in self.asked if metric.module and self.answer(day, metric.key)]
        first = [metric for metric in core if metric.key in FIRST]
        others = [metric for metric in core if metric.key not in FIRST]
        return [
            *self._answers(day, first), *self._slept(day), *self._eaten(day), *self._answers(day, modules),
            *self._flare(day), *self.others.get(day, ()), *self._answers(day, others), *self.doses.get(day, ()),
        ]  # fmt: skip

    def _answers(self, day: date, metrics: Sequence[Metric]) -> list[str]:
        values = ((metric, self.answer(day, metric.key)) for metric in metrics)
        return [_said(metric, value) for metric, value in values if value is not None]

    def _flare(self, day: date) -> list[str]:
        """What kind it was, where the person said so and keeps a skin diary."""
        kind = self.answer(day, "flare_type") if "flare" in self.keys else None
        return [str(FlareType(kind).label)] if kind else []

    def _slept(self, day: date) -> list[str]:
        row = self.nights.get(day)
        if row is None:
            return []
        hours = slept(day, row.bed_time, row.wake_time, ZoneInfo(row.zone or self.user.time_zone)).hours
        if hours is None:
            return []
        whole, minutes = divmod(round(hours * 60), 60)
        return [_("Slept %(hours)s h %(minutes)02d") % {"hours": whole, "minutes": minutes}]

    def _eaten(self, day: date) -> list[str]:
        values = self.food.get(day, {})
        said = []
        if (fibre := values.get("fibre")) is not None:
            said.append(_("About %(grams)s g fibre") % {"grams": written(fibre)})
        if fermented := values.get("fermented"):
            words = ngettext("%(n)s serving fermented", "%(n)s servings fermented", round(fermented))
            said.append(words % {"n": written(fermented, 0 if fermented == int(fermented) else 1)})
        return said

    def badges(self, day: date) -> list[Badge]:
        found = [Badge("amber", name) for name in self.events[day]]
        if "headache_day" in self.keys and (pain := self.answer(day, "headache_day")):
            found.append(Badge("plum", _("headache") if pain == 1 else _("migraine")))
        return [*found, *([Badge("sky", _("note"))] if self.note(day) else [])]


def _said(metric: Metric, value: Any) -> str:
    return Question(metric, Register(fields.kept(metric.key, value))).said
