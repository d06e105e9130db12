"""Anyone with the files, Python and numpy works out the same result."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracker.stats.designs import Design
from tracker.stats.frozen import frozen_files
from tracker.stats.orders import order
from tracker.stats.periods import period_values
from tracker.stats.recompute import balanced, completions, recomputed
from tracker.stats.seal import commitment
from tracker.stats.trial import exact_test

NONCE = "00112233445566778899aabbccddeeff"


def files(design: Design, drawn: int, sides: str = "two", direction: int = 1) -> tuple[dict[str, str], Any]:
    rng = np.random.default_rng(drawn)
    days = 5 + rng.standard_normal(design.days) + 0.8 * np.repeat(design.order(drawn), design.period_days)
    days[rng.random(design.days) < 0.3] = np.nan
    protocol = {
        "question": "Er jeg roligere?",
        "design": design.kind,
        "periods": design.periods,
        "period_days": design.period_days,
        "drop_days": design.drop_days,
        "sides": sides,
        "direction": direction,
        "set_seed": "a seed",
        "sequence_commitment": commitment(NONCE, design.order(drawn)),
    }
    rows, at = design.rows(drawn, "a seed")
    tail = "two" if sides == "two" else {1: "greater", -1: "less"}[direction]
    means = period_values(days, design.period_days, design.drop_days).means
    result = exact_test(means, rows, drawn=at, sides=tail)
    return frozen_files(protocol, date(2026, 8, 31), days, design.order(drawn), NONCE, result), result


def written(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize(
    ("kind", "periods", "sides", "direction"),
    [("week", 8, "two", 1), ("week", 12, "one", 1), ("fortnight", 8, "one", -1), ("pairs", 12, "two", -1)],
)
def test_the_script_finds_the_same(kind: str, periods: int, sides: str, direction: int, tmp_path: Path) -> None:
    texts, result = files(Design.usual(kind, periods), 41, sides, direction)
    found = recomputed(written(tmp_path, texts))
    assert (found["extreme"], found["orders"], found["p"]) == (result.extreme, result.orders, result.p)
    assert found["difference"] == pytest.approx(result.observed)
    assert found["protocol_unchanged"] and found["order_unchanged"] and found["same_result"]


def test_it_runs_alone_and_draws_the_same_ten_thousand(tmp_path: Path) -> None:
    texts, result = files(Design.usual("day", 28), 41)
    written(tmp_path, texts)
    run = subprocess.run(
        [sys.executable, "-I", "recompute.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    assert found["orders"] == 10_000 and found["extreme"] == result.extreme and found["same_result"]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("protocol.json", "roligere", "gladere", "protocol_unchanged"),
        ("sealed.json", '"order": "A', '"order": "B', "order_unchanged"),
        ("sealed.json", NONCE, "f" * 32, "order_unchanged"),
        ("days.csv", ",5.", ",9.", "same_result"),
    ],
)
def test_a_changed_file_is_noticed(name: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    texts, _ = files(Design.usual("week", 12), 41)
    assert old in texts[name]
    found = recomputed(written(tmp_path, {**texts, name: texts[name].replace(old, new)}))
    assert found[told] is False


def test_a_day_without_a_value_stays_empty() -> None:
    lines = files(Design.usual("week", 8), 3)[0]["days.csv"].splitlines()
    assert lines[0] == "date,value" and lines[1].startswith("2026-08-31,") and len(lines) == 57
    assert any(line.endswith(",") for line in lines) and not any(line.endswith(",nan") for line in lines)


def test_its_orders_are_the_trackers() -> None:
    for index in (0, 17, 300, 615):
        assert balanced(6, index) == "".join("AB"[c] for c in order("balanced", 12, index))
    assert 2 * completions(5, 6, 1) == 616


def test_an_incomplete_protocol_or_another_order_is_refused() -> None:
    _, result = files(Design.usual("week", 8), 3)
    days, order_ = np.zeros(56), Design.usual("week", 8).order(3)
    with pytest.raises(ValueError, match="lacks design"):
        frozen_files({}, date(2026, 8, 31), days, order_, NONCE, result)
    protocol = json.loads(files(Design.usual("week", 8), 3)[0]["protocol.json"])
    with pytest.raises(ValueError, match="sealed"):
        frozen_files(protocol, date(2026, 8, 31), days, order_[::-1], NONCE, result)
