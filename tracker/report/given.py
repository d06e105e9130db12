"""Numbers that came from elsewhere, in order, as they were given: questionnaire totals and laboratory values."""

from dataclasses import dataclass

from tracker.accounts.models import User
from tracker.diary.results import LabValue, Total
from tracker.report import wording
from tracker.table import Span
from tracker.web.numbers import written


@dataclass(frozen=True, slots=True)
class Given:
    """One number, what it is of, and what was said beside it."""

    day: str
    name: str
    value: str
    beside: str


def totals(user: User, span: Span) -> tuple[Given, ...]:
    """One query. Food-free mode leaves out what counts food."""
    rows = Total.objects.filter(owner=user, removed=None, day__range=(span.start, span.end)).order_by("day", "id")
    return tuple(
        Given(wording.day(row.day, span), row.asked.name, wording.out_of(row.value, row.asked), row.given_by)
        for row in rows
        if not (user.food_free and row.asked.counts_food)
    )


def lab_values(user: User, span: Span) -> tuple[Given, ...]:
    """With unit and the range that the laboratory printed; one query."""
    rows = LabValue.objects.filter(owner=user, removed=None, day__range=(span.start, span.end)).order_by("day", "id")
    return tuple(
        Given(
            wording.day(row.day, span), row.name, f"{written(row.value, _digits(row.value))} {row.unit}".strip(),
            wording.printed(row.printed_range, row.note),
        )
        for row in rows
    )  # fmt: skip


def _digits(value: float) -> int:
    """As many decimals as the number was typed with."""
    text = f"{value:.9f}".rstrip("0")
    return len(text.partition(".")[2])
