"""200 people with two years each, 50 of them logging and looking at once: no error, no lost save, and how long it took.

`python -m tests.bench.load --seconds 60 --on sqlite postgresql`. Every save that was acknowledged is looked for
afterwards in the log and, the last one of each field, in the day itself.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.bench.wire import SAVED, Door
from tests.bench.wire import Field as Question
from tests.postgres import cluster
from tests.running import ROOT, running

LOOKS = ("/today/", "/trends/", "/history/", "/foods/search/?q=oat", "/summary/", "/days/")
# Every commit waits for the disk, and no more connections are let in than PostgreSQL's own settings allow.
LIKE_AN_OWNERS = ("synchronous_commit=on", "max_connections=100")
OWN_DAYS = 1  # on which one client saves


@dataclass
class Tally:
    """What one client saw."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)
    last: dict[tuple[str, str, str], int] = field(default_factory=dict)


def main() -> None:
    options, failed = _options(), False
    rows = ["| on | people x days | clients | s | requests/s | saves | lost | errors | save p50, 95 | page p50, 95 |"]
    rows.append("|---" * 10 + "|")
    for kind in options.on:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vagus-load-", dir=options.disk)))
            address = stack.enter_context(cluster(*LIKE_AN_OWNERS)) if kind == "postgresql" else ""
            tallies, seconds, made, wrong = _measure(folder, address, options)
            _print(kind, options, tallies, seconds, made, wrong)
            rows.append(_row(kind, options, tallies, seconds, wrong))
            failed |= bool(wrong) or any(tally.errors for tally in tallies)
    print("", *rows, sep="\n")
    sys.exit(failed)  # a lost save or an error is a failure of the run


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--workers", default="2")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that a client rests between two requests")
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--disk", default=None, help="the disk to save on (a folder)")
    return parser.parse_args()


def _measure(folder: Path, address: str, options: argparse.Namespace) -> tuple[list[Tally], float, dict, list[str]]:
    (folder / "data").mkdir(mode=0o700)
    ours = {"DATA_DIR": str(folder / "data"), "VAGUS_BACKUP_DAILY": "off", "WORKERS": options.workers}
    ours |= {"DATABASE_URL": address} if address else {}
    made = _people(ours, str(options.people), str(options.days), f"--signed-in={options.people}")
    with running(folder / "data", folder / "log", **ours) as server:
        tallies = [Tally() for _ in range(options.clients)]
        clients = [
            threading.Thread(target=_live, args=[number, server.port, made["sessions"], tally, options])
            for number, tally in enumerate(tallies)
        ]
        began = time.monotonic()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        seconds = time.monotonic() - began
        said = [line for line in server.printed().splitlines() if '"level"' in line][:5]
    lost = _lost(tallies, _people(ours, "--read"))
    return tallies, seconds, made, lost + said


def _people(ours: dict[str, str], *arguments: str) -> dict:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "VAGUS_URL", "DEBUG"}}
    environment = {**kept, **ours, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    command = [sys.executable, "-m", "tests.bench.people", *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)


def _live(number: int, port: int, sessions: list[str], tally: Tally, options: argparse.Namespace) -> None:
    """One client is as many people as there are to each, one after another; half of what it does is saving."""
    chance = random.Random(number)
    mine = range(number, len(sessions), options.clients)
    doors = {person: Door(port, f"vagus_session={sessions[person]}") for person in mine}
    today, until = datetime.now(UTC).date(), time.monotonic() + options.seconds
    questions: dict[int, list[tuple[date, Question]]] = {}
    while time.monotonic() < until:
        person = chance.choice(mine)
        try:
            if person not in questions:
                days = [today - timedelta(days=n) for n in range(1, OWN_DAYS + 1)]
                questions[person] = [(day, one) for day in days for one in doors[person].open_day(day)]
            elif chance.random() < 0.5:
                _save(f"person-{person}", *chance.choice(questions[person]), tally)
            else:
                _look(doors[person], chance.choice(LOOKS), tally)
        except Exception as error:  # whatever a client sees counts
            tally.errors.append(f"{type(error).__name__}: {error}")
        time.sleep(options.pause)


def _save(person: str, day: date, question: Question, tally: Tally) -> None:
    answer = question.save()
    tally.times.setdefault("save", []).append(answer.seconds)
    if answer.status != 200:
        tally.errors.append(f"save answered {answer.status}")
        return
    said = (person, str(day), question.name, question.turn % 11)
    tally.acknowledged[question.base] = said
    tally.last[said[:3]] = said[3]


def _look(door: Door, path: str, tally: Tally) -> None:
    answer = door.get(path)
    tally.times.setdefault(path.partition("?")[0], []).append(answer.seconds)
    if answer.status != 200:
        tally.errors.append(f"{path} answered {answer.status}")


def _lost(tallies: list[Tally], found: dict) -> list[str]:
    """Acknowledged saves that are not there."""
    kept = {(row[0], row[1], name): row[2 + n] for row in found["kept"] for n, name in enumerate(SAVED)}
    missing = []
    for tally in tallies:
        for key, said in tally.acknowledged.items():
            there = found["log"].get(key)
            if there is None or tuple(there[:4]) != said:
                missing.append(f"{said} is not in the log: {there}")
        for place, value in tally.last.items():
            if kept.get(place) != value:
                missing.append(f"{place} holds {kept.get(place)}, not {value}")
    return missing


def _row(kind: str, options: argparse.Namespace, tallies: list[Tally], seconds: float, wrong: list[str]) -> str:
    """The whole run in one line."""
    saves = [one for tally in tallies for one in tally.times.get("save", [])]
    pages = [one for tally in tallies for name, times in tally.times.items() if name != "save" for one in times]
    acknowledged, errors = (sum(len(getattr(tally, name)) for tally in tallies) for name in ("acknowledged", "errors"))
    cells = (
        kind, f"{options.people} x {options.days}", options.clients, f"{seconds:.0f}",
        f"{(len(saves) + len(pages)) / seconds:.0f}", acknowledged, len(wrong), errors, _middle(saves), _middle(pages),
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _middle(times: list[float]) -> str:
    cuts = statistics.quantiles([seconds * 1000 for seconds in times], n=20) if len(times) > 1 else [0.0] * 19
    return f"{cuts[9]:.0f}, {cuts[18]:.0f} ms"


def _print(
    kind: str, options: argparse.Namespace, tallies: list[Tally], seconds: float, made: dict, lost: list[str]
) -> None:
    errors = [error for tally in tallies for error in tally.errors]
    saves = sum(len(tally.acknowledged) for tally in tallies)
    names = sorted({name for tally in tallies for name in tally.times}, key=lambda name: (name != "save", name))
    total = sum(len(times) for tally in tallies for times in tally.times.values())
    print(
        f"\n{kind}: {options.people} people with {options.days} days, {sum(made['rows'].values())} rows made in ",
        end="",
    )
    print(f"{made['seconds']} s; {options.clients} clients for {seconds:.0f} s, load {os.getloadavg()[0]:.0f}")
    print(f"{total} requests, {total / seconds:.0f} a second; {saves} saves acknowledged, ", end="")
    print(f"{len(lost)} lost, {len(errors)} errors")
    for line in (*lost[:5], *errors[:5]):
        print(f"  {line}")
    print("\n| what | requests | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    for name in names:
        times = sorted(seconds * 1000 for tally in tallies for seconds in tally.times.get(name, []))
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        print(f"| {name} | {len(times)} | {cuts[49]:.0f} | {cuts[94]:.0f} | {cuts[98]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
