"""Measures the real server on diaries of 30, 365 and 3,650 days against a bare page, all in one interleaved run.

Ratios are medians over rounds of a page's time over hello's in the same round: they hold on a busy machine, where
milliseconds do not. `python -m tests.bench --short` takes half a minute.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from tests.bench import diaries, memory, served, telling, visits
from tests.bench.served import HELLO_ONCE, SETTINGS, House
from tests.bench.wire import Field, at_once
from tests.running import ROOT, Running, serve

LENGTHS = (30, 365, 3650)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vagus-bench-", dir=options.disk) as place, ExitStack() as stack:
        today = datetime.now(UTC).date()
        folder = Path(place)
        floor = stack.enter_context(served.floor_in(folder / "floor"))
        houses = [
            stack.enter_context(
                served.house_of(days, options.cache, folder, today, *memory.SETTLES, unkept=options.unkept)
            )
            for days in options.days
        ]
        for house in houses:
            memory.until_followed(house.server, served.WORKERS)
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {options.rounds} rounds", flush=True)
        served.warm(houses)
        paths = {house.days: served.addresses(house, today) for house in houses}
        served.draw(houses, paths)
        for house in houses:
            served.until_summed(house)
        ratios = _interleave(floor, houses, paths, options)
        counts = {house.days: _alone(house, paths[house.days]) for house in houses}
        telling.pages(floor, houses, ratios, counts)
        telling.weights(houses[-1])
        telling.alone(counts)
        telling.saves(houses[-1], folder)
    _print_memory(options, today)
    _print_starts(options, today)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=list(LENGTHS), help="lengths of the diaries")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of the interleaved run")
    parser.add_argument("--each", type=int, default=4, help="requests a page in each round")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument(
        "--unkept", action="store_true", help="pages are made each time, even where nothing was written"
    )
    parser.add_argument("--short", action="store_true", help="two diaries, few rounds, no start times")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / f"vagus-diaries-{os.getuid()}")
    parser.add_argument("--disk", default=None, help="the disk to save on (a folder)")
    options = parser.parse_args()
    if options.short:
        options.days, options.rounds, options.each = [options.days[0], options.days[-1]], 4, 3
    return options


def _interleave(
    floor: House, houses: list[House], paths: dict[int, dict[str, str]], options: argparse.Namespace
) -> dict[tuple[int, str], float]:
    hello = floor.door.request("/")
    fields = {house.days: served.fields_of(house) for house in houses}
    taps = {house.days: house.door.open_day(served.today_of(house)) for house in houses}
    ratios: dict[tuple[int, str], list[float]] = {}
    for turn in range(options.rounds):
        tasks = [
            (house, name, path) for house in houses for name, path in paths[house.days].items() if options.only in name
        ]
        tasks += [(house, "Save", "") for house in houses]
        for house, name, path in reversed(tasks) if turn % 2 else tasks:
            found = _timed(house, name, path, fields[house.days], options.each, turn)
            if name == "Today":
                taps[house.days][turn % len(taps[house.days])].save()
                found["Today, after a tap on it"] = house.measure(name, house.door.request(path))
            base = _hello(floor, hello, options.each)
            for kind, seconds in found.items():
                house.times.setdefault(kind, []).append(seconds)
                ratios.setdefault((house.days, kind), []).append(seconds / base)
    return {key: statistics.median(values) for key, values in ratios.items()}


def _hello(floor: House, asked: bytes, each: int) -> float:
    """Hello as it is asked again and again; and as the first after one request, as a page is after a save."""
    times = [floor.measure("hello", asked) for _ in range(3 + each)]
    floor.times.setdefault("hello", []).append(statistics.median(times))
    floor.times.setdefault(HELLO_ONCE, []).append(times[1])
    return floor.times["hello"][-1]


def _timed(house: House, name: str, path: str, fields: list[Field], each: int, turn: int) -> dict[str, float]:
    """A page for the first time after a change of the diary, and opened again; of figures also unchanged."""
    if name == "Save":
        answers = [fields[(turn * each + n) % len(fields)].save() for n in range(each)]
        assert {answer.status for answer in answers} == {200}, answers[0].raw[:300]
        return {name: statistics.median(answer.seconds for answer in answers)}
    if name == visits.NAME:
        moods = [field for field in fields if field.name == "mood"]
        return _visited(house, moods[turn % len(moods)], each)
    asked = house.door.request(path, **served.headers_of(name))
    found = {}
    if name == "Insights":  # each change has its sums made anew, which takes a second beside the page
        served.until_summed(house)
        found[f"{name}, made anew"] = _anew(house, name, path, each, turn)
    else:
        fields[turn % len(fields)].save()
        found[f"{name}, after a change"] = house.measure(name, asked)
    found[name] = _again(house, name, asked, each)
    if name.startswith("figure"):
        unchanged = house.door.request(path, If_None_Match=house.door.ask(asked).header("ETag"))
        found[f"{name}, 304"] = _again(house, f"{name}, 304", unchanged, each)
    return found


def _visited(house: House, mood: Field, each: int) -> dict[str, float]:
    """The whole page with every figure, after a tap that redraws one, opened again, and in a browser that has none."""
    visitor, name, found = house.visitor, visits.NAME, {}
    if not visitor.figures:
        visitor.look()
    mood.save()
    found[f"{name}, after a tap on mood"] = visitor.look()
    visitor.told(house, f"{name}, after a tap on mood")
    _asked_of_both(house, name, house.door.request(visits.PATH, encodings="br"))
    found[name] = statistics.median(visitor.look() for _ in range(4 + each))
    visitor.told(house, name)
    visitor.figures.clear()
    found[f"{name}, in another browser"] = visitor.look()
    return found


def _anew(house: House, name: str, path: str, each: int, turn: int) -> float:
    """The middle of a few that nobody asked for before, so that none is a page as it was kept."""
    asked = [house.door.request(f"{path}?look={turn}-{n}") for n in range(each)]
    return statistics.median(house.measure(name, one) for one in asked)


def _again(house: House, name: str, asked: bytes, each: int) -> float:
    """The middle of a few, once both processes have made it and keep it."""
    _asked_of_both(house, name, asked)
    return statistics.median(house.measure(name, asked) for _ in range(each))


def _asked_of_both(house: House, name: str, asked: bytes) -> None:
    """Two ask at once, so that both processes are at work."""
    for answer in at_once([lambda: house.door.ask(asked)] * 8, 2):
        assert answer.status in (200, 304), f"{name}: {answer.status}"


def _alone(house: House, paths: dict[str, str]) -> dict[str, object]:
    environment = os.environ | {"DATA_DIR": str(house.folder), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.alone"], cwd=ROOT, env=environment, input=json.dumps(paths), text=True,
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    served.until_summed(house)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _print_memory(options: argparse.Namespace, today: date) -> None:
    """Of each server while no other runs; libraries that two of them share would count for either by half."""
    print("\n| MB, with two workers | after a start | settled | figures drawn | all pages | figures, never settled |")
    print("|---" * 6 + "|")
    with tempfile.TemporaryDirectory(prefix="vagus-memory-", dir=options.disk) as place:
        with served.floor_in(Path(place) / "floor") as floor:
            for _ in range(12):
                floor.door.get("/")
            print(f"| hello | {memory.held(floor.server):.0f} | | | | |")
        for days in options.days:
            with served.house_of(days, options.cache, Path(place) / "settles", today, *memory.SETTLES) as house:
                held = [*_held(house, today)]
            with served.house_of(days, options.cache, Path(place) / "stays", today, *memory.SETTLES) as house:
                served.never_leave(house)
                held.append(_with_figures(house, today))
            print(f"| {days} days | {' | '.join(f'{one:.0f}' for one in held)} |", flush=True)


def _held(house: House, today: date) -> Iterator[float]:
    yield memory.held(house.server)
    memory.until_followed(house.server, served.WORKERS)
    yield memory.held(house.server)
    yield _with_figures(house, today)
    for path in 4 * [*served.addresses(house, today).values()]:
        house.door.get(path)
    served.until_summed(house)
    yield memory.held(house.server)


def _with_figures(house: House, today: date) -> float:
    served.warm([house])
    served.draw([house], {house.days: served.addresses(house, today)})
    return memory.held(house.server)


def _print_starts(options: argparse.Namespace, today: date) -> None:
    """From the command to the first page, in turn with hello; the first start lays things out and does not count."""
    with tempfile.TemporaryDirectory(prefix="vagus-start-", dir=options.disk) as place:
        floor = Path(place) / "floor"
        floor.mkdir()
        tasks: dict[str, Callable[[], tuple[Running, str, str]]] = {
            "hello": lambda: (served.serve_floor(floor), "/", "")
        }
        for days in {options.days[0], options.days[-1]}:
            data = diaries.copied(days, options.cache, Path(place) / f"{days}", today)
            cookie = f"vagus_session={served.session_in(data)}"
            tasks[f"{days} days"] = lambda data=data, cookie=cookie: (
                serve(data, data / "log", *memory.SETTLES, **SETTINGS), "/today/", cookie,
            )  # fmt: skip
        taken: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(3 if options.short else 8):
            for name, task in tasks.items():
                taken[name].append(_start(task))
        for name, times in taken.items():
            print(f"start to first page, {name}: {statistics.median(times[1:]) * 1000:.0f} ms")


def _start(task: Callable[[], tuple[Running, str, str]]) -> float:
    began = time.perf_counter()
    server, path, cookie = task()
    try:
        while served.first_page(server, path, cookie) is None:
            assert server.process.poll() is None, server.printed()
        return time.perf_counter() - began
    finally:
        server.stop()


if __name__ == "__main__":
    main()
