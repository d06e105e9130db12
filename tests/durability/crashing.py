"""Kills PostgreSQL itself, every process of it, while eight devices save, and starts it again under the same Vagus."""

import random
import time
from contextlib import closing, suppress
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path

from tests.durability.devices import Device, saving
from tests.durability.house import Server, a_house
from tests.durability.killing import FIRST, MOST, Found, Say, a_cast, in_the_midst
from tests.durability.looking import keys_in, looked_into, unsound
from tests.postgres import Cluster, a_cluster

KEPT = ("synchronous_commit=on",)  # as an owner runs it
CARELESS = ("synchronous_commit=off", "wal_writer_delay=10s")  # says that it is saved before it is
AWAY = 503


def rounds(
    folder: Path, number: int, seed: int, *, settings: tuple[str, ...] = KEPT, most: int = MOST,
    say: Say = lambda line: None,
) -> Found:  # fmt: skip
    """So many times: save from all sides, kill the database, look; one Vagus lives through all of it."""
    found, chance, told = Found(), random.Random(seed), set[str]()
    with a_cluster(*settings) as cluster, a_house(folder, DATABASE_URL=cluster.address) as house:
        cookies = house.move_in()
        server = house.serve()
        for nth in range(number):
            told |= one_round(cluster, server, a_cast(cookies, FIRST + timedelta(days=nth), chance), found, most)
            if (nth + 1) % 10 == 0:
                say(found.line())
        with looked_into(cluster.address) as database:
            found.faults += unsound(database)
            found.losing += bool(told - keys_in(database)) and not found.lost
    return found


def one_round(cluster: Cluster, server: Server, devices: list[Device], found: Found, most: int) -> set[str]:
    day, chance = devices[0].day, devices[0].chance
    stop, threads = saving(server, devices)
    in_the_midst(devices, chance, most)
    cluster.kill()
    time.sleep(0.05)  # the devices meet a Vagus without its database
    stop.set()
    for thread in threads:
        thread.join(10)
    told = {one.key for device in devices for one in device.told}
    began = time.monotonic()
    cluster.start()
    found.faults += [f"round {found.rounds}: answered {status}" for status in unkind(devices)]
    found.faults += still_away(server, devices, day, found)
    found.starts.append(time.monotonic() - began)
    return told - found.looked_at(cluster.address, day, told)


def unkind(devices: list[Device]) -> set[int]:
    """What a device was told but that the database is away."""
    return {status for device in devices for status in device.refused} - {AWAY}


def still_away(server: Server, devices: list[Device], day: date, found: Found) -> list[str]:
    """Whoever comes once the database is back, is let in by the Vagus that was there all the time."""
    with suppress(OSError, HTTPException), closing(server.connect()) as connection:
        statuses = [device.reply(connection, f"/day/{day.isoformat()}/")[0] for device in devices]
        if set(statuses) == {200}:
            return []
        return [f"round {found.rounds}: after the database came back {statuses}"]
    return [f"round {found.rounds}: nobody answers after the database came back"]
