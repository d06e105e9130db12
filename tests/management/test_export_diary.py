"""A diary goes out by the command line and comes back the same."""

import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.exchange.diaries import a_whole_diary
from tracker.exchange.export import diary_csv
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")


def test_out_in_out_is_the_same_to_the_byte(alice: User, bob: User, tmp_path: Path) -> None:
    a_whole_diary(alice)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    call_command("export_diary", "--user", "alice", "--out", str(first))
    call_command("import_diary", "--user", "bob", str(first), stdout=io.StringIO())
    call_command("export_diary", "--user", "bob", "--out", str(second))
    assert first.read_bytes() == second.read_bytes() == diary_csv(alice)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_standard_output_is_the_file_alone(alice: User) -> None:
    a_whole_diary(alice)
    out = io.StringIO()
    call_command("export_diary", "--user", "alice", stdout=out)
    assert out.getvalue().encode() == diary_csv(alice)


def test_bytes_go_to_a_stream_that_takes_them(alice: User) -> None:
    a_whole_diary(alice)
    bytes_out = io.BytesIO()
    console = io.TextIOWrapper(bytes_out, encoding="ascii")
    call_command("export_diary", "--user", "alice", stdout=console)
    assert bytes_out.getvalue() == diary_csv(alice)


def test_the_archive_goes_out_and_comes_back(alice: User, bob: User, tmp_path: Path) -> None:
    a_whole_diary(alice)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    call_command("export_diary", "--user", "alice", "--out", str(first))
    call_command("import_diary", "--user", "bob", str(first), stdout=io.StringIO())
    call_command("export_diary", "--user", "bob", "--format", "archive", "--out", str(second))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("kind", ["fhir", "sleep"])
def test_other_programs_get_their_json(alice: User, kind: str) -> None:
    a_whole_diary(alice)
    out = io.StringIO()
    call_command("export_diary", "--user", "alice", "--format", kind, stdout=out)
    assert json.loads(out.getvalue())


def test_nobody_by_that_name_and_no_such_place(alice: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nobody here is called bob"):
        call_command("export_diary", "--user", "bob")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_diary", "--user", "alice", "--out", str(tmp_path / "no" / "where.csv"))


def test_an_archive_is_not_poured_into_text(alice: User) -> None:
    with pytest.raises(CommandError, match="--out"):
        call_command("export_diary", "--user", "alice", "--format", "archive", stdout=io.StringIO())
