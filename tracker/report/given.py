"""Numbers that came from elsewhere, in order, as they were given: questionnaire totals and laboratory values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from tracker.accounts.models import User
from tracker.diary.results import LabValue, Total
from tracker.report import wording
from tracker.table import Span
from tracker.web.numbers import written

R = TypeVar("R", Total, LabValue)


@dataclass(frozen=True, slots=True)
class Given:
    """One number, what it is of, and what was said beside it."""

    day: str
    name: str
    value: str
    beside: str


def _within(rows: Iterable[R], span: Span) -> list[R]:
    return sorted((row for row in rows if row.day in span), key=lambda row: (row.day, row.pk))


def totals(user: User, rows: Iterable[Total], span: Span) -> tuple[Given, ...]:
    """Food-free mode leaves out what counts food."""
    return tuple(
        Given(wording.day(row.day, span), row.asked.name, wording.out_of(row.value, row.asked), row.given_by)
        for row in _within(rows, span)
        if not (user.food_free and row.asked.counts_food)
    )


def lab_values(rows: Iterable[LabValue], span: Span) -> tuple[Given, ...]:
    """With unit and the range that the laboratory printed."""
    return tuple(
        Given(
            wording.day(row.day, span), row.name, f"{written(row.value, _digits(row.value))} {row.unit}".strip(),
            wording.printed(row.printed_range, row.note),
        )
        for row in _within(rows, span)
    )  # fmt: skip


def _digits(value: float) -> int:
    """As many decimals as the number was typed with."""
    text = f"{value:.9f}".rstrip("0")
    return len(text.partition(".")[2])
