"""The kinds of magnesium: all of the table's, each with its name and its share."""

import csv
import re
from pathlib import Path

import pytest

from tracker.foods import salts as room
from tracker.foods.salts import FILE, KINDS, NOTES, salts


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["name"] == "Magnesium"]


def test_every_kind_of_the_table_has_a_key_a_name_and_a_share() -> None:
    assert len(salts()) == len(rows()) == len(KINDS) == 19
    assert all(salt.name and 0.05 < salt.share < 0.61 for salt in salts().values())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["form"])
def test_the_tables_own_examples_come_out(row: dict[str, str]) -> None:
    said = re.fullmatch(r"500 mg compound = (\d+) mg magnesium", row["example"])
    assert said
    salt = salts()[KINDS[row["form"]][0]]
    assert round(500 * salt.share) == int(said[1])
    assert salt.label == f"{salt.name}, {row['elemental_fraction_pct']}%"


def test_a_salt_and_its_twin_name_each_other() -> None:
    for key, salt in salts().items():
        assert not salt.twin or salts()[salt.twin].twin == key
    assert salts()["citrate"].share > salts()["citrate_nonahydrate"].share
    assert NOTES.keys() <= salts().keys()


def test_a_row_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    for wrong in (
        text.replace(",oxide,MgO,40.30,60.3", ",oxide,MgO,40.30,16.3"),
        text.replace(",taurate,", ",tarate,"),
    ):
        broken = tmp_path / f"{len(wrong)}.csv"
        broken.write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match="the salt"):
            room.salts(broken)
