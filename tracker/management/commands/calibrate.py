"""Prints what the search for links shows of invented diaries whose truth is known, beside a plain correlation."""

from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from tracker.stats.invented import LINKED, NULL, Scenario
from tracker.stats.public_diaries import Shown, diaries, mismatched, shown
from tracker.stats.search_calibration import FAMILY, Tally, seconds_for, tally

SLICE = 10  # people a process takes at a time
HEAD = "| life | people | any false: ours | plain | FDR: ours | plain | power | of oracle | plain | coverage | ms |"


class Command(BaseCommand):
    help = "Search invented diaries, with and without true links, and print the share of errors; takes minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=400, help="in each of the scenarios (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=2026, help="the same number invents the same people")
        parser.add_argument("--jobs", type=int, default=2, help="processes at once (default: %(default)s)")
        parser.add_argument("--diaries", type=Path, help="folder with the public diaries, to search these too")

    def handle(self, *, people: int, seed: int, jobs: int, diaries: Path | None, **options: Any) -> None:
        began = monotonic()
        self.stdout.write(f"{people} people a scenario, seed {seed}\n\n{HEAD}\n|{'---|' * 11}")
        with Pool(jobs) as pool:
            for title, scenarios in (("no link, pooled", NULL), ("six links, pooled", LINKED)):
                total = Tally()
                for scenario in scenarios:
                    parts = pool.imap_unordered(partial(_slice, scenario, seed, people), range(0, people, SLICE))
                    found = sum(parts, Tally())
                    total += found
                    self.stdout.write(_row(f"{scenario.name} ({scenario.days} d)", found))
                self.stdout.write(_row(title, total))
            for line in _real(pool, diaries) if diaries else ():
                self.stdout.write(line)
        times = ", ".join(f"{days} days {1000 * seconds_for(days, seed):.0f} ms" for days in FAMILY)
        self.stdout.write(f"\n144 questions: {times} of processor time. All of this: {monotonic() - began:.0f} s.")


def _slice(scenario: Scenario, seed: int, people: int, first: int) -> Tally:
    return tally(scenario, range(first, min(first + SLICE, people)), seed)


def _row(title: str, found: Tally) -> str:
    people = max(found.people, 1)
    shares = [found.any_false, found.plain_any_false, found.false_share, found.plain_false_share]
    cells = [f"{share / people:.3f}" for share in shares]
    if found.links:
        plain = found.plain_found / found.links
        cells += [f"{found.power:.3f}", f"{found.of_oracle:.3f}", f"{plain:.3f}", f"{found.coverage:.3f}"]
    cells += [""] * (8 - len(cells))
    return "| " + " | ".join([title, str(found.people), *cells, f"{1000 * found.seconds / people:.0f}"]) + " |"


def _real(pool: Any, folder: Path) -> Iterator[str]:
    people = diaries(folder)
    yield "\n| public diaries | pairs tested | ours | plain |\n|---|---|---|---|"
    yield from (f"| {one.who} | {one.pairs} | {one.ours} | {one.plain} |" for one in pool.imap(shown, people))
    sport = [diary for diary in people if diary.person.startswith("p")]
    crossed = list(pool.imap(shown, mismatched(sport), chunksize=8))
    yield f"\n{len(crossed)} times one person's habits with another's outcomes: {_any(crossed)}"


def _any(found: list[Shown]) -> str:
    many = max(len(found), 1)
    ours, plain = sum(one.ours > 0 for one in found) / many, sum(one.plain > 0 for one in found) / many
    return f"anything shown to {ours:.3f} by ours, to {plain:.3f} by a plain correlation."
