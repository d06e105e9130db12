"""A night is built once, from one source, by the clocks of the place it was slept in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.formats.health_files import OSLO, TODAY, Said
from tracker.exchange.formats.nights import Piece, Rank, Sleep, nights, sleeps, union, zone_named, zone_with

TWENTIETH = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)  # 23:00 in Oslo


def sleep(begins: float, length: float, source: str = "watch", rank: Rank = Rank.STAGES, **more: object) -> Sleep:
    """`begins` hours after 23:00 on the nineteenth, `length` hours long."""
    at = TWENTIETH + timedelta(hours=begins)
    return Sleep(source, at, at + timedelta(hours=length), OSLO, rank, **more)  # type: ignore[arg-type]


def built(*found: Sleep) -> Said:
    return Said(nights(found, TODAY))


def test_a_night_belongs_to_the_day_of_waking() -> None:
    assert built(sleep(0, 8)).nights == {"2026-11-20": ("23:00", "07:00", "Europe/Oslo")}


@pytest.mark.parametrize(
    ("begins", "length", "day", "bed", "wake"),
    [(-1, 2.1, "2026-11-20", "22:00", "00:06"), (1.5, 6, "2026-11-20", "00:30", "06:30"),
     (-4, 4.9, "2026-11-19", "19:00", "23:54"), (0, 23.5, "2026-11-20", "23:00", "22:30")],
)  # fmt: skip
def test_midnight_is_no_border(begins: float, length: float, day: str, bed: str, wake: str) -> None:
    assert built(sleep(begins, length)).nights == {day: (bed, wake, "Europe/Oslo")}


def test_recordings_that_overlap_are_one_night_from_the_source_that_knows_most() -> None:
    told = built(sleep(-1, 10, "phone", Rank.ASLEEP), sleep(0.2, 7, "watch"), sleep(0, 7.5, "app", Rank.ASLEEP))
    assert told.nights == {"2026-11-20": ("23:12", "06:12", "Europe/Oslo")}
    assert any(remark.startswith("Nights that several sources") and remark.endswith(" 2.") for remark in told.remarks)


def test_half_an_hour_in_common_makes_no_second_recording() -> None:
    told = built(sleep(0, 7), sleep(6.5, 1, "phone", Rank.ASLEEP))
    assert told.nights == {"2026-11-20": ("23:00", "06:00", "Europe/Oslo")}
    assert any(remark.startswith("Naps") for remark in told.remarks)


def test_the_longest_is_the_night_and_the_rest_are_naps() -> None:
    told = built(sleep(14, 1), sleep(0, 6))
    assert told.nights == {"2026-11-20": ("23:00", "05:00", "Europe/Oslo")}
    assert told.remarks == ["Naps are not kept here. The file has this many: 1."]


def test_what_the_device_calls_the_night_goes_before_length() -> None:
    assert built(sleep(0, 3, main=True), sleep(10, 5)).nights["2026-11-20"][:2] == ("23:00", "02:00")
    assert built(sleep(10, 5, main=False)).nights == {}


def test_time_in_bed_alone_is_no_sleep() -> None:
    told = built(sleep(0, 8, rank=Rank.IN_BED))
    assert not told.nights
    assert told.remarks == ["Time in bed that nothing marks as sleep is left out. The file has it this many times: 1."]


def test_less_than_a_quarter_of_an_hour_is_counted_and_left_out() -> None:
    assert [remark[:20] for remark in built(sleep(0, 0.2)).remarks] == ["Sleep of less than 1"]


@pytest.mark.parametrize("length", [0, -1, 24.1, 30])
def test_what_cannot_have_been_is_refused(length: float) -> None:
    told = built(sleep(0, length, line=7))
    assert not told.nights
    assert [line for line, _words in told.refused] == [7]


def test_a_very_long_night_is_kept_and_told() -> None:
    told = built(sleep(0, 16.5))
    assert told.nights and any("longer than 16 hours" in remark for remark in told.remarks)


@pytest.mark.parametrize("year", [1970, 1999, 2027, 2099])
def test_days_that_no_device_recorded_are_refused(year: int) -> None:
    at = datetime(year, 1, 1, 22, tzinfo=UTC)
    assert len(built(Sleep("watch", at, at + timedelta(hours=7), OSLO)).refused) == 1


def test_the_same_recording_twice_counts_once() -> None:
    told = built(sleep(0, 8), sleep(0, 8, line=9))
    assert len(told.nights) == 1 and any(remark.startswith("Records that stand") for remark in told.remarks)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [(datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC), 7),
     (datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC), 9)],
)  # fmt: skip
def test_nights_of_clock_changes_read_eleven_to_seven(begins: datetime, ends: datetime, hours: int) -> None:
    night = Sleep("watch", begins, ends, OSLO)
    assert next(iter(built(night).nights.values()))[:2] == ("23:00", "07:00")
    assert night.length == timedelta(hours=hours)


def test_a_flight_to_the_west_keeps_the_day_of_the_place_of_waking() -> None:
    begins, ends = datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert built(Sleep("watch", begins, ends, ZoneInfo("America/Los_Angeles"))).nights == {
        "2026-11-19": ("18:00", "21:00", "America/Los_Angeles")
    }


def piece(begins: float, minutes: float, rank: Rank | None = Rank.STAGES, source: str = "watch") -> Piece:
    at = TWENTIETH + timedelta(minutes=begins)
    return Piece(source, at, at + timedelta(minutes=minutes), rank)


def test_pieces_with_less_than_an_hour_between_them_are_one_night() -> None:
    (night,) = sleeps([piece(0, 100), piece(159, 200)], OSLO)
    assert night.length == timedelta(minutes=359) and night.awake
    assert len(list(sleeps([piece(0, 100), piece(160, 200)], OSLO))) == 2


def test_a_night_begins_with_sleep_and_not_with_lying_down() -> None:
    (night,) = sleeps([piece(-40, 500, Rank.IN_BED), piece(0, 400), piece(400, 30, None)], OSLO)
    assert (night.begins, night.length, night.rank) == (TWENTIETH, timedelta(minutes=400), Rank.STAGES)


def test_an_overlap_counts_once() -> None:
    spans = [
        (TWENTIETH, TWENTIETH + timedelta(hours=2)),
        (TWENTIETH + timedelta(hours=1), TWENTIETH + timedelta(hours=3)),
    ]
    assert union(spans) == timedelta(hours=3)
    assert union([]) == timedelta()


@pytest.mark.parametrize(
    ("hours", "name"),
    [(1, "Europe/Oslo"), (2, "Etc/GMT-2"), (-8, "Etc/GMT+8"), (14, "Etc/GMT-14"), (5.5, "Asia/Kolkata"),
     (0, "Etc/GMT+0"), (5.75, "Asia/Kathmandu"), (0.3, "Europe/Oslo")],
)  # fmt: skip
def test_an_offset_becomes_the_zone_of_home_or_one_with_just_that_offset(hours: float, name: str) -> None:
    zone = zone_with(timedelta(hours=hours), TWENTIETH, OSLO)
    assert zone.key == name


@pytest.mark.parametrize("name", ["", "Nowhere/Else", "../etc/passwd", "/etc/passwd", "x" * 100, "Europe/Oslo\x00"])
def test_a_zone_that_is_none_is_none(name: str) -> None:
    assert zone_named(name) is None


some_sleeps = st.lists(
    st.builds(
        sleep, st.floats(-200, 20), st.floats(-1, 30), st.sampled_from("abc"), st.sampled_from(Rank),
        main=st.sampled_from([True, False, None]),
    )
)  # fmt: skip


@given(some_sleeps, st.randoms())
def test_order_and_repetition_change_nothing(found: list[Sleep], chance: object) -> None:
    shuffled = [*found, *found]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert built(*shuffled).seen == built(*found).seen


@given(some_sleeps)
def test_every_recording_is_a_night_or_counted_or_refused(found: list[Sleep]) -> None:
    told = built(*found)
    counts = [int(remark.rsplit(" ", 1)[1].rstrip(".")) for remark in told.remarks
              if remark.endswith(".") and "in between" not in remark and "16 hours" not in remark]  # fmt: skip
    assert len(told.nights) + sum(counts) + len(told.refused) == len(found)
    assert all(date(2000, 1, 1) <= seen.day <= TODAY + timedelta(days=1) for seen in told.seen if seen.day)
