"""Daylio's table: every shape of it, and every strange cell."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker.exchange.formats import daylio
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given, Moods
from tracker.exchange.formats.tables import open_table
from tracker.exchange.formats.told import names_in

TODAY = date(2026, 11, 21)
OSLO = ZoneInfo("Europe/Oslo")
SAMPLES = Path(__file__).parents[3].parent / "shared" / "imports" / "daylio"
HEAD = "full_date,date,weekday,time,mood,activities,note_title,note"
MOODS: Moods = dict(daylio.DEFAULT_MOODS)


def words(text: str) -> dict[str, float | None]:
    """The names of moods in a file and what the app's own stand for."""
    names = names_in(daylio.tell(open_table(text.encode()), today=TODAY))
    return names[daylio.MOOD].words


def read(
    text: str, *, moods: Moods = MOODS, activities: bool = True, places: dict[str, str] | None = None
) -> tuple[list[Observation], list[Notice]]:
    given = Given(TODAY, OSLO, moods=moods, activities=activities, mapping={"places": places or {}})
    found = list(recognise(text.encode(), kind="daylio").read(given))
    return [o for o in found if isinstance(o, Observation)], [n for n in found if isinstance(n, Notice)]


def one_day(*lines: str, head: str = HEAD, **choices: bool) -> dict[str, object]:
    seen, _notices = read("\n".join([head, *lines, ""]), **choices)
    assert len(seen) == 1
    return dict(seen[0].values)


def times(written: str) -> time | None:
    table = open_table(f'{HEAD}\n2026-11-20,x,y,"{written}",good,,,\n'.encode())
    (entry,) = (entry for entry in daylio.entries(table, today=TODAY) if isinstance(entry, daylio.Entry))
    return entry.time


def test_a_mood_becomes_the_middle_of_its_fifth_of_our_scale() -> None:
    for word, mood in {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1}.items():
        assert one_day(f"2026-11-20,x,y,10:00,{word},,,") == {"mood": mood}


def test_names_of_moods_are_trimmed_and_known_in_any_case() -> None:
    assert words(f'{HEAD}\n2026-11-20,x,y,10:00," Good ",,,\n') == {"Good": 7}


def test_a_name_of_ones_own_is_never_guessed() -> None:
    lines = f"{HEAD}\n2026-11-20,x,y,10:00,so so,,,\n2026-11-20,x,y,11:00,rad,,,\n"
    assert words(lines) == {"so so": None, "rad": 9}


@pytest.mark.parametrize(
    "head",
    [
        "full_date,date,weekday,time,mood,activities,note_title,note",
        "full_date,date,weekday,time,mood,activities,scales,note_title,note",
        "full_date,weekday,mood,activities,note",
        "year,date,weekday,time,full_date,mood,note",
        "note,mood,full_date",
        "full_date,mood",
    ],
)
def test_columns_are_found_by_name(head: str) -> None:
    cells = {"full_date": "2026-11-20", "mood": "good"}
    assert one_day(",".join(cells.get(name, "") for name in head.split(",")), head=head) == {"mood": 7}


def test_a_table_without_its_dates_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="full_date"):
        read("date,mood\n30 May,good\n")


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("18:52", time(18, 52)), ("6:50 pm", time(18, 50)), ("10:04 AM", time(10, 4)), ("6:50\u202fPM", time(18, 50)),
        ("6:50\u00a0pm", time(18, 50)), ("12:00 AM", time(0, 0)), ("12:30 pm", time(12, 30)), ("1:23am", time(1, 23)),
        ("6:50 p.m.", time(18, 50)), ("18.52", time(18, 52)), ("24:00", None), ("13:00 pm", None), ("0:10 am", None),
        ("7:60", None), ("kl. 18 om kvelden", None), ("٦:٥٠", None), ("", None),
    ],
)  # fmt: skip
def test_times_of_twelve_and_of_twenty_four_hours(written: str, clock: time | None) -> None:
    assert times(written) == clock


def test_a_time_that_is_not_understood_leaves_the_day_and_is_told() -> None:
    seen, notices = read(f"{HEAD}\n2026-11-20,x,y,om kvelden,good,,,\n")
    assert seen[0].values == {"mood": 7}
    assert [(n.line, n.refused) for n in notices] == [(2, False)]


@pytest.mark.parametrize(
    "written",
    ["2026-13-02", "2023-02-29", "06-16-24", "01/02/2024", "30 May", "20261120", "2026-W47-5", "", "2569-11-20",
     "1899-12-31", "2026-11-23", "٢٠٢٦-١١-٢٠", "=2026-11-20", "1970-01-01T00:00:00"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused_with_its_line(written: str) -> None:
    seen, notices = read(f"{HEAD}\n2026-11-20,x,y,10:00,good,,,\n{written},x,y,10:00,bad,,,\n")
    assert [o.key for o in seen] == ["2026-11-20"]
    assert [(n.line, n.refused) for n in notices] == [(3, True)]


@pytest.mark.parametrize("written", ["1900-01-01", "1936-06-01", "2024-02-29", "2026-11-21", "2026-11-22"])
def test_old_days_leap_days_and_tomorrow_are_days(written: str) -> None:
    assert one_day(f"{written},x,y,10:00,good,,,") == {"mood": 7}


def test_several_entries_give_the_mean_rounded_half_to_even() -> None:
    assert one_day("2026-11-20,x,y,10:00,good,,,", "2026-11-20,x,y,11:00,meh,,,")["mood"] == 6
    assert one_day("2026-11-20,x,y,10:00,rad,,,", "2026-11-20,x,y,11:00,meh,,,", head=HEAD)["mood"] == 7
    halves, _notices = read(f"{HEAD}\n2026-11-20,x,y,10:00,a,,,\n2026-11-20,x,y,11:00,b,,,\n", moods={"a": 4, "b": 5})
    assert [o.values["mood"] for o in halves] == [4]


def test_a_mood_left_out_does_not_count_in_the_mean() -> None:
    seen, _ = read(f"{HEAD}\n2026-11-20,x,y,10:00,odd,,,\n2026-11-20,x,y,11:00,rad,,,\n", moods={"odd": None, "rad": 9})
    assert [(o.values, o.entries) for o in seen] == [({"mood": 9}, 2)]


def test_notes_of_a_day_stand_under_their_times_in_order() -> None:
    note = one_day('2026-11-20,x,y,8:00 pm,good,,,"evening"', "2026-11-20,x,y,9:05 am,good,walk | tea ,Title,morning")
    assert note["note"] == "09:05\nTitle\nmorning\nDaylio: walk, tea\n\n20:00\nevening"


def test_a_single_note_stands_alone() -> None:
    assert one_day("2026-11-20,x,y,8:00 pm,good,,,quiet", "2026-11-20,x,y,9:00 pm,good,,,")["note"] == "quiet"


def test_activities_can_be_left_out() -> None:
    assert "note" not in one_day(
        "2026-11-20,x,y,8:00,good,work | a, b | | ☕,,".replace("a, b", "ab"), activities=False
    )


def test_activities_keep_commas_and_emoji_and_drop_empty_parts() -> None:
    assert one_day('2026-11-20,x,y,8:00,good,"work |  | films, long ones | ☕",,')["note"] == (
        "Daylio: work, films, long ones, ☕"
    )


def test_scales_are_told_beside_activities() -> None:
    head = "full_date,time,mood,activities,scales,note"
    assert one_day("2026-11-20,8:00,good,tea,Sleep: 8:00 | Calm: 8/10 points,", head=head)["note"] == (
        "Daylio: tea, Sleep: 8:00, Calm: 8/10 points"
    )


def test_markup_in_a_note_stays_text_and_breaks_become_lines() -> None:
    line = '2026-11-20,x,y,8:00,good,,,"one<br>two<BR/>three <b>bold</b><script>alert(1)</script>"'
    assert one_day(line)["note"] == "one\ntwo\nthree <b>bold</b><script>alert(1)</script>"


def test_text_that_looks_like_a_formula_is_kept_as_it_is() -> None:
    assert one_day("2026-11-20,x,y,8:00,good,,,=1+1")["note"] == "=1+1"


def test_an_entry_exported_twice_counts_once() -> None:
    line = "2026-11-20,x,y,8:00,good,,,same"
    seen, notices = read("\n".join([HEAD, line, line, "2026-11-20,x,y,9:00,rad,,,", ""]))
    assert [(o.values, o.entries) for o in seen] == [({"mood": 8, "note": "same"}, 2)]
    assert [(n.line, n.refused) for n in notices] == [(3, False)]


def test_a_note_too_long_for_a_day_is_left_out_and_told() -> None:
    seen, notices = read(f"{HEAD}\n2026-11-20,x,y,8:00,good,,,{'a' * 10_001}\n")
    assert seen[0].values == {"mood": 7}
    assert [n.refused for n in notices] == [True]


def test_a_name_too_long_for_a_mood_is_refused() -> None:
    _, notices = read(f"{HEAD}\n2026-11-20,x,y,8:00,{'a' * 81},,,\n")
    assert [n.refused for n in notices] == [True]


def test_a_file_with_a_new_mood_on_every_line_is_refused() -> None:
    lines = "".join(f"2026-11-20,x,y,8:00,mood {n},,,\n" for n in range(201))
    with pytest.raises(UnreadableFile, match="different moods"):
        words(f"{HEAD}\n{lines}")


def test_the_order_of_the_file_does_not_matter() -> None:
    lines = [f"2026-11-{day},x,y,{hour}:00,{mood},,,n{hour}"
             for day, hour, mood in ((19, 10, "rad"), (19, 20, "bad"), (20, 9, "meh"))]  # fmt: skip
    assert read("\n".join([HEAD, *lines]))[0] == read("\n".join([HEAD, *reversed(lines)]))[0]


SAMPLE_FACTS = {
    "en_12h_staticf0x.csv": (32, 5, set()),
    "en_24h_many_custom_moods_currin.csv": (7, 5, {"OK", "Refreshed", "ok but sleepy", "Anxious"}),
    "en_custom_moods_currin.csv": (3, 3, {"sad", "average"}),
    "volume_6245rows_toldry.csv": (6246, 5767, set()),
}


@pytest.mark.parametrize("name", SAMPLE_FACTS)
def test_real_files_are_read_to_the_last_line(name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    lines, days, unknown = SAMPLE_FACTS[name]
    text = (SAMPLES / name).read_bytes().decode()
    known = words(text)
    seen, notices = read(text, moods={word: 5 if mood is None else int(mood) for word, mood in known.items()})
    assert sum(o.entries for o in seen) == lines
    assert len(seen) == days
    assert {word for word, mood in known.items() if mood is None} == unknown
    assert not notices
