"""Kills the server at random moments while eight devices save, and looks whether what they were told still holds."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.durability.devices import Device, saving
from tests.durability.house import House, a_house
from tests.durability.looking import keys_in, looked_into, unsound

DEVICES_EACH = 2
MOST = 30  # answers of a round before it ends
FIRST = date(2024, 1, 1)
Say = Callable[[str], object]


@dataclass
class Found:
    """What became of so many rounds; `faults` names the round and what is wrong with its diary."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    late: int = 0  # acknowledged after the cut began: may be there or not
    losing: int = 0  # rounds that lost something
    faults: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)

    def looked_at(self, place: Path | str, day: date, told: set[str]) -> set[str]:
        """Count one round more: what of its day's acknowledged changes is not there, and whether all is sound."""
        with looked_into(place) as database:
            lost = told - keys_in(database)
            self.faults += [f"round {self.rounds}: {fault}" for fault in unsound(database, day.isoformat())]
        self.rounds += 1
        self.acknowledged += len(told)
        self.lost += len(lost)
        self.losing += bool(lost)
        return lost

    def line(self) -> str:
        slowest = max(self.starts, default=0)
        told = f"{self.rounds} rounds, {self.acknowledged:,} acknowledged, {self.lost:,} lost in {self.losing} rounds, "
        return told + f"{len(self.faults)} faults, slowest start {slowest:.2f} s"


def a_cast(cookies: list[dict[str, str]], day: date, chance: random.Random) -> list[Device]:
    """Two devices for each person, on the same day."""
    return [Device(one, day, random.Random(chance.random())) for one in cookies for _ in range(DEVICES_EACH)]


def rounds(
    folder: Path, number: int, seed: int, *, most: int = MOST, like: Path | None = None, say: Say = lambda line: None,
    address: str = "",
) -> Found:  # fmt: skip
    """So many times: start, save from all sides, kill everything, look; on SQLite, or on the database at `address`."""
    found, chance = Found(), random.Random(seed)
    with a_house(folder, like=like, **({"DATABASE_URL": address} if address else {})) as house:
        cookies = house.move_in()
        told: set[str] = set()
        for nth in range(number):
            told |= one_round(house, cookies, FIRST + timedelta(days=nth), chance, found, most)
            if (nth + 1) % 10 == 0:
                say(found.line())
        with looked_into(house.place) as database:
            found.faults += unsound(database)
            found.lost += len(told - keys_in(database))  # what an early round was told holds to the end
    return found


def in_the_midst(devices: list[Device], chance: random.Random, most: int) -> None:
    """Wait for a moment at which some was saved and more is on its way."""
    wanted, until = chance.randint(1, most), time.monotonic() + 5
    while sum(len(device.told) for device in devices) < wanted and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.03))


def one_round(
    house: House, cookies: list[dict[str, str]], day: date, chance: random.Random, found: Found, most: int
) -> set[str]:
    began = time.monotonic()
    server = house.serve()
    devices = a_cast(cookies, day, chance)
    with closing(server.connect()) as connection:
        assert devices[0].reply(connection, "/today/")[0] == 200
    found.starts.append(time.monotonic() - began)
    _stop, threads = saving(server, devices)
    in_the_midst(devices, chance, most)
    server.kill()
    for thread in threads:
        thread.join(10)
    told = {one.key for device in devices for one in device.told}
    found.looked_at(house.place, day, told)
    return told
