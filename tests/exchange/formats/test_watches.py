"""Nights of Fitbit, Garmin, Samsung, Oura and Sleep as Android: each by its own rules for clocks and naps."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.exchange.formats.health_files import SAMPLES, fitbit, milliseconds, said, takeout, zipped
from tracker.exchange.formats import fitbit as fitbit_reader
from tracker.exchange.formats import garmin, oura, samsung_health, sleep_as_android
from tracker.exchange.formats.observation import UnreadableFile

OWN = ("2026-11-20T23:10:00.000", "2026-11-21T06:40:00.000")
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the folder with real files is not beside this checkout"
)


def test_fitbit_keeps_the_clock_of_the_wall_and_tells_naps_apart() -> None:
    nap = fitbit("2026-11-21", "2026-11-21T14:00:00.000", "2026-11-21T15:00:00.000", 2, mainSleep=False)
    told = said(fitbit_reader, takeout(nap, fitbit("2026-11-21", *OWN, 3_000_000_000)))
    assert told.nights == {"2026-11-21": ("23:10", "06:40", "Europe/Oslo")}
    assert told.remarks == ["Naps are not kept here. The file has this many: 1."]


def test_fitbit_knows_the_same_night_from_two_files() -> None:
    night = fitbit("2026-11-21", *OWN, 7)
    reply = {"sleep": [night | {"isMainSleep": True}]}
    again = zipped({"a/sleep-2026-11-01.json": json.dumps([night]), "a/sleep-2026-11-02.json": json.dumps([night])})
    for data in (json.dumps(reply).encode(), again, takeout(night)):
        assert said(fitbit_reader, data).nights == {"2026-11-21": ("23:10", "06:40", "Europe/Oslo")}


def test_fitbit_on_the_night_the_clocks_change_is_as_long_as_it_was() -> None:
    """The file has an hour that never was, as a level of its own; the clocks are right."""
    levels = {"data": [
        {"dateTime": "2026-03-28T23:05:00.000", "level": "light", "seconds": 7000},
        {"dateTime": "2026-03-29T02:00:00.000", "level": "unknown", "seconds": 3600},
        {"dateTime": "2026-03-29T03:00:00.000", "level": "rem", "seconds": 14_000},
    ]}  # fmt: skip
    night = fitbit("2026-03-29", "2026-03-28T23:00:00.000", "2026-03-29T07:00:00.000", 1, levels=levels)
    assert said(fitbit_reader, takeout(night)).nights == {"2026-03-29": ("23:05", "06:53", "Europe/Oslo")}


@pytest.mark.parametrize(("begins", "ends"), [("2026-11-20 11:12PM", "2026-11-21 6:11AM"),
                                              ("20-11-2026 11:12 pm", "21-11-2026 6:11 am")])  # fmt: skip
def test_fitbits_old_table_is_read_in_both_its_ways(begins: str, ends: str) -> None:
    head = "Sleep\nStart Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed\n"
    told = said(
        fitbit_reader, f'{head}"{begins}","{ends}","1,000","N/A","3","N/A"\n"x","y","1","1","1","1"\n\n'.encode()
    )
    assert told.nights == {"2026-11-21": ("23:12", "06:11", "Europe/Oslo")}
    assert [line for line, _words in told.refused] == [4]


def garmin_night(day: str, begins: object, ends: object, **more: Any) -> dict[str, Any]:
    return {"calendarDate": day, "sleepStartTimestampGMT": begins, "sleepEndTimestampGMT": ends, "deepSleepSeconds": 60,
            "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL", **more}  # fmt: skip


def garmins(*nights: dict[str, Any]) -> bytes:
    return zipped({"DI_CONNECT/DI-Connect-Wellness/2026-11-01_2026-11-30_1_sleepData.json": json.dumps(nights)})


def test_garmin_has_instants_and_the_zone_of_the_person() -> None:
    told = said(garmin, garmins(garmin_night("2026-11-21", "2026-11-20T22:10:00.0", "2026-11-21T05:40:00.0"), {},
                                garmin_night("2026-11-20", None, None)))  # fmt: skip
    assert told.nights == {"2026-11-21": ("23:10", "06:40", "Europe/Oslo")}
    assert told.remarks == ["Days without a night in the file: 2."]


def test_garmin_refuses_a_night_slept_in_another_zone_and_takes_it_once_that_is_named() -> None:
    data = garmins(garmin_night("2026-11-20", "2026-11-20T15:00:00.0", "2026-11-20T23:30:00.0"))
    assert not said(garmin, data).nights and "Europe/Oslo" in said(garmin, data).refused[0][1]
    assert said(garmin, data, zone=ZoneInfo("America/New_York")).nights["2026-11-20"][:2] == ("10:00", "18:30")


def test_garmin_says_where_the_app_was_not_sure() -> None:
    night = garmin_night("2026-11-21", "2026-11-20T22:10:00.0", "2026-11-21T05:40:00.0")
    told = said(garmin, garmins(night | {"sleepWindowConfirmationType": "UNCONFIRMED"}))
    assert told.nights and "not sure" in told.remarks[-1]


def android(*lines: str) -> bytes:
    head = 'Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo,"23:10"'
    rows = "".join(f"{head}\n{line}\n,,,0.5\n" for line in lines)
    return zipped({"sleep-export.csv": rows, "prefs.xml": "<map/>", "alarms.json": "[]"})


def an_android(key: int, hours: str = "7.500", zone: str = "Europe/Oslo", comment: str = "", adjust: str = "0") -> str:
    cells = [str(key), zone, "20. 11. 2026 23:10", "x", "x", hours, "0.0", comment, "10007", "-1", "-1.0", "-1", "-1.0",
             adjust, ""]  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def test_sleep_as_android_counts_from_the_id_in_the_zone_of_the_record() -> None:
    key = milliseconds(2026, 11, 20, 22, 10)
    told = said(
        sleep_as_android, android(an_android(key, zone="America/New_York", comment='x "" \\n #a', adjust="-30"))
    )
    assert told.nights == {"2026-11-21": ("17:10", "00:40", "America/New_York")}
    assert (
        said(sleep_as_android, android(an_android(key, zone="Mars/Olympus"))).nights["2026-11-21"][2] == "Europe/Oslo"
    )


@pytest.mark.parametrize("line", [an_android(0), an_android(1), an_android(99**9), an_android(10**12, hours="x"),
                                  an_android(milliseconds(2026, 11, 20), hours="9e9")])  # fmt: skip
def test_sleep_as_android_refuses_what_cannot_be(line: str) -> None:
    told = said(sleep_as_android, android(line, an_android(milliseconds(2026, 11, 20, 22, 10))))
    assert len(told.nights) == 1 and [at for at, _words in told.refused] == [2]


def test_oura_tells_nights_from_naps_and_rests() -> None:
    head = "average_breath;bedtime_start;bedtime_end;day;id;type;awake_time;readiness\n"
    at = "2026-11-20T23:10:00.000+01:00;2026-11-21T06:40:00.000+01:00"
    blob = '"{""score"": 80; ""x"": 1}"'
    kinds = ("a;long_sleep;600;" + blob, "b;rest;0;", "c;late_nap;0;", "a;long_sleep;600;")
    rows = [*(f"1;{at};2026-11-21;{kind}" for kind in kinds), "1;x;y;z;d;long_sleep;0;"]
    table = head + "\n".join(rows) + "\n"
    for data in (table.encode(), zipped({"App Data/SleepModel.csv": table})):
        told = said(oura, data)
        assert told.nights == {"2026-11-21": ("23:10", "06:40", "Europe/Oslo")}
        assert len(told.refused) == 1 and len(told.remarks) == 4


SAMSUNG = "com.samsung.health.sleep."
SAMSUNG_HEAD = f"{SAMSUNG}start_time,{SAMSUNG}end_time,{SAMSUNG}time_offset,sleep_duration,{SAMSUNG}datauuid,pkg_name"


def samsung_row(begins: datetime, offset: int, number: int, duration: str = "450") -> str:
    ends = begins + timedelta(hours=7.5)
    return f"{begins:%Y-%m-%d %H:%M}:00.000,{ends:%Y-%m-%d %H:%M}:00.000,UTC+0{offset}00,{duration},{uuid(number)},app,"


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def samsung(*rows: str, **files: str) -> bytes:
    text = "com.samsung.shealth.sleep,7006011,11\n\ufeff" + "\n".join([SAMSUNG_HEAD, *rows]) + "\n"
    return zipped({"samsunghealth_x_1/com.samsung.shealth.sleep.20261121.csv": text, **files})


def bins(begins: int) -> dict[str, str]:
    return {f"samsunghealth_x_1/jsons/com.samsung.shealth.sleep/0/{uuid(1)}.binning_data.json":
            json.dumps([{"start_time": begins}])}  # fmt: skip


@pytest.mark.parametrize(("hour", "bed", "wake"), [(22, "22:10", "05:40"), (21, "22:10", "05:40")])
def test_samsungs_times_are_known_by_the_instants_beside_them(hour: int, bed: str, wake: str) -> None:
    row = samsung_row(datetime(2026, 11, 20, hour, 10), 1, 1)
    told = said(samsung_health, samsung(row, **bins(milliseconds(2026, 11, 20, 21, 10))))
    assert told.nights == {"2026-11-21": (bed, wake, "Europe/Oslo")}


@pytest.mark.parametrize("written_in_utc", [True, False])
def test_samsungs_times_are_known_by_a_change_of_the_clocks(written_in_utc: bool) -> None:
    rows = []
    for n in range(12):
        offset = 2 if n < 6 else 1
        bed = datetime(2026, 10, 19, 23, 10) + timedelta(days=n, minutes=n % 3)
        rows.append(samsung_row(bed - timedelta(hours=offset) * written_in_utc, offset, n))
    nights = said(samsung_health, samsung(*rows)).nights
    assert len(nights) == 12 and {night[0][:4] for night in nights.values()} == {"23:1"}


def test_samsungs_times_are_asked_for_where_nothing_tells() -> None:
    data = samsung(samsung_row(datetime(2026, 11, 20, 22, 10), 1, 1))
    with pytest.raises(UnreadableFile, match="local or UTC"):
        said(samsung_health, data)
    assert said(samsung_health, data, times="local").nights["2026-11-21"][0] == "22:10"
    assert said(samsung_health, data, times="utc").nights["2026-11-21"][0] == "23:10"


def test_samsungs_goals_are_no_nights() -> None:
    told = said(samsung_health, samsung(samsung_row(datetime(2026, 11, 20, 22, 10), 1, 1, ""), "x,y,z,1,u,v,"))
    assert not told.nights and len(told.refused) == 1
    assert told.remarks[-1].startswith("Rows without a length")


@needs_samples
@pytest.mark.parametrize(
    ("reader", "name", "nights"),
    [(fitbit_reader, "fitbit/api12_one_night.json", {"2023-05-13": ("00:40", "09:05", "Europe/Oslo")}),
     (fitbit_reader, "fitbit/api12_classic_night.json", {"2023-05-17": ("00:37", "08:07", "Europe/Oslo")}),
     (garmin, "garmin/connect_api_2025-07-07_and_empty_2030.json", {"2025-07-07": ("22:47", "05:37", "Etc/GMT+6")}),
     *((sleep_as_android, f"sleep_as_android/sleep-export.{n}.zip", {"2020-11-27": ("20:00", "07:00", "Europe/London")})
       for n in (1, 2, 3))],
)  # fmt: skip
def test_real_files_are_read_to_the_end(reader: Any, name: str, nights: dict[str, Any]) -> None:
    told = said(reader, Path(SAMPLES / name).read_bytes())
    assert told.nights == nights and not told.refused
