"""Apple Health's export: the right day in the right zone, nothing counted twice, no trap of XML or ZIP sprung."""

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.exchange.formats.health_files import (
    APPLE_TYPE,
    OSLO,
    SAMPLES,
    SLEEP,
    TODAY,
    Said,
    apple,
    eaten,
    record,
    said,
    slept,
    zipped,
)
from tracker.exchange.formats import apple_health
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.source import Given, Source

MINDFUL = "HKCategoryTypeIdentifierMindfulSession"
EXERCISE = "HKQuantityTypeIdentifierAppleExerciseTime"
NIGHT = slept("19 23:10", "20 06:40")


def tell(*records: str, **more: str) -> Said:
    return said(apple_health, apple(*records, **more))


def test_a_night_out_of_the_archive_and_out_of_the_bare_file() -> None:
    for data in (apple(NIGHT), zipped({"apple_health_export/export.xml": apple(NIGHT)})):
        assert said(apple_health, data).nights == {"2026-11-20": ("23:10", "06:40", "Europe/Oslo")}


def test_names_of_files_and_folders_may_be_in_any_language() -> None:
    data = zipped(
        {"apple_sağlık_dışa_aktarımı/dışa_aktar.xml": apple(NIGHT), "x/export_cda.xml": "<ClinicalDocument/>"}
    )
    assert said(apple_health, data).nights


def test_an_offset_is_that_of_the_export_and_not_of_the_night() -> None:
    """A night in January in a file written in June: 23:10 in winter stands there as 00:10."""
    summer = record(SLEEP, "2026-01-20 00:10:00", "2026-01-20 07:40:00", "HKCategoryValueSleepAnalysisAsleep",
                    offset="+0200")  # fmt: skip
    assert tell(summer).nights == {"2026-01-20": ("23:10", "06:40", "Europe/Oslo")}


def test_a_day_is_that_of_the_zone_and_never_the_first_ten_letters() -> None:
    late = eaten("Fiber", "20 00:30", "4", "g")
    assert said(apple_health, apple(late), zone=ZoneInfo("America/New_York")).table("own_value") == {
        "2026-11-19": {"own_app_fibre": 4.0}
    }


def test_the_zone_of_a_record_goes_before_that_of_the_person() -> None:
    assert tell(slept("20 05:00", "20 13:00", zone="America/New_York")).nights == {
        "2026-11-20": ("23:00", "07:00", "America/New_York")
    }
    assert tell(slept("19 23:00", "20 07:00", zone="Mars/Olympus")).nights["2026-11-20"][2] == "Europe/Oslo"


def test_phone_watch_and_app_tell_of_one_night() -> None:
    told = tell(
        slept("19 22:30", "20 07:10", "InBed", source="Kari’s iPhone"), NIGHT, slept("20 06:40", "20 06:50", "Awake"),
        slept("19 23:00", "20 07:00", "AsleepUnspecified", source="Sleep\u00a0Cycle"),
    )  # fmt: skip
    assert told.nights == {"2026-11-20": ("23:10", "06:40", "Europe/Oslo")}


def test_a_stage_that_is_not_known_is_refused_with_its_line() -> None:
    told = tell(NIGHT, slept("19 23:10", "20 06:40", "Deeper"))
    assert told.nights and told.refused == [(9, "“HKCategoryValueSleepAnalysisDeeper” is not understood here.")]


def test_identical_rows_count_once() -> None:
    told = tell(*[eaten("Fiber", "19 12:00", "4", "g")] * 3)
    assert told.table("own_value") == {"2026-11-19": {"own_app_fibre": 4.0}}
    assert "Records that stand in the file twice count once. There are this many: 2." in told.remarks


def test_two_apps_that_note_the_same_meals_never_add_up() -> None:
    meals = [eaten("Fiber", f"19 {hour}:00", "5", "g", source="One") for hour in (10, 12, 18)]
    told = tell(*meals, eaten("Fiber", "19 18:05", "16", "g", source="Two"))
    assert told.table("own_value") == {"2026-11-19": {"own_app_fibre": 15.0}}


@pytest.mark.parametrize(
    ("what", "value", "unit", "field", "kept"),
    [("Fiber", "0", "g", "fibre", 0), ("Fiber", "4500", "mg", "fibre", 4.5), ("Magnesium", "2", "g", "magnesium", 2000),
     ("VitaminD", "400", "IU", "vitamin_d", 10), ("VitaminD", "10", "mcg", "vitamin_d", 10),
     ("VitaminD", "10", "µg", "vitamin_d", 10), ("VitaminD", "10", "μg", "vitamin_d", 10),
     ("Caffeine", "9.5e1", "mg", "caffeine", 95)],
)  # fmt: skip
def test_units_are_read_and_converted(what: str, value: str, unit: str, field: str, kept: float) -> None:
    assert tell(eaten(what, "19 12:00", value, unit)).table("own_value")["2026-11-19"] == {f"own_app_{field}": kept}


@pytest.mark.parametrize(
    ("what", "value", "unit"),
    [("Magnesium", "100", "IU"), ("Fiber", "-4", "g"), ("Fiber", "4,5", "g"), ("Fiber", "NaN", "g"),
     ("Fiber", "1e999", "g"), ("Fiber", "4", "servings"), ("Fiber", "4", ""), ("Fiber", "٤", "g")],
)  # fmt: skip
def test_amounts_that_cannot_be_are_refused(what: str, value: str, unit: str) -> None:
    told = tell(eaten(what, "19 12:00", value, unit))
    assert not told.seen and [line for line, _words in told.refused] == [8]


def test_an_unusual_amount_is_kept_and_told() -> None:
    told = tell(eaten("Fiber", "19 12:00", "5000", "g"))
    assert told.table("own_value")["2026-11-19"] == {"own_app_fibre": 5000.0}
    assert any("unusually much: 5000 g" in remark for remark in told.remarks)


def test_a_tracker_stands_before_its_answers_and_can_be_left_out() -> None:
    told = tell(eaten("Fiber", "19 12:00", "4", "g"))
    assert [seen.table for seen in told.seen] == ["own_tracker", "own_value"]
    assert told.table("own_tracker")["app_fibre"]["unit"] == "g"
    left = said(apple_health, apple(eaten("Fiber", "19 12:00", "4", "g")), places={"app_fibre": "out"})
    assert not left.seen and left.remarks


def test_the_phones_own_sum_of_exercise_goes_before_single_minutes() -> None:
    def summary(day: int, minutes: int, energy: int = 300) -> str:
        return f'<ActivitySummary dateComponents="2026-11-{day}" activeEnergyBurned="{energy}" ' \
               f'appleExerciseTime="{minutes}"/>'  # fmt: skip

    minute = record(EXERCISE, "2026-11-19 12:00:00", "2026-11-19 12:30:00", "30", unit="min")
    other = record(EXERCISE, "2026-11-18 12:00:00", "2026-11-18 12:30:00", "30", unit="min")
    told = tell(minute, other, summary(19, 42), summary(17, 0), summary(16, 0, energy=0))
    assert told.table("check_in") == {
        "2026-11-17": {"active_min": 0.0}, "2026-11-18": {"active_min": 30.0}, "2026-11-19": {"active_min": 42.0},
    }  # fmt: skip


def test_minutes_of_quiet_that_overlap_count_once() -> None:
    told = tell(record(MINDFUL, "2026-11-19 12:00:00", "2026-11-19 12:10:00"),
                record(MINDFUL, "2026-11-19 12:05:00", "2026-11-19 12:20:00", source="App"))  # fmt: skip
    assert told.table("check_in") == {"2026-11-19": {"mindful_min": 20.0}}


def test_the_day_of_the_export_has_no_sums_yet() -> None:
    told = tell(eaten("Fiber", "19 12:00", "4", "g"), exported="2026-11-19 13:00:00 +0100")
    assert not told.seen
    assert told.remarks[0].startswith("The day of the export was not over")


def test_the_strongest_grade_of_a_day_counts_and_none_is_not_a_grade() -> None:
    def felt(hour: int, grade: str, day: int = 19) -> str:
        at = f"2026-11-{day} {hour}:00:00"
        return record("HKCategoryTypeIdentifierBloating", at, at, f"HKCategoryValueSeverity{grade}")

    told = tell(felt(10, "Mild"), felt(12, "Severe"), felt(13, "NotPresent"), felt(10, "NotPresent", 18),
                felt(10, "Unspecified", 17))  # fmt: skip
    assert told.table("own_value") == {
        "2026-11-18": {"own_app_bloating": 0.0}, "2026-11-19": {"own_app_bloating": 3.0},
    }  # fmt: skip
    assert any(remark.startswith("Symptoms without a grade") for remark in told.remarks)


def test_what_is_not_kept_is_counted_by_name() -> None:
    told = tell(*[record("HKQuantityTypeIdentifierHeartRate", f"2026-11-19 12:0{n}:00", "x", "60") for n in range(4)],
                record("HKDataTypeStateOfMind", "x", "x"), "<Workout/>", "<ClinicalRecord/>")  # fmt: skip
    assert not told.seen and not told.refused
    assert "“HeartRate” is left out; it stands in the file this many times: 4." in told.remarks
    assert "“State of Mind” is not read yet. The file has this many: 1." in told.remarks
    assert {remark[:9] for remark in told.remarks} >= {"“Workout”", "“Clinical"}


def test_records_inside_a_correlation_stand_outside_of_it_as_well() -> None:
    meal = eaten("Fiber", "19 12:00", "4", "g")
    inside = meal.replace('value="4"', 'value="5"')
    told = tell(meal, f"<Correlation>{inside}</Correlation>", eaten("Fiber", "19 13:00", "1", "g"))
    assert told.table("own_value") == {"2026-11-19": {"own_app_fibre": 5.0}}


@pytest.mark.parametrize(
    "when", ["", "2026-11-19", "2026-13-19 12:00:00 +0100", "2026-11-19T12:00:00Z", "0001-01-01 00:00:00 +1400",
             "9999-12-31 23:59:59 -1400", "1970-01-01 00:00:00 +0000", "2036-01-01 12:00:00 +0100"],
)  # fmt: skip
def test_times_that_cannot_be_are_refused(when: str) -> None:
    line = f'<Record type="{MINDFUL}" sourceName="x" startDate="{when}" endDate="{when}"/>'
    told = tell(NIGHT, line)
    assert len(told.nights) == 1 and [at for at, _words in told.refused] == [9]


LAUGHS = "<!DOCTYPE HealthData [<!ENTITY a 'ha'><!ENTITY b '" + "&a;" * 50 + "'>]>"
OUTSIDE = '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "data",
    [
        apple(NIGHT)[:-40], apple(NIGHT)[: len(apple(NIGHT)) // 2], apple(NIGHT, "&b;", before=LAUGHS),
        apple(NIGHT, "&x;", before=OUTSIDE), apple(NIGHT) + apple(NIGHT), apple(NIGHT, "<a>" * 50 + "</a>" * 50),
        apple(NIGHT, f'<Record type="{"x" * 3_000_000}"/>'), apple(NIGHT, "\udcff".encode("utf-8", "surrogatepass")
              .decode("latin-1")).replace("í³¿".encode(), b"\xff\xfe"),
        apple(NIGHT, "<Record></Workout>"), b"<HealthData ", b"<HealthData>", b"<HealthData locale='x'>\n" + b"x" * 99,
        apple(NIGHT, before="<!DOCTYPE HealthData [<!ENTITY x '<HealthData>'>]>"),
        apple(NIGHT, "<!DOCTYPE x [<!ENTITY y 'z'>]>"),
    ],
)  # fmt: skip
def test_damaged_and_hostile_xml_keeps_nothing(data: bytes) -> None:
    for file in (data, zipped({"export.xml": data})):
        with pytest.raises(UnreadableFile):
            said(apple_health, file)


def test_a_root_inside_a_comment_is_none() -> None:
    assert tell(NIGHT, before=f"<!-- <HealthData > -->\n{APPLE_TYPE}").nights


def test_bytes_that_xml_does_not_allow_are_passed_over_and_a_wrong_label_too() -> None:
    data = apple(NIGHT, NIGHT.replace("Watch", "Wa\x0btch\x01")).replace(b'"UTF-8"', b'"UTF-16"')
    assert said(apple_health, data).nights


def test_two_exports_in_one_archive_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="two health exports"):
        said(apple_health, zipped({"a/export.xml": apple(NIGHT), "b/export.xml": apple(NIGHT)}))


def test_markup_in_names_stays_text_and_does_no_harm() -> None:
    assert tell(NIGHT.replace("Watch", "&lt;script&gt;=1+1")).nights


class Endless(io.RawIOBase):
    """A file of so many megabytes, never in memory as a whole."""

    def __init__(self, records: int) -> None:
        line = record("HKQuantityTypeIdentifierHeartRate", "2026-11-19 12:00:00", "2026-11-19 12:00:00", "60")
        self._head, self._line, self._records, self._parts = (
            apple().split(b"</")[0],
            line.encode(),
            records,
            iter([b""]),
        )

    def seek(self, at: int, whence: int = 0) -> int:
        self._parts = self._made()
        return 0

    def _made(self) -> Iterator[bytes]:
        yield self._head
        yield from (self._line * 300 for _n in range(self._records // 300))
        yield b"</HealthData>"

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_memory_does_not_grow_with_what_is_not_kept() -> None:
    def peak(records: int) -> int:
        tracemalloc.start()
        list(apple_health.read(Source(Endless(records)), Given(TODAY, OSLO)))  # type: ignore[arg-type]
        return (tracemalloc.get_traced_memory()[1], tracemalloc.stop())[0]

    small, large = peak(1_500), peak(12_000)
    assert large < small * 1.5 < 4 * 1024**2


SAMPLE_FACTS = {
    "apple_health/alxdrcirilo_export.zip": {"2024-01-01": {"active_min": 1.0}},
    "apple_health/dogsheep_export.xml": {"2016-11-15": {"active_min": 68.0}, "2016-11-16": {"active_min": 39.0}},
    "apple_health/greencedar_sample_export.xml": {"2023-01-01": {"active_min": 30.0}},
    "apple_health/paulstaab_export.zip": {},
    "apple_health/rinoshiyo_synthetic_export.xml": {},
    "adversarial/apple_x4-5-original.zip": {},
    "adversarial/apple_x4-6-future-mtime.zip": {},
}
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the folder with real files is not beside this checkout"
)


@needs_samples
@pytest.mark.parametrize("name", SAMPLE_FACTS)
def test_real_files_are_read_to_the_end(name: str) -> None:
    told = said(apple_health, Path(SAMPLES / name).read_bytes())
    assert told.table("check_in") == SAMPLE_FACTS[name]
    assert not told.refused


@needs_samples
@pytest.mark.parametrize("name", ["x4-3-multi-empty-xml", "x4-4-zip-slip", "x4-7-broken-xml"])
def test_hostile_files_of_others_are_refused(name: str) -> None:
    with pytest.raises(UnreadableFile):
        said(apple_health, Path(SAMPLES / "adversarial" / f"apple_{name}.zip").read_bytes())
