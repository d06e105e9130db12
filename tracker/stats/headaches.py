"""Headache days counted in stretches of 28 days, which, unlike months, are all equally long."""

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tracker.table import Floats, Span

DAYS = 28
MOST = 13  # stretches in a figure: about a year
MIGRAINE = 2  # the answer of that name on the scale none, headache, migraine


@dataclass(frozen=True, slots=True)
class Stretch:
    """28 days: how many were answered, how many had headache or migraine, migraine, and medicine; the worst pain.

    `medicine` and `peak` are NaN where none of the days says anything about them.
    """

    span: Span
    noted: int
    headache: int
    migraine: int
    medicine: float
    peak: float


def whole(span: Span) -> Span:
    """The whole stretches that end with `span`, at least one and at most thirteen."""
    return Span.ending(span.end, DAYS * min(max(len(span) // DAYS, 1), MOST))


def stretches(span: Span, headache: Floats, pain: Floats, medicine: Floats) -> tuple[Stretch, ...]:
    """Sum up each stretch of `span`, latest first.

    Args:
        span: whole stretches, as from `whole`.
        headache: shape (len(span),): 0 none, 1 headache, 2 migraine, NaN not noted.
        pain, medicine: the day's worst pain; 1 if an acute medicine was taken, else 0.

    Raises:
        ValueError: if the days are not whole stretches.
    """
    if len(span) % DAYS:
        raise ValueError(f"{len(span)} days are not whole stretches of {DAYS}")
    return tuple(_sum_up(span, slice(at, at + DAYS), headache, pain, medicine) for at in _starts(span))


def _starts(span: Span) -> range:
    return range(len(span) - DAYS, -1, -DAYS)


def _sum_up(span: Span, here: slice, headache: Floats, pain: Floats, medicine: Floats) -> Stretch:
    first = span.start + timedelta(days=int(here.start))
    head, hurt, took = (values[here] for values in (headache, pain, medicine))
    return Stretch(
        Span(first, first + timedelta(days=DAYS - 1)), int((~np.isnan(head)).sum()),
        int((head >= 1).sum()), int((head == MIGRAINE).sum()),
        math.nan if np.isnan(took).all() else float((took == 1).sum()),
        math.nan if np.isnan(hurt).all() else float(np.nanmax(hurt)),
    )  # fmt: skip
