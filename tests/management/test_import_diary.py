"""A diary comes in from the command line, or says why not."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.builders import a_day
from tests.exchange.diaries import DAYLIO, moods
from tracker.models import ImportBatch, User
from tracker.web import room

SAMPLES = Path(__file__).parents[2].parent / "shared" / "imports" / "daylio"
pytestmark = pytest.mark.usefixtures("evening")


def run(*args: Any) -> str:
    out = io.StringIO()
    call_command("import_diary", *map(str, args), stdout=out)
    return out.getvalue()


def facts(*args: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--json", *args))
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "export.txt"
    path.write_bytes(DAYLIO)
    return path


def test_a_file_is_brought_in_and_counted(alice: User, file: Path) -> None:
    told = facts("--user", "alice", file)
    assert {key: told[key] for key in ("format", "days", "first_day", "last_day")} == {
        "format": "daylio", "days": 3, "first_day": "2026-11-18", "last_day": "2026-11-20",
    }  # fmt: skip
    assert (told["added"], told["already_there"], told["conflicts"], told["refused"]) == (4, 0, 0, [])
    assert len(moods(alice)) == 3


PROMISED = {
    "format": str, "days": int, "first_day": str, "last_day": str, "added": int, "already_there": int, "conflicts": int,
    "refused": list,
}  # fmt: skip


def test_every_key_of_the_report_is_there_and_of_its_kind(alice: User, file: Path) -> None:
    a_day(alice, date(2026, 11, 19), mood=2)
    a_day(alice, date(2026, 11, 18), mood=3)
    file.write_bytes(DAYLIO + b"2026-13-02,x,y,8:00,good,,,\n2026-11-20,x,y,9:00 pm,rad,,,\n")
    dry, told = facts("--user", "alice", "--dry-run", file), facts("--user", "alice", "--format", "auto", file)
    for said in (dry, told):
        assert {key: type(said[key]) for key in PROMISED} == PROMISED
        assert (said["days"], said["first_day"], said["last_day"]) == (3, "2026-11-18", "2026-11-20")
        assert (said["added"], said["already_there"], said["conflicts"]) == (2, 1, 1)
        assert said["refused"] == [{"line": 5, "reason": "“2026-13-02” is no date of the form 2026-11-21."}]
    assert [value.keys() for value in dry["preview"]] == [{"day", "field", "value"}] * 2 and "preview" not in told


def test_an_empty_report_has_no_days(alice: User, file: Path) -> None:
    file.write_bytes(b"full_date,date,weekday,time,mood,activities,note_title,note\n2026-13-02,x,y,8:00,good,,,\n")
    told = facts("--user", "alice", file)
    assert (told["days"], told["first_day"], told["last_day"], told["added"]) == (0, None, None, 0)


def test_nothing_but_the_report_goes_to_standard_output(alice: User, file: Path) -> None:
    assert len(run("--json", "--user", "alice", file).splitlines()) == 1


def test_a_dry_run_shows_and_writes_nothing(alice: User, file: Path) -> None:
    told = facts("--user", "alice", "--dry-run", file)
    assert {"day": "2026-11-20", "field": "mood", "value": 9} in told["preview"]
    assert (len(told["preview"]), told["added"]) == (4, 4)
    assert not moods(alice) and not ImportBatch.objects.exists()


def test_the_second_time_adds_nothing(alice: User, file: Path) -> None:
    run("--user", "alice", file)
    told = facts("--user", "alice", file)
    assert (told["added"], told["already_there"]) == (0, 4)


def test_a_nearly_full_disk_takes_no_import(alice: User, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 199 * 2**20})())
    with pytest.raises(CommandError, match="199 MB are free"):
        run("--user", "alice", file)
    assert not moods(alice) and not ImportBatch.objects.exists()
    assert facts("--user", "alice", "--dry-run", file)["added"] == 4


def test_a_person_reads_plain_sentences(alice: User, file: Path) -> None:
    a_day(alice, date(2026, 11, 19), mood=2)
    with file.open("ab") as more:
        more.write(b"2026-13-02,x,y,8:00,good,,,\n")
    told = run("--user", "alice", file)
    assert "Daylio: 3 entries on 3 days" in told
    assert "Added: 3 values on 2 days" in told
    assert "yours kept: 1" in told and "here '2', in the file '5'" in told
    assert "line 5: “2026-13-02” is no date" in told


def test_the_files_values_can_be_taken(alice: User, file: Path) -> None:
    a_day(alice, date(2026, 11, 19), mood=2)
    assert facts("--user", "alice", "--take-theirs", file)["taken"] == 1
    assert moods(alice)[date(2026, 11, 19)] == 5


def test_activities_can_be_left_out(alice: User, file: Path) -> None:
    run("--user", "alice", "--no-activities", file)
    assert alice.checkins.get(day=date(2026, 11, 20)).note == "quiet"


def test_unknown_moods_are_listed_and_nothing_is_guessed(alice: User, file: Path, tmp_path: Path) -> None:
    file.write_bytes(DAYLIO.replace(b",rad,", b",so so,"))
    with pytest.raises(CommandError, match="so so \\(1 entries\\)") as refusal:
        run("--user", "alice", file)
    assert refusal.value.returncode == 2 and "--mapping FILE" in str(refusal.value)
    assert not moods(alice)
    mapping = tmp_path / "moods.json"
    mapping.write_text('{"so so": 4, "bad": null}', encoding="utf-8")
    run("--user", "alice", "--mapping", mapping, file)
    assert moods(alice) == {date(2026, 11, 19): 5, date(2026, 11, 20): 4}
    assert facts("--user", "alice", file)["already_there"] == 3


def test_unknown_moods_are_json_too(alice: User, file: Path) -> None:
    file.write_bytes(DAYLIO.replace(b",rad,", b",so so,"))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_diary", "--json", "--user", "alice", str(file), stdout=out)
    assert json.loads(out.getvalue()) == {"format": "daylio", "unknown_moods": {"so so": 1}}


@pytest.mark.parametrize(
    "said", ["[]", "{", '{"so so": 11}', '{"so so": 4.5}', '{"so so": true}', '{"a": "7"}', "[" * 9999]
)
def test_a_mapping_that_makes_no_sense_is_refused(alice: User, file: Path, tmp_path: Path, said: str) -> None:
    mapping = tmp_path / "moods.json"
    mapping.write_text(said, encoding="utf-8")
    with pytest.raises(CommandError, match=r"moods\.json"):
        run("--user", "alice", "--mapping", mapping, file)
    assert not moods(alice)


@pytest.mark.parametrize("data", [b"", b"full_date,mood\n", b"PK\x03\x04", b"<html>", b"\xff\xfe\xff", b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_is_refused_by_name(alice: User, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(CommandError, match=r"export\.txt"):
        run("--user", "alice", file)
    assert not moods(alice)


def test_a_wrong_name_or_a_missing_file_is_told(alice: User, file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nobody here is called bob"):
        run("--user", "bob", file)
    with pytest.raises(CommandError, match="cannot be read"):
        run("--user", "alice", tmp_path / "nothing.csv")


def test_a_format_named_wrongly_is_refused(alice: User, file: Path) -> None:
    with pytest.raises(CommandError, match="vagus diary 1"):
        run("--user", "alice", "--format", "vagus", file)


def test_the_real_large_file_comes_in_twice_with_one_result(alice: User) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    told = facts("--user", "alice", SAMPLES / "volume_6245rows_toldry.csv")
    assert (told["entries"], told["days"], told["added"], told["combined"]) == (6246, 5767, 5767, 367)
    assert (told["first_day"], told["last_day"]) == ("1936-01-01", "1954-06-07")
    again = facts("--user", "alice", SAMPLES / "volume_6245rows_toldry.csv")
    assert (again["added"], again["already_there"]) == (0, 5767)


def test_a_table_is_brought_in_by_a_mapping_and_remembered(alice: User, file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"Day;Mood\n01/02/2024;1,5\n02/02/2024;5\n32/02/2024;5\n")
    out = io.StringIO()
    with pytest.raises(CommandError, match="columns: day"):
        call_command("import_diary", "--json", "--user", "alice", str(file), stdout=out)
    assert json.loads(out.getvalue())["columns"] == {"day": 3, "mood": 3}
    mapping = tmp_path / "mapping.json"
    said = {"date": "day", "places": {"mood": "metric:mood"}, "scales": {"mood": "1-5"}}
    mapping.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(CommandError, match="date_order: day"):
        run("--user", "alice", "--mapping", mapping, file)
    mapping.write_text(json.dumps(said | {"order": "dmy"}), encoding="utf-8")
    told = facts("--user", "alice", "--mapping", mapping, "--dry-run", file)
    assert told["preview"][0] == {"day": "2024-02-01", "field": "mood", "value": 1}
    assert told["refused"] == [{"line": 4, "reason": "“32/02/2024” is no date that there is."}]
    run("--user", "alice", "--mapping", mapping, file)
    assert moods(alice) == {date(2024, 2, 1): 1, date(2024, 2, 2): 10}
    assert facts("--user", "alice", file)["already_there"] == 2


@pytest.mark.parametrize(
    "said",
    ['{"places": {"mood": "metric:nothing"}}', '{"scales": {"mood": "5-1"}}', '{"date": 7, "order": "dmy"}',
     '{"places": []}', '{"date": "day", "else": 1}', '{"moods": {"a": 11}}', '{"places": {"a": 1}}'],
)  # fmt: skip
def test_a_mapping_of_parts_that_makes_no_sense_is_refused(alice: User, file: Path, tmp_path: Path, said: str) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(said, encoding="utf-8")
    with pytest.raises(CommandError, match=r"mapping\.json"):
        run("--user", "alice", "--mapping", mapping, file)
