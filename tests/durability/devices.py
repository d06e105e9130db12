"""Phones that save without a pause, and note which answers they were told are saved, and when."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.durability.house import CSRF, Server
from tracker.web import keys

SCALES = ("mood", "stress", "unease")
PLATE = ("fruit", "vegetables", "nuts")


@dataclass(frozen=True)
class Acknowledged:
    """An answer whose reply had arrived to its last byte, and the moment of that."""

    key: str
    at: float


@dataclass
class Device:
    """One browser of one person: its cookies, the day it has open, what it was told."""

    cookies: dict[str, str]
    day: date
    chance: random.Random
    told: list[Acknowledged] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def save_until(self, server: Server, stop: threading.Event) -> None:
        """One change after another, until told to stop or nobody answers any more."""
        connection = server.connect(timeout=5)
        try:
            while not stop.is_set():
                self.save(connection)
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()

    def save(self, connection: HTTPConnection) -> int:
        """Any change; noted once its reply was read whole."""
        key = keys.fresh()
        path, form = self._tap(key) if self.chance.random() < 0.2 else self._answer(key)
        status = self.send(connection, path, form, script=self.chance.random() < 0.3)
        if status in {200, 302}:
            self.told.append(Acknowledged(key, time.monotonic()))
            if "field" in form:
                self.seen[form["field"]] = key
        else:
            self.refused.append(status)
        return status

    def _answer(self, key: str) -> tuple[str, dict[str, str]]:
        field = self.chance.choice((*SCALES, "note", "bed_time"))
        value = {"note": f"words {key}", "bed_time": f"2{self.chance.randrange(4)}:15"}.get(
            field, str(self.chance.randrange(11))
        )
        return "answer", {"field": field, field: value, "key": key, f"base-{field}": self.seen.get(field, "")}

    def _tap(self, key: str) -> tuple[str, dict[str, str]]:
        return "plate", {"add": self.chance.choice(PLATE), "key": key}

    def send(self, connection: HTTPConnection, path: str, form: dict[str, str], *, script: bool = False) -> int:
        return self.reply(connection, path, form, script=script)[0]

    def reply(
        self, connection: HTTPConnection, path: str, form: dict[str, str] | None = None, *, script: bool = False
    ) -> tuple[int, str]:
        """Status and body of a page of the day, or of a change to it."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "X-CSRFToken": CSRF,
            **({"Content-Type": "application/x-www-form-urlencoded"} if form else {}),
            **({"HX-Request": "true"} if script else {}),
        }  # fmt: skip
        whole = path if path.startswith("/") else f"/day/{self.day.isoformat()}/{path + '/' if path else ''}"
        connection.request("POST" if form else "GET", whole, urlencode(form) if form else None, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()


def saving(server: Server, devices: Sequence[Device]) -> tuple[threading.Event, list[threading.Thread]]:
    """All devices at once; they stop when nobody answers, or when the event is set."""
    stop = threading.Event()
    threads = [threading.Thread(target=one.save_until, args=[server, stop], daemon=True) for one in devices]
    for thread in threads:
        thread.start()
    return stop, threads
