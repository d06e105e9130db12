"""What a first start writes beside the database is on the disk before anything rests on it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.house import not_here
from tests.durability.traced import Call, calls
from tests.running import ROOT

pytestmark = pytest.mark.server

WATCHED = "openat,close,write,fsync,fdatasync,link,linkat,rename,unlink"
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
HASTY = STAMP.replace("prepare.files", "prepare._flush_all = lambda folder: None; prepare.files")


def seen(code: str, folder: Path) -> list[Call]:
    """The calls of a process of its own."""
    lines = watched(code, folder, "-xx", "-s", "300", "-e", f"trace={WATCHED}")
    whole = folder / "whole"  # what was printed cut short is no matter here
    whole.write_text("".join(lines).replace('"...', '"'), encoding="ascii")
    return list(calls(whole))


def watched(code: str, folder: Path, *options: str) -> list[str]:
    """What strace writes down of a process, line by line."""
    if not shutil.which("strace"):
        not_here("strace is not installed, so no write can be watched: apt install strace")
    trace = folder / "trace"
    command = ["strace", "-o", str(trace), *options, sys.executable, "-c", code]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAGUS_")}
    environment = {**kept, "DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return trace.read_text(encoding="utf-8").splitlines(keepends=True)


def flushes(lines: list[str]) -> set[str]:
    """Which files were flushed to the end; a call whose line another thread broke in two ends with its second half."""
    done, begun = set(), {}
    for line in lines:
        thread = line.split()[0]
        if called := re.search(r" fsync\(\d+<(.+?)>", line):
            begun[thread] = called[1]
        if re.search(r"fsync(\(| resumed>).*\) += 0$", line):
            done.add(begun.pop(thread))
    assert not begun, f"begun but not done: {begun}"
    return done


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


@pytest.mark.parametrize("code", [STAMP, HASTY], ids=["as it is", "careless"])
def test_the_stamp_of_static_files_is_written_after_them(tmp_path: Path, code: str) -> None:
    """So a start after a power cut never takes half a file for a whole one."""
    static = tmp_path / "data" / "static"
    lines = watched(code, tmp_path, "-f", "-y", "-s", "1", "-e", "trace=fsync,openat")  # threads flush, some at once
    [stamped] = [n for n, line in enumerate(lines) if f'"{static / "stamp"}"' in line and "O_WRONLY" in line]
    flushed, after = flushes(lines[:stamped]), flushes(lines[stamped:])
    laid_out = {str(path) for path in (static, *static.rglob("*"))} - {str(static / "stamp")}
    assert len(laid_out) > 100
    assert (laid_out <= flushed) is (code is STAMP)
    assert after == {str(static / "stamp"), str(static)}
