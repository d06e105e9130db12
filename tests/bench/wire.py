"""Asks a server on this machine as a browser would, byte for byte, on a connection of its own each time."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from urllib.parse import urlencode, urljoin

from tracker.web import keys

ENCODINGS = "gzip, deflate, br"
LOOKS = count()
SAVED = ("mood", "unease", "stress", "gut_discomfort")


@dataclass(frozen=True)
class Answer:
    """What came back: how long it took from the first packet to the last, and every byte of it."""

    seconds: float
    raw: bytes

    @property
    def head(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def status(self) -> int:
        return int(self.head.split(" ", 2)[1])

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: *(.*)$", self.head, re.M | re.I)
        return found[1].strip() if found else ""


@dataclass
class Door:
    """A signed-in browser before one server."""

    port: int
    cookie: str = ""
    token: str = ""
    unkept: bool = False  # whether each request looks like that of another browser, so that no page is given again

    def request(self, path: str, body: str = "", encodings: str = ENCODINGS, **more: str) -> bytes:
        lines = {
            "Host": f"127.0.0.1:{self.port}", "Connection": "close", "Accept-Encoding": encodings,
            "Accept-Language": "en", "Cookie": self.cookie,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }  # fmt: skip
        if body:
            lines |= {
                "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)),
                "X-CSRFToken": self.token, "HX-Request": "true",
            }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()

    def as_sent(self, asked: bytes) -> bytes:
        return asked.replace(b"\r\nCookie: ", b"\r\nCookie: look=%d; " % next(LOOKS), 1) if self.unkept else asked

    def ask(self, asked: bytes) -> Answer:
        asked, pieces = self.as_sent(asked), []
        began = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(asked)
            while piece := line.recv(1 << 16):
                pieces.append(piece)
        return Answer(time.perf_counter() - began, b"".join(pieces))

    def get(self, path: str, **more: str) -> Answer:
        return self.ask(self.request(path, **more))

    def open_day(self, day: date) -> list["Field"]:
        """Fetch a day's page as a person does before saving; returns the fields that can be saved there."""
        path = f"/day/{day}/"
        answer = self.get(path, encodings="identity")
        page = answer.raw.decode()
        if found := re.search(r'X-CSRFToken": "([^"]+)"', page):
            self.token = found[1]
        if cookie := re.search(r"^set-cookie: *(vagus_csrf=[^;]+)", answer.head, re.M | re.I):
            self.cookie = f"{self.cookie.split('; ')[0]}; {cookie[1]}"
        assert self.token, f"{path} answered {answer.status}"
        bases = dict(re.findall(r'name="base-(\w+)" value="(\w*)"', page))
        return [Field(self, f"{path}answer/", name, bases.get(name, "")) for name in SAVED]


@dataclass
class Field:
    """One question of one day, and the change that set what stands there."""

    door: Door
    place: str
    name: str
    base: str
    turn: int = 0

    def save(self) -> Answer:
        """One tap, another value each time."""
        self.turn += 1
        key = keys.fresh()
        sent = {"field": self.name, self.name: self.turn % 11, "key": key, f"base-{self.name}": self.base, "one": "1"}
        answer = self.door.ask(self.door.request(self.place, urlencode(sent)))
        if answer.status == 200:  # a change that was refused is not what the next one rests on
            self.base = key
        return answer


def linked(page: str, base: str) -> set[str]:
    """Everything that a page makes a browser with a desktop's screen by day ask for."""
    found = set(re.findall(r'<(?:link|script)[^>]+(?:href|src)="([^"]+)"', page))
    found |= set(re.findall(r'<use href="([^"#]+)#', page))
    found |= set(re.findall(r'<img src="([^"]+)"', page))
    return {urljoin(base, address.replace("&amp;", "&")) for address in found if not address.startswith("#")}


def at_once(tasks: list[Callable[[], Answer]], threads: int) -> list[Answer]:
    """All tasks by so many threads; each answer as it came."""
    done: list[Answer] = []
    queue, lock = list(reversed(tasks)), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not queue:
                    return
                task = queue.pop()
            answer = task()
            with lock:
                done.append(answer)

    crew = [threading.Thread(target=work) for _ in range(threads)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return done
