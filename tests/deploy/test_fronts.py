"""A whole walk through nginx and Caddy as README configures them: at the root of a name, and under a path of it.

Vagus gets one setting, VAGUS_URL; everything else is the proxy's file as it stands in `.deploy`.
"""

import io
import json
import re
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.deploy.browser import Browser
from tests.deploy.fronts import FILES, NAME, Front, front, written_for
from tests.running import Running, a_free_port, running
from tracker.web.door import BODY_LIMIT, FILE_LIMIT, LARGE_LIMIT

pytestmark = pytest.mark.server

DAY = "/day/2026-01-05/"
MEGABYTE = 1024 * 1024
TYPED = {"note": "zebrafinch jam", "name": "marmeladov", "password": "seventeen quiet pelicans", "search": "kumquat"}


@dataclass
class House:
    """Vagus, what stands before it, and a browser."""

    vagus: Running
    front: Front
    data: Path
    browser: Browser
    path: str


@contextmanager
def a_house(kind: str, path: str, folder: Path) -> Iterator[House]:
    port, plain, behind = a_free_port(), a_free_port(), a_free_port()
    url = f"https://{NAME}:{port}{path}/"
    with front(kind, path, folder / "front", port=port, plain_port=plain, behind=behind) as stands:
        # A second step at the login, which such an address asks for, is tried by the tests of accounts.
        more = {"PORT": str(behind), "LOG_LEVEL": "DEBUG", "VAGUS_REQUIRE_SECOND_FACTOR": "0"}
        with running(folder / "data", folder / "log", VAGUS_URL=url, **more) as vagus:
            vagus.wait_for("needs this code")
            vagus.port = behind
            yield House(vagus, stands, folder / "data", Browser(stands, path), path)


@pytest.mark.parametrize(("kind", "path"), FILES, ids=["nginx", "nginx-sub-path", "caddy", "caddy-sub-path"])
def test_a_walk_through_the_proxy_as_it_is_written(kind: str, path: str, tmp_path: Path) -> None:
    with a_house(kind, path, tmp_path) as house:
        the_first_account_is_made(house)
        cookies_and_headers_hold(house)
        it_can_be_installed(house)
        answers_are_saved(house)
        strangers_forms_are_refused(house)
        large_files_pass(house)
        if kind == "nginx":  # Caddy's library may hold an early answer back until the next piece of the body comes
            strangers_announce_in_vain(house)
        the_archive_comes_whole(house)
        nothing_else_opens(house)
        no_save_is_lost_at_a_stop(house)
        nothing_typed_is_written_down(house)


def the_first_account_is_made(house: House) -> None:
    browser = house.browser
    assert browser.ask("/healthz").status == 200
    assert browser.ask("/readyz").status == 200
    assert browser.ask("/").headers["Location"].startswith(f"{house.path}/")
    code = (house.data / "setup_code").read_text(encoding="ascii")
    page = browser.ask("/welcome/")
    assert 'name="code"' in page.text  # a browser beyond the proxy is not somebody at the machine
    form = {"username": TYPED["name"], "password": TYPED["password"], "time_zone": "Europe/Oslo", "language": "en"}
    assert browser.ask("/welcome/", {**form, "code": code}).status == 302
    assert browser.ask("/today/").status == 200
    assert browser.ask("/accounts/logout/", {}).status == 302
    assert browser.ask("/today/").headers["Location"].startswith(f"{house.path}/accounts/login/")
    browser.ask("/accounts/login/")
    assert browser.ask("/accounts/login/", {"login": TYPED["name"], "password": "wrong"}).status == 200
    assert browser.ask("/accounts/login/", {"login": TYPED["name"], "password": TYPED["password"]}).status == 302


def cookies_and_headers_hold(house: House) -> None:
    mark = "__Secure-" if house.path else "__Host-"
    for name in (f"{mark}vagus_session", f"{mark}vagus_csrf"):
        flags = {flag.strip().lower() for flag in house.browser.flags[name].split(";")}
        assert {"secure", "httponly", "samesite=lax", f"path={house.path}/"} <= flags
    page = house.browser.ask("/today/")
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        assert len(page.headers.get_all(name) or []) == 1, name
    sheets = re.findall(r'href="([^"]+\.css)"', page.text)
    assert sheets
    for sheet in sheets:
        found = house.browser.ask(sheet, **{"Accept-Encoding": "br"})
        assert (found.status, found.headers["Content-Encoding"]) == (200, "br")
        assert "immutable" in found.headers["Cache-Control"]


def it_can_be_installed(house: House) -> None:
    manifest = json.loads(house.browser.ask("/vagus.webmanifest").body)
    assert manifest["scope"] == f"{house.path}/"
    assert manifest["start_url"] == f"{house.path}/today/"
    worker = house.browser.ask("/worker.js")  # a worker sees what lies below its own address
    assert worker.headers["Content-Type"].startswith("text/javascript")
    for url in re.findall(r'"(/[^"]*\.js)"', worker.text):
        assert url.startswith(f"{house.path}/static/")
        assert house.browser.ask(url).status == 200


def answers_are_saved(house: House) -> None:
    browser = house.browser
    browser.ask(DAY)
    assert browser.ask(f"{DAY}answer/", {"field": "mood", "mood": "6"}).status == 302
    part = browser.ask(f"{DAY}answer/", {"field": "note", "note": TYPED["note"]}, **{"HX-Request": "true"})
    assert part.status == 200
    assert "<html" not in part.text
    assert TYPED["note"] in browser.ask(DAY).text
    assert browser.ask(f"/history/?q={TYPED['search']}").status == 200


def strangers_forms_are_refused(house: House) -> None:
    form = {"field": "mood", "mood": "1"}
    browser = house.browser
    assert browser.ask(f"{DAY}answer/", form, Origin="https://evil.example").status == 403
    assert browser.ask(f"{DAY}answer/", {**form, "csrfmiddlewaretoken": "x" * 64}).status == 403
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Script-Name": "/evil"}
    assert browser.ask("/", **forged).headers["Location"].startswith(f"{house.path}/")
    assert browser.ask(f"{DAY}answer/", form, Origin="https://evil.example", **forged).status == 403


def large_files_pass(house: House) -> None:
    house.browser.ask("/import/")
    for size in (60 * MEGABYTE, 70 * MEGABYTE):
        found = house.browser.send_file("/import/", size, begin=b"what,ever\n").status
        assert found in {302, 422}, found
        house.browser.ask("/import/preview/cancel/", {})


def strangers_announce_in_vain(house: House) -> None:
    """Told by what it says of itself: nobody has to take in a gigabyte to refuse it."""
    stranger = Browser(house.front, house.path)
    stranger.ask("/accounts/login/")
    announced = {"Content-Length": str(1024 * MEGABYTE), "Content-Type": "text/csv"}
    assert stranger.ask("/import/", body=[b"x"], **announced).status == 413
    announced["Content-Length"] = str(5 * MEGABYTE)
    assert stranger.ask("/accounts/login/", body=[b"x"], **announced).status == 413


def the_archive_comes_whole(house: House) -> None:
    assert house.browser.ask("/export/archive.zip").status == 302
    house.browser.ask("/accounts/reauthenticate/")
    house.browser.ask("/accounts/reauthenticate/", {"password": TYPED["password"], "next": "/export/"})
    found = house.browser.ask("/export/archive.zip")
    assert found.status == 200
    with zipfile.ZipFile(io.BytesIO(found.body)) as archive:
        assert archive.testzip() is None
        assert any(TYPED["note"].encode() in archive.read(name) for name in archive.namelist())


def nothing_else_opens(house: House) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    assert house.browser.ask("/today/", **upgrade, **{"Sec-WebSocket-Key": "x" * 22 + "=="}).status == 200
    for path in ("/.git/config", "/static/../manage.py", "/uploads/", "/static/"):
        assert house.browser.ask(path).status in {302, 400, 404}, path


def no_save_is_lost_at_a_stop(house: House) -> None:
    """Taps from four tabs while Vagus is told to stop: each one answered with yes is on the disk."""
    saved: list[str] = []
    refused: list[int] = []

    def tap(tab: int) -> None:
        for number in range(200):
            # Each its own day: a form that has not seen what stands there would not take its place.
            day, note = date(2021 + tab, 1, 1) + timedelta(days=number), f"pelican-{tab}-{number}"
            status = house.browser.ask(f"/day/{day}/answer/", {"field": "note", "note": note}).status
            if status != 302:
                refused.append(status)
                return
            saved.append(f"{day} {note}")

    tabs = [threading.Thread(target=tap, args=[tab]) for tab in range(4)]
    for tab in tabs:
        tab.start()
    while len(saved) < 8:
        time.sleep(0.01)
    assert house.vagus.stop() == 0
    for tab in tabs:
        tab.join()
    assert {*refused} <= {502, 503, 504}  # the proxy's own word that nobody is there
    told = dict(line.split() for line in saved)
    with closing(sqlite3.connect(house.data / "vagus.sqlite3")) as database:
        kept = dict(database.execute("SELECT day, note FROM tracker_checkin WHERE note LIKE 'pelican%'"))
    assert [day for day, note in told.items() if kept.get(day) != note] == []


def nothing_typed_is_written_down(house: House) -> None:
    """Not by Vagus at its most talkative, and not by the proxy, which found nobody there just now."""
    assert house.browser.ask(f"/history/?q={TYPED['search']}").status in {502, 503, 504}
    vagus = house.vagus.printed()
    assert "debug" in vagus
    house.front.process.terminate()
    house.front.process.wait(timeout=30)
    for word in (*TYPED.values(), "pelican", "2026-01-05", TYPED["password"].replace(" ", "+")):
        assert word not in house.front.written(), word
        assert word not in vagus or word == "2026-01-05", word


def test_nginx_has_the_same_limits_at_the_root_and_under_a_path() -> None:
    """And they are those of the door, so that neither is told before the other."""
    limits = [re.findall(r"client_max_body_size (\d+)m", written_for("nginx", path)) for path in ("", "/gut")]
    assert limits[0] == limits[1]
    door = [BODY_LIMIT, LARGE_LIMIT, FILE_LIMIT]
    assert [int(limit) * MEGABYTE >= length for limit, length in zip(limits[0], door, strict=True)] == [True] * 3
