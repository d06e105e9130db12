"""What a start finds in one file is what Python would have found in many, and never what is out of date."""

import json
import marshal
import os
import py_compile
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.running import ROOT, running, until
from tracker.management import bytecode

LOOKED_AT = """
import inspect, json, sys
from importlib.resources import files
import alpha.part, beta
def told(module):
    spec = module.__spec__
    return [module.__name__, module.__file__, module.__cached__, module.__package__, getattr(module, "__path__", None),
            spec.origin, spec.cached, spec.has_location, spec.submodule_search_locations]
found = {
    "modules": [told(module) for module in (alpha, alpha.part, beta)],
    "says": [alpha.part.says(), beta.says(), alpha.part.says.__code__.co_filename],
    "source": inspect.getsource(beta.says),
    "beside": files("alpha").joinpath("words.txt").read_text(),
}
found["loaders"] = sorted({type(module.__loader__).__name__ for module in (alpha, alpha.part, beta)})
found["ours"] = type(sys.modules["tracker.management.bytecode"].__loader__).__name__
print(json.dumps(found))
"""


class Place:
    """Two libraries, and Python's compiled code of everything in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.library, self.cache = folder / "library", folder / "cache"
        (self.library / "alpha").mkdir(parents=True)
        (self.library / "alpha" / "__init__.py").touch()
        (self.library / "alpha" / "words.txt").write_text("beside")
        (self.library / "alpha" / "part.py").write_text("def says():\n    return 'part'\n")
        (self.library / "beta.py").write_text("def says():\n    return 'beta'\n")

    def run(self, code: str, *options: str, **more: str) -> Any:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPATH": str(self.library), "PYTHONPYCACHEPREFIX": str(self.cache), **more}
        begin = "from tracker.management import bytecode\n"
        done = subprocess.run(
            [sys.executable, *options, "-c", begin + code], cwd=ROOT, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def keep(self) -> None:
        self.run("import alpha.part, beta; bytecode.keep()")

    @property
    def file(self) -> Path:
        [found] = self.cache.rglob("*.all")
        return found

    def loaders(self, *options: str) -> Any:
        return self.run("bytecode.use()\n" + LOOKED_AT, *options)["loaders"]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("compiled"))
    place.keep()
    yield place


@pytest.fixture
def place(compiled: Place) -> Iterator[Place]:
    """The same, with everything as it was afterwards."""
    part, file = compiled.library / "alpha" / "part.py", compiled.file
    before, kept = part.stat(), file.read_bytes()
    yield compiled
    part.write_text("def says():\n    return 'part'\n")
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    file.write_bytes(kept)


def test_a_module_from_the_file_is_as_any_other(place: Place) -> None:
    plain, kept = place.run(LOOKED_AT), place.run("bytecode.use()\n" + LOOKED_AT)
    assert (plain.pop("loaders"), kept.pop("loaders")) == (["SourceFileLoader"], ["Kept"])
    assert kept == plain
    assert kept["says"][:2] == ["part", "beta"] and kept["ours"] == "SourceFileLoader"


def test_a_source_that_changed_is_read_anew(place: Place) -> None:
    part = place.library / "alpha" / "part.py"
    part.write_text("def says():\n    return 'anew'\n")
    os.utime(part, ns=(1, 1))
    found = place.run("bytecode.use()\n" + LOOKED_AT)
    assert found["says"][:2] == ["anew", "beta"] and found["loaders"] == ["Kept", "SourceFileLoader"]


def test_a_source_that_went_is_not_found(place: Place) -> None:
    gone = place.library / "gone.py"
    gone.touch()
    place.run("import alpha.part, beta, gone; bytecode.keep()")
    gone.unlink()
    assert place.run("import importlib.util as u, json; bytecode.use(); print(json.dumps(u.find_spec('gone')))") is None


@pytest.mark.parametrize(
    "spoiled", [b"", b"short", bytes(100_000), b"\xff" * 100_000], ids=["empty", "short", "zeros", "ones"]
)
def test_a_file_that_is_none_is_passed_over(place: Place, spoiled: bytes) -> None:
    place.file.write_bytes(spoiled)
    assert place.loaders() == ["SourceFileLoader"]


def test_code_that_cannot_be_read_is_read_where_python_keeps_it(place: Place) -> None:
    kept = place.file.read_bytes()
    end = 8 + int.from_bytes(kept[:8], "big")
    place.file.write_bytes(kept[:end] + bytes(len(kept) - end))
    found = place.run("bytecode.use()\n" + LOOKED_AT)
    assert found["says"][:2] == ["part", "beta"] and found["loaders"] == ["Kept"]


def test_a_file_of_another_way_to_compile_is_passed_over(place: Place) -> None:
    assert place.loaders() == ["Kept"]
    assert place.loaders("-O") == ["SourceFileLoader"], "it lies elsewhere too"
    other = "import sys; sys.path.append('elsewhere')\nbytecode.use()\n" + LOOKED_AT
    assert place.run(other)["loaders"] == ["SourceFileLoader"]


def test_it_is_written_when_something_is_lacking_and_not_otherwise(place: Place) -> None:
    begun = place.file.stat().st_mtime_ns
    place.run("bytecode.use(); import alpha.part, beta; bytecode.keep()")
    assert place.file.stat().st_mtime_ns == begun
    place.run("bytecode.use(); import alpha.part, beta, colorsys; bytecode.keep()")
    assert place.file.stat().st_mtime_ns > begun
    colours = "bytecode.use()\nimport colorsys, json\nprint(json.dumps(type(colorsys.__loader__).__name__))"
    assert place.run(colours) == "Kept"


def test_where_python_writes_none_or_cannot_write_nothing_is_written(place: Place) -> None:
    place.file.unlink()
    place.run("import alpha.part, beta; bytecode.keep()", PYTHONDONTWRITEBYTECODE="1")
    place.run("import alpha.part, beta; bytecode.place = lambda: '/no/such/folder/file'; bytecode.keep()")
    assert list(place.cache.rglob("*.all*")) == []
    place.keep()


def test_code_of_another_python_or_another_source_is_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "one.py"
    source.write_text("1")
    cached = py_compile.compile(str(source))
    known = bytecode.facts(str(source), False)
    assert cached and known
    assert isinstance(marshal.loads(bytecode._compiled(cached, known)), CodeType)
    kept = Path(cached).read_bytes()
    for place in range(bytecode.HEAD):  # which Python, flags, time and size
        Path(cached).write_bytes(kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :])
        assert bytecode._compiled(cached, known) == b""
    assert bytecode._compiled(str(tmp_path / "nowhere"), known) == b""


def test_once_let_go_of_it_is_closed_and_code_is_found_as_ever(place: Place) -> None:
    code = """
bytecode.use()
import alpha.part, json, sys
(finder,) = (one for one in sys.meta_path if isinstance(one, bytecode.Finder))
bytecode.let_go()
import beta
print(json.dumps([finder.file.closed, type(beta.__loader__).__name__, finder in sys.meta_path,
                  alpha.part.__loader__.get_code("alpha.part").co_names == alpha.part.__spec__.loader.get_code(
                      "alpha.part").co_names]))
"""
    assert place.run(code) == [True, "SourceFileLoader", False, True]


@pytest.mark.server
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process follows the first workers")
def test_whoever_follows_a_first_worker_writes_it_and_a_start_finds_libraries_there(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    more = {"PYTHONPYCACHEPREFIX": str(cache), "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": ""}
    with running(tmp_path / "data", tmp_path / "log", "--settle", "0.5", WORKERS="2", **more) as server:
        until(lambda: bool(list(cache.rglob("*.all"))))
        assert server.status("/readyz") == 200
        assert "Traceback" not in server.printed()
    code = f"""
import sys
sys.path[0] = {str(ROOT)!r}
from tracker.management import bytecode
bytecode.use()
import django.db, granian
print(*(type(module.__loader__).__name__ for module in (django.db, granian, bytecode)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, **more},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["Kept", "Kept", "SourceFileLoader"], done.stderr
