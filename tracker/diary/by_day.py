"""What the rows of each source say day by day, before it is decided what days without any mean."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Case, IntegerField, Min, When
from numpy.typing import NDArray

from tracker.diary.clocks import clocks
from tracker.diary.models import CheckIn, Dose, Night, OwnValue
from tracker.diary.moments import Moment
from tracker.diary.slots import Numbers, Rows, Seconds, Slot
from tracker.metrics import BY_KEY
from tracker.table import Bools, Floats, Span

# What doses add up to, by the column of the supplement that says how much one holds.
HELD = {"supplement_magnesium": "magnesium_mg", "supplement_b6": "b6_mg"}
_HOLDS = tuple(f"supplement__{column}" for column in HELD.values())

BLEEDING = Numbers(lambda: CheckIn.objects.filter(period_flow__gt=0))
NIGHTS = Numbers(Night.objects.all, Seconds("bed_time"), Seconds("wake_time"), word="zone")
OWN = Numbers(lambda: OwnValue.objects.exclude(value=None), "value", word="tracker__slug")
TAKEN = Numbers(lambda: Dose.objects.filter(removed=None), "supplement_id", *_HOLDS)
PLACES = Numbers(lambda: Moment.objects.filter(removed=None), "pleasant", "energy")
# A row each supplement: where it stands is the first day.
BEGUN = Numbers(
    lambda: Dose.objects.filter(removed=None).values("supplement_id", "supplement__slug", *_HOLDS).annotate(
        first=Min(Slot())
    ),
    "supplement_id", *_HOLDS, word="supplement__slug", slot="first", lasting=True,
)  # fmt: skip


@lru_cache(maxsize=64)
def _asked(keys: tuple[str, ...]) -> Numbers:
    wrote = Case(When(note="", then=0), default=1, output_field=IntegerField())
    return Numbers(lambda: CheckIn.objects.annotate(wrote=wrote), "wrote", *keys)


def answers(rows: Rows, span: Span, keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """A column an answer, on which days there is any answer, and on which any or a note."""
    at, values, _ = rows.of(_asked(tuple(keys)), span)
    columns = np.full((1 + len(keys), len(span)), np.nan)
    columns[:, at] = values.T
    checked = ~np.isnan(columns[1:]).all(axis=0) if keys else np.zeros(len(span), bool)
    found: dict[str, NDArray[Any]] = {"checked": checked, "noted": checked | (columns[0] == 1)}
    for key, column in zip(keys, columns[1:], strict=True):
        found[key] = np.where(column == 0, np.nan, column) if BY_KEY[key].none else column
    return found


def bleeding(rows: Rows, span: Span) -> dict[str, Bools]:
    return {"bleeding": np.bincount(rows.of(BLEEDING, span).at, minlength=len(span)) > 0}


def nights(rows: Rows, span: Span) -> dict[str, Floats]:
    at, values, zones = rows.of(NIGHTS, span)
    return clocks(span, at, values[:, 0], values[:, 1], zones, rows.user.time_zone)


def own(rows: Rows, span: Span, slugs: Sequence[str]) -> dict[str, NDArray[Any]]:
    """A column for each of these trackers, and on which days there is an answer to any."""
    at, values, words = rows.of(OWN, span)
    found: dict[str, NDArray[Any]] = {f"own_{slug}": np.full(len(span), np.nan) for slug in slugs}
    of = np.array(words, dtype=str)
    for slug in slugs:
        said = of == slug
        found[f"own_{slug}"][at[said]] = values[said, 0]
    return found | {"any": np.bincount(at, minlength=len(span)) > 0}


class Begun(NamedTuple):
    """A supplement that was taken: its id, what one dose holds (see HELD), the day of the first, counted from 1970."""

    slug: str
    pk: int
    holds: tuple[float, ...]
    first: int


def begun(rows: Rows) -> tuple[Begun, ...]:
    at, values, slugs = rows.of(BEGUN)
    lines = zip(slugs, values.tolist(), at.tolist(), strict=True)
    return tuple(Begun(slug, int(pk), tuple(holds), first) for slug, (pk, *holds), first in lines)


def taken(rows: Rows, span: Span, supplements: Iterable[int]) -> dict[str, NDArray[Any]]:
    """On which days a supplement was taken, by its id, and how much all of them held, NaN where none held any."""
    at, values, _ = rows.of(TAKEN, span)
    days = len(span)
    found: dict[str, NDArray[Any]] = {"any": np.bincount(at, minlength=days) > 0}
    for pk in supplements:
        found[f"{pk}"] = np.bincount(at[values[:, 0] == pk], minlength=days) > 0
    for key, milligrams in zip(HELD, values.T[1:], strict=True):
        holds = milligrams > 0
        sums = np.bincount(at[holds], milligrams[holds], days)
        found[key] = np.where(sums > 0, sums, np.nan)
    return found


def places(rows: Rows, span: Span) -> dict[str, Floats]:
    """The means of each day with a moment."""
    at, values, _ = rows.of(PLACES, span)
    counted = np.bincount(at, minlength=len(span))
    sums = (np.bincount(at, column, len(span)) for column in values.T)
    means = (np.where(counted > 0, found / np.maximum(counted, 1), np.nan) for found in sums)
    return dict(zip(("moment_pleasant", "moment_energy"), means, strict=True))
