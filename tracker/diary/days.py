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

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Min

from tracker.accounts.models import User
from tracker.diary import breaks, moments
from tracker.diary.models import CheckIn, Dose, FoodDay, Night, OwnValue, Serving
from tracker.diary.nights import slept
from tracker.diary.noted import EventSpan as EventSpan
from tracker.diary.noted import events
from tracker.diary.noted import first_day as first_day
from tracker.diary.noted import noted_and_excused as noted_and_excused
from tracker.diary.noted import noted_days as noted_days
from tracker.diary.noted import records as records
from tracker.diary.noted import version as version
from tracker.foods import nutrition, reference
from tracker.metrics import BY_KEY, Metric, Source, those
from tracker.stats.sleep import NIGHTS, regularity
from tracker.table import Bools, DailyTable, Floats, Span
from tracker.web.kept import Unwritten

# What doses add up to, by the column of the supplement that says how much one holds.
HELD = {"supplement_magnesium": "magnesium_mg", "supplement_b6": "b6_mg"}
CYCLE_GAP = 10  # days without bleeding after which bleeding begins a new cycle


class Reading:
    """The rows of one person over a span on their way into columns, and on which days anything was noted."""

    def __init__(self, user: User, span: Span, wanted: Iterable[Metric]) -> None:
        self.user, self.span = user, span
        self.wanted = tuple(wanted)
        self.whole = any(metric.source in NEEDS for metric in self.wanted)  # whether anything was noted matters too
        self.columns: dict[str, Floats] = {}
        self.checked = np.zeros(len(span), bool)
        self.noted = np.zeros(len(span), bool)

    def blank(self) -> Floats:
        return np.full(len(self.span), np.nan)

    def of(self, source: Source) -> tuple[Metric, ...]:
        return those(self.wanted, source=source)


def _check_ins(reading: Reading) -> None:
    asked = those(source=Source.CHECK_IN) if reading.whole else reading.of(Source.CHECK_IN)
    keys = [metric.key for metric in asked]
    columns = {key: reading.blank() for key in keys}
    rows = CheckIn.objects.filter(owner=reading.user, day__range=(reading.span.start, reading.span.end))
    nothing_to_rate = {metric.key for metric in those(source=Source.CHECK_IN) if metric.none}
    for day, note, *answers in rows.values_list("day", "note", *keys).iterator():
        slot = reading.span.slot(day)
        reading.noted[slot] |= bool(note)
        for key, answer in zip(keys, answers, strict=True):
            if answer is not None:
                reading.checked[slot] = True
                if answer or key not in nothing_to_rate:
                    columns[key][slot] = answer
    reading.noted |= reading.checked
    reading.columns |= columns


def _cycle(reading: Reading) -> None:
    """Days since bleeding last began (that day is 1), for as long as a cycle may last."""
    longest = int(BY_KEY["cycle_day"].high)
    span = Span(reading.span.start - timedelta(days=longest), reading.span.end)
    rows = CheckIn.objects.filter(owner=reading.user, day__range=(span.start, span.end), period_flow__gt=0)
    column, began, last = reading.blank(), None, None
    bleeding = set(rows.values_list("day", flat=True))
    for day in span:
        if day in bleeding:
            if last is None or (day - last).days > CYCLE_GAP:
                began = day
            last = day
        if began is not None and day in reading.span and (day - began).days < longest:
            column[reading.span.slot(day)] = (day - began).days + 1
    reading.columns["cycle_day"] = column


def _nights(reading: Reading) -> None:
    # The index of regularity looks back a week, so the nights before the span are read with it.
    span = Span(reading.span.start - timedelta(days=NIGHTS - 1), reading.span.end)
    columns = {key: np.full(len(span), np.nan) for key in ("bed_time", "wake_time", "sleep_hours")}
    rows = Night.objects.filter(owner=reading.user, day__range=(span.start, span.end))
    for day, bed, wake, zone in rows.values_list("day", "bed_time", "wake_time", "zone").iterator():
        night = slept(day, bed, wake, ZoneInfo(zone or reading.user.time_zone))
        for key, value in zip(columns, (night.asleep, night.awake, night.hours), strict=True):
            columns[key][span.slot(day)] = np.nan if value is None else value
    columns["sleep_regularity"] = regularity(columns["bed_time"], columns["wake_time"])
    for key, values in columns.items():
        reading.columns[key] = values[NIGHTS - 1 :]
        if key != "sleep_regularity":
            reading.noted |= ~np.isnan(reading.columns[key])


FOOD: Unwritten[tuple[dict[str, Floats], Bools]] = Unwritten(most=8)


def _servings(reading: Reading) -> None:
    """All that food adds up to is read at once, since a page draws five figures of it."""
    name = (reading.user.pk, reading.span)
    columns, noted = FOOD.get(name, lambda: _food(reading.user, reading.span))
    reading.noted |= noted
    reading.columns |= columns


def _food(user: User, span: Span) -> tuple[dict[str, Floats], Bools]:
    noted = np.zeros(len(span), bool)
    eaten: dict[date, list[tuple[int, float]]] = defaultdict(list)
    rows = Serving.objects.filter(owner=user, removed=None, day__range=(span.start, span.end))
    for day, food, grams in rows.values_list("day", "food_id", "grams").iterator():
        eaten[day].append((food, grams))
        noted[span.slot(day)] = True
    said = dict(
        CheckIn.objects.filter(owner=user, day__range=(span.start, span.end))
        .exclude(food_day=FoodDay.UNSAID)
        .values_list("day", "food_day")
    )
    facts = reference.facts_for({food for portions in eaten.values() for food, _ in portions}, user)
    columns = {metric.key: np.full(len(span), np.nan) for metric in those(source=Source.SERVINGS)}
    for day in (eaten.keys() | said.keys()) - {day for day, word in said.items() if word == FoodDay.LEFT_OUT}:
        totals = nutrition.totals((facts[food], grams) for food, grams in eaten.get(day, ()))
        for key, value in food_values(totals, empty=day not in eaten).items():
            columns[key][span.slot(day)] = np.nan if value is None else value
    for values in (*columns.values(), noted):
        values.flags.writeable = False
    return columns, noted


def _own(reading: Reading) -> None:
    columns = {metric.key: reading.blank() for metric in reading.of(Source.OWN)}
    rows = OwnValue.objects.filter(owner=reading.user, day__range=(reading.span.start, reading.span.end))
    for day, slug, value in rows.exclude(value=None).values_list("day", "tracker__slug", "value"):
        slot = reading.span.slot(day)
        reading.checked[slot] = reading.noted[slot] = True
        if f"own_{slug}" in columns:
            columns[f"own_{slug}"][slot] = value
    reading.columns |= columns


def food_values(totals: nutrition.Totals, *, empty: bool = False) -> dict[str, float | None]:
    """The day's food as metric values; of a day declared empty everything is truly none."""
    return {
        "fibre": 0 if empty else totals.fibre,
        "plants": len(totals.plants),
        "plant_groups": totals.plant_groups,
        "fermented": totals.fermented,
        "food_magnesium": 0 if empty else totals.magnesium,
        "upf": totals.upf,
        "sugary": totals.sugary,
    }


def _doses(reading: Reading) -> None:
    rows = Dose.objects.filter(owner=reading.user, removed=None)
    held = [f"supplement__{column}" for column in HELD.values()]
    begun = list(rows.values_list("supplement__slug", *held).annotate(first=Min("day")).order_by())
    first = {slug: day for slug, *_, day in begun}
    dates = reading.span.dates()

    def column(slugs: Iterable[str]) -> Floats:
        since = min((first[slug] for slug in slugs if slug in first), default=None)
        could_be_noted = np.zeros(len(dates), bool) if since is None else dates >= np.datetime64(since)
        return np.where(reading.checked & could_be_noted, 0.0, np.nan)

    columns = {metric.key: column([metric.key.removeprefix("took_")]) for metric in reading.of(Source.DOSES)}
    for nth, key in enumerate(HELD):
        columns[key] = column(slug for slug, *milligrams, _ in begun if milligrams[nth])
    within = rows.filter(day__range=(reading.span.start, reading.span.end))
    for day, slug, *amounts in within.values_list("day", "supplement__slug", *held):
        slot = reading.span.slot(day)
        reading.noted[slot] = True
        if f"took_{slug}" in columns:
            columns[f"took_{slug}"][slot] = 1
        for key, milligrams in zip(HELD, amounts, strict=True):
            if milligrams:
                columns[key][slot] = np.nansum([columns[key][slot], milligrams])
    reading.columns |= columns


def _moments(reading: Reading) -> None:
    columns = {metric.key: reading.blank() for metric in those(source=Source.MOMENTS)}
    for day, places in moments.places(reading.user, reading.span).items():
        slot = reading.span.slot(day)
        reading.noted[slot] = True
        columns["moment_pleasant"][slot], columns["moment_energy"][slot] = np.mean(places, axis=0)
    reading.columns |= columns


def _events(reading: Reading) -> None:
    spans = events(reading.user, reading.span)
    columns = {metric.key: np.where(reading.noted, 0.0, np.nan) for metric in those(source=Source.EVENTS)}
    for event in spans:
        first = reading.span.slot(max(event.start, reading.span.start))
        last = reading.span.slot(min(event.end or reading.span.end, reading.span.end))
        columns[event.kind][first : last + 1] = 1
    reading.columns |= columns


COLLECTORS: dict[Source, Callable[[Reading], None]] = {
    Source.CHECK_IN: _check_ins,
    Source.CYCLE: _cycle,
    Source.NIGHT: _nights,
    Source.SERVINGS: _servings,
    Source.OWN: _own,
    Source.DOSES: _doses,
    Source.MOMENTS: _moments,
    Source.EVENTS: _events,
}
# What a source must know of the others before absence can be told from none.
NEEDS: dict[Source, Sequence[Source]] = {
    Source.DOSES: (Source.CHECK_IN, Source.OWN),
    Source.EVENTS: (Source.CHECK_IN, Source.NIGHT, Source.SERVINGS, Source.OWN, Source.DOSES, Source.MOMENTS),
}


def daily_table(user: User, span: Span, metrics: Iterable[Metric]) -> DailyTable:
    """The diary over a span, a column per metric asked for; a fixed number of queries however long it is."""
    reading = Reading(user, span, metrics)
    wanted = {metric.source for metric in reading.wanted}
    wanted |= {needed for source in wanted for needed in NEEDS.get(source, ())}
    for source, collect in COLLECTORS.items():
        if source in wanted:
            collect(reading)
    off = breaks.days_off(user, span)
    columns = {metric.key: reading.columns[metric.key] for metric in reading.wanted}
    return DailyTable(span, columns, off if off.any() else None)
