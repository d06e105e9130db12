"""Prints how the self-tests do where the truth is known, and fails if a goal is missed."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from tracker.stats import calibration
from tracker.stats.designs import Design

FALSE_ALARMS, COVERED, OFF, SECONDS = 0.06, 0.94, 0.03, 2.0
LONG_RUN = 20_000
LONG_FALSE_ALARMS = 0.055


class Command(BaseCommand):
    help = "Measures false alarms, intervals, the planner and refusals in made-up diaries. Takes some minutes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=4000, help="trials for each line (default 4000)")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        missed = 0
        for line, good in report(options["runs"], options["seed"]):
            self.stdout.write(f"{line}{'' if good else '   MISSED'}")
            missed += not good
        if missed:
            raise CommandError(f"{missed} goals missed")


def report(runs: int, seed: int) -> Iterator[tuple[str, bool]]:
    """Every line, and whether it meets its goal."""
    yield f"False alarms in {runs} trials (goal: at most {FALSE_ALARMS:.1%}); single days: Welch's t-test", True
    for each in calibration.all_false_alarms(runs, seed):
        worst = max(each.two_sided, each.one_sided)
        yield (
            f"  {name(each.design):6} {each.setting:20} memory {each.memory:.1f}  two-sided {each.two_sided:5.1%}  "
            f"one-sided {each.one_sided:5.1%}  single days {each.days_apart:5.1%}",
            worst <= FALSE_ALARMS,
        )
    yield from long_false_alarms(runs, seed)
    yield from intervals(runs, seed)
    yield from plans(runs, seed)
    told, impossible = calibration.refused()
    yield f"Impossible designs refused: {told} of {impossible}", told == impossible


def long_false_alarms(runs: int, seed: int) -> Iterator[tuple[str, bool]]:
    many = LONG_RUN * runs // 4000
    for memory in calibration.MEMORIES:
        rng = np.random.default_rng((seed, 1000 + int(10 * memory)))
        found = calibration.false_alarms(Design.usual("week"), "plain", memory, many, rng).two_sided
        line = f"False alarms in {many} trials of 12x7, memory {memory}: {found:.2%} (goal: {LONG_FALSE_ALARMS:.1%})"
        yield line, found <= LONG_FALSE_ALARMS


def intervals(runs: int, seed: int) -> Iterator[tuple[str, bool]]:
    rng = np.random.default_rng((seed, 2))
    sets = runs // 8
    wrong = calibration.mismatches(sets, rng)
    yield f"Interval against the test itself, {sets} sets of data with lost periods: {wrong} mismatches", not wrong
    for memory in (0.0, 0.4, 0.8):
        for design in calibration.DESIGNS:
            covered = calibration.coverage(design, memory, runs * 3 // 8, rng).covered
            yield (
                f"  95 % interval, {name(design):6} memory {memory:.1f}: holds the truth {covered:.1%}",
                covered >= COVERED,
            )


def plans(runs: int, seed: int) -> Iterator[tuple[str, bool]]:
    rng = np.random.default_rng((seed, 3))
    designs = (*calibration.DESIGNS, Design.usual("week", 16), Design.usual("fourweek"), Design.usual("day"))
    yield "Planner beside a long simulation (goal: within 3 points)", True
    for design in designs:
        for memory, missing in ((0.2, 0.0), (0.4, 0.0), (0.4, 0.25), (0.6, 0.25)):
            each = calibration.foretold(design, memory, missing, 0.8, runs * 2, rng)
            yield (
                f"  {name(design):6} memory {memory:.1f} missing {missing:4.0%}  planned {each.planned:.3f}  "
                f"simulated {each.simulated:.3f}",
                each.off <= OFF,
            )
    for days in (28, 56):
        held = calibration.range_holds(days, runs // 40, rng)
        yield f"Planner's range from {days} days holds the truth in {held:.0%} of diaries", True
    slowest = calibration.slowest_plan()
    yield f"Slowest plan: {slowest:.2f} s (goal: under {SECONDS:.0f} s)", slowest < SECONDS


def name(design: Design) -> str:
    return f"{design.periods}x{design.period_days}"
