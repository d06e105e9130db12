"""Measures the real server on diaries of 30, 365 and 3,650 days against a bare page, all in one interleaved run.

Ratios are medians over rounds of a page's time over hello's in the same round: they hold on a busy machine, where
milliseconds do not. `python -m tests.bench --short` takes half a minute.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.bench import diaries, memory, visits, wire
from tests.bench.visits import Visitor
from tests.bench.wire import Answer, Door, Field
from tests.running import ROOT, Running, a_free_port, running, serve

LENGTHS = (30, 365, 3650)
PAGES = {
    "Today": "/today/", "Trends": "/trends/", "Trends, all": "/trends/?range=all", "More figures": "/trends/more/",
    "History": "/history/", "Insights": "/insights/", "Experiments": "/experiments/", "Learn": "/learn/",
    "Article": "/learn/ARTICLE/", "Food search": "/foods/search/?q=app&day=TODAY",
    "Food search, typo": "/foods/search/?q=brocoli&day=TODAY",
    "Summary": "/summary/", "Calendar": "/days/", "Settings": "/settings/", "Import": "/import/",
}  # fmt: skip
KEYSTROKE = {"HX_Request": "true", "Sec_Fetch_Site": "same-origin"}  # as a browser asks that has the page open
SAVING_DAYS = 12
SETTINGS = {"WORKERS": "2", "VAGUS_BACKUP_DAILY": "off"}


@dataclass
class House:
    """One server on one diary."""

    days: int
    folder: Path
    door: Door
    server: Running
    times: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    visitor: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.door)

    def measure(self, name: str, asked: bytes) -> float:
        answer = self.door.ask(asked)
        assert answer.status in (200, 304), f"{name}: {answer.status}\n{answer.raw[:400]!r}"
        self.sizes[name] = len(answer.raw)
        return answer.seconds


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vagus-bench-", dir=options.disk) as place, ExitStack() as stack:
        today = datetime.now(UTC).date()
        folder = Path(place)
        floor = stack.enter_context(_floor(folder / "floor"))
        houses = [stack.enter_context(_house(days, options.cache, folder, today)) for days in options.days]
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {options.rounds} rounds", flush=True)
        _warm(houses, options)
        paths = {house.days: _addresses(house, today) for house in houses}
        _draw(houses, paths)
        for house in houses:
            _until_summed(house)
        ratios = _interleave(floor, houses, paths, options)
        counts = {house.days: _alone(house, paths[house.days], options) for house in houses}
        _print_pages(floor, houses, ratios, counts)
        _print_weights(houses[-1])
        _print_alone(counts, floor)
        _print_saves(houses[-1], folder, floor)
    _print_memory(options, today)
    _print_starts(options, today)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=list(LENGTHS), help="lengths of the diaries")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of the interleaved run")
    parser.add_argument("--each", type=int, default=4, help="requests a page in each round")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--short", action="store_true", help="two diaries, few rounds, no start times")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / f"vagus-diaries-{os.getuid()}")
    parser.add_argument("--disk", default=None, help="the disk to save on (a folder)")
    options = parser.parse_args()
    if options.short:
        options.days, options.rounds, options.each = [options.days[0], options.days[-1]], 4, 3
    return options


@contextmanager
def _house(days: int, cache: Path, folder: Path, today: date, *arguments: str) -> Iterator[House]:
    data = diaries.copied(days, cache, folder / f"{days}", today)
    with running(data, data / "log", *arguments, **SETTINGS) as server:
        yield House(days, data, Door(server.port, f"vagus_session={_session(data)}"), server)


@contextmanager
def _floor(folder: Path) -> Iterator[House]:
    folder.mkdir(exist_ok=True)
    server = _serve_floor(folder)
    try:
        while _first_page(server, "/", "") is None:
            assert server.process.poll() is None, server.printed()
        yield House(0, folder, Door(server.port, f"sessionid={_session(folder)}"), server)
    finally:
        server.stop()


def _serve_floor(folder: Path) -> Running:
    port, log = a_free_port(), folder / "log"
    with log.open("w", encoding="utf-8") as output:
        command = [sys.executable, "-m", "tests.bench.floor", str(folder), str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True)
    return Running(process, port, log)


def _session(folder: Path) -> str:
    return (folder / "session").read_text(encoding="ascii")


def _first_page(server: Running, path: str, cookie: str) -> Answer | None:
    """The page, once somebody answers."""
    try:
        answer = Door(server.port, cookie).get(path)
        return answer if answer.status == 200 else None
    except (OSError, IndexError):
        time.sleep(0.002)
        return None


def _addresses(house: House, today: date) -> dict[str, str]:
    """Every page, and each figure of Trends, by name."""
    learn = house.door.get("/learn/", encodings="identity").raw.decode()
    article = re.search(r'href="/learn/([a-z-]*magnesium[a-z-]*|[a-z]+-[a-z-]+)/"', learn)
    assert article
    pages = {name: path.replace("TODAY", str(today)).replace("ARTICLE", article[1]) for name, path in PAGES.items()}
    trends = house.door.get("/trends/?range=all", encodings="identity").raw.decode()
    seen: dict[str, str] = {}
    for address in re.findall(r'<img src="([^"]+\.svg\?[^"]+)"', trends):
        address = address.replace("&amp;", "&")
        name = re.search(r"trends/(\w+)\.svg", address)
        what = re.search(r"metric=(\w+)", address)
        seen[f"figure {name[1] if name else ''} {what[1] if what else ''}".strip()] = address
    return pages | {visits.NAME: visits.PATH} | seen


def _warm(houses: list[House], options: argparse.Namespace) -> None:
    """Every process has read what it reads once."""
    for house in houses:
        for _ in range(6):
            for path in ("/today/", "/trends/", "/history/", "/foods/search/?q=oat"):
                house.door.get(path)


def _draw(houses: list[House], paths: dict[int, dict[str, str]]) -> None:
    """Every figure in both processes."""
    for house in houses:
        for name, path in paths[house.days].items():
            for _ in range(4 * name.startswith("figure")):
                house.door.get(path)


def _until_summed(house: House) -> None:
    """Insights are looked at when the sum of the diary as it is has been stored."""
    deadline = time.monotonic() + 120
    while b'id="waiting"' in house.door.get("/insights/", encodings="identity").raw:
        assert time.monotonic() < deadline, "the sums of Insights take too long"
        time.sleep(0.2)


def _interleave(
    floor: House, houses: list[House], paths: dict[int, dict[str, str]], options: argparse.Namespace
) -> dict[tuple[int, str], float]:
    hello = floor.door.request("/")
    fields = {house.days: _fields(house) for house in houses}
    taps = {house.days: house.door.open_day(_today(house)) for house in houses}
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
            for kind, seconds in found.items():
                base = statistics.median(floor.measure("hello", hello) for _ in range(3 + options.each))
                floor.times.setdefault("hello", []).append(base)
                house.times.setdefault(kind, []).append(seconds)
                ratios.setdefault((house.days, kind), []).append(seconds / base)
    return {key: statistics.median(values) for key, values in ratios.items()}


def _timed(house: House, name: str, path: str, fields: list[Field], each: int, turn: int) -> dict[str, float]:
    """A page for the first time after a change of the diary, and opened again; of figures also unchanged."""
    if name == "Save":
        answers = [fields[(turn * each + n) % len(fields)].save() for n in range(each)]
        assert {answer.status for answer in answers} == {200}, answers[0].raw[:300]
        return {name: statistics.median(answer.seconds for answer in answers)}
    if name == visits.NAME:
        return _visited(house, fields[turn % len(fields)], each)
    asked = house.door.request(path, **(KEYSTROKE if name.startswith("Food search") else {}))
    found = {}
    if name == "Insights":  # each change has its sums made anew, which takes a second beside the page
        _until_summed(house)
        found[f"{name}, made anew"] = _anew(house, name, path, each, turn)
    else:
        fields[turn % len(fields)].save()
        found[f"{name}, after a change"] = house.measure(name, asked)
    found[name] = _again(house, name, asked, each)
    if name.startswith("figure"):
        unchanged = house.door.request(path, If_None_Match=house.door.ask(asked).header("ETag"))
        found[f"{name}, 304"] = _again(house, f"{name}, 304", unchanged, each)
    return found


def _visited(house: House, field: Field, each: int) -> dict[str, float]:
    """The whole page with every figure, after a tap on one field and opened again."""
    visitor, name = house.visitor, visits.NAME
    if not visitor.tags:
        visitor.look()
    field.save()
    found = {f"{name}, after a change": visitor.look()}
    house.sizes[f"{name}, after a change"] = visitor.bytes
    found[name] = statistics.median(visitor.look() for _ in range(4 + each))
    house.sizes[name] = visitor.bytes
    return found


def _anew(house: House, name: str, path: str, each: int, turn: int) -> float:
    """The middle of a few that nobody asked for before, so that none is a page as it was kept."""
    asked = [house.door.request(f"{path}?look={turn}-{n}") for n in range(each)]
    return statistics.median(house.measure(name, one) for one in asked)


def _again(house: House, name: str, asked: bytes, each: int) -> float:
    """The middle of a few, once both processes have made it and keep it."""
    for _ in range(4):
        house.measure(name, asked)
    return statistics.median(house.measure(name, asked) for _ in range(each))


def _today(house: House) -> date:
    """Which day it is for the person, whose days begin at four."""
    page = house.door.get("/today/", encodings="identity").raw.decode()
    found = re.search(r'action="/day/([0-9-]+)/', page)
    assert found
    return date.fromisoformat(found[1])


def _fields(house: House) -> list[Field]:
    """What is asked on the days before."""
    today = _today(house)
    return [one for n in range(1, SAVING_DAYS) for one in house.door.open_day(today - timedelta(days=n))]


def _alone(house: House, paths: dict[str, str], options: argparse.Namespace) -> dict[str, object]:
    figures = [path for name, path in paths.items() if name.startswith("figure")]
    asked = json.dumps({"pages": list(paths.values()), "figures": figures})
    environment = os.environ | {"DATA_DIR": str(house.folder), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.alone"], cwd=ROOT, env=environment, input=asked, text=True, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout)
    counts = found["queries"]
    assert isinstance(counts, dict)
    return found | {"by_name": {name: counts[path] for name, path in paths.items() if name != visits.NAME}}


def _print_pages(floor: House, houses: list[House], ratios: dict[tuple[int, str], float], counts: dict) -> None:
    hello = statistics.median(floor.times["hello"])
    print(f"\nhello {hello * 1000:.2f} ms (2 queries); p50 of each as a multiple of hello in the same round\n")
    heads = " | ".join(f"{house.days} days" for house in houses)
    print(f"| page | {heads} | last / first | queries | bytes |\n|---|{'---|' * (len(houses) + 3)}")
    for name in dict.fromkeys(name for _, name in ratios):
        found = [ratios.get((house.days, name)) for house in houses]
        cells = " | ".join(f"{one:.1f}" if one else "" for one in found)
        growth = f"{found[-1] / found[0]:.2f}" if found[0] and found[-1] else ""
        asked = "/".join(str(counts[house.days]["by_name"].get(name, "")) for house in houses)
        print(f"| {name} | {cells} | {growth} | {asked.strip('/')} | {houses[-1].sizes.get(name, '')} |")
    print(f"\nfigures that a phone asks for with Trends: {'/'.join(f'{len(one.visitor.tags)}' for one in houses)}")


def _print_weights(house: House) -> None:
    """What a first visit takes, and what the next page does."""
    known: set[str] = set()
    print("\n| visit | requests | bytes | of these the page |\n|---|---|---|---|")
    for name, path in (("first: sign in", "/accounts/login/"), ("first: Today", "/today/"), ("then Trends", "/trends/"),
                       ("then Learn", "/learn/"), ("then History", "/history/")):  # fmt: skip
        door = Door(house.door.port, "" if "sign" in name else house.door.cookie)
        page = door.get(path)
        parts = wire.linked(door.get(path, encodings="identity").raw.decode(), path) - known
        files = sum(
            len(door.get(part).raw) for part in parts if "/static/" in part or "Today" in name or "Trends" in name
        )
        if "sign" not in name:
            known |= {part for part in parts if "/static/" in part}
        print(f"| {name} | {1 + len(parts)} | {len(page.raw) + files} | {len(page.raw)} |")


def _print_alone(counts: dict, floor: House) -> None:
    print("\n| alone, ms | " + " | ".join(f"{days} days" for days in counts) + " |\n|---|" + "---|" * len(counts))
    for what in ("insights", "planner"):
        print(f"| {what} | " + " | ".join(f"{found[what] * 1000:.0f}" for found in counts.values()) + " |")
    for days, found in counts.items():
        for address, taken in found["figures"].items():
            times = ", ".join(f"{name} {value * 1000:.1f}" for name, value in taken.items() if name != "bytes")
            print(f"{days} days, {address[:60]}: {times} ms, {taken['bytes']:.0f} bytes")


def _print_saves(house: House, folder: Path, floor: House) -> None:
    fields = _fields(house)
    answers: list[Answer] = wire.at_once([one.save for one in fields * 4], 8)
    failed = sum(answer.status != 200 for answer in answers)
    middle = statistics.median(answer.seconds for answer in answers)
    print(f"\n{len(answers)} saves by 8 at once: {failed} failed, p50 {middle * 1000:.1f} ms")
    print(f"one fsync of 4 KB on this disk: {_fsync(folder) * 1000:.2f} ms")


def _fsync(folder: Path) -> float:
    taken = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _print_memory(options: argparse.Namespace, today: date) -> None:
    """Of each server while no other runs; libraries that two of them share would count for either by half."""
    print("\n| MB, with two workers | after a start | settled | figures drawn | all pages | figures, never settled |")
    print("|---" * 6 + "|")
    with tempfile.TemporaryDirectory(prefix="vagus-memory-", dir=options.disk) as place:
        with _floor(Path(place) / "floor") as floor:
            for _ in range(12):
                floor.door.get("/")
            print(f"| hello | {memory.held(floor.server):.0f} | | | | |")
        for days in options.days:
            with _house(days, options.cache, Path(place) / "settles", today, *memory.SETTLES) as house:
                held = [*_held(house, options, today)]
            with _house(days, options.cache, Path(place) / "stays", today) as house:
                held.append(_with_figures(house, options, today))
            print(f"| {days} days | {' | '.join(f'{one:.0f}' for one in held)} |", flush=True)


def _held(house: House, options: argparse.Namespace, today: date) -> Iterator[float]:
    first = memory.workers(house.server)
    yield memory.held(house.server)
    memory.until_followed(house.server, first)
    yield memory.held(house.server)
    yield _with_figures(house, options, today)
    for path in 4 * [*_addresses(house, today).values()]:
        house.door.get(path)
    _until_summed(house)
    yield memory.held(house.server)


def _with_figures(house: House, options: argparse.Namespace, today: date) -> float:
    _warm([house], options)
    _draw([house], {house.days: _addresses(house, today)})
    return memory.held(house.server)


def _print_starts(options: argparse.Namespace, today: date) -> None:
    """From the command to the first page, in turn with hello; the first start lays things out and does not count."""
    with tempfile.TemporaryDirectory(prefix="vagus-start-", dir=options.disk) as place:
        floor = Path(place) / "floor"
        floor.mkdir()
        tasks: dict[str, Callable[[], tuple[Running, str, str]]] = {"hello": lambda: (_serve_floor(floor), "/", "")}
        for days in {options.days[0], options.days[-1]}:
            data = diaries.copied(days, options.cache, Path(place) / f"{days}", today)
            cookie = f"vagus_session={_session(data)}"
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
        while _first_page(server, path, cookie) is None:
            assert server.process.poll() is None, server.printed()
        return time.perf_counter() - began
    finally:
        server.stop()


if __name__ == "__main__":
    main()
