"""The servers that are measured: Vagus on diaries of several lengths, and a bare page; and what is asked of them."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from tests.bench import diaries, memory, visits
from tests.bench.visits import Visitor
from tests.bench.wire import Answer, Door, Field
from tests.running import ROOT, Running, a_free_port, running

PAGES = {
    "Today": "/today/", "Trends": "/trends/", "Trends, all": "/trends/?range=all", "More figures": "/trends/more/",
    "History": "/history/", "Insights": "/insights/", "Experiments": "/experiments/", "Learn": "/learn/",
    "Article": "/learn/ARTICLE/", "Food search": "/foods/search/?q=app&day=TODAY",
    "Food search, typo": "/foods/search/?q=brocoli&day=TODAY",
    "Summary": "/summary/", "Calendar": "/days/", "Settings": "/settings/", "Import": "/import/",
}  # fmt: skip
KEYSTROKE = {"HX_Request": "true", "Sec_Fetch_Site": "same-origin"}  # as a browser asks that has the page open
SAVING_DAYS = 12
HELLO_ONCE = "hello, after one request"
WORKERS = 2
SETTINGS = {"WORKERS": str(WORKERS), "VAGUS_BACKUP_DAILY": "off"}


@dataclass
class House:
    """One server on one diary."""

    days: int
    folder: Path
    door: Door
    server: Running
    times: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    visitor: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.door)

    def measure(self, name: str, asked: bytes) -> float:
        answer = self.door.ask(asked)
        assert answer.status in (200, 304), f"{name}: {answer.status}\n{answer.raw[:400]!r}"
        self.sizes[name] = len(answer.raw)
        return answer.seconds


@contextmanager
def house_of(
    days: int, cache: Path, folder: Path, today: date, *arguments: str, unkept: bool = False
) -> Iterator[House]:
    data = diaries.copied(days, cache, folder / f"{days}", today)
    with running(data, data / "log", *arguments, **SETTINGS) as server:
        yield House(days, data, Door(server.port, f"vagus_session={session_in(data)}", unkept=unkept), server)


@contextmanager
def floor_in(folder: Path) -> Iterator[House]:
    folder.mkdir(exist_ok=True)
    server = serve_floor(folder)
    try:
        while first_page(server, "/", "") is None:
            assert server.process.poll() is None, server.printed()
        yield House(0, folder, Door(server.port, f"sessionid={session_in(folder)}"), server)
    finally:
        server.stop()


def serve_floor(folder: Path) -> Running:
    port, log = a_free_port(), folder / "log"
    with log.open("w", encoding="utf-8") as output:
        command = [sys.executable, "-m", "tests.bench.floor", str(folder), str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True)
    return Running(process, port, log)


def session_in(folder: Path) -> str:
    return (folder / "session").read_text(encoding="ascii")


def first_page(server: Running, path: str, cookie: str) -> Answer | None:
    """The page, once somebody answers."""
    try:
        answer = Door(server.port, cookie).get(path)
        return answer if answer.status == 200 else None
    except (OSError, IndexError):
        time.sleep(0.002)
        return None


def addresses(house: House, today: date) -> dict[str, str]:
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


def headers_of(name: str) -> dict[str, str]:
    """What a browser says of itself where it asks for this page."""
    return KEYSTROKE if name.startswith("Food search") else {}


def warm(houses: list[House]) -> None:
    """Every process has read what it reads once."""
    for house in houses:
        for _ in range(6):
            for path in ("/today/", "/trends/", "/history/", "/foods/search/?q=oat"):
                house.door.get(path)


def never_leave(house: House) -> None:
    """Ask all the time, until a second worker joins the one that is never left alone."""
    asked = count()
    while not memory.all_there(house.server, WORKERS):
        house.door.get(f"/foods/search/?q=oats+{next(asked)}")


def draw(houses: list[House], paths: dict[int, dict[str, str]]) -> None:
    """Every figure in both processes."""
    for house in houses:
        for name, path in paths[house.days].items():
            for _ in range(4 * name.startswith("figure")):
                house.door.get(path)


def until_summed(house: House) -> None:
    """Insights are looked at when the sum of the diary as it is has been stored."""
    deadline = time.monotonic() + 120
    while b'id="waiting"' in house.door.get("/insights/", encodings="identity").raw:
        assert time.monotonic() < deadline, "the sums of Insights take too long"
        time.sleep(0.2)


def today_of(house: House) -> date:
    """Which day it is for the person, whose days begin at four."""
    page = house.door.get("/today/", encodings="identity").raw.decode()
    found = re.search(r'action="/day/([0-9-]+)/', page)
    assert found
    return date.fromisoformat(found[1])


def fields_of(house: House) -> list[Field]:
    """What is asked on the days before."""
    today = today_of(house)
    return [one for n in range(1, SAVING_DAYS) for one in house.door.open_day(today - timedelta(days=n))]
