"""A real browser before a real server: Debian's Chromium, signed in by cookie, watched for every complaint.

A test here fails on any error in the console, any refusal by the content security policy, and any request that
leaves for another host. Without Chromium the tests are skipped with one line that says so; in CI they fail.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_person
from tracker.foods import seed
from tracker.models import User

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}

Opener = Callable[..., Page]

HOME = {"127.0.0.1", "localhost", "::1"}


class Traffic:
    """Every request of every browser context of the whole run, whoever opened it."""

    def __init__(self) -> None:
        self.contexts, self.asked = 0, 0
        self.left: list[str] = []

    def watch(self, context: BrowserContext) -> BrowserContext:
        self.contexts += 1
        context.on("request", self.saw)
        return context

    def saw(self, request: Request) -> None:
        self.asked += 1
        url = urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and url.hostname not in HOME:
            self.left.append(request.url)


@pytest.fixture(scope="session", autouse=True)
def traffic() -> Iterator[Traffic]:
    """Watches each context as it is opened; at the end, that something was seen and nothing left this machine."""
    seen, patch = Traffic(), pytest.MonkeyPatch()
    for owner, name in ((Browser, "new_context"), (BrowserType, "launch_persistent_context")):
        patch.setattr(owner, name, _watched(seen, getattr(owner, name)))
    yield seen
    patch.undo()
    assert seen.left == []
    assert seen.asked >= seen.contexts, "the watch over outgoing requests saw nothing"


def _watched(seen: Traffic, opening: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    def opened(*args: Any, **kwargs: Any) -> BrowserContext:
        return seen.watch(opening(*args, **kwargs))

    return opened


@pytest.fixture(autouse=True)
def _nothing_leaves(traffic: Traffic) -> Iterator[None]:
    """No test of a browser makes a request to another machine."""
    before = len(traffic.left)
    yield
    assert traffic.left[before:] == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("Chromium is not installed (Debian: apt install chromium), so nothing was tried in a browser")
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def _beside_a_loop() -> None:
    """Playwright keeps an event loop in the tests' thread from here on; the tests themselves are not asynchronous."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture
def alice(transactional_db: None) -> User:
    """The person whose diary it is, with the shipped foods at hand."""
    seed.load()
    return a_person("alice", is_owner=True)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes a complaint takes it out again."""
    return []


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Opener]:
    """Opens watched pages, as many as a test needs: `open_page(user=alice, view=DESKTOP, dark=True, scripts=False)`."""
    contexts: list[BrowserContext] = []

    def opener(
        user: User | None = None, view: dict[str, int] = PHONE, *, dark: bool = False, scripts: bool = True, **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=view, color_scheme="dark" if dark else "light",
            java_script_enabled=scripts, locale="en-GB", has_touch=view is not DESKTOP, **more,
        )  # fmt: skip
        contexts.append(context)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        watch(page, complaints, urlsplit(live_server.url).netloc)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Opener, alice: User) -> Page:
    """Alice's phone."""
    return open_page(alice)


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """As after a login, without the form."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def watch(page: Page, complaints: list[str], home: str) -> None:
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: _is_foreign(request.url, home) and complaints.append(f"asked {request.url}"))


def _is_foreign(url: str, home: str) -> bool:
    return urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).netloc != home


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong for people who see, hear or move differently, by all its rules or by some."""
    options = {"runOnly": list(rules)} if rules else {}
    return [
        f"{finding['id']}: {' '.join(str(node['target']) for node in finding['nodes'][:3])}"
        for finding in Axe().run(page, options=options).response["violations"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page can be pushed sideways."""
    return max(0, int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth")))
