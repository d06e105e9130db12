"""The self-tests keep their promises where the truth is known: small runs here, long ones by command."""

from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from tracker.management.commands import calibrate_trials
from tracker.stats import calibration
from tracker.stats.designs import Design

WEEKS = Design("week", 8, 7, 2)


@pytest.mark.parametrize("setting", calibration.SETTINGS)
def test_no_setting_brings_more_false_alarms(setting: str) -> None:
    found = calibration.false_alarms(WEEKS, setting, 0.8, 1500, np.random.default_rng(3))
    assert found.two_sided <= 0.06 and found.one_sided <= 0.065  # 3 standard errors of 1,500 runs are 1.7 points
    assert found.days_apart > 0.17  # what taking each day by itself would have said


def test_memory_is_what_misleads_the_test_of_days() -> None:
    rng = np.random.default_rng(3)
    days = rng.standard_normal((3000, 56))
    alarms = calibration.welch_alarms(days, np.tile(np.repeat([[0, 1]], 7, axis=1), (3000, 4)))
    assert alarms.mean() == pytest.approx(0.05, abs=0.012)


def test_intervals_hold_the_truth() -> None:
    assert calibration.coverage(WEEKS, 0.4, 400, np.random.default_rng(5)).covered >= 0.94
    assert calibration.mismatches(60, np.random.default_rng(5)) == 0


def test_every_impossible_design_is_refused() -> None:
    assert calibration.refused() == (14, 14)


def test_missing_days_are_missing_and_low_ones_more_often() -> None:
    rng = np.random.default_rng(1)
    days = rng.standard_normal((500, 56))
    made_up = calibration.Diaries(days, np.zeros((500, 56), np.int8), WEEKS, rng)
    assert np.isnan(calibration.missing(made_up).days).mean() == pytest.approx(0.25, abs=0.01)
    gone = np.isnan(calibration.missing_when_low(made_up).days)
    assert gone[days < -1].mean() == pytest.approx(0.4, abs=0.03)
    assert gone[days > 1].mean() == pytest.approx(0.1, abs=0.03)
    assert set(np.unique(calibration.rounded(made_up).days)) == {1, 2, 3, 4, 5}


def test_the_command_prints_every_line_and_fails_on_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate_trials, "report", lambda runs, seed: iter([(f"{runs} trials", True), ("two", False)]))
    out = StringIO()
    with pytest.raises(CommandError, match="1 goals missed"):
        call_command("calibrate_trials", "--runs", "10", stdout=out)
    assert out.getvalue() == "10 trials\ntwo   MISSED\n"


def test_the_lines_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "SETTINGS", {"plain": calibration.SETTINGS["plain"]})
    monkeypatch.setattr(calibration, "foretold", lambda d, m, gone, *_: calibration.Foretold(d, m, gone, 0.5, 0.54))
    monkeypatch.setattr(calibration, "range_holds", lambda *_: 0.8)
    monkeypatch.setattr(calibration, "slowest_plan", lambda: 2.5)
    lines = list(calibrate_trials.report(80, 1))
    assert any("8x14" in line and "single days" in line for line, _ in lines)
    assert [good for line, good in lines if "planned" in line] == [False] * 24
    assert ("Slowest plan: 2.50 s (goal: under 2 s)", False) in lines
    assert ("Impossible designs refused: 14 of 14", True) in lines
