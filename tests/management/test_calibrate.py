"""The command that holds the search for links to account."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tracker.management.commands import calibrate
from tracker.stats.invented import LINKED, NULL


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "NULL", NULL[1:2])
    monkeypatch.setattr(calibrate, "LINKED", LINKED[:1])
    monkeypatch.setattr(calibrate.calibration, "FAMILY", (60,))


def printed(**options: object) -> list[str]:
    out = StringIO()
    call_command("calibrate", people=2, jobs=1, stdout=out, **options)
    return out.getvalue().splitlines()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_it_prints_a_line_for_each_life_and_the_sums() -> None:
    lines = printed(seed=3)
    rows = [cells(line) for line in lines if line.startswith("|")]
    assert [row[0] for row in rows[2:]] == ["short", "all without a link", "links 90", "all with six links"]
    assert {len(row) for row in rows} == {len(calibrate.HEAD)}
    assert rows[2][6:10] == [""] * 4 and all(0 <= float(cell) <= 1 for cell in rows[4][2:10])
    assert "60 days" in lines[-2] and "seed 3" in lines[-1]


def test_the_same_seed_prints_the_same_table() -> None:
    first, second = ([cells(line)[:-1] for line in printed(seed=4) if line.startswith("|")] for _ in range(2))
    assert first == second


def test_public_diaries_are_searched_where_they_are(tmp_path: Path) -> None:
    days = [f"2026-0{month}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    head = ["date", "person", *calibrate_columns("sport")]
    values = [(day, [str(at * times % 7) for times in range(1, 15)]) for at, day in enumerate(days)]
    rows = [[day, name, *some] for name in ("p1", "p2") for day, some in values]
    (tmp_path / "pmdata_daily.csv").write_text("\n".join(",".join(row) for row in [head, *rows]))
    rows = [[day, *some] for day, some in values]
    head = ["date", *calibrate_columns("mood")]
    (tmp_path / "kossakowski2017_daily.csv").write_text("\n".join(",".join(row) for row in [head, *rows]))
    lines = printed(diaries=tmp_path)
    assert [cells(line)[0] for line in lines if line.startswith("|")][-3:] == ["p1", "p2", "kossakowski2017"]
    assert any(line.startswith("One person's habits with another's outcomes, 4 times:") for line in lines)


def calibrate_columns(kind: str) -> tuple[str, ...]:
    from tracker.stats import public_diaries as public

    if kind == "sport":
        return public.SPORT_HABITS + public.SPORT_OUTCOMES
    return public.MOOD_HABITS + public.MOOD_OUTCOMES


@pytest.mark.parametrize("wrong", [{"people": 0}, {"jobs": 0}, {"seed": -1}])
def test_numbers_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="must be"):
        call_command("calibrate", **wrong)
