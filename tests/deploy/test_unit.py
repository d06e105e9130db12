"""The unit for systemd is sound and shuts away what a diary does not need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import ROOT

UNIT = ROOT / ".deploy" / "vagus.service"
ANALYZE = shutil.which("systemd-analyze")
MOST_EXPOSED = 1.1  # of 10, as systemd counts

pytestmark = pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed, so the unit was not looked at")


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)


def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    there = UNIT.read_text(encoding="utf-8").replace("/opt/vagus/.venv/bin/python", "/bin/true")
    unit = tmp_path / "vagus.service"
    unit.write_text(there.replace("WorkingDirectory=/opt/vagus", "WorkingDirectory=/tmp"), encoding="utf-8")
    found = analyzed("verify", str(unit))
    ours = [line for line in found.stderr.splitlines() if "vagus.service" in line]
    assert ours == []


def test_the_unit_is_as_closed_as_it_is_said_to_be() -> None:
    found = analyzed("security", "--offline=yes", "--no-pager", str(UNIT))
    if "Unknown option" in found.stderr or "unrecognized" in found.stderr:
        pytest.skip("this systemd is too old to look at a unit that is not installed")
    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", found.stdout)
    assert level, found.stdout + found.stderr
    assert float(level[1]) <= MOST_EXPOSED
