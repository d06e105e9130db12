"""What templates ask for by tags."""

import re

import pytest

from tracker.web.tags import cells


@pytest.mark.parametrize(
    ("chosen", "checked"),
    [(None, []), (0, ["0"]), (1, ["1"]), (10, ["10"]), (1.0, ["1"]), (11, []), ("1", []), ("zanzibar", [])],
)
def test_of_the_cells_of_a_scale_the_one_that_was_chosen_is_checked_and_no_other(
    chosen: object, checked: list[str]
) -> None:
    row = cells("mood", 0, 10, chosen)
    assert re.findall(r'value="(\d+)" checked', row) == checked
    assert row.count("checked") == len(checked)
    assert re.findall(r'id="mood-(\d+)"', row) == [str(step) for step in range(11)]
    assert row.count("data-v=") == 11
    assert "data-v" not in cells("stress", 0, 10, chosen)
