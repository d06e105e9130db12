"""The long runs: `python -m tests.durability kill|crash|cut|replay [--rounds N] [--careless PRAGMA] [--seed S]`.

`kill --on postgresql` kills Vagus on a PostgreSQL of its own, `crash` kills that PostgreSQL under it.
"""

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.durability import crashing, cutting, killing
from tests.durability.replaying import looked_at, watched
from tests.postgres import cluster

ROUNDS = {"kill": 300, "crash": 300, "cut": 250, "replay": 5_000}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("how", choices=ROUNDS)
    parser.add_argument("--rounds", type=int, help="default: 300 kills or crashes, 250 cuts, 5,000 replayed disks")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="what Vagus is killed on")
    parser.add_argument("--careless", default="", help="a pragma that takes a promise back: synchronous=NORMAL")
    parser.add_argument("--seed", type=int, default=20261121)
    said = parser.parse_args()
    number = said.rounds or ROUNDS[said.how]
    with tempfile.TemporaryDirectory(prefix="vagus-") as name:
        folder = Path(name)
        if said.how in {"kill", "crash"}:
            found = killed(said, folder, number)
            print(found.line(), *found.faults, sep="\n")
            return bool(found.lost or found.losing or found.faults)
        if said.how == "replay":
            disks = looked_at(watched(folder, said.careless), folder / "disk", number, said.seed)
            print(disks.line(), *disks.damaged, sep="\n")
            return bool(disks.losing or disks.damaged)
        try:
            found = cutting.rounds(folder, number, said.seed, said.careless, say=print)
        except cutting.NotHere as why:
            print(f"The power cannot be cut here: {why}")
            return 2
        print(found.line(), *found.faults, sep="\n")
        return bool(found.lost or found.faults)


def killed(said: argparse.Namespace, folder: Path, number: int) -> killing.Found:
    if said.how == "crash":
        settings = crashing.CARELESS if said.careless else crashing.KEPT
        return crashing.rounds(folder, number, said.seed, settings=settings, say=print)
    with cluster(*crashing.KEPT) if said.on == "postgresql" else nullcontext("") as address:
        return killing.rounds(folder, number, said.seed, say=print, address=address)


if __name__ == "__main__":
    sys.exit(main())
