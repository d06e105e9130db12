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

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Case, IntegerField, Min, When
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.diary import breaks, moments
from tracker.diary.clocks import clocks
from tracker.diary.known import KNOWN, Slot, numbers
from tracker.diary.models import CheckIn, Dose, FoodDay, Night, OwnValue, Serving
from tracker.diary.noted import EventSpan as EventSpan
from tracker.diary.noted import events as events
from tracker.diary.noted import first_day as first_day
from tracker.diary.noted import noted_and_excused as noted_and_excused
from tracker.diary.noted import noted_days as noted_days
from tracker.diary.noted import records as records
from tracker.diary.noted import version as version
from tracker.foods import nutrition, reference
from tracker.foods.sums import by_day
from tracker.metrics import BY_KEY, Metric, Source, those
from tracker.stats.sleep import NIGHTS, regularity
from tracker.table import Bools, DailyTable, Floats, Span

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
    # One number is read by itself; more come with all others, whatever was asked.
    found = KNOWN.get(
        reading.user,
        reading.span,
        f"check-in {' '.join(keys)}",
        (CheckIn,),
        lambda span: _answers(reading.user, span, keys),
    )
    reading.checked |= found["checked"]
    reading.noted |= found["noted"]
    reading.columns |= {key: found[key] for key in keys}


def _answers(user: User, span: Span, keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """A column an answer, on which days there is any answer, and on which any or a note."""
    rows = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end))
    wrote = Case(When(note="", then=0), default=1, output_field=IntegerField())
    at, values = numbers(rows.annotate(wrote=wrote), span, "wrote", *keys)
    columns = np.full((1 + len(keys), len(span)), np.nan)
    columns[:, at] = values.T
    checked = ~np.isnan(columns[1:]).all(axis=0) if keys else np.zeros(len(span), bool)
    found: dict[str, NDArray[Any]] = {"checked": checked, "noted": checked | (columns[0] == 1)}
    for key, column in zip(keys, columns[1:], strict=True):
        found[key] = np.where(column == 0, np.nan, column) if BY_KEY[key].none else column.copy()
    return found


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
    columns = dict(KNOWN.get(reading.user, span, "nights", (Night,), lambda part: _clocks(reading.user, part)))
    columns["sleep_regularity"] = regularity(columns["bed_time"], columns["wake_time"])
    for key, values in columns.items():
        reading.columns[key] = values[NIGHTS - 1 :]
        if key != "sleep_regularity":
            reading.noted |= ~np.isnan(reading.columns[key])


def _clocks(user: User, span: Span) -> dict[str, Floats]:
    rows = Night.objects.filter(owner=user, day__range=(span.start, span.end))
    found = rows.order_by().values_list(Slot(span), "bed_time", "wake_time", "zone")
    return clocks(span, list(found), user.time_zone)


def _servings(reading: Reading) -> None:
    """All that food adds up to is read at once, since a page draws five figures of it."""
    user, edition = reading.user, reference.edition()
    found = dict(
        KNOWN.get(
            user, reading.span, f"servings {edition}", (Serving, CheckIn), lambda span: _food(user, span, edition)
        )
    )
    reading.noted |= found.pop("eaten")
    reading.columns |= found


def _food(user: User, span: Span, edition: UUID | None) -> dict[str, NDArray[Any]]:
    """What food adds up to, and on which days any was eaten (also on those left out)."""
    rows = Serving.objects.filter(owner=user, removed=None, day__range=(span.start, span.end))
    at, values = numbers(rows, span, "food_id", "grams")
    foods, grams = values[:, 0].astype(np.int64), values[:, 1]
    sums = by_day(len(span), at, foods, grams, reference.facts_for(set(foods.tolist()), user, edition))
    eaten = np.bincount(at, minlength=len(span)) > 0
    said = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end)).exclude(food_day=FoodDay.UNSAID)
    out, empty = np.zeros(len(span), bool), np.zeros(len(span), bool)
    for day, word in said.values_list("day", "food_day"):
        (out if word == FoodDay.LEFT_OUT else empty)[span.slot(day)] = True
    empty &= ~eaten  # of a day declared empty everything is truly none
    counts = (eaten | empty) & ~out
    return {"eaten": eaten} | {
        key: np.where(counts, np.where(empty, 0.0, column), np.nan) for key, column in sums.items()
    }


def _own(reading: Reading) -> None:
    columns = {metric.key: reading.blank() for metric in reading.of(Source.OWN)}
    rows = OwnValue.objects.filter(owner=reading.user, day__range=(reading.span.start, reading.span.end))
    for day, slug, value in rows.exclude(value=None).values_list("day", "tracker__slug", "value"):
        slot = reading.span.slot(day)
        reading.checked[slot] = reading.noted[slot] = True
        if f"own_{slug}" in columns:
            columns[f"own_{slug}"][slot] = value
    reading.columns |= columns


def food_values(totals: nutrition.Totals) -> dict[str, float | None]:
    """The food of one day as metric values; of many days they come from `_food`, and a test holds both together."""
    return {
        "fibre": totals.fibre,
        "plants": len(totals.plants),
        "plant_groups": totals.plant_groups,
        "fermented": totals.fermented,
        "food_magnesium": totals.magnesium,
        "upf": totals.upf,
        "sugary": totals.sugary,
    }


def _doses(reading: Reading) -> None:
    rows = Dose.objects.filter(owner=reading.user, removed=None)
    held = [f"supplement__{column}" for column in HELD.values()]
    begun = list(rows.values_list("supplement__slug", "supplement", *held).annotate(first=Min("day")).order_by())
    first = {slug: day for slug, *_, day in begun}
    ids = {slug: pk for slug, pk, *_ in begun}
    dates = reading.span.dates()

    def column(slugs: Iterable[str]) -> Floats:
        since = min((first[slug] for slug in slugs if slug in first), default=None)
        could_be_noted = np.zeros(len(dates), bool) if since is None else dates >= np.datetime64(since)
        return np.where(reading.checked & could_be_noted, 0.0, np.nan)

    found = KNOWN.get(
        reading.user, reading.span, f"doses {sorted(ids.values())}", (Dose,),
        lambda span: _taken(reading.user, span, ids.values()),
    )  # fmt: skip
    reading.noted |= found["any"]
    for metric in reading.of(Source.DOSES):
        slug = metric.key.removeprefix("took_")
        taken = found[f"{ids[slug]}"] if slug in ids else np.zeros(len(dates), bool)
        reading.columns[metric.key] = np.where(taken, 1.0, column([slug]))
    for nth, key in enumerate(HELD):
        none = column(slug for slug, _, *milligrams, _ in begun if milligrams[nth])
        reading.columns[key] = np.where(np.isnan(found[key]), none, found[key])


def _taken(user: User, span: Span, supplements: Iterable[int]) -> dict[str, NDArray[Any]]:
    """On which days a supplement was taken, by its id, and how much all of them held, NaN where none held any."""
    rows = Dose.objects.filter(owner=user, removed=None, day__range=(span.start, span.end))
    at, values = numbers(rows, span, "supplement_id", *(f"supplement__{column}" for column in HELD.values()))
    days = len(span)
    found: dict[str, NDArray[Any]] = {"any": np.bincount(at, minlength=days) > 0}
    for pk in supplements:
        found[f"{pk}"] = np.bincount(at[values[:, 0] == pk], minlength=days) > 0
    for key, milligrams in zip(HELD, values.T[1:], strict=True):
        holds = milligrams > 0
        sums = np.bincount(at[holds], milligrams[holds], days)
        found[key] = np.where(sums > 0, sums, np.nan)
    return found


def _moments(reading: Reading) -> None:
    columns = {metric.key: reading.blank() for metric in those(source=Source.MOMENTS)}
    for day, places in moments.places(reading.user, reading.span).items():
        slot = reading.span.slot(day)
        reading.noted[slot] = True
        columns["moment_pleasant"][slot], columns["moment_energy"][slot] = np.mean(places, axis=0)
    reading.columns |= columns


def _events(reading: Reading) -> None:
    none = np.where(reading.noted, 0.0, np.nan)
    for key, days in happened(reading.user, reading.span).items():
        reading.columns[key] = np.where(days, 1.0, none)


def happened(user: User, span: Span) -> dict[str, Bools]:
    """On which days each kind of event was, whatever else was noted; one query."""
    found = {metric.key: np.zeros(len(span), bool) for metric in those(source=Source.EVENTS)}
    for event in events(user, span):
        first, last = max(event.start, span.start), min(event.end or span.end, span.end)
        found[event.kind][span.slot(first) : span.slot(last) + 1] = True
    return found


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
