"""The person's supplements and how often each was taken on a day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from tracker.accounts.models import User
from tracker.diary.changes import Tap, add, remove
from tracker.diary.models import Dose, Row, Supplement
from tracker.metrics import BY_KEY
from tracker.web import keys

MAGNESIUM, B6 = BY_KEY["supplement_magnesium"], BY_KEY["supplement_b6"]


class Taken(NamedTuple):
    """One line of the card."""

    supplement: Supplement
    times: int

    def __reduce__(self) -> tuple[Any, ...]:
        """By the columns of the row; Django writes down with them how they were read, which takes ten times as long."""
        return _taken, (*_COLUMNS(self.supplement), self.times)


_COLUMNS = attrgetter(*(column.attname for column in Supplement._meta.concrete_fields))


def _taken(*values: Any) -> Taken:
    *columns, times = values
    return Taken(Supplement(*columns), times)


class DoseCard(NamedTuple):
    """The supplements card of a day.

    `yesterday` says whether there is something to copy, `shows_held` whether the person keeps a magnesium diary.
    """

    lines: tuple[Taken, ...]
    yesterday: bool
    shows_held: bool = False

    @property
    def magnesium_mg(self) -> float | None:
        """Magnesium itself over all doses of the day; None if nothing that holds a known amount was noted."""
        return self._held([line.supplement.magnesium_mg for line in self.lines])

    @property
    def b6_mg(self) -> float | None:
        return self._held([line.supplement.b6_mg for line in self.lines])

    def _held(self, amounts: list[float | None]) -> float | None:
        doses = zip(amounts, self.lines, strict=True)
        known = [amount * line.times for amount, line in doses if amount is not None and line.times]
        return sum(known) if known else None

    @property
    def passed(self) -> tuple[float, ...]:
        """The lines of official advice on magnesium that lie below the day's sum."""
        return tuple(line for line in MAGNESIUM.advice if (self.magnesium_mg or 0) > line)

    @property
    def b6_passed(self) -> bool:
        return (self.b6_mg or 0) > self.b6_advice

    @property
    def b6_advice(self) -> float:
        return B6.advice[0]


def dose_card(user: User, day: date) -> DoseCard:
    """Active supplements, and archived ones where they were taken; two queries."""
    rows = Dose.objects.filter(owner=user, removed=None, day__range=(day - timedelta(days=1), day))
    return card_of(user, day, list(rows.values_list("day", "supplement_id")), Supplement.objects.filter(owner=user))


def card_of(user: User, day: date, taken: Sequence[tuple[date, int]], listed: Iterable[Supplement]) -> DoseCard:
    """The same, of the doses of the day and the day before."""
    today = [supplement for on, supplement in taken if on == day]
    lines = [
        Taken(supplement, today.count(supplement.pk))
        for supplement in listed
        if not supplement.archived or supplement.pk in today
    ]
    return DoseCard(tuple(lines), yesterday=not today and len(taken) > 0, shows_held="magnesium" in user.modules)


def take_one(tap: Tap, day: date, supplement: Supplement) -> None:
    """One more dose."""
    uid = keys.row_id(tap.key)
    add(tap, [Dose(owner=tap.user, uid=uid, day=day, supplement=supplement, created=tap.now)])


def take_back(tap: Tap, day: date, supplement: Supplement, *, all_of_them: bool = False) -> None:
    """The last dose, or all of them, back."""
    doses = Dose.objects.filter(owner=tap.user, day=day, supplement=supplement, removed=None).order_by(
        "-created", "-id"
    )
    remove(tap, doses if all_of_them else doses[:1])


def tapped(tap: Tap, day: date, supplement: Supplement, what: str) -> None:
    """What the card asks for: `more`, `less` or `none`."""
    match what:
        case "more":
            take_one(tap, day, supplement)
        case "none":
            take_back(tap, day, supplement, all_of_them=True)
        case _other:
            take_back(tap, day, supplement)


def copy_doses(tap: Tap, day: date) -> list[Row]:
    """Yesterday's doses once more, but not of what was already noted today."""
    rows = Dose.objects.filter(owner=tap.user, removed=None)
    today = set(rows.filter(day=day).values_list("supplement_id", flat=True))
    yesterday = rows.filter(day=day - timedelta(days=1)).exclude(supplement_id__in=today).order_by("created", "id")
    return add(
        tap,
        [
            Dose(
                owner=tap.user, uid=keys.copy_id(dose.uid, day.isoformat()), day=day,
                supplement_id=dose.supplement_id, created=tap.now,
            )
            for dose in yesterday
        ],
    )  # fmt: skip
