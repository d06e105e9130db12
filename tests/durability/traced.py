"""Reads what strace saw of a program's files: which bytes it wrote where, what it flushed, what it said meanwhile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.durability.disk import Disk, Write

CALLS = "openat,close,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename"
LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+)(?: .*)?$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
LONGEST = 70_000  # bytes of a write that strace prints; a page with its header is far less


class UnreadError(Exception):
    """A line that would have to be understood, and was not."""


@dataclass(frozen=True)
class Call:
    """One call that succeeded: its name, its numbers and texts in order, and what it gave back."""

    name: str
    words: list[str]
    texts: list[bytes]
    result: int


def calls(trace: Path) -> Iterator[Call]:
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            match = LINE.match(line)
            if match is None:
                if line.startswith(("+++", "---")):
                    continue
                raise UnreadError(line[:200])
            name, inside, result = match.groups()
            if int(result, 0) < 0:
                continue
            texts = [bytes.fromhex(text.replace("\\x", "")) for text, cut in STRING.findall(inside)]
            if STRING.search(inside) and any(cut for _, cut in STRING.findall(inside)):
                raise UnreadError(f"{name}: longer than {LONGEST}")
            yield Call(name, STRING.sub("", inside).split(", "), texts, int(result, 0))


class Replay:
    """The folder of a database under a program's calls, one after another; `said` is what it printed so far."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.folder, self.disk = folder, Disk(files)
        self.open: dict[int, str] = {}
        self.said: list[str] = []
        self.touched = 0

    def step(self, call: Call) -> bool:
        """Whether the call had to do with the folder or with what was said."""
        handle = int(call.words[0]) if call.words[0].isdigit() else -1
        before = self.touched
        match call.name:
            case "openat":
                self._opened(call)
            case "close":
                self.open.pop(handle, None)
            case "write" if handle == 1:
                self.said += call.texts[0].decode().splitlines()
                self.touched += 1
            case "unlink":
                self._at(call.texts[0], self.disk.remove)
            case "rename":
                raise UnreadError("a rename is not modelled")
            case _ if handle in self.open:
                self._changed(call, self.open[handle])
        return self.touched > before

    def _opened(self, call: Call) -> None:
        def make(name: str) -> None:
            self.open[call.result] = name
            if name and "O_CREAT" in call.words[2]:
                self.disk.make(name)
            if name and "O_TRUNC" in call.words[2]:
                self.disk.make(name).pending.append(Write(0, None))

        self.open.pop(call.result, None)
        self._at(call.texts[0], make)

    def _at(self, path: bytes, act: object) -> None:
        """Do it with the name inside the folder; the folder itself has none."""
        found = Path(path.decode())
        if found == self.folder or (found.parent == self.folder and not found.name.endswith("-shm")):
            self.touched += 1
            act("" if found == self.folder else found.name)  # type: ignore[operator]

    def _changed(self, call: Call, name: str) -> None:
        self.touched += 1
        if not name:
            if call.name in {"fsync", "fdatasync"}:
                self.disk.flush_names()
            return
        file = self.disk.now.get(name)
        if file is None:
            return  # taken away while it was open: nobody will find it
        if call.name == "pwrite64":
            file.pending.append(Write(int(call.words[-1]), call.texts[0][: call.result]))
        elif call.name == "ftruncate":
            file.pending.append(Write(int(call.words[1]), None))
        elif call.name in {"fsync", "fdatasync"}:
            file.flush()
        else:
            raise UnreadError(f"{call.name} of {name}")
