"""Files of diary apps as nobody hopes to get them: cut off, in other encodings, hostile, or plainly wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.formats.told_files import (
    BEARABLE,
    CRONOMETER,
    CRONOMETER_DAYS,
    EMOODS,
    HABITS,
    HOW_WE_FEEL,
    MYFITNESSPAL,
    NOMIE,
    OSLO,
    TODAY,
    backup,
    entry,
    everything,
    notices,
    rows,
    zipped,
)
from tracker.exchange.formats.columns import column_of, write_value
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile
from tracker.exchange.formats.places import MEASURES
from tracker.exchange.formats.recognise import BY_KEY, recognise
from tracker.exchange.formats.source import Given
from tracker.metrics import METRICS

DAY = "2026-11-20"
DAYLIO = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
# A file of each app as it should be: its kind, the file.
FILES: dict[str, bytes] = {
    "daylio": f'{DAYLIO}{DAY},x,y,8:00,good,kefir | tea,Calm: 8/10,t,"n ""q"""\n2026-11-19,x,y,,bad,,,,\n'.encode(),
    "daylio_backup": backup(entry(tags=[14, 15], note="a<br>b"), entry(id=3, day=19, mood=6)),
    "bearable": f"{BEARABLE}x,{DAY},x,am,Mood,7,Calm,n\n19th Nov 2026,2026-11-19,x,,Symptom,2,Ache (Mild),\n"
                f'18th Nov 2026,2026-11-18,x,,Sleep,9:45,"Asleep 23:15 - 9:00",\n'.encode(),
    "cronometer": f"{CRONOMETER}{DAY},,Lunch,Kefir,200.00 g,1,,0.00,x\n2026-11-19,,x,Rye,4.00 g,1,9.00,4,x\n".encode(),
    "myfitnesspal": f"{MYFITNESSPAL}{DAY},Lunch,200,4.0,10,20,n\n2026-11-19,Lunch,200,5.0,10,20,\n".encode(),
    "loop": zipped(Habits=f"{HABITS}001,Walk,YES_NO,,,1,1,#fff,,,,false\n",
                   **{"001_Walk__Checkmarks": f"Date,Value,Notes\n{DAY},YES_MANUAL,\n2026-11-19,NO,x\n"}),
    "howwefeel": f"{HOW_WE_FEEL}2026 Fri Nov 20 4:04 PM,Calm,Bo,,,9,Sun,80,1,a,b,c\n".encode(),
    "pixels": json.dumps([{"date": DAY, "type": "Mood", "scores": [3], "notes": "n", "tags": []}]).encode(),
    "emoods": f"{EMOODS}{DAY},1,4,2,1,7.5,70,well\n2026-11-19,2,2,2,2,8,70,\n".encode(),
    "nomie": f"{NOMIE}1795200000000,x,x,0,coffee,2,,,,,0\r\n".encode(),
    "table": f"day,mood,note\n{DAY},4,well\n2026-11-19,3,ill\n".encode(),
}  # fmt: skip
TABLES = [kind for kind in FILES if kind not in ("daylio_backup", "loop", "pixels")]
SAID: dict[str, Any] = {
    "places": {"mood": "metric:mood", "note": "note", "Calm": "moment:pleasant_low"},
    "scales": {"mood": "1-5"}, "date": "day",
}  # fmt: skip


def read(data: bytes, kind: str, **said: Any) -> list[Observation | Notice]:
    return everything(data, kind, **{**SAID, **said})


def hold(data: bytes, **said: Any) -> list[Observation | Notice] | None:
    """What a file says, every value fit for its column; None where it is refused as a whole."""
    try:
        found = list(recognise(data).read(Given(TODAY, OSLO, moods={"good": 7}, mapping={**SAID, **said})))
    except UnreadableFile:
        return None
    for seen in found:
        for name, value in seen.values.items() if isinstance(seen, Observation) else ():
            column = column_of(seen.table, name)
            assert column is not None
            column.kind.read(write_value(value))
    return found


@pytest.mark.parametrize("kind", FILES)
def test_each_file_is_recognised_and_says_something(kind: str) -> None:
    assert any(isinstance(seen, Observation) for seen in read(FILES[kind], kind))
    assert hold(FILES[kind]) == read(FILES[kind], kind, moods={"good": 7})


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_says_the_same_every_time(kind: str) -> None:
    assert read(FILES[kind], kind) == read(FILES[kind], kind)


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_is_read_in_every_usual_encoding_and_line_end(kind: str) -> None:
    text = FILES[kind].decode().replace("\r\n", "\n")
    rest = [
        b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
    ]  # fmt: skip
    whole = [seen for seen in read(text.encode(), kind) if isinstance(seen, Observation)]
    for data in rest:
        assert [seen for seen in read(data, kind) if isinstance(seen, Observation)] == whole


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_is_read_with_every_usual_delimiter(kind: str, delimiter: str) -> None:
    text = FILES[kind].decode().replace("\r\n", "\n")
    text = text.replace('"Asleep 23:15 - 9:00"', "Asleep 23:15 - 9:00")
    plain = [seen for seen in read(text.encode(), kind) if isinstance(seen, Observation)]
    other = read(text.replace(",", delimiter).encode(), kind)
    assert [seen for seen in other if isinstance(seen, Observation)] == plain
    if delimiter == ";":
        named = read(b"sep=;\r\n" + text.replace(",", ";").encode(), kind)
        assert [seen.key for seen in named if isinstance(seen, Observation)] == [seen.key for seen in plain]


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.decode().split("\n")[0].encode() + b"\n",  # a first line alone
        lambda data: data.replace(b",", b",\xe6", 1),  # Excel's own encoding
        lambda data: data + b"\x00",
        lambda data: data + b'2026-11-20,"open\n',
        lambda data: data + b"2026-11-20," + b"x" * 1_100_000 + b"\n",
        lambda data: b"<html><body>Log in</body></html>",
        lambda data: b"",
    ],
)
def test_a_spoilt_table_is_refused_as_a_whole(kind: str, spoil: Callable[[bytes], bytes]) -> None:
    assert hold(spoil(FILES[kind])) is None


@pytest.mark.parametrize("kind", TABLES)
def test_a_ragged_line_is_refused_alone(kind: str) -> None:
    data = FILES[kind].rstrip(b"\r\n") + b"\n" + b"x," * 80 + b"x\n"
    found = read(data, kind)
    assert any(isinstance(seen, Notice) and seen.refused and "more cells" in seen.message for seen in found)
    assert any(isinstance(seen, Observation) for seen in found)


@pytest.mark.parametrize("kind", TABLES)
def test_columns_may_stand_in_another_order(kind: str) -> None:
    lines = [line.split(",") for line in FILES[kind].decode().splitlines() if '"' not in line]
    turned = "\n".join(",".join(reversed(line)) for line in lines)
    straight = "\n".join(",".join(line) for line in lines)
    assert [(seen.table, seen.key) for seen in read(turned.encode(), kind) if isinstance(seen, Observation)
            and seen.table not in ("serving", "dose")] == [
        (seen.table, seen.key) for seen in read(straight.encode(), kind) if isinstance(seen, Observation)
        and seen.table not in ("serving", "dose")]  # fmt: skip


DATED = {
    "daylio": DAYLIO + "{},x,y,8:00,good,,,,\n", "cronometer": CRONOMETER_DAYS + "{},1,1,1,true\n",
    "myfitnesspal": MYFITNESSPAL + "{},Lunch,200,4.0,10,20,n\n", "emoods": EMOODS + "{},1,4,2,1,7.5,70,well\n",
    "bearable": BEARABLE + "x,{},x,am,Mood,7,Quiet,n\n", "table": f"day,mood,note\n{DAY},4,\n2026-11-19,4,\n{{}},4,x\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", DATED)
@pytest.mark.parametrize(
    "written",
    ["06-16-24", "01/02/2024", "2023-02-29", "2569-11-20", "1445-05-06", "1899-12-31", "2026-11-23", "2099-01-01",
     "1700000000", "30 May", "0000-00-00", "٢٠٢٦-١١-٢٠", "=2026-11-20"],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_with_its_line(kind: str, written: str) -> None:
    data = DATED[kind].format(written)
    assert [line for line, _reason in notices(data, kind, **SAID)] == [data.count("\n")]


@pytest.mark.parametrize("kind", DATED)
@pytest.mark.parametrize("written", ["1936-06-01", "2024-02-29", "2026-11-22"])
def test_a_day_that_can_be_is_read(kind: str, written: str) -> None:
    assert not notices(DATED[kind].format(written), kind, **SAID)


@pytest.mark.parametrize("kind", ["cronometer", "myfitnesspal", "emoods"])
@pytest.mark.parametrize("number", ["<1", "Tr", "1,5.0", "1e3", "9" * 50, "=1+1", "1 500", "٤"])
def test_a_number_that_is_none_is_refused(kind: str, number: str) -> None:
    lines = {
        "cronometer": f'{CRONOMETER_DAYS}{DAY},1,1,"{number}",true\n',
        "myfitnesspal": f'{MYFITNESSPAL}{DAY},Lunch,200,"{number}",10,20,n\n',
        "emoods": f'{EMOODS}{DAY},"{number}",4,2,1,7.5,70,well\n',
    }  # fmt: skip
    assert [line for line, _reason in notices(lines[kind], kind)] == [2]


@pytest.mark.parametrize("number", ["N/A", "-", "", "–", "n/a"])
def test_a_cell_that_says_nothing_is_not_nought(number: str) -> None:
    data = f"{CRONOMETER_DAYS}{DAY},1,{number},,true\n"
    assert rows(data, "cronometer", "own_value") == {} and not notices(data, "cronometer")


TEXTS = ["=1+1", "+cmd", "-1", "@sum", "\ttab", "<script>alert(1)</script>", "‮gnp.exe", "a" * 300, "'; --", "😀"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_kept_as_it_stands(text: str) -> None:
    (found,) = rows(f'{DAYLIO}{DAY},x,y,8:00,good,,,,"{text}"\n', "daylio", "check_in").values()
    assert found["note"] == text.strip()
    tagged = hold(f'{DAYLIO}{DAY},x,y,8:00,good,"{text}",,,\n'.encode(), places={text.strip(): "new:yes_no"})
    assert tagged is not None


def test_two_things_with_one_slug_never_mix() -> None:
    data = f"full_date,mood,activities\n{DAY},good,tea! | tea? | tea\n"
    places = {"tea!": "new:yes_no", "tea?": "new:yes_no", "tea": "new:yes_no"}
    assert len(rows(data, "daylio", "own_tracker", places=places)) == 3


PLACES = st.sampled_from(
    ["out", "note", "new:supplement", "food:kefir:150", "supplement:iron", "tracker:tea:scale", "tracker:tea:yes_no",
     "night:bed_time", "night:wake_time", "moment:pleasant_low", "tags", "x", ""]
    + [f"metric:{metric.key}" for metric in METRICS] + [f"app:{slug}" for slug in MEASURES]
    + [f"new:{kind}" for kind in ("yes_no", "count", "amount", "scale", "minutes")]
)  # fmt: skip
NAMES = st.sampled_from(
    ["kefir", "tea", "Calm", "Mood", "Note", "Walk", "Kefir", "Fiber", "Magnesium", "Ache", "Asleep", "coffee", "mood",
     "note", "Depressed (eMoods)", "Caffeine", "Feeling", "Bo"]
)  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@given(places=st.dictionaries(NAMES, PLACES, max_size=5), ends=st.sampled_from(["0-10", "1-5", "0-3", "9-1", "x"]))
@settings(max_examples=40)
def test_whatever_is_said_of_names_only_what_fits_comes_out(kind: str, places: dict[str, str], ends: str) -> None:
    assert hold(FILES[kind], places=places, scales=dict.fromkeys(places, ends)) is not None


@pytest.mark.parametrize("kind", FILES)
@given(data=st.data())
@settings(max_examples=40)
def test_a_damaged_file_is_refused_or_read(kind: str, data: st.DataObject) -> None:
    whole = FILES[kind]
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(len(whole), begin + 40)))
    hold(whole[:begin] + data.draw(st.binary(max_size=8)) + whole[end:])
    hold(whole[:begin])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just(DAY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=5,
)  # fmt: skip
FIELDS = st.sampled_from(
    ["date", "type", "scores", "notes", "tags", "_id", "note", "end", "start", "offset", "label", "min", "max", "uom",
     "year", "month", "day", "hour", "minute", "mood", "note_title"]
)  # fmt: skip


@given(record=st.dictionaries(FIELDS, anything, max_size=8))
@settings(max_examples=150)
def test_json_may_hold_anything_anywhere(record: dict[str, Any]) -> None:
    usual = {"end": 1_795_200_000_000, "note": "#tea(3) #x", "offset": 0}
    hold(json.dumps([{"date": DAY, "scores": [3]}, {"scores": [1], **record}]).encode())
    event = {"nomie": {"number": "5"}, "events": [usual, {**usual, **record}, record], "trackers": {"tea": record}}
    hold(json.dumps(event).encode())
    hold(backup(entry(), entry(**record), moods=[record, {"id": 1, **record}], tags=[record]))


def test_every_kind_is_labelled_whether_a_real_file_has_passed() -> None:
    untested = {key for key in FILES if not BY_KEY[key].tested}
    assert untested == {"bearable", "loop", "howwefeel", "pixels", "emoods", "nomie"}
