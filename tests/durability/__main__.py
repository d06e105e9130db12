"""The long runs: `python -m tests.durability kill|cut|replay [--rounds N] [--careless PRAGMA] [--seed S]`."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.durability import cutting, killing
from tests.durability.replaying import looked_at, watched

ROUNDS = {"kill": 300, "cut": 250, "replay": 5_000}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("how", choices=ROUNDS)
    parser.add_argument("--rounds", type=int, help="default: 300 kills, 250 cuts, 5,000 replayed disks")
    parser.add_argument("--careless", default="", help="a pragma that takes a promise back: synchronous=NORMAL")
    parser.add_argument("--seed", type=int, default=20261121)
    said = parser.parse_args()
    number = said.rounds or ROUNDS[said.how]
    with tempfile.TemporaryDirectory(prefix="vagus-") as name:
        folder = Path(name)
        if said.how == "kill":
            found = killing.rounds(folder, number, said.seed, say=print)
            print(found.line(), *found.faults, sep="\n")
            return bool(found.lost or found.faults)
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


if __name__ == "__main__":
    sys.exit(main())
