"""Many nights at once are the nights one by one, clock changes and all."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracker.diary.clocks import clocks
from tracker.diary.nights import slept
from tracker.table import Span

ZONES = ("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
STARTS = (date(2026, 3, 20), date(2026, 10, 18), date(2011, 12, 24), date(2026, 4, 1))  # a change of clocks follows
# Whole seconds, as rows hold them: no clock of a diary says which of an hour's two passes it means.
a_clock = st.none() | st.integers(0, 24 * 3600 - 1).map(lambda at: time(at // 3600, at // 60 % 60, at % 60))


def seconds(clock: time | None) -> float:
    return np.nan if clock is None else clock.hour * 3600.0 + clock.minute * 60 + clock.second


@given(
    start=st.sampled_from(STARTS),
    nights=st.lists(st.tuples(a_clock, a_clock, st.sampled_from(["", *ZONES])), max_size=20),
    standard=st.sampled_from(ZONES),
)
def test_each_night_is_what_the_plain_way_says(
    start: date, nights: list[tuple[time | None, time | None, str]], standard: str
) -> None:
    span = Span(start, start + timedelta(days=20))
    rows = [(n, *night) for n, night in enumerate(nights)]
    at = np.array([n for n, *_ in rows[::-1]], dtype=np.int64)
    went, woke = (np.array([seconds(night[column]) for night in nights[::-1]]) for column in (0, 1))
    found = clocks(span, at, went, woke, [zone for *_, zone in nights[::-1]], standard)
    for n, bed, wake, zone in rows:
        plain = slept(start + timedelta(days=n), bed, wake, ZoneInfo(zone or standard))
        for key, value in (("bed_time", plain.asleep), ("wake_time", plain.awake), ("sleep_hours", plain.hours)):
            assert np.isclose(found[key][n], np.nan if value is None else value, atol=1e-9, equal_nan=True), key
    assert all(np.isnan(column[len(rows) :]).all() for column in found.values())
