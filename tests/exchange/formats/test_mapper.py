"""A table of any app: what it shows by itself, what has to be asked, and what becomes of it."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.formats.told_files import everything, notices, rows
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.mapper import COMMA, POINT, Look, figure, fingerprint, plan
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.tables import open_table

MOOD = {"places": {"mood": "metric:mood"}, "scales": {"mood": "1-5"}}


def look(text: str) -> Look:
    return Look(open_table(text.encode()))


def dates(*cells: str) -> tuple[str, ...]:
    found = look("day,x\n" + "".join(f'"{cell}",a\n' for cell in cells)).columns[0]
    return found.orders


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["2026-11-20"], ("ymd",)), (["2026/1/2", "2026/1/30"], ("ymd",)), (["01/02/2024"], ("dmy", "mdy")),
        (["01/02/2024", "13/02/2024"], ("dmy",)), (["01/02/2024", "02/13/2024"], ("mdy",)), (["06-16-24"], ("mdy",)),
        (["01/02/2024", "13/02/2024", "02/14/2024", "15/02/2024"], ("dmy",)), (["1.2.2024"], ("dmy", "mdy")),
        (["13/02/2024", "02/13/2024"], ("dmy", "mdy")), (["2023-02-29"], ()), (["30 May"], ()), (["22nd Sep 2020"], ()),
        (["2024-01-02T10:00:00"], ("ymd",)), (["1/2-2024"], ()), (["2024"], ()), (["1700000000"], ()),
        (["٠١/٠٢/٢٠٢٤"], ()),
    ],
)  # fmt: skip
def test_the_order_of_a_date_is_shown_by_a_day_above_twelve_or_asked(cells: list[str], orders: tuple[str, ...]) -> None:
    assert dates(*cells) == orders


@pytest.mark.parametrize(
    ("cells", "ways"),
    [
        (["1,5"], (COMMA,)), (["1.5"], (POINT,)), (["1,500"], (POINT, COMMA)), (["1.500"], (POINT, COMMA)),
        (["1,500", "2,5"], (COMMA,)), (["1.500", "2.5"], (POINT,)), (["1,234.5"], (POINT,)), (["1.234,5"], (COMMA,)),
        (["0,500"], (COMMA,)), (["0.500"], (POINT,)), (["1,500,000"], (POINT,)), (["7", "8"], (POINT,)),
        (["1,5", "1.5"], (POINT, COMMA)), (["1\u00a0500,5"], (COMMA,)), (["\u22121,5"], (COMMA,)),
        (["1,5000"], (COMMA,)),
    ],
)  # fmt: skip
def test_the_sign_of_decimals_is_shown_by_the_cells_or_asked(cells: list[str], ways: tuple[str, ...]) -> None:
    table = "day;x\n" + "".join(f"2026-11-20;{cell}\n" for cell in cells)
    assert look(table).decimals == ways


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1,500", POINT, 1500), ("1,500", COMMA, 1.5), ("1.500", COMMA, 1500), ("1.234,5", COMMA, 1234.5),
        ("\u22123", POINT, -3), ("1\u00a0500", POINT, 1500), ("1'500", POINT, 1500), ("7", COMMA, 7),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_table_writes_numbers(cell: str, decimal: str, value: float) -> None:
    assert figure(cell, decimal) == value


@pytest.mark.parametrize("cell", ["<1", "Tr", "1e400", "0x1", "١", "1-2", "=1+1", "9" * 400, "1.2.3,4,5", "NaN", "∞"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(Wrong):
        figure(cell, POINT)


def test_nothing_is_read_while_something_is_open() -> None:
    text = "day,mood\n01/02/2024,4\n"
    assert not any(n for n in everything(text, "table", date="day", **MOOD))
    assert plan(look(text), {"date": "day", **MOOD}).order == ""
    assert rows(text, "table", "check_in", date="day", order="dmy", **MOOD) == {"2024-02-01": {"mood": 8}}
    assert rows(text, "table", "check_in", date="day", order="mdy", **MOOD) == {"2024-01-02": {"mood": 8}}


def test_a_scale_is_asked_for_what_lies_on_one() -> None:
    said = {"date": "day", "places": {"mood": "metric:mood", "pain": "new:scale", "water": "new:amount"}}
    found = plan(look("day,mood,pain,water\n2026-11-20,4,1,2\n"), said)
    assert found.open_scales == ("mood", "pain")


def test_a_value_off_its_scale_is_refused_with_its_line() -> None:
    text = "day,mood\n2026-11-20,4\n2026-11-19,6\n2026-11-18,-1\n2026-11-17,0\n"
    assert [line for line, _reason in notices(text, "table", date="day", **MOOD)] == [3, 4, 5]


def test_several_rows_of_a_day_give_a_mean_or_a_sum() -> None:
    text = "day,mood,water\n2026-11-20,4,1.5\n2026-11-20,2,2.25\n"
    said: dict[str, Any] = {"date": "day", "scales": {"mood": "1-5"}}
    places = {"mood": "metric:mood", "water": "new:amount"}
    assert rows(text, "table", "check_in", places=places, **said)["2026-11-20"] == {"mood": 5}
    assert rows(text, "table", "own_value", places=places, **said)["2026-11-20"] == {"own_water": 3.75}


def test_words_of_a_column_are_moods_and_lists_are_things() -> None:
    text = 'Day,Mood,Done\n2026-11-20,glad,"tea; walk"\n'
    said: dict[str, Any] = {"date": "day", "places": {"mood": "metric:mood", "done": "tags", "tea": "new:yes_no"}}
    assert rows(text, "table", "check_in", moods={"glad": 8}, **said)["2026-11-20"] == {
        "mood": 8,
        "note": "Table: walk",
    }
    assert rows(text, "table", "own_value", **said)["2026-11-20"] == {"own_tea": 1}


def test_a_tracker_is_named_as_the_file_writes_it() -> None:
    text = "Day,Cups of Tea\n2026-11-20,3\n"
    said: dict[str, Any] = {"date": "day", "places": {"cups of tea": "new:count"}}
    assert rows(text, "table", "own_tracker", **said) == {"cups_of_tea": {"name": "Cups of Tea", "kind": "count"}}


def test_clocks_yeses_foods_and_notes_have_their_places() -> None:
    text = "day,slept,flare,kefir,pill,words\n2026-11-20,11:10 pm,Ja,2,1,<b>=x</b>\n2026-11-19,late,maybe,0,0,-\n"
    places = {"slept": "night:bed_time", "flare": "new:yes_no", "kefir": "food:kefir:150", "pill": "new:supplement",
              "words": "note"}  # fmt: skip
    assert rows(text, "table", "night", date="day", places=places) == {
        "2026-11-20": {"bed_time": time(23, 10), "zone": "Europe/Oslo"}
    }
    assert rows(text, "table", "check_in", date="day", places=places) == {"2026-11-20": {"note": "<b>=x</b>"}}
    assert list(rows(text, "table", "serving", date="day", places=places).values()) == [{"food": "kefir", "grams": 150}]
    assert len(rows(text, "table", "dose", date="day", places=places)) == 1
    assert [line for line, _reason in notices(text, "table", date="day", places=places)] == [3, 3]


def test_a_column_that_stands_there_twice_cannot_be_used() -> None:
    with pytest.raises(UnreadableFile, match="twice"):
        everything("day,mood,mood\n2026-11-20,4,4\n", "table", date="day", **MOOD)
    assert everything("day,mood,x,x\n2026-11-20,4,1,2\n", "table", date="day", **MOOD)


def test_columns_without_a_place_are_named() -> None:
    told = notices("day,mood,weight\n2026-11-20,4,70\n", "table", refused=False, date="day", **MOOD)
    assert told == [(1, "Columns without a place in this diary: weight.")]


def test_a_table_too_wide_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="columns"):
        recognise(("day," + ",".join(f"c{n}" for n in range(300)) + "\n2026-11-20\n").encode())


def test_the_order_of_columns_does_not_make_another_table() -> None:
    assert fingerprint(open_table(b"a,b\n1,2\n")) == fingerprint(open_table(b"B,A\n3,4\n"))
    assert fingerprint(open_table(b"a,b\n1,2\n")) != fingerprint(open_table(b"a,c\n1,2\n"))


WORDS = st.sampled_from(["date", "order", "places", "scales", "mood", "day", "decimal"])
JSON = st.recursive(
    st.none() | st.text(max_size=9) | st.integers(),
    lambda kids: st.lists(kids) | st.dictionaries(WORDS, kids, max_size=4),
    max_leaves=8,
)


@given(said=st.dictionaries(st.sampled_from(["date", "time", "order", "decimal", "places", "scales"]), JSON))
def test_whatever_was_said_a_plan_is_made(said: dict[str, Any]) -> None:
    assert plan(look("day,mood\n2026-11-20,4\n"), said).order in ("", "ymd")


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["4", "1,5", "2026-11-20"]
)


@given(lines=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_whatever_a_table_holds_each_line_becomes_something_or_is_told(lines: list[tuple[str, str]]) -> None:
    quoted = "".join(f'2026-11-{n + 1:02},"{a.replace(chr(34), "")}","{b.replace(chr(34), "")}"\n'
                     for n, (a, b) in enumerate(lines))  # fmt: skip
    said = {"date": "day", "decimal": "point", "places": {"a": "metric:mood", "b": "note"}, "scales": {"a": "0-10"}}
    found = everything("day,a,b\n" + quoted, "table", **said)
    for seen in found:
        mood = getattr(seen, "values", {}).get("mood")
        assert mood is None or 0 <= mood <= 10
    assert found == everything("day,a,b\n" + quoted, "table", **said)
