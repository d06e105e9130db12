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
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Case, IntegerField, Min, When
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.diary.clocks import clocks
from tracker.diary.eaten import eaten
from tracker.diary.eaten import food_values as food_values
from tracker.diary.known import KNOWN
from tracker.diary.lasting import days_off as days_off
from tracker.diary.lasting import happened as happened
from tracker.diary.models import CheckIn, Dose, Night, OwnValue, Serving
from tracker.diary.moments import Moment
from tracker.diary.noted import EventSpan as EventSpan
from tracker.diary.noted import events as events
from tracker.diary.noted import first_day as first_day
from tracker.diary.noted import noted_days as noted_days
from tracker.diary.noted import records as records
from tracker.diary.noted import version as version
from tracker.diary.slots import Numbers, Slot
from tracker.foods import reference
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


@lru_cache(maxsize=64)
def _asked(keys: tuple[str, ...]) -> Numbers:
    wrote = Case(When(note="", then=0), default=1, output_field=IntegerField())
    return Numbers(lambda: CheckIn.objects.annotate(wrote=wrote), "wrote", *keys)


def _answers(user: User, span: Span, keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """A column an answer, on which days there is any answer, and on which any or a note."""
    at, values = _asked(tuple(keys)).read(user, span)
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
    known = KNOWN.get(reading.user, span, "bleeding", ("period_flow",), lambda part: _bleeding(reading.user, part))
    bleeding = np.flatnonzero(known["bleeding"])
    began = bleeding[np.diff(bleeding, prepend=-np.inf) > CYCLE_GAP]
    slots = np.arange(len(span))
    last = np.searchsorted(began, slots, side="right") - 1
    since = slots - np.append(began, 0)[last]
    counted = np.where((last >= 0) & (since < longest), since + 1.0, np.nan)
    reading.columns["cycle_day"] = counted[len(span) - len(reading.span) :]


BLEEDING = Numbers(lambda: CheckIn.objects.filter(period_flow__gt=0))


def _bleeding(user: User, span: Span) -> dict[str, Bools]:
    at, _ = BLEEDING.read(user, span)
    return {"bleeding": np.bincount(at, minlength=len(span)) > 0}


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
            user, reading.span, f"servings {edition}", (Serving, "food_day"), lambda span: eaten(user, span, edition)
        )
    )
    reading.noted |= found.pop("eaten")
    reading.columns |= found


def _own(reading: Reading) -> None:
    slugs = sorted(metric.key.removeprefix("own_") for metric in reading.of(Source.OWN))
    found = dict(
        KNOWN.get(
            reading.user, reading.span, f"own {' '.join(slugs)}", (OwnValue,),
            lambda span: _said(reading.user, span, slugs),
        )
    )  # fmt: skip
    said = found.pop("any")
    reading.checked |= said
    reading.noted |= said
    reading.columns |= found


def _said(user: User, span: Span, slugs: Sequence[str]) -> dict[str, NDArray[Any]]:
    """A column for each of these trackers, and on which days there is an answer to any."""
    found: dict[str, NDArray[Any]] = {f"own_{slug}": np.full(len(span), np.nan) for slug in slugs}
    found["any"] = np.zeros(len(span), bool)
    rows = OwnValue.objects.filter(owner=user, day__range=(span.start, span.end)).exclude(value=None)
    for slot, slug, value in rows.order_by().values_list(Slot(span), "tracker__slug", "value"):
        found["any"][slot] = True
        if slug in slugs:
            found[f"own_{slug}"][slot] = value
    return found


def _doses(reading: Reading) -> None:
    begun = KNOWN.fact(reading.user, "begun", (Dose,), lambda: _begun(reading.user))
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


def _begun(user: User) -> list[Any]:
    """Slug, id and what one dose holds of each supplement that was taken, and the first day."""
    rows = Dose.objects.filter(owner=user, removed=None)
    held = [f"supplement__{column}" for column in HELD.values()]
    return list(rows.values_list("supplement__slug", "supplement", *held).annotate(first=Min("day")).order_by())


TAKEN = Numbers(
    lambda: Dose.objects.filter(removed=None), "supplement_id", *(f"supplement__{column}" for column in HELD.values())
)  # fmt: skip


def _taken(user: User, span: Span, supplements: Iterable[int]) -> dict[str, NDArray[Any]]:
    """On which days a supplement was taken, by its id, and how much all of them held, NaN where none held any."""
    at, values = TAKEN.read(user, span)
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
    found = KNOWN.get(reading.user, reading.span, "moments", (Moment,), lambda span: _places(reading.user, span))
    reading.columns |= found
    reading.noted |= ~np.isnan(found["moment_pleasant"])


PLACES = Numbers(lambda: Moment.objects.filter(removed=None), "pleasant", "energy")


def _places(user: User, span: Span) -> dict[str, Floats]:
    """The means of each day with a moment."""
    at, values = PLACES.read(user, span)
    counted = np.bincount(at, minlength=len(span))
    sums = (np.bincount(at, column, len(span)) for column in values.T)
    means = (np.where(counted > 0, found / np.maximum(counted, 1), np.nan) for found in sums)
    return dict(zip(("moment_pleasant", "moment_energy"), means, strict=True))


def _events(reading: Reading) -> None:
    none = np.where(reading.noted, 0.0, np.nan)
    for key, days in happened(reading.user, reading.span).items():
        reading.columns[key] = np.where(days, 1.0, none)


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
    off = days_off(user, span)
    columns = {metric.key: reading.columns[metric.key] for metric in reading.wanted}
    return DailyTable(span, columns, off if off.any() else None)
