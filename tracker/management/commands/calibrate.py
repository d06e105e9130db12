"""Prints what the search for links shows of invented diaries whose truth is known, beside a plain correlation."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.stats import search_calibration as calibration
from tracker.stats.invented import LINKED, NULL, Scenario
from tracker.stats.public_diaries import Shown, diaries, mismatched, shown
from tracker.stats.search_calibration import Tally, seconds_for, tally

SLICE = 10  # people a process takes at a time
HEAD = (
    "life", "people", "any false, Vagus", "any false, plain", "FDR, Vagus", "FDR, plain",
    "power, Vagus", "power, oracle", "power, plain", "coverage", "ms",
)  # fmt: skip
Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


class Command(BaseCommand):
    help = "Search invented diaries, with and without true links, and print how often it errs; takes minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=400, help="in each kind of life (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=2026, help="the same number invents the same people")
        parser.add_argument("--jobs", type=int, default=2, help="processes at once (default: %(default)s)")
        parser.add_argument("--diaries", type=Path, metavar="FOLDER", help="search the public diaries in it too")

    def handle(self, *, people: int, seed: int, jobs: int, diaries: Path | None, **options: Any) -> None:
        if min(people, jobs) < 1 or seed < 0:
            raise CommandError("--people and --jobs must be 1 or more, --seed 0 or more.")
        began = monotonic()
        self.stdout.write(_line(HEAD) + "\n" + _line(["---"] * len(HEAD)))
        with _processes(jobs) as each:
            for line in chain(_invented(each, people, seed), _public(each, diaries) if diaries else ()):
                self.stdout.write(line)
        times = (f"{1000 * seconds_for(days, seed):.0f} ms for {days} days" for days in calibration.FAMILY)
        self.stdout.write(f"\nProcessor time of 144 questions: {', '.join(times)}.")
        self.stdout.write(f"{people} people a line, seed {seed}, {monotonic() - began:.0f} s.")


@contextmanager
def _processes(jobs: int) -> Iterator[Each]:
    """A `map` over so many processes."""
    if jobs == 1:
        yield map
    else:
        with get_context("spawn").Pool(jobs) as pool:
            yield pool.imap


def _invented(each: Each, people: int, seed: int) -> Iterator[str]:
    for title, scenarios in (("all without a link", NULL), ("all with six links", LINKED)):
        total = Tally()
        for scenario in scenarios:
            found = sum(each(partial(_slice, scenario, seed, people), range(0, people, SLICE)), Tally())
            total += found
            yield _row(scenario.name, found)
        yield _row(title, total)


def _slice(scenario: Scenario, seed: int, people: int, first: int) -> Tally:
    return tally(scenario, range(first, min(first + SLICE, people)), seed)


def _row(title: str, found: Tally) -> str:
    shares = [found.any_false, found.plain_any_false, found.false_share, found.plain_false_share]
    cells = [f"{share / found.people:.3f}" for share in shares] + [""] * 4
    if found.links:
        powers = (part / found.links for part in (found.found, found.oracle_found, found.plain_found))
        cells[4:] = [f"{share:.3f}" for share in (*powers, found.coverage)]
    return _line([title, str(found.people), *cells, f"{1000 * found.seconds / found.people:.0f}"])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _public(each: Each, folder: Path) -> Iterator[str]:
    people = diaries(folder)
    yield "\n" + _line(("public diary", "pairs", "Vagus", "plain")) + "\n" + _line(["---"] * 4)
    yield from (_line([one.who, str(one.pairs), str(one.ours), str(one.plain)]) for one in each(shown, people))
    found = list(each(shown, mismatched([diary for diary in people if diary.person.startswith("p")])))
    yield f"\nOne person's habits with another's outcomes, {len(found)} times: {_any(found)}"


def _any(found: list[Shown]) -> str:
    many = max(len(found), 1)
    ours, plain = sum(one.ours > 0 for one in found) / many, sum(one.plain > 0 for one in found) / many
    return f"{ours:.3f} shown anything by Vagus, {plain:.3f} by a plain correlation."
