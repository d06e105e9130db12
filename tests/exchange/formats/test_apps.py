"""What each diary app's file becomes: days, scales, units, and what is left out by name."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

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
from tracker.exchange.formats.observation import Observation, UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given

SAMPLES = Path(__file__).parents[3].parent / "shared" / "imports"
DAY = "2026-11-20"


# Daylio's backup


def test_a_backup_is_read_by_its_calendar_whose_months_begin_with_nought() -> None:
    data = backup(entry(tags=[14], note="one<br>two", datetime=1, timeZoneOffset=0))
    assert rows(data, "daylio_backup", "check_in") == {DAY: {"mood": 9, "note": "one\ntwo\nDaylio: kefir"}}


def test_a_renamed_mood_of_a_backup_counts_by_its_group_unless_the_person_says_otherwise() -> None:
    data = backup(entry(mood=6))
    assert rows(data, "daylio_backup", "check_in")[DAY] == {"mood": 7}
    assert rows(data, "daylio_backup", "check_in", moods={"love it": 10})[DAY] == {"mood": 10}
    assert rows(data, "daylio_backup", "check_in", moods={"love it": None}) == {}


def test_the_backup_and_the_table_of_one_diary_say_the_same() -> None:
    head = "full_date,date,weekday,time,mood,activities,note_title,note\n"
    table = f"{head}{DAY},x,y,11:36,rad,kefir,,quiet\n{DAY},x,y,20:00,rad,,,\n"
    kept = backup(entry(tags=[14], note="quiet"), entry(id=3, hour=20, minute=0))
    places = {"kefir": "new:supplement"}
    for kind in ("check_in", "dose"):
        found = rows(kept, "daylio_backup", kind, places=places)
        assert found == rows(table, "daylio", kind, places=places)
        assert found


@pytest.mark.parametrize(
    "wrong",
    [{"month": 12}, {"month": -1}, {"day": 31, "month": 1}, {"year": "2026"}, {"hour": 24}, {"year": 2027},
     {"day": True}, {"year": 10**30}, {"minute": None}],
)  # fmt: skip
def test_an_entry_of_a_backup_without_a_day_is_refused(wrong: dict[str, object]) -> None:
    data = backup(entry(), entry(**wrong))
    assert [line for line, _reason in notices(data, "daylio_backup")] == [2]
    assert list(rows(data, "daylio_backup", "check_in")) == [DAY]


def test_what_else_a_backup_holds_is_counted() -> None:
    told = notices(backup(entry(), goals=[1, 2], assets=[{}]), "daylio_backup", refused=False)
    assert [("goals" in text, "2" in text) for _line, text in told] == [(True, True), (False, False)]


@pytest.mark.parametrize("entries", [["x", None, 3], [{"tags": "x"}], [entry(tags=["x", [1], {}], mood="x", note=7)]])
def test_a_backup_with_wrong_shapes_inside_does_not_break(entries: list[object]) -> None:
    everything(backup(*entries), "daylio_backup")  # type: ignore[arg-type]


# Places of names


def test_an_activity_becomes_a_tracker_that_says_no_from_its_first_day_on() -> None:
    head = "full_date,time,mood,activities\n"
    lines = "".join(f"2026-11-{day},8:00,good,{tags}\n" for day, tags in ((17, ""), (18, "tea"), (19, ""), (20, "tea")))
    found = rows(head + lines, "daylio", "own_value", places={"tea": "new:yes_no"})
    assert found == {"2026-11-18": {"own_tea": 1}, "2026-11-19": {"own_tea": 0}, "2026-11-20": {"own_tea": 1}}
    assert rows(head + lines, "daylio", "own_tracker", places={"tea": "new:yes_no"}) == {
        "tea": {"name": "tea", "kind": "yes_no"}
    }


def test_an_activity_becomes_a_food_or_a_supplement_each_time() -> None:
    data = f"full_date,time,mood,activities\n{DAY},8:00,good,kefir\n{DAY},9:00,good,kefir\n"
    servings = rows(data, "daylio", "serving", places={"kefir": "food:own:kefir:150"})
    assert list(servings.values()) == [{"food": "own:kefir", "grams": 150}] * 2
    assert len(rows(data, "daylio", "dose", places={"kefir": "supplement:kefir"})) == 2
    again = rows(data, "daylio", "serving", places={"kefir": "food:own:kefir:150"})
    assert servings.keys() == again.keys()


@pytest.mark.parametrize("place", ["metric:nothing", "new:table", "food:x:0", "food:x:-1", "tracker:X:yes_no", "<b>"])
def test_a_place_that_there_is_not_is_as_if_it_was_not_said(place: str) -> None:
    data = f"full_date,time,mood,activities\n{DAY},8:00,good,kefir\n"
    assert rows(data, "daylio", "check_in", places={"kefir": place})[DAY]["note"] == "Daylio: kefir"


def test_what_is_left_out_is_counted_by_name() -> None:
    data = f"full_date,time,mood,activities\n{DAY},8:00,good,kefir\n{DAY},9:00,good,kefir\n"
    assert notices(data, "daylio", refused=False, places={"kefir": "out"}) == [
        (2, "“kefir” is left out; it stands in the file this many times: 2.")
    ]


def test_scales_of_daylio_are_in_the_note_and_can_be_more() -> None:
    data = f'full_date,time,mood,scales\n{DAY},8:00,good,"Sleep: 8:00 | Calm: 8/10 points | odd"\n'
    assert rows(data, "daylio", "check_in")[DAY]["note"] == "Daylio: Sleep: 8:00, Calm: 8/10 points, odd"
    places = {"Sleep": "new:minutes", "Calm": "metric:unease"}
    assert rows(data, "daylio", "own_value", places=places)[DAY] == {"own_sleep": 480}
    assert rows(data, "daylio", "check_in", places=places)[DAY] == {"mood": 7, "unease": 8, "note": "Daylio: odd"}


# Bearable


def bearable(*lines: str) -> str:
    return BEARABLE + "".join(f"20th Nov 2026,{DAY},Friday,{line}\n" for line in lines)


def test_a_mood_above_five_is_of_ten_and_another_is_asked() -> None:
    assert rows(bearable("am,Mood,10,,", "pm,Mood,1,,"), "bearable", "check_in")[DAY]["mood"] == 5
    low = bearable("am,Mood,5,,")
    assert rows(low, "bearable", "check_in", scales={"Mood": "1-5"})[DAY]["mood"] == 10


def test_symptoms_are_named_up_to_their_last_bracket() -> None:
    data = bearable("am,Symptom,2,(lower) pain (Moderate),")
    assert list(rows(data, "bearable", "own_tracker").values()) == [{"name": "(lower) pain", "kind": "scale"}]
    assert [list(values.values()) for values in rows(data, "bearable", "own_value").values()] == [[5]]


def test_doses_keep_their_amount_in_the_name_of_the_supplement() -> None:
    data = bearable(",Meds/Supplements,400,Magnesium (mg),", ",Meds/Supplements,1.5,Vitamin D3 (mcg),")
    found = rows(data, "bearable", "supplement")
    assert found["magnesium_400_mg"] == {"name": "Magnesium 400 mg", "amount": 400, "unit": "mg"}
    assert len(found) == len(rows(data, "bearable", "dose")) == 2


@pytest.mark.parametrize(
    ("amount", "detail", "night"),
    [
        ("9:45", "Asleep 23:15 - 9:00. In bed 22:45 - 9:15", (time(23, 15), time(9))),
        ("9:45", "Asleep 23:15 - 9:00 (mid)", (time(23, 15), time(9))),
        ("9:45", "In bed 22:45 - 9:15", None),
        ("9:45", "", None),
    ],
)
def test_a_night_has_its_times_or_only_its_length(amount: str, detail: str, night: tuple[time, time] | None) -> None:
    data = bearable(f'all day,Sleep,{amount},"{detail}",')
    found = rows(data, "bearable", "night")
    if night:
        assert found[DAY] == {"bed_time": night[0], "wake_time": night[1], "zone": "Europe/Oslo"}
    else:
        assert not found
        assert list(rows(data, "bearable", "own_value")[DAY].values()) == [585]


def test_a_repeated_note_stands_once_and_words_stand_in_the_note() -> None:
    data = bearable(
        "am,Mood,7,Calm | Happy,same", "am,Energy,3,okay,same", ",Gratitudes,,rain,", ",Bowel Movements,None,,"
    )
    assert rows(data, "bearable", "check_in")[DAY] == {
        "mood": 7, "energy": 5,
        "note": "Gratitudes: rain\n\nBowel Movements: None\n\n09:00\nsame\nBearable: Calm, Happy",
    }  # fmt: skip


@pytest.mark.parametrize("written", ["22nd Sep 2020", "1st Jan 2020", "3 March 2020", "2nd sept 2020", "13TH OCT 2020"])
def test_days_written_in_words_are_read(written: str) -> None:
    data = BEARABLE.replace("date formatted,", "") + f"{written},x,am,Mood,7,,\n"
    (day,) = rows(data, "bearable", "check_in")
    assert day.startswith("2020-")


@pytest.mark.parametrize(
    "written", ["22. september 2020", "30th Feb 2020", "22nd Xyz 2020", "2020-09-22", "", "22/09/2020"]
)
def test_days_in_other_words_are_refused(written: str) -> None:
    data = BEARABLE.replace("date formatted,", "") + f"{written},x,am,Mood,7,,\n"
    assert [line for line, _reason in notices(data, "bearable")] == [2]


def test_categories_of_ones_own_are_numbers_or_words() -> None:
    data = bearable(",Health measurements,36.6,Temperature (C),", ",Custom,,only words,")
    assert rows(data, "bearable", "check_in")[DAY] == {"note": "Custom: only words"}
    assert "Temperature" in notices(data, "bearable", refused=False)[0][1]
    assert rows(data, "bearable", "own_value", places={"Temperature": "new:amount"})[DAY] == {"own_temperature": 36.6}


# Cronometer and MyFitnessPal


def test_fibre_and_magnesium_of_a_day_come_from_its_summary() -> None:
    data = f"{CRONOMETER_DAYS}{DAY},1800,190.5,25.32,true\n2026-11-19,0,,,false\n"
    assert rows(data, "cronometer", "own_value") == {DAY: {"own_app_fibre": 25.32, "own_app_magnesium": 190.5}}
    told = [text for _line, text in notices(data, "cronometer", refused=False)]
    assert any("2026-11-19 is not complete" in text for text in told) and any("energy (kcal)" in text for text in told)


def test_servings_add_up_and_an_empty_cell_is_not_nothing() -> None:
    data = f"{CRONOMETER}{DAY},,Lunch,Kefir,200.00 g,1,,0.00,x\n{DAY},9:51 AM,Lunch,Rye,40.00 g,1,20.00,4.00,x\n"
    assert rows(data, "cronometer", "own_value")[DAY] == {"own_app_fibre": 4, "own_app_magnesium": 20}
    empty = f"{CRONOMETER}{DAY},,Lunch,Kefir,200.00 g,1,,,x\n"
    assert rows(empty, "cronometer", "own_value") == {}


def test_a_food_named_as_one_of_ours_is_a_serving_of_its_grams() -> None:
    data = f"{CRONOMETER}{DAY},,Lunch,Kefir,200.00 g,1,,0.00,x\n{DAY},,Lunch,Kefir,1.00 cup,1,,0.00,x\n"
    found = rows(data, "cronometer", "serving", places={"Kefir": "food:kefir:150"})
    assert [row["grams"] for row in found.values()] == [200, 150]
    assert rows(data, "cronometer", "serving") == {}


def test_other_units_of_a_nutrient_are_converted_and_international_ones_refused() -> None:
    data = CRONOMETER_DAYS.replace("Magnesium (mg)", "Magnesium (g)") + f"{DAY},1,0.2,5,true\n"
    assert rows(data, "cronometer", "own_value")[DAY]["own_app_magnesium"] == 200
    data = CRONOMETER_DAYS.replace("Magnesium (mg)", "Magnesium (IU)") + f"{DAY},1,200,5,true\n"
    assert rows(data, "cronometer", "own_value")[DAY] == {"own_app_fibre": 5}
    assert [line for line, _reason in notices(data, "cronometer")] == [2]


def test_negative_fibre_is_refused_and_very_much_is_flagged() -> None:
    data = f"{CRONOMETER_DAYS}{DAY},1,1,-3,true\n2026-11-19,1,1,5000,true\n"
    assert [line for line, _reason in notices(data, "cronometer")] == [2]
    assert any("unusually much" in text for _line, text in notices(data, "cronometer", refused=False))


def test_fibre_of_meals_adds_up_and_percentages_are_never_milligrams() -> None:
    data = f"\ufeff{MYFITNESSPAL}{DAY},Breakfast,200,4.0,10,20,\r\n{DAY},Dinner,300,6.5,10,20,quiet\r\n"
    assert rows(data, "myfitnesspal", "own_value") == {DAY: {"own_app_fibre": 10.5}}
    assert rows(data, "myfitnesspal", "check_in")[DAY] == {"note": "quiet"}
    assert "calcium" in notices(data, "myfitnesspal", refused=False)[0][1]


def test_the_archive_of_myfitnesspal_is_opened_at_its_nutrition_table() -> None:
    data = zipped(
        **{"File-Export__Nutrition-Summary-2026": f"{MYFITNESSPAL}{DAY},x,1,4,,,\n", "Exercise": "a,b\n1,2\n"}
    )
    assert rows(data, "myfitnesspal", "own_value")[DAY] == {"own_app_fibre": 4}


# Loop


def loop(kind: str, *answers: str, unit: str = "") -> bytes:
    lines = "Date,Value,Notes\n" + "".join(f"{answer}\n" for answer in answers)
    return zipped(Habits=f'{HABITS}001,"Walk, long",{kind},,,1,1,#fff,{unit},,,false\n',
                  **{"001_Walk,_long__Checkmarks": lines, "Checkmarks": "Date,Walk, long,\n"})  # fmt: skip


def test_only_a_yes_that_was_given_counts() -> None:
    data = loop("YES_NO", f"{DAY},YES_MANUAL,", "2026-11-19,YES_AUTO,", "2026-11-18,NO,", "2026-11-17,SKIP,",
                "2026-11-16,UNKNOWN,", "2026-11-15,2,", "2026-11-14,0,", '2026-11-13,-1,"rain, hail"')  # fmt: skip
    found = {day: next(iter(values.values())) for day, values in rows(data, "loop", "own_value").items()}
    assert found == {DAY: 1, "2026-11-18": 0, "2026-11-15": 1, "2026-11-14": 0}
    assert rows(data, "loop", "check_in")["2026-11-13"] == {"note": "Walk, long: rain, hail"}


def test_a_habit_with_a_number_is_a_thousandth_and_its_nought_is_written_no() -> None:
    data = loop("NUMERICAL", f"{DAY},5500,", "2026-11-19,NO,", "2026-11-18,UNKNOWN,", unit="km")
    found = {day: next(iter(values.values())) for day, values in rows(data, "loop", "own_value").items()}
    assert found == {DAY: 5.5, "2026-11-19": 0}
    assert [row["unit"] for row in rows(data, "loop", "own_tracker").values()] == ["km"]


# How We Feel, Pixels, eMoods


def test_a_feeling_is_a_moment_in_the_corner_that_was_chosen() -> None:
    data = f"{HOW_WE_FEEL}2026 Fri Nov 20 4:04\u202fPM,Mellow,Bo,,,9,Clouds,80,1,a,b,c\n"
    (moment,) = rows(data, "howwefeel", "moment", places={"Mellow": "moment:pleasant_low"}).values()
    assert moment == {
        "at": datetime(2026, 11, 20, 15, 4, tzinfo=UTC), "pleasant": 3, "energy": -3, "words": "own:Mellow",
    }  # fmt: skip
    assert rows(data, "howwefeel", "moment") == {}
    assert rows(data, "howwefeel", "check_in")[DAY] == {"note": "a\nb\nc\nHow We Feel: Bo"}
    assert set(rows(data, "howwefeel", "own_value")[DAY].values()) == {80, 1}
    assert "weather" in notices(data, "howwefeel", refused=False)[0][1]


@pytest.mark.parametrize("written", ["2026 Fri Nov 31 4:04 PM", "2026-11-20", "x", ""])
def test_a_moment_without_a_time_is_refused(written: str) -> None:
    told = notices(f"{HOW_WE_FEEL}{written},Mellow,,,,,,,,,,\n", "howwefeel")
    assert [line for line, _reason in told] == [2]


def pixels(*days: dict[str, object]) -> str:
    return json.dumps([{"type": "Mood", "notes": "", "tags": [], **day} for day in days])


def test_pixels_of_a_day_are_its_mean_and_dates_need_no_noughts() -> None:
    data = pixels({"date": "2024-5-9", "scores": [1, 5]}, {"date": "2024-05-09", "scores": [5]})
    assert rows(data, "pixels", "check_in") == {"2024-05-09": {"mood": 6}}


def test_tags_and_notes_of_pixels_stand_in_the_note_and_other_types_are_counted() -> None:
    tags = [{"type": "Activities", "entries": ["walk", 7]}, "x"]
    data = pixels(
        {"date": DAY, "scores": [3], "notes": "n", "tags": tags}, {"date": DAY, "type": "Period", "scores": []}
    )
    assert rows(data, "pixels", "check_in") == {DAY: {"mood": 5, "note": "n\nPixels: walk"}}
    assert "Period" in notices(data, "pixels", refused=False)[0][1]


@pytest.mark.parametrize("scores", [[0], [6], [True], ["5"], [1.5], None, [[]]])
def test_a_pixel_off_its_scale_is_refused(scores: object) -> None:
    assert [line for line, _reason in notices(pixels({"date": DAY, "scores": scores}), "pixels")] == [1]


def test_the_four_scales_of_emoods_stay_four_and_nought_hours_are_blank() -> None:
    table = f"{EMOODS}{DAY},1,4,2,1,7.5,70,well\n2026-11-19,1,1,1,1,0,0,\n"
    for data in (table.encode(), zipped(entry=table)):
        found = rows(data, "emoods", "own_value")
        assert sorted(found[DAY].values()) == [0, 0, 3, 7.5, 10]
        assert sorted(found["2026-11-19"].values()) == [0, 0, 0, 0]
        assert rows(data, "emoods", "check_in") == {DAY: {"note": "well"}}
        assert any("weight" in text for _line, text in notices(data, "emoods", refused=False))


# Nomie


def nomie(*events: dict[str, object], **trackers: object) -> str:
    return json.dumps({"nomie": {"number": "5.6"}, "boards": [], "events": events, "trackers": trackers})


def test_events_of_nomie_belong_to_the_day_of_their_own_zone() -> None:
    event = {"_id": "a", "end": 1_795_230_000_000, "note": "#coffee(2) so @bo tired", "offset": 300, "lat": 59.9}
    data = nomie(event, coffee={"label": "Coffee", "type": "value", "uom": "cup"})
    assert datetime.fromtimestamp(1_795_230_000, UTC).isoformat() == "2026-11-21T03:00:00+00:00"
    assert rows(data, "nomie", "own_value") == {DAY: {"own_coffee": 2}}
    assert rows(data, "nomie", "check_in") == {DAY: {"note": "so @bo tired"}}
    assert notices(data, "nomie", refused=False) == [
        (0, "“lat, lng, location” is left out; it stands in the file this many times: 1.")
    ]
    assert rows(nomie({**event, "offset": None}), "nomie", "check_in").keys() == {"2026-11-21"}


def test_ranges_of_nomie_are_stretched_and_timers_are_minutes() -> None:
    event = {"_id": "a", "end": 1_795_200_000_000, "note": "#pain(3) #run(90) #tea", "offset": 0}
    data = nomie(event, pain={"label": "Pain", "type": "range", "min": "1", "max": "5"},
                 run={"label": "Run", "type": "timer"}, tea={"label": "Tea", "type": "tick"})  # fmt: skip
    assert rows(data, "nomie", "own_value") == {DAY: {"own_pain": 5, "own_run": 1.5, "own_tea": 1}}


@pytest.mark.parametrize("end", [None, "x", 0, 1_795_200_000, 1e400, 10**30, True, float("nan")])
def test_an_event_without_an_instant_is_refused(end: object) -> None:
    data = nomie({"_id": "a", "end": end, "note": "#tea", "offset": 0})
    if end in (1e400,) or end != end:  # no JSON holds these
        with pytest.raises(UnreadableFile):
            everything(data, "nomie")
    else:
        assert [line for line, _reason in notices(data, "nomie")] == [1]


def test_the_table_of_nomie_has_a_tracker_a_line() -> None:
    line = "1795200000000,x,x,0,coffee,2,#coffee(2),59,10,home,0\r\n"
    note = "1795200000000,x,x,0,note,1,quiet,,,,0\r\n"
    assert rows(NOMIE + line + note, "nomie", "own_value") == {DAY: {"own_coffee": 2}}
    assert rows(NOMIE + line + note, "nomie", "check_in") == {DAY: {"note": "quiet"}}


# Real files


@pytest.mark.parametrize(
    ("name", "kind", "tables"),
    [
        ("daylio/v15_official_english.daylio", "daylio_backup", {"check_in": 4}),
        ("cronometer/dailysummary_2025.csv", "cronometer", {"own_tracker": 2, "own_value": 1}),
        ("cronometer/servings_2020_24h.csv", "cronometer", {"own_tracker": 2, "own_value": 3}),
        ("myfitnesspal/nutrition_summary_2025_meals.csv", "myfitnesspal", {"own_tracker": 1, "own_value": 1}),
        ("howwefeel/HowWeFeelEmotions.example.csv", "howwefeel", {"check_in": 2}),
        ("loop/Checkmarks_excel_resaved_fr.csv", "table", {}),
    ],
)
def test_real_files_are_read(name: str, kind: str, tables: dict[str, int]) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    found = recognise((SAMPLES / name).read_bytes())
    assert found.kind == kind
    seen = [o for o in found.read(Given(TODAY, OSLO)) if isinstance(o, Observation)]
    assert {table: sum(o.table == table for o in seen) for table in {o.table for o in seen}} == tables


def test_the_real_backup_falls_on_the_days_that_the_app_prints() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    found = rows((SAMPLES / "daylio/v15_official_english.daylio").read_bytes(), "daylio_backup", "check_in")
    assert {day: values["mood"] for day, values in found.items()} == {
        "2015-05-16": 3, "2023-01-04": 1, "2023-01-11": 5, "2023-01-24": 5,
    }  # fmt: skip
