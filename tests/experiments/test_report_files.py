"""The files of a finished experiment: a script with numpy alone finds the same p and the same fingerprints."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY
from tests.experiments.living import a_life, a_locked, noon
from tracker.experiments import report
from tracker.models import User

START = TODAY - timedelta(days=56)


@pytest.mark.parametrize(("sides", "gap"), [("two", 0.4), ("one", 2.0)])
def test_the_script_works_it_out_again(
    door: Client, alice: User, evening: None, tmp_path: Path, sides: str, gap: float
) -> None:
    rng = np.random.default_rng(5)
    row = a_locked(alice, START, sides=sides)
    a_life(row, lambda n, b: None if rng.random() < 0.2 else int(np.clip(rng.normal(5 - gap * b, 1.5), 0, 10)))
    body = report.conclude(row, noon(TODAY)).body
    answer = door.get(reverse("experiments:files", args=[row.uid]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        made.extractall(tmp_path)
    run = subprocess.run(
        [sys.executable, "-I", "recompute.py"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(run.stdout)
    assert (found["extreme"], found["orders"]) == (body["extreme"], body["orders"])
    assert found["difference"] == pytest.approx(body["difference"])
    assert found["protocol_unchanged"] and found["order_unchanged"] and found["same_result"]
    with (tmp_path / "days.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 56


def test_only_a_finished_test_has_files(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, START)
    assert door.get(reverse("experiments:files", args=[row.uid])).status_code == 404
