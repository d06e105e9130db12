"""Pages travel compressed where nothing typed stands on them."""

import random
import time
from collections.abc import Callable

import brotli
import pytest
from django.test import Client

from tests.builders import TODAY, a_day
from tracker.models import User
from tracker.web import lighter
from tracker.web.latest import Latest

BROWSER = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/today/", "/trends/", "/history/", "/learn/"])
def test_a_page_is_smaller_on_the_way_and_the_same_when_opened(door: Client, path: str) -> None:
    found = door.get(path, headers=BROWSER)
    assert found.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in found.headers["Vary"]
    assert len(found.content) < 12_000
    assert brotli.decompress(found.content).startswith(b"<!doctype html>")


def test_whoever_does_not_ask_for_it_gets_it_plain(door: Client) -> None:
    assert "Content-Encoding" not in door.get("/today/").headers
    assert "Content-Encoding" not in door.get("/today/", headers={"accept-encoding": "gzip"}).headers


def test_a_page_that_repeats_what_was_typed_is_not_compressed(door: Client) -> None:
    for path in ("/history/?q=oats", "/foods/search/?q=oats", "/learn/search/?q=oats"):
        assert "Content-Encoding" not in door.get(path, headers=BROWSER).headers


@pytest.mark.parametrize("ours", [{"hx-request": "true"}, {"sec-fetch-site": "same-origin"}])
def test_what_our_own_page_asked_for_is_compressed_whatever_was_typed(door: Client, ours: dict[str, str]) -> None:
    found = door.get("/learn/search/?q=sleep", headers={**BROWSER, **ours})
    assert found.headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_what_another_site_may_have_typed_is_not_compressed(door: Client, site: str) -> None:
    found = door.get("/history/?q=oats", headers={**BROWSER, "sec-fetch-site": site})
    assert "Content-Encoding" not in found.headers


def test_a_compressed_figure_is_known_again(door: Client, alice: User) -> None:
    a_day(alice, TODAY, mood=5)
    found = door.get("/trends/trend.svg", headers=BROWSER)
    assert found.headers["Content-Encoding"] == "br"
    again = door.get("/trends/trend.svg", headers={**BROWSER, "if-none-match": found.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_would_weigh_too_much_goes_by_the_slower_setting_and_is_kept_by_what_it_says() -> None:
    words = " ".join(f"{(n * 7919) % 100_003}" for n in range(6000)).encode()
    light = lighter._smaller(words)
    assert brotli.decompress(light) == words
    assert len(light) < len(brotli.compress(words, quality=lighter.QUALITY))
    assert lighter._smaller(bytes(words)) is light
    other = words[:-1] + b"x"
    assert brotli.decompress(lighter._smaller(other)) == other


def test_a_heavy_page_asked_for_twice_is_pressed_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    monkeypatch.setattr(lighter, "TOO_HEAVY", 40_000)
    words = noise(40_000)
    first = lighter._smaller(words)
    assert lighter._smaller(words) is first
    _until(lambda: lighter._smaller(words) is not first)
    assert brotli.decompress(lighter._smaller(words)) == words
    assert len(lighter._smaller(words)) < len(first)


def test_what_would_weigh_too_much_for_good_is_pressed_before_it_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    words = noise(40_000)
    assert lighter._smaller(words) == brotli.compress(words, quality=lighter.OF_ARTICLES)
    monkeypatch.setattr(lighter, "TOO_HEAVY", len(brotli.compress(words[:-1], quality=lighter.FOREVER)) + 1)
    assert lighter._smaller(words[:-1]) == brotli.compress(words[:-1], quality=lighter.FOREVER)


def test_no_time_is_spent_on_a_form_that_is_another_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    words = b'"X-CSRFToken": ' + noise(40_000)
    first = lighter._smaller(words)
    assert first == lightest(words, lighter.QUALITY, lighter.OF_VAST, lighter.OF_HEAVY)
    assert [lighter._smaller(words) is first for _ in range(3)] == [True] * 3


@pytest.mark.parametrize(
    ("words", "tried"),
    [
        ("some words, said again and again " * 4000, (lighter.OF_VAST,)),
        ("".join(random.Random(1).choices("0123456789", k=lighter.VAST)), (lighter.OF_VAST, lighter.OF_HEAVY)),
    ],
)
def test_a_vast_page_is_packed_by_the_first_setting_that_is_enough_or_else_by_the_best_and_left_at_that(
    monkeypatch: pytest.MonkeyPatch, words: str, tried: tuple[int, ...]
) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    body = words.encode()
    first = lighter._smaller(body)
    assert first == lightest(body, *tried) and len(body) >= lighter.VAST
    assert [lighter._smaller(body) is first for _ in range(3)] == [True] * 3


def test_a_page_that_is_heavy_by_the_first_setting_takes_the_next_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    body = "".join(f"{n % 7} of {n % 13} days, {n % 3} {n // 5} " for n in range(3400)).encode()
    sizes = [len(brotli.compress(body, quality=quality)) for quality in (lighter.QUALITY, lighter.OF_VAST)]
    assert sizes[0] >= lighter.HEAVY > sizes[1] and len(body) < lighter.LARGE
    assert len(lighter._smaller(body)) == sizes[1]


@pytest.mark.parametrize("size", [600, 2000, 30_000])
def test_what_cannot_be_pressed_comes_out_as_it_was(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(lighter, "_HEAVY", Latest(2))
    body = b"X-CSRFToken" + random.Random(size).randbytes(size)
    assert brotli.decompress(lighter._smaller(body)) == body


def lightest(body: bytes, *qualities: int) -> bytes:
    return min((brotli.compress(body, quality=quality) for quality in qualities), key=len)


def noise(size: int) -> bytes:
    return "".join(random.Random(size).choices("0123456789", k=size)).encode()


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
