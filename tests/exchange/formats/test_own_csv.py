"""Our own table gives back exactly what went in, and names each line that cannot be."""

import csv
import io
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.diary.scales import fits
from tracker.exchange.formats import own_csv
from tracker.exchange.formats.columns import TABLES, UNDATED, Choice, Number, Whole
from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.tables import open_table
from tracker.metrics import OWN_MOST

TODAY = date(2026, 11, 21)
HEAD = ",".join(own_csv.HEADER)
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=40)
slugs = st.from_regex(r"[-a-zA-Z0-9_]{1,30}", fullmatch=True)
names = st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True)
tracker_names = st.from_regex(r"[a-z0-9_]{1,24}", fullmatch=True)
foods = st.builds(lambda own, slug: f"{own}{slug}", st.sampled_from(["", "own:"]), slugs)
mood_words = st.sampled_from(["calm", "sad", "own:on edge", "own:=so", "own:a, 'b'"])
days = st.dates(date(1, 1, 1), TODAY)


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    name = kind.__name__ if isinstance(kind, type) else type(kind).__name__
    strategies: dict[str, Any] = {
        "Text": lambda: words.filter(lambda text: len(text) <= kind.longest),
        "Whole": lambda: st.integers(kind.low, kind.high),
        "Number": lambda: st.floats(kind.low, kind.high),
        "Choice": lambda: st.sampled_from(kind.words),
        "Yes": st.booleans, "Day": lambda: st.just(TODAY), "Clock": st.times,
        "Moment": lambda: st.datetimes(timezones=st.just(UTC)),
        "Zone": lambda: st.sampled_from(["Europe/Oslo", "Asia/Kolkata", "UTC"]),
        "FoodName": lambda: foods, "SupplementName": lambda: names,
        "Words": lambda: st.lists(mood_words, min_size=1, max_size=4).map("; ".join),
        "Many": lambda: st.lists(st.tuples(foods, st.floats(0.001, 5000)), min_size=1, max_size=4).map(tuple),
    }  # fmt: skip
    return strategies[name]()


def rows_of(table: str) -> st.SearchStrategy[Observation]:
    columns = {c.name: values_of(c.kind) for c in TABLES[table]}
    needed = {c.name: columns[c.name] for c in TABLES[table] if c.needed}
    others = {name: values for name, values in columns.items() if name not in needed}
    values = st.fixed_dictionaries(needed, optional=others).filter(bool)
    if table == "own_value":
        values = st.dictionaries(tracker_names.map("own_{}".format), st.floats(0, OWN_MOST), min_size=1, max_size=5)
    if table == "total":
        values = values.filter(lambda values: fits(values["scale"], values["value"]))
    if table in ("check_in", "night", "own_value"):
        return st.builds(lambda day, values: Observation(table, day.isoformat(), day, values), days, values)
    lists = {"food": slugs, "supplement": names, "own_tracker": tracker_names}
    lists |= {"favourite": foods, "saved_meal": words, "mood_name": words}
    day = st.none() if table in UNDATED else days
    return st.builds(Observation, st.just(table), lists.get(table, st.uuids().map(str)), day, values)


observations = st.one_of([rows_of(table) for table in TABLES])


def text_of(seen: list[Observation]) -> str:
    return "".join(own_csv.write(seen))


def read(text: str) -> tuple[list[Observation], list[Notice]]:
    found = list(own_csv.read(open_table(text.encode()), today=TODAY))
    return [o for o in found if isinstance(o, Observation)], [n for n in found if isinstance(n, Notice)]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(observations, unique_by=lambda o: (o.table, o.key), min_size=1, max_size=6))
def test_what_is_written_is_read_back_and_written_the_same(seen: list[Observation]) -> None:
    seen.sort(key=lambda o: list(TABLES).index(o.table))
    text = text_of(seen)
    assert read(text) == (seen, [])
    assert text_of(read(text)[0]) == text


@settings(deadline=None)
@given(words)
def test_any_text_survives_and_never_begins_like_a_formula(text: str) -> None:
    written = text_of([Observation("check_in", "2026-11-20", date(2026, 11, 20), {"note": text})])
    (_head, cells) = csv.reader(io.StringIO(written, newline=""))
    assert not cells[4].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read(written)[0][0].values["note"] == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+47", "-", "@me", "\tx", "\r\nx", "\nx", "'quoted'", "''", "'=1", " a ", "a,b", 'say "hi"', "a\rb",
     "a\r\nb", "a;b", "😀", "<script>", "‮abc", "\ufeffx", "\u2028", "\x85", "\x1c"],
)  # fmt: skip
def test_difficult_texts_survive(text: str) -> None:
    seen = [Observation("check_in", "2026-11-20", date(2026, 11, 20), {"note": text})]
    assert read(text_of(seen)) == (seen, [])


def test_the_file_is_plain_to_read() -> None:
    seen = [
        Observation("saved_meal", "Porridge", None, {"item": (("oats", 40.0), ("own:kefir", 150.5))}),
        Observation("check_in", "2026-11-20", date(2026, 11, 20), {"mood": 7, "note": "=so, \"so\""}),
        Observation("night", "2026-11-20", date(2026, 11, 20), {"bed_time": time(23, 20), "zone": "Europe/Oslo"}),
        Observation(
            "dose", "01938f5e-0000-7000-8000-000000000001", date(2026, 11, 20),
            {"supplement": "magnesium", "created": datetime(2026, 11, 20, 20, tzinfo=UTC)},
        ),
    ]  # fmt: skip
    assert text_of(seen) == (
        "vagus diary 1,day,id,field,value\n"
        "saved_meal,,Porridge,item,oats 40\n"
        "saved_meal,,Porridge,item,own:kefir 150.5\n"
        "check_in,2026-11-20,,mood,7\n"
        'check_in,2026-11-20,,note,"\'=so, ""so"""\n'
        "night,2026-11-20,,bed_time,23:20\n"
        "night,2026-11-20,,zone,Europe/Oslo\n"
        "dose,2026-11-20,01938f5e-0000-7000-8000-000000000001,supplement,magnesium\n"
        "dose,2026-11-20,01938f5e-0000-7000-8000-000000000001,created,2026-11-20T20:00:00Z\n"
    )


def test_a_file_sorted_by_a_spreadsheet_reads_the_same() -> None:
    uid = "01938f5e-0000-7000-8000-000000000001"
    lines = [
        f"serving,2026-11-20,{uid},food,oats", f"serving,2026-11-20,{uid},grams,40", "check_in,2026-11-20,,mood,7",
        "check_in,2026-11-19,,mood,4", "check_in,2026-11-20,,note,hello",
    ]  # fmt: skip
    straight, _ = read("\n".join([HEAD, *lines]))
    assert sorted(map(str, map(vars_of, read("\n".join([HEAD, *reversed(lines)]))[0]))) == (
        sorted(map(str, map(vars_of, straight)))
    )


def vars_of(seen: Observation) -> tuple[Any, ...]:
    return seen.table, seen.key, seen.day, sorted(seen.values.items())


UID = "01938f5e-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "line",
    [
        "mood,2026-11-20,,mood,7", "check_in,2026-11-20,,joy,7", "check_in,2026-11-20,,mood,11",
        "check_in,2026-11-20,,mood,-1", "check_in,2026-11-20,,mood,7.5", "check_in,2026-11-20,,mood,",
        "own_value,2026-11-20,,coffee,3", "own_value,2026-11-20,,own_coffee,-1", "own_value,,,own_coffee,3",
        "own_value,2026-11-20,,own_coffee,1000001", "own_value,2026-11-20,,own_Coffee,3",
        "own_tracker,,coffee,kind,odd", "own_tracker,,coffee,name,Coffee", "check_in,2026-11-20,,alcohol,51",
        "check_in,2026-11-20,,mood,٧", "check_in,2026-11-20,,mood,1_0", "check_in,2026-11-20,,mood,seven",
        "check_in,2026-11-20,,stool_type,8", "check_in,2026-13-02,,mood,7", "check_in,,,mood,7",
        "check_in,2026-11-23,,mood,7", "check_in,2023-02-29,,mood,7", f"check_in,2026-11-20,,note,{'a' * 10_001}",
        "check_in,2026-11-20,,food_day,some", "night,2026-11-20,,bed_time,25:00", "night,2026-11-20,,bed_time,11 pm",
        "night,2026-11-20,,zone,Mars/Base", f"serving,2026-11-20,{UID},grams,nan",
        f"serving,2026-11-20,{UID},grams,1e400",
        f"serving,2026-11-20,{UID},grams,-40", f"serving,2026-11-20,{UID},grams,5001",
        f"serving,2026-11-20,{UID},grams,40", 'serving,2026-11-20,x,food,oats', 'serving,2026-11-20,,food,oats',
        f"serving,2026-11-20,{UID},food,../etc", f'serving,2026-11-20,{UID},grams,"1,5"', "supplement,,mag,amount,300",
        f"dose,2026-11-20,{UID},created,yesterday", f"event,2026-11-20,{UID},kind,party", "favourite,,oats!,created,x",
        "supplement,,Mag-1,name,Magnesium",
        f"event,2026-11-20,{UID},until,2026-11-21", "saved_meal,,Porridge,item,oats",
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_its_line(line: str) -> None:
    seen, notices = read(f"{HEAD}\ncheck_in,2026-11-19,,mood,5\n{line}\n")
    assert [(o.key, o.values) for o in seen] == [("2026-11-19", {"mood": 5})]
    assert {n.line for n in notices} == {3}
    assert all(n.message % n.facts for n in notices)


def test_an_event_that_ends_before_it_begins_is_refused() -> None:
    text = f"{HEAD}\nevent,2026-11-20,{UID},kind,illness\nevent,2026-11-20,{UID},until,2026-11-19\n"
    assert [n.line for n in read(text)[1]] == [2]


@pytest.mark.parametrize(("scale", "value"), [("phq9", 28), ("hit6", 35), ("midas", 271), ("phq2", 3)])
def test_a_total_beyond_its_questionnaire_is_refused(scale: str, value: int) -> None:
    seen, notices = read(f"{HEAD}\ntotal,2026-11-20,{UID},scale,{scale}\ntotal,2026-11-20,{UID},value,{value}\n")
    assert seen == [] and notices


def test_a_value_said_twice_counts_once_and_a_contradiction_is_refused() -> None:
    same, notices = read(f"{HEAD}\ncheck_in,2026-11-20,,mood,7\ncheck_in,2026-11-20,,mood,7\n")
    assert (same[0].values, notices) == ({"mood": 7}, [])
    first, notices = read(f"{HEAD}\ncheck_in,2026-11-20,,mood,7\ncheck_in,2026-11-20,,mood,3\n")
    assert (first[0].values, [n.line for n in notices]) == ({"mood": 7}, [3])


def test_bounds_are_the_registrys() -> None:
    kinds = {c.name: c.kind for c in TABLES["check_in"]}
    assert kinds["mood"] == Whole(0, 10)
    assert kinds["stool_type"] == Whole(1, 7, none=True)
    assert isinstance(kinds["food_day"], Choice) and isinstance(TABLES["serving"][1].kind, Number)
