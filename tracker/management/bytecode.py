"""What a start imports, compiled, in one file.

A start imports nine hundred modules, and to look for each, to open it and to read it takes longer than what most of
them do. So the process that follows a first worker while nobody waits (`serve --again`) puts their compiled code into
one file beside its own, and the next start finds it there. As with Python's own files of compiled code a module counts
only while its source has the time and the size it had; what is not there, or not as it was, is imported as ever. Before
workers are made the file is let go of.
"""

import marshal
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from mmap import ACCESS_READ, mmap
from types import CodeType, ModuleType
from typing import Any

SIZE = 8  # bytes of the number at the beginning, which says how long the index is
HEAD = 16  # bytes of a file of Python's before its code: which Python, flags, the time and the size of the source
Known = tuple[str, int, int, bool]  # where a source lies, its time and size, and whether it is a package
Index = dict[str, tuple[Known, str, int, int]]  # and where Python keeps its code, and we from where to where


class Kept(SourceFileLoader):
    """Python's own loader, which reads the code of a module elsewhere."""

    def __init__(self, name: str, path: str, finder: "Finder") -> None:
        super().__init__(name, path)
        self.finder = finder

    def get_code(self, fullname: str) -> CodeType | None:
        with suppress(EOFError, TypeError, ValueError):  # damaged, or let go of
            found = marshal.loads(self.finder.code(fullname))  # noqa: S302 (no less ours than Python's files beside it)
            if isinstance(found, CodeType):
                return found
        return super().get_code(fullname)


class Finder:
    """Finds the modules of a file as Python's own finders do."""

    def __init__(self, file: mmap, index: Index, begin: int) -> None:
        self.file, self.index, self.begin = file, index, begin

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self.index:
            return None
        known, cached, _, _ = self.index[name]
        if known != facts(known[0], known[3]):
            return None
        spec = ModuleSpec(name, Kept(name, known[0], self), origin=known[0], is_package=known[3])
        spec.has_location, spec.cached = True, cached
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(known[0]))  # noqa: PTH120
        return spec

    def code(self, name: str) -> bytes:
        _, _, begin, end = self.index[name]
        return self.file[self.begin + begin : self.begin + end]


def facts(source: str, is_package: bool) -> Known | None:
    try:
        found = os.stat(source)  # noqa: PTH116 (a path's own way would take twice as long, 650 times)
    except OSError:
        return None
    return source, found.st_mtime_ns, found.st_size, is_package


def place() -> str:
    """Beside the compiled code of this module, wherever Python keeps that."""
    assert __spec__ is not None
    return f"{__spec__.cached}.all"


def rests_on() -> tuple[object, ...]:
    """What compiled code and the way to a module rest on."""
    return sys.version, sys.flags.optimize, *sys.path


def use() -> None:
    """Import from the file from here on, if there is one that fits."""
    with suppress(OSError, EOFError, TypeError, ValueError), open(place(), "rb") as handle:  # noqa: PTH123 (as above)
        file = mmap(handle.fileno(), 0, access=ACCESS_READ)
        begin = SIZE + int.from_bytes(file[:SIZE], "big")
        made_for, index = marshal.loads(file[SIZE:begin])  # noqa: S302 (as above)
        if made_for == rests_on():
            sys.meta_path.insert(0, Finder(file, index, begin))


def let_go() -> None:
    """Import as ever from here on, and hold nothing of the file."""
    for finder in _in_use():
        sys.meta_path.remove(finder)
        finder.file.close()


def keep() -> None:
    """Put down what was imported until now, unless it lies there; where nothing can be written, nothing is."""
    if sys.dont_write_bytecode:
        return
    index: Index = {}
    codes: list[bytes] = []
    end = 0
    for name, known, cached in _imported():
        if code := _compiled(cached, known):
            index[name] = known, cached, end, end + len(code)
            end += len(code)
            codes.append(code)
    there = {name: known for finder in _in_use() for name, (known, *_) in finder.index.items()}
    if any(there.get(name) != known for name, (known, *_) in index.items()):
        told: Any = rests_on(), index
        head = marshal.dumps(told)
        with suppress(OSError):
            _write(place(), len(head).to_bytes(SIZE, "big"), head, *codes)


def _in_use() -> list[Finder]:
    return [finder for finder in sys.meta_path if isinstance(finder, Finder)]


def _imported() -> Iterator[tuple[str, Known, str]]:
    """The modules that lie in a file, and where Python keeps their code."""
    for name, module in list(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        if spec is None or spec.name != name:
            continue
        if isinstance(spec.loader, SourceFileLoader) and spec.origin and spec.cached:
            known = facts(spec.origin, spec.submodule_search_locations is not None)
            if known:
                yield name, known, spec.cached


def _compiled(cached: str, known: Known) -> bytes:
    """The code that Python keeps of a source, if that is as it was."""
    from importlib.util import MAGIC_NUMBER  # no start waits for it

    try:
        with open(cached, "rb") as file:  # noqa: PTH123
            kept = file.read()
    except OSError:
        return b""
    stamps = (0, known[1] // 10**9, known[2])
    head = MAGIC_NUMBER + b"".join((stamp & 0xFFFFFFFF).to_bytes(4, "little") for stamp in stamps)
    return kept[HEAD:] if kept[:HEAD] == head else b""


def _write(path: str, *parts: bytes) -> None:
    """All of it or nothing: half a file would be read as code."""
    unready = f"{path}.{os.getpid()}"
    try:
        with open(unready, "wb") as file:  # noqa: PTH123
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unready, path)  # noqa: PTH105
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unready)  # noqa: PTH108
