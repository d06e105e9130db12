"""Headache days in stretches of 28."""

import math
from datetime import date

import numpy as np
import pytest

from tracker.stats.headaches import DAYS, MOST, stretches, whole
from tracker.table import Floats, Span

END = date(2026, 11, 21)


def blank(span: Span) -> Floats:
    return np.full(len(span), np.nan)


@pytest.mark.parametrize(("days", "kept"), [(1, 28), (28, 28), (55, 28), (56, 56), (90, 84), (4000, 364)])
def test_only_whole_stretches_are_counted_and_about_a_year_of_them(days: int, kept: int) -> None:
    span = whole(Span.ending(END, days))
    assert (len(span), span.end) == (kept, END)
    assert kept <= DAYS * MOST


def test_counts_equal_a_plain_count() -> None:
    span = Span.ending(END, 56)
    rng = np.random.default_rng(4)
    head = rng.choice([np.nan, 0, 1, 2], len(span))
    pain, medicine = rng.choice([np.nan, 2, 7], len(span)), rng.choice([np.nan, 0, 1], len(span))
    latest, earlier = stretches(span, head, pain, medicine)
    assert (earlier.span, latest.span) == (Span.ending(Span.ending(END, 28).before().end, 28), Span.ending(END, 28))
    for one, here in ((earlier, slice(0, 28)), (latest, slice(28, 56))):
        told = [value for value in head[here] if not math.isnan(value)]
        assert one.noted == len(told)
        assert one.headache == sum(value in (1, 2) for value in told)
        assert one.migraine == sum(value == 2 for value in told)
        assert one.medicine == sum(value == 1 for value in medicine[here])
        assert one.peak == 7


def test_what_was_never_noted_is_unknown_and_not_none() -> None:
    span = Span.ending(END, 28)
    (one,) = stretches(span, blank(span), blank(span), blank(span))
    assert (one.noted, one.headache, one.migraine) == (0, 0, 0)
    assert math.isnan(one.medicine) and math.isnan(one.peak)
    (none,) = stretches(span, np.zeros(28), np.zeros(28), np.zeros(28))
    assert (none.noted, none.headache, none.medicine, none.peak) == (28, 0, 0, 0)


def test_part_of_a_stretch_is_refused() -> None:
    span = Span.ending(END, 30)
    with pytest.raises(ValueError, match="28"):
        stretches(span, blank(span), blank(span), blank(span))
