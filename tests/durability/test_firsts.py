"""What a first start writes beside the database is on the disk before anything rests on it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.house import not_here
from tests.durability.traced import Call, calls
from tests.running import ROOT

pytestmark = pytest.mark.server

WATCHED = "openat,close,write,fsync,fdatasync,sync,link,linkat,rename,unlink"
SECRET = """
from pathlib import Path
from tracker.web.environment import kept_secret
kept_secret("VAGUS_SECRET_KEY", Path({path!r}))
"""
CARELESS = SECRET.replace("kept_secret(", "import os; os.fsync = lambda handle: None; kept_secret(", 1)
STAMP = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
import django; django.setup()
from tracker.management import prepare
prepare.files_are_collected(print)
"""


def seen(code: str, folder: Path) -> list[Call]:
    """The calls of a process of its own."""
    if not shutil.which("strace"):
        not_here("strace is not installed, so no write can be watched: apt install strace")
    trace = folder / "trace"
    command = ["strace", "-o", str(trace), "-xx", "-s", "300", "-e", f"trace={WATCHED}", sys.executable, "-c", code]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAGUS_")}
    environment = {**kept, "DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    whole = folder / "whole"  # what was printed cut short is no matter here
    whole.write_text(trace.read_text(encoding="ascii").replace('"...', '"'), encoding="ascii")
    return list(calls(whole))


def story(found: list[Call], *parts: str) -> list[str]:
    """What happened to files of these names, in order."""
    opened: dict[str, str] = {}
    told = []
    for call in found:
        texts = [os.fsdecode(text) for text in call.texts]
        names = [part for text in texts for part in parts if text.endswith(part)]
        if call.name == "openat":
            opened[str(call.result)] = next(iter(names), "")
        elif call.name == "close":
            opened.pop(call.words[0], None)
        elif call.name == "sync":
            told.append("sync")
        elif call.name in {"link", "linkat", "rename"} and names:
            told.append(f"{call.name.removesuffix('at')} {names[-1]}")
        elif opened.get(call.words[0]):
            told.append(f"{call.name} {opened[call.words[0]]}")
    return told


def drafts(found: list[Call], folder: str) -> str:
    """The name under which the secret was written before it got its own."""
    (name,) = {os.fsdecode(call.texts[0]) for call in found if call.name in {"link", "linkat"}}
    assert name.startswith(folder)
    return name


@pytest.mark.parametrize("code", [SECRET, CARELESS], ids=["as it is", "careless"])
def test_the_secret_is_on_the_disk_before_it_has_its_name(tmp_path: Path, code: str) -> None:
    folder = tmp_path / "data"
    found = seen(code.format(path=str(folder / "secret_key")), tmp_path)
    draft = drafts(found, str(folder))
    told = story(found, draft, str(folder / "secret_key"), str(folder))
    careful = [f"write {draft}", f"fsync {draft}", f"link {folder / 'secret_key'}", f"fsync {folder}"]
    assert [line for line in told if line.split()[0] != "unlink"] == (careful if code is SECRET else careful[::2])


def test_the_stamp_of_static_files_is_written_after_them(tmp_path: Path) -> None:
    """So a start after a power cut never takes half a file for a whole one."""
    static = tmp_path / "data" / "static"
    told = story(seen(STAMP, tmp_path), str(static / "stamp"), str(static))
    assert told == ["sync", f"write {static / 'stamp'}", f"fsync {static / 'stamp'}", f"fsync {static}"]
