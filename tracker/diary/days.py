"""A person's rows as a table of days: the one place where it is decided what absence means.

- A blank check-in answer is unknown.
- No dose on a day with a check-in is 0, on a day without one unknown; before the first dose of a supplement
  it could not be noted, so it is unknown too.
- A day without an answer to an own tracker is unknown, whatever else was noted.
- Servings count on days that have any, unless the person left the day's food out; a day of which the person
  said "that was all" counts even when it is empty.
- A moment says something of its own day alone; a day has the mean of its moments.
- Events are 0 on days with any record.
- Days of a break are off: nobody expected them to be noted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial

import numpy as np

from tracker.accounts.models import User
from tracker.diary import by_day, lasting
from tracker.diary.by_day import HELD, Begun
from tracker.diary.eaten import SAID, SERVINGS, eaten
from tracker.diary.eaten import food_values as food_values
from tracker.diary.known import KNOWN, Read
from tracker.diary.lasting import days_off as days_off
from tracker.diary.lasting import happened as happened
from tracker.diary.lasting import touching as touching
from tracker.diary.models import CheckIn, Dose, Night, OwnValue, Serving
from tracker.diary.moments import Moment
from tracker.diary.noted import EventSpan as EventSpan
from tracker.diary.noted import events as events
from tracker.diary.noted import first_day as first_day
from tracker.diary.noted import noted_days as noted_days
from tracker.diary.noted import records as records
from tracker.diary.noted import version as version
from tracker.diary.packed import Columns
from tracker.diary.since import Tables
from tracker.diary.slots import ALWAYS, EPOCH, Numbers, Rows
from tracker.foods import reference
from tracker.metrics import BY_KEY, Metric, Source, those
from tracker.stats.sleep import NIGHTS, regularity
from tracker.table import DailyTable, Floats, Span

CYCLE_GAP = 10  # days without bleeding after which bleeding begins a new cycle
BEGUN, CHECK_INS = "begun", "check-ins"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a source: over which days, under which name it is kept, what it rests on, from which rows."""

    name: str
    span: Span
    rests_on: Tables
    read: Read
    numbers: tuple[Numbers, ...] = ()


class Reading:
    """The rows of one person over a span on their way into columns, and on which days anything was noted."""

    def __init__(self, user: User, span: Span, wanted: Iterable[Metric]) -> None:
        self.user, self.span = user, span
        self.wanted = tuple(wanted)
        # Of check-ins all answers, where it matters too whether anything was noted, or where a page has just read them.
        self.whole = any(metric.source in NEEDS for metric in self.wanted) or KNOWN.holds(user, span, CHECK_INS)
        self.columns: dict[str, Floats] = {}
        self.checked = np.zeros(len(span), bool)
        self.noted = np.zeros(len(span), bool)
        self.rows = Rows(user)
        self._asked: dict[Source, Asked] = {}

    def blank(self) -> Floats:
        return np.full(len(self.span), np.nan)

    def of(self, source: Source) -> tuple[Metric, ...]:
        return those(self.wanted, source=source)

    def since(self, days: int) -> Span:
        """The span and so many days before it."""
        return Span(self.span.start - timedelta(days=days), self.span.end)

    @cached_property
    def begun(self) -> tuple[Begun, ...]:
        """Each supplement that was taken."""
        return KNOWN.fact(self.user, BEGUN, (Dose,), lambda: by_day.begun(self.rows), self.rows.line)

    def asked(self, source: Source) -> Asked:
        if source not in self._asked:
            self._asked[source] = ASKED[source](self)
        return self._asked[source]

    def found(self, source: Source) -> Columns:
        asked = self.asked(source)
        return KNOWN.get(self.rows, asked.span, asked.name, asked.rests_on, asked.read, asked.numbers)


def _check_ins(reading: Reading) -> Asked:
    keys = [metric.key for metric in _answers(reading)]
    # Whether anything was noted rests on the notes too; a number rests on its own answers.
    name, rests_on = (CHECK_INS, (CheckIn,)) if reading.whole else (f"check-in {' '.join(keys)}", (*keys,))
    return Asked(name, reading.span, rests_on, partial(by_day.answers, keys=keys))


def _answers(reading: Reading) -> tuple[Metric, ...]:
    return those(source=Source.CHECK_IN) if reading.whole else reading.of(Source.CHECK_IN)


def _cycle(reading: Reading) -> Asked:
    span = reading.since(int(BY_KEY["cycle_day"].high))
    return Asked("bleeding", span, ("period_flow",), by_day.bleeding, (by_day.BLEEDING,))


def _nights(reading: Reading) -> Asked:
    # The index of regularity looks back a week, so the nights before the span are read with it.
    return Asked("nights", reading.since(NIGHTS - 1), (Night,), by_day.nights, (by_day.NIGHTS,))


def _servings(reading: Reading) -> Asked:
    """All that food adds up to is read at once, since a page draws five figures of it."""
    edition = reference.edition()
    read = partial(eaten, edition=edition)
    return Asked(f"servings {edition}", reading.span, (Serving, "food_day"), read, (SERVINGS, SAID))


def _own(reading: Reading) -> Asked:
    slugs = sorted(metric.key.removeprefix("own_") for metric in reading.of(Source.OWN))
    read = partial(by_day.own, slugs=slugs)
    return Asked(f"own {' '.join(slugs)}", reading.span, (OwnValue,), read, (by_day.OWN,))


def _doses(reading: Reading) -> Asked:
    ids = sorted(one.pk for one in reading.begun)
    return Asked(f"doses {ids}", reading.span, (Dose,), partial(by_day.taken, supplements=ids), (by_day.TAKEN,))


def _moments(reading: Reading) -> Asked:
    return Asked("moments", reading.span, (Moment,), by_day.places, (by_day.PLACES,))


ASKED: dict[Source, Callable[[Reading], Asked]] = {
    Source.CHECK_IN: _check_ins,
    Source.CYCLE: _cycle,
    Source.NIGHT: _nights,
    Source.SERVINGS: _servings,
    Source.OWN: _own,
    Source.DOSES: _doses,
    Source.MOMENTS: _moments,
}


def _put_check_ins(reading: Reading, found: Columns) -> None:
    reading.checked |= found["checked"]
    reading.noted |= found["noted"]
    reading.columns |= {metric.key: found[metric.key] for metric in _answers(reading)}


def _put_cycle(reading: Reading, found: Columns) -> None:
    """Days since bleeding last began (that day is 1), for as long as a cycle may last."""
    days, longest = len(found["bleeding"]), int(BY_KEY["cycle_day"].high)
    bleeding = np.flatnonzero(found["bleeding"])
    began = bleeding[np.diff(bleeding, prepend=-np.inf) > CYCLE_GAP]
    slots = np.arange(days)
    last = np.searchsorted(began, slots, side="right") - 1
    since = slots - np.append(began, 0)[last]
    counted = np.where((last >= 0) & (since < longest), since + 1.0, np.nan)
    reading.columns["cycle_day"] = counted[days - len(reading.span) :]


def _put_nights(reading: Reading, found: Columns) -> None:
    columns = {**found, "sleep_regularity": regularity(found["bed_time"], found["wake_time"])}
    for key, values in columns.items():
        reading.columns[key] = values[NIGHTS - 1 :]
        if key != "sleep_regularity":
            reading.noted |= ~np.isnan(reading.columns[key])


def _put_servings(reading: Reading, found: Columns) -> None:
    reading.noted |= found["eaten"]
    reading.columns |= {key: values for key, values in found.items() if key != "eaten"}


def _put_own(reading: Reading, found: Columns) -> None:
    reading.checked |= found["any"]
    reading.noted |= found["any"]
    reading.columns |= {key: values for key, values in found.items() if key != "any"}


def _put_doses(reading: Reading, found: Columns) -> None:
    start = reading.span.start.toordinal() - EPOCH
    slots = np.arange(start, start + len(reading.span))

    def none_taken(those: Iterable[Begun]) -> Floats:
        """0 where a dose could have been noted and was not."""
        since = min((one.first for one in those), default=None)
        could_be_noted = np.zeros(len(slots), bool) if since is None else slots >= since
        return np.where(reading.checked & could_be_noted, 0.0, np.nan)

    reading.noted |= found["any"]
    begun = {f"took_{one.slug}": one for one in reading.begun}
    for metric in reading.of(Source.DOSES):
        if metric.key in HELD:
            continue
        one = begun.get(metric.key)
        taken = found[f"{one.pk}"] if one else np.zeros(len(slots), bool)
        reading.columns[metric.key] = np.where(taken, 1.0, none_taken([one] if one else []))
    for nth, key in enumerate(HELD):
        none = none_taken(one for one in reading.begun if one.holds[nth] > 0)
        reading.columns[key] = np.where(np.isnan(found[key]), none, found[key])


def _put_moments(reading: Reading, found: Columns) -> None:
    reading.columns |= found
    reading.noted |= ~np.isnan(found["moment_pleasant"])


PUT: dict[Source, Callable[[Reading, Columns], None]] = {
    Source.CHECK_IN: _put_check_ins,
    Source.CYCLE: _put_cycle,
    Source.NIGHT: _put_nights,
    Source.SERVINGS: _put_servings,
    Source.OWN: _put_own,
    Source.DOSES: _put_doses,
    Source.MOMENTS: _put_moments,
}
# What a source must know of the others before absence can be told from none.
NEEDS: dict[Source, Sequence[Source]] = {
    Source.DOSES: (Source.CHECK_IN, Source.OWN),
    Source.EVENTS: (Source.CHECK_IN, Source.NIGHT, Source.SERVINGS, Source.OWN, Source.DOSES, Source.MOMENTS),
}
LASTING: Mapping[str, Numbers] = {"events": lasting.EVENTS, "breaks": lasting.BREAKS, BEGUN: by_day.BEGUN}


def daily_table(user: User, span: Span, metrics: Iterable[Metric]) -> DailyTable:
    """The diary over a span, a column per metric asked for; a fixed number of queries however long it is."""
    reading = Reading(user, span, metrics)
    wanted = {metric.source for metric in reading.wanted}
    wanted |= {needed for source in wanted for needed in NEEDS.get(source, ())}
    reading.rows.ahead(_unread(reading, wanted))
    for source, put in PUT.items():
        if source in wanted:
            put(reading, reading.found(source))
    if Source.EVENTS in wanted:
        _put_events(reading)
    off = days_off(user, span, reading.rows)
    columns = {metric.key: reading.columns[metric.key] for metric in reading.wanted}
    return DailyTable(span, columns, off if off.any() else None)


def _unread(reading: Reading, wanted: Iterable[Source]) -> dict[Numbers, Span]:
    """The tables of which some days are read for the first time, and which."""
    names = {"breaks", *(["events"] if Source.EVENTS in wanted else []), *([BEGUN] if Source.DOSES in wanted else [])}
    unread = {LASTING[name]: ALWAYS for name in sorted(names) if not KNOWN.has_fact(reading.user, name)}
    for source in ASKED.keys() & wanted:
        # Until it is read which supplements were taken, nobody knows by what name doses are kept.
        if source is Source.DOSES and by_day.BEGUN in unread:
            unread[by_day.TAKEN] = reading.span
            continue
        asked = reading.asked(source)
        if missing := KNOWN.lacks(reading.user, asked.span, asked.name):
            unread |= dict.fromkeys(asked.numbers, missing)
    return unread


def _put_events(reading: Reading) -> None:
    none = np.where(reading.noted, 0.0, np.nan)
    for key, days in happened(reading.user, reading.span, reading.rows).items():
        reading.columns[key] = np.where(days, 1.0, none)
