"""Health Connect's database: columns by name, days by the offset of the record, and nothing of it can run."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.formats.health_files import Said, database, milliseconds, said, zipped
from tracker.exchange.formats import health_connect
from tracker.exchange.formats.observation import UnreadableFile

NIGHTS, STAGES = "sleep_session_record_table", "sleep_stages_table"
APPS = {"application_info_table": [{"row_id": 1, "package_name": "a"}, {"row_id": 2, "package_name": "b"}]}
BED, WAKE = milliseconds(2026, 11, 19, 22), milliseconds(2026, 11, 20, 6)
MINUTE = 60_000


def night(key: int = 1, begins: int = BED, ends: int = WAKE, offset: int | None = 3600, **more: Any) -> dict[str, Any]:
    return {"row_id": key, "uuid": key.to_bytes(16), "app_info_id": 1, "start_time": begins, "end_time": ends,
            "start_zone_offset": offset, "end_zone_offset": offset, "local_date": 20_776, **more}  # fmt: skip


def stage(begins: int, ends: int, kind: int, parent: int = 1) -> dict[str, int]:
    return {"parent_key": parent, "stage_start_time": begins, "stage_end_time": ends, "stage_type": kind}


@pytest.fixture
def tell(tmp_path: Path) -> Any:
    def telling(tables: Mapping[str, list[Mapping[str, Any]]]) -> Said:
        return said(health_connect, database(tmp_path / "made.db", {**APPS, **tables}))

    return telling


def test_a_night_is_that_of_the_day_of_waking(tell: Any) -> None:
    told = tell({NIGHTS: [night()]})
    assert told.nights == {"2026-11-20": ("23:00", "07:00", "Europe/Oslo")}
    assert any(remark.startswith("Nights without stages") for remark in told.remarks)


def test_stages_say_when_sleep_began_and_ended(tell: Any) -> None:
    told = tell({
        NIGHTS: [night(offset=-5 * 3600)],
        STAGES: [stage(BED, BED + 20 * MINUTE, 1), stage(BED + 20 * MINUTE, BED + 200 * MINUTE, 4),
                 stage(BED + 200 * MINUTE, BED + 210 * MINUTE, 7), stage(BED + 210 * MINUTE, WAKE - 5 * MINUTE, 6),
                 stage(WAKE - 5 * MINUTE, WAKE, 3)],
    })  # fmt: skip
    assert told.nights == {"2026-11-20": ("17:20", "00:55", "Etc/GMT+5")}


def test_many_apps_write_one_night(tell: Any) -> None:
    other = night(2, BED - 30 * MINUTE, WAKE + 30 * MINUTE, app_info_id=2)
    told = tell({NIGHTS: [night(), other], STAGES: [stage(BED, WAKE, 5)]})
    assert told.nights == {"2026-11-20": ("23:00", "07:00", "Europe/Oslo")}


def test_grams_become_the_trackers_unit_and_nearly_nothing_is_nothing(tell: Any) -> None:
    meal = {"dietary_fiber": 4.5, "magnesium": 0.12, "vitamin_d": 5e-324, "caffeine": 0.0, "energy": 900.0}
    rows = [night(1, **meal), night(2, BED + MINUTE, **{**meal, "vitamin_d": 1e-5})]
    assert tell({"nutrition_record_table": rows}).table("own_value") == {
        "2026-11-19": {"own_app_fibre": 9.0, "own_app_magnesium": 240.0, "own_app_vitamin_d": 10.0}
    }


def test_quiet_and_exercise_become_minutes(tell: Any) -> None:
    quiet = [night(1, BED, BED + 10 * MINUTE), night(2, BED + 5 * MINUTE, BED + 15 * MINUTE)]
    told = tell(
        {"mindfulness_session_record_table": quiet, "exercise_session_record_table": [night(3, ends=BED + MINUTE)]}
    )
    assert told.table("check_in") == {"2026-11-19": {"active_min": 1.0, "mindful_min": 15.0}}


def test_symptoms_have_grades_and_may_name_a_date(tell: Any) -> None:
    def symptom(key: int, kind: int, severity: int | None, **more: Any) -> dict[str, Any]:
        return night(key, symptom_type=kind, severity=severity, temporal_type=1, **more)

    told = tell({"symptom_record_table": [
        symptom(1, 4, 1), symptom(2, 4, 3), symptom(3, 2, 0), symptom(4, 99, 1), symptom(5, 4, 7),
        symptom(6, 39, 2) | {"temporal_type": 2, "start_time": None, "local_date": 20_775},
    ]})  # fmt: skip
    assert told.table("own_value") == {
        "2026-11-18": {"own_app_nausea": 2.0}, "2026-11-19": {"own_app_bloating": 3.0},
    }  # fmt: skip
    assert (
        len(told.refused) == 1 and "“symptom 99” is left out; it stands in the file this many times: 1." in told.remarks
    )


def test_other_tables_are_counted_by_name(tell: Any) -> None:
    told = tell({NIGHTS: [night()], "heart_rate_record_table": [{"row_id": n} for n in range(3)]})
    assert "“heart rate” is left out; it stands in the file this many times: 3." in told.remarks


@pytest.mark.parametrize(
    "wrong",
    [{"start_time": "noon"}, {"start_time": BED / 1000}, {"end_time": 0}, {"end_time": 9**12},
     {"uuid": "text"},
     {"end_zone_offset": "x"}, {"end_zone_offset": 10**9}, {"end_time": 1e300}, {"uuid": None}, {"start_time": b"x"}],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_alone(tell: Any, wrong: dict[str, Any]) -> None:
    begins = BED - 24 * 60 * MINUTE
    told = tell({NIGHTS: [night(), night(2, begins, begins + 400 * MINUTE) | wrong]})
    assert list(told.nights) == ["2026-11-20"]
    assert [line for line, _words in told.refused] == [2]


def test_a_view_in_the_place_of_a_table_is_never_asked(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    database(path, {**APPS, "real": [night()]})
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE VIEW {NIGHTS} AS SELECT *, randomblob(1000000000) FROM real")
    made.close()
    with pytest.raises(UnreadableFile, match="not one of Health Connect"):
        said(health_connect, path.read_bytes())


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\xff" * 5000, b"noise" * 100])
def test_what_is_no_database_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        said(health_connect, zipped({"x/health_connect_export.db": data}))


def test_a_database_cut_short_keeps_nothing_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database(tmp_path / "made.db", {**APPS, NIGHTS: [night(n, BED + n * MINUTE) for n in range(1, 2000)]})
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    data = (tmp_path / "made.db").read_bytes()
    with pytest.raises(UnreadableFile):
        said(health_connect, data[: len(data) // 2])
    assert not list((tmp_path / "copies").iterdir())
