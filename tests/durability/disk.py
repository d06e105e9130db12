"""A disk as a power cut leaves it, made from the calls that a program sent to its files.

What was flushed is there. Of what was not, any part may be: each sector of 512 bytes for itself, a new length, and a
name made or taken away as far as the folder's own order goes, until the folder was flushed too.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTOR = 512


@dataclass(frozen=True)
class Write:
    """Bytes at a place; or, without bytes, the length to which the file was cut or grown."""

    at: int
    data: bytes | None


@dataclass
class File:
    """What is surely on the disk, and what was asked for since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Write] = field(default_factory=list)

    def flush(self) -> None:
        for write in self.pending:
            put(self.durable, write)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random, share: float) -> bytes:
        """Each sector of what was pending lands with the chance `share`, independently of its neighbours."""
        found = bytearray(self.durable)
        for write in self.pending:
            for piece in sectors(write):
                if chance.random() < share:
                    put(found, piece)
        return bytes(found)


def sectors(write: Write) -> Iterator[Write]:
    if write.data is None:
        yield write
        return
    at, end = write.at, write.at + len(write.data)
    while at < end:
        next_at = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(at, write.data[at - write.at : next_at - write.at])
        at = next_at


def put(content: bytearray, write: Write) -> None:
    size = write.at if write.data is None else max(len(content), write.at + len(write.data))
    if write.data is None:
        del content[size:]
    content.extend(bytes(size - len(content)))
    if write.data is not None:
        content[write.at : write.at + len(write.data)] = write.data


class Disk:
    """One folder: its names as they surely are, what became of them since, and the files behind them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.durable: dict[str, File] = {name: File(bytearray(content)) for name, content in files.items()}
        self.now = dict(self.durable)
        self.named: list[tuple[str, File | None]] = []

    def make(self, name: str) -> File:
        """The file of that name, a new one if there is none."""
        if name not in self.now:
            self._name(name, File())
        return self.now[name]

    def remove(self, name: str) -> None:
        if name in self.now:
            self._name(name, None)

    def _name(self, name: str, file: File | None) -> None:
        self.named.append((name, file))
        self._point(self.now, name, file)

    @staticmethod
    def _point(names: dict[str, File], name: str, file: File | None) -> None:
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file

    def flush_names(self) -> None:
        self.durable = dict(self.now)
        self.named.clear()

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the many disks that the cut may leave: with nothing, all, or anything between of what was pending."""
        names = dict(self.durable)
        for name, file in self.named[: chance.randint(0, len(self.named))]:
            self._point(names, name, file)
        share = chance.choice((0.0, 1.0, chance.random(), chance.random()))
        return {name: file.after_a_cut(chance, share) for name, file in names.items()}
