"""What the benchmark found, as tables."""

import os
import statistics
import time
from pathlib import Path

from tests.bench import served, wire
from tests.bench.served import House
from tests.bench.wire import Answer, Door


def pages(floor: House, houses: list[House], ratios: dict[tuple[int, str], float], counts: dict) -> None:
    again, once = (1000 * statistics.median(floor.times[name]) for name in ("hello", served.HELLO_ONCE))
    print(f"\nhello {again:.2f} ms (2 queries); p50 of each as a multiple of hello in the same round")
    print(f"(a hello that is asked once, after one request to its server: {once:.2f} ms)\n")
    heads = " | ".join(f"{house.days} days" for house in houses)
    print(f"| page | {heads} | last / first | queries | bytes |\n|---|{'---|' * (len(houses) + 3)}")
    for name in dict.fromkeys(name for _, name in ratios):
        found = [ratios.get((house.days, name)) for house in houses]
        cells = " | ".join(f"{one:.1f}" if one else "" for one in found)
        growth = f"{found[-1] / found[0]:.2f}" if found[0] and found[-1] else ""
        asked = "/".join(str(counts[house.days]["queries"].get(name, "")) for house in houses)
        print(f"| {name} | {cells} | {growth} | {asked.strip('/')} | {houses[-1].sizes.get(name, '')} |")
    print()
    for name in houses[0].requests:
        print(f"requests of {name}: {'/'.join(f'{one.requests[name]}' for one in houses)}")


def weights(house: House) -> None:
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


def alone(counts: dict) -> None:
    print("\n| alone, ms | " + " | ".join(f"{days} days" for days in counts) + " |\n|---|" + "---|" * len(counts))
    for what in ("insights", "planner"):
        print(f"| {what} | " + " | ".join(f"{found[what] * 1000:.0f}" for found in counts.values()) + " |")
    for days, found in counts.items():
        for address, taken in found["figures"].items():
            times = ", ".join(f"{name} {value * 1000:.1f}" for name, value in taken.items() if name != "bytes")
            print(f"{days} days, {address[:60]}: {times} ms, {taken['bytes']:.0f} bytes")


def saves(house: House, folder: Path) -> None:
    fields = served.fields_of(house)
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
