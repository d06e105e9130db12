"""Invents a diary: the days of somebody who does not exist, as arrays; the same chance gives the same days.

What is planted, so that whatever reads such a diary can be held to it:

- One habit goes with one outcome: an hour more of sleep last night goes with MOOD_PER_HOUR points of mood that day.
- A course of antibiotics raises gut discomfort and loosens the stool while it lasts, and fades over some days.
- Illness, travel and a hard event move mood, unease, stress and gut, as events that merely happen.

What is not: fermented food, plants, fibre, sugar, magnesium, vitamin D and the probiotic come from streams of chance
of their own and move nothing. What may still look like more: sleep, mood, stress and food all follow the week;
everything drifts slowly; mood, unease and stress share the day's temper; "how you slept" rates the same night that
the hours measure; and days go missing more often in bad stretches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tracker.diary.menus import Eaten, eat, stretches
from tracker.table import Floats, Span

Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]

MOOD_PER_HOUR = 0.4
USUAL_HOURS = 7.3
# Monday to Sunday.
MOOD_WEEK = np.array([-0.4, -0.1, 0, 0.1, 0.35, 0.5, 0.1])
STRESS_WEEK = np.array([0.7, 0.5, 0.4, 0.4, -0.1, -1.1, -0.7])
GREENS_WEEK = np.array([1.1, 1.1, 1.05, 1.05, 0.9, 0.75, 0.95])
SATURDAY = 5
# What happened: kind, where in the diary it begins, how many days it lasts.
EVENTS = (("illness", 0.17, 5), ("stressor", 0.33, 2), ("travel", 0.45, 8), ("illness", 0.74, 6))
COURSE = ("antibiotics", 7)
SHORTEST = 60  # a diary with fewer days has no events
DOSES = {"magnesium": 0.9, "vitamin_d": 0.8, "probiotic": 0.85}
DARK_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})
# A word for each sort of day about which something may be noted.
NOTES: Mapping[str, Sequence[str]] = {
    "illness": ("stayed_in", "slept_long"),
    "travel": ("by_the_sea", "new_food"),
    "short_night": ("woke_often", "late_film"),
    "weekend": ("long_walk", "visitors", "cooked_together", "did_little"),
    "workday": ("rain", "long_meeting", "new_recipe", "train_late", "called_a_friend", "worked_at_home", "swam"),
}
KEPT = 7  # the last days are there: who looks around sees a week, and yesterday to copy from


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose."""

    slot: int
    supplement: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, its first and last day counted from the diary's first."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedDiary:
    """What was noted; a slot per calendar day, NaN where nothing was.

    `answers` are whole numbers by check-in key (stool 0 is "none today"); `bed` and `wake` are minutes after
    midnight of the day of waking, negative on the evening before; of the days in `left_out` the food was not all.
    """

    span: Span
    answers: Mapping[str, Floats]
    bed: Floats
    wake: Floats
    eaten: tuple[Eaten, ...]
    taken: tuple[Taken, ...]
    events: tuple[Happened, ...]
    notes: Mapping[int, str]
    left_out: frozenset[int]

    @property
    def hours(self) -> Floats:
        """How long each noted night was."""
        return (self.wake - self.bed) / 60

    @property
    def noted(self) -> Bools:
        """The days with any record."""
        days = np.zeros(len(self.span), bool)
        for values in (*self.answers.values(), self.bed, self.wake):
            days |= ~np.isnan(values)
        days[[row.slot for row in self.eaten] + [row.slot for row in self.taken]] = True
        return days


def simulate(days: int, end: date, rng: np.random.Generator) -> SimulatedDiary:
    """`days` days up to `end`, which is left as a morning leaves it: a night and a breakfast.

    Every part draws from its own stream, so a change in one of them leaves the others as they were.
    """
    span = Span.ending(end, days)
    chance = dict(zip(("week", "night", "mind", "gut", "gaps", "food", "doses", "notes"), rng.spawn(8), strict=True))
    weekdays = (span.start.weekday() + np.arange(days)) % 7
    events = _events(chance["week"], days)
    bed, wake = _nights(chance["night"], weekdays)
    felt = _mind(chance["mind"], weekdays, (wake - bed) / 60, events) | _gut(chance["gut"], days, events)
    there = _days_there(chance["gaps"], felt["mood"], events)
    answers = {key: _rated(key, values) for key, values in felt.items()}
    _leave_blanks(chance["gaps"], answers, bed, wake, there)
    eaten, left_out = _food(chance["food"], weekdays, there)
    notes = _notes(chance["notes"], weekdays, (wake - bed) / 60, events, there)
    taken = _doses(chance["doses"], span, there)
    return SimulatedDiary(span, answers, bed, wake, eaten, taken, events, notes, left_out)


def carried(rng: np.random.Generator, n: int, phi: float, sd: float) -> Floats:
    """Day-to-day carry-over: the share `phi` of yesterday stays, around 0, with standard deviation `sd`."""
    values = rng.normal(0, sd, n)
    values[1:] *= np.sqrt(1 - phi**2)
    for slot in range(1, n):
        values[slot] += phi * values[slot - 1]
    return values


def drift(rng: np.random.Generator, n: int, sd: float) -> Floats:
    """Seasons of a life: the same, over months."""
    return carried(rng, n, 0.985, sd)


def _events(rng: np.random.Generator, n: int) -> tuple[Happened, ...]:
    if n < SHORTEST:
        return ()
    course, length = COURSE
    planned = [*EVENTS, (course, max(0.6, 1 - 58 / n), length)]
    moved = [(kind, int(n * (share + rng.uniform(-0.01, 0.01))), length) for kind, share, length in planned]
    return tuple(Happened(kind, first, first + length - 1) for kind, first, length in moved)


def _pulse(events: Sequence[Happened], kind: str, n: int, fade: float) -> Floats:
    """1 while such an event lasts, then fading by a factor e every `fade` days."""
    days = np.zeros(n)
    for event in events:
        if event.kind == kind:
            after = np.maximum(np.arange(n) - event.last, 0)
            days = np.maximum(days, np.where(np.arange(n) < event.first, 0, np.exp(-after / fade)))
    return days


def _nights(rng: np.random.Generator, weekdays: Ints) -> tuple[Floats, Floats]:
    """Bed and wake times to five minutes; later at weekends, and now and then a short night."""
    n, free = len(weekdays), weekdays >= SATURDAY
    bed = -40 + 45 * free + carried(rng, n, 0.3, 32) + drift(rng, n, 12)
    bed += np.where(rng.random(n) < 0.06, rng.uniform(60, 150, n), 0)
    wake = 400 + 70 * free + carried(rng, n, 0.2, 28)
    wake = np.clip(wake, bed + 3.5 * 60, bed + 10.5 * 60)
    return np.round(bed / 5) * 5, np.round(wake / 5) * 5


def _mind(rng: np.random.Generator, weekdays: Ints, hours: Floats, events: Sequence[Happened]) -> dict[str, Floats]:
    """How the days are felt, before they are rounded to a scale. Only mood looks at the hours of sleep."""
    n = len(weekdays)
    temper, hard = carried(rng, n, 0.5, 1.3), _pulse(events, "stressor", n, 6)
    ill, away = _pulse(events, "illness", n, 1), _pulse(events, "travel", n, 1)
    mood = 5.8 + MOOD_PER_HOUR * (hours - USUAL_HOURS) + MOOD_WEEK[weekdays] + temper + drift(rng, n, 0.5)
    unease = 3 - 0.55 * temper + carried(rng, n, 0.4, 0.9) + drift(rng, n, 0.4)
    stress = 3.6 - 0.4 * temper + STRESS_WEEK[weekdays] + carried(rng, n, 0.45, 1.1)
    return {
        "mood": mood - 1.2 * ill - 2 * hard + 0.7 * away,
        "unease": unease + 0.5 * ill + 1.8 * hard,
        "stress": stress + 2 * hard - 1.2 * away,
        "sleep_quality": 6.2 + 0.9 * (hours - USUAL_HOURS) + carried(rng, n, 0.3, 0.9) - 0.8 * ill,
    }


def _gut(rng: np.random.Generator, n: int, events: Sequence[Happened]) -> dict[str, Floats]:
    course, ill = _pulse(events, "antibiotics", n, 4), _pulse(events, "illness", n, 1)
    stool = 4 + carried(rng, n, 0.4, 0.9) + 1.4 * course
    return {
        "gut_discomfort": 2.4 + carried(rng, n, 0.5, 1.1) + drift(rng, n, 0.5) + 2.5 * course + 0.8 * ill,
        "stool_type": np.where(rng.random(n) < 0.05, 0, np.clip(stool, 1, 7)),
    }


def _rated(key: str, values: Floats) -> Floats:
    return np.clip(np.round(values), 0, 7 if key == "stool_type" else 10) + 0.0  # no minus zero


def _days_there(rng: np.random.Generator, mood: Floats, events: Sequence[Happened]) -> Bools:
    """The days that were noted at all: single days are missing, and a few times a week or more."""
    n = len(mood)
    week = np.convolve(mood, np.ones(7))[:n] / np.minimum(np.arange(n) + 1, 7)
    bad = np.exp(-0.5 * (week - week.mean()) / max(week.std(), 0.1))
    there: Bools = rng.random(n) > np.minimum(0.08 * bad, 0.4)
    apart = np.ones(n, bool)
    apart[n - 21 :] = False
    for event in events:
        if event.kind == COURSE[0]:
            apart[max(0, event.first - 28) : event.last + 29] = False
    for _ in range(min(3, n // 200)):
        weight = bad**2 * apart
        first, length = rng.choice(n, p=weight / weight.sum()), rng.integers(6, 12)
        there[first : first + length] = False
        apart[max(0, first - 45) : first + 45] = False
    there[-KEPT:] = True
    return there


def _leave_blanks(
    rng: np.random.Generator, answers: Mapping[str, Floats], bed: Floats, wake: Floats, there: Bools
) -> None:
    """Nothing on days that are not there; on one day in ten little more than mood; now and then one question."""
    n = len(there)
    hurried = rng.random(n) < 0.1
    for key, values in answers.items():
        asked = there & (rng.random(n) > 0.04) & (~hurried | (key == "mood"))
        asked[-1] = key == "sleep_quality"
        values[~asked] = np.nan
    slept = there & (rng.random(n) > 0.07)
    slept[-1] = True
    bed[~slept] = wake[~slept] = np.nan


def _food(rng: np.random.Generator, weekdays: Ints, there: Bools) -> tuple[tuple[Eaten, ...], frozenset[int]]:
    """What was noted of what was eaten, and the days of which the person said that it was not all."""
    n = len(weekdays)
    days = eat(rng, weekdays, GREENS_WEEK[weekdays] * np.exp(carried(rng, n, 0.97, 0.2)))
    noted, half = there & (rng.random(n) > 0.1), rng.random(n) < 0.02
    noted[-2:], half[-2:], half[-1] = True, False, True
    kept = [
        row for slot in np.flatnonzero(noted) for row in days[slot] if not half[slot] or row.meal == "breakfast"
    ]  # fmt: skip
    return tuple(kept), frozenset(int(slot) for slot in np.flatnonzero(noted & half)[:-1])


def _doses(rng: np.random.Generator, span: Span, there: Bools) -> tuple[Taken, ...]:
    """One in stretches, one in the dark months, one from the middle on; each forgotten at times."""
    n = len(span)
    wanted = {
        "magnesium": stretches(rng, n, on=80, off=12),
        "vitamin_d": np.array([day.month in DARK_MONTHS for day in span]),
        "probiotic": np.arange(n) >= n // 2,
    }
    taken = {slug: days & there & (rng.random(n) < DOSES[slug]) for slug, days in wanted.items()}
    return tuple(Taken(slot, slug) for slot in range(n - 1) for slug, days in taken.items() if days[slot])


def _notes(
    rng: np.random.Generator, weekdays: Ints, hours: Floats, events: Sequence[Happened], there: Bools
) -> dict[int, str]:
    """A few words on one day in ten, chosen by what sort of day it was."""
    noted = there & (rng.random(len(there)) < 0.1)
    noted[-1] = False
    during = {slot: event.kind for event in events for slot in range(event.first, event.last + 1)}

    def sort_of(slot: int) -> str:
        if during.get(slot) in NOTES:
            return during[slot]
        if hours[slot] < 6:
            return "short_night"
        return "weekend" if weekdays[slot] >= SATURDAY else "workday"

    return {slot: str(rng.choice(NOTES[sort_of(slot)])) for slot in np.flatnonzero(noted).tolist()}
