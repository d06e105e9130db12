"""The table of counters under a flood: it stays within its bounds, and what matters stays in it."""

import base64
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache, caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory

from tracker.accounts.tries import FREE, FREE_TOGETHER, forget, take
from tracker.models import User
from tracker.web.counters import Counters

NOW = datetime.now(UTC).timestamp()
MOST = 20_000


@pytest.fixture(autouse=True)
def _empty(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        return int(cursor.fetchone()[0])


def fill(count: int, key: str = ":1:tries:{:064x}", last: timedelta = timedelta(days=1)) -> None:
    """So many names were tried once each, as a flood leaves them."""
    value = base64.b64encode(pickle.dumps((1, NOW))).decode()
    at = connection.ops.adapt_datetimefield_value((datetime.now(UTC) + last).replace(microsecond=0))
    with connection.cursor() as cursor:
        told = [(key.format(number), value, at) for number in range(count)]
        cursor.executemany("INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", told)


def test_twenty_thousand_names_push_out_no_count_that_grew(alice: User) -> None:
    for number in range(FREE_TOGETHER):
        take(RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}"), "alice", NOW)
    stranger = RequestFactory().post("/", REMOTE_ADDR="198.51.100.1")
    for _ in range(FREE):
        take(stranger, "bob", NOW)
    for wave in range(3):
        fill(MOST, f":1:tries:{wave}{{:063x}}")
        cache.set("more", 1, 60)
    assert rows() < 2 * MOST
    with pytest.raises(ValidationError, match="Wait 5 minutes"):
        take(RequestFactory().post("/", REMOTE_ADDR="100.64.0.1"), "alice", NOW)
    with pytest.raises(ValidationError, match="Wait 5 minutes"):
        take(stranger, "bob", NOW)


def test_it_never_outgrows_its_bound(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a flood comes, name by name, each from a network of its own."""
    bound = 50
    monkeypatch.setattr(caches["default"], "_max_entries", bound)
    for number in range(FREE_TOGETHER + 3):
        take(RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}"), "alice", NOW + number * 3600)
    most = 0
    for number in range(200):
        take(RequestFactory().post("/", REMOTE_ADDR=f"198.51.100.{number}"), f"name {number}", NOW)
        most = max(most, rows())
    assert most <= bound + 4, "two counts and their locks go beyond it at most"
    with pytest.raises(ValidationError, match="Wait 40 minutes"):
        take(RequestFactory().post("/", REMOTE_ADDR="100.64.0.1"), "alice", NOW + (FREE_TOGETHER + 2) * 3600)


def test_a_network_of_the_house_stays_one(alice: User) -> None:
    home = RequestFactory().post("/", REMOTE_ADDR="192.168.1.20")
    forget(home, "alice")
    fill(MOST + 10)
    cache.set("more", 1, 60)
    for number in range(FREE_TOGETHER):
        take(RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}"), "alice", NOW)
    take(home, "alice", NOW)


def test_what_has_ended_goes_first() -> None:
    fill(MOST, last=timedelta(days=-1))
    fill(100, ":1:other:{}", timedelta(seconds=90))
    cache.set("more", 1, 60)
    assert rows() == 101


def test_who_holds_a_lock_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "_max_entries", 9)
    assert cache.add("tries:x:lock", True, 10)
    fill(30)
    cache.set("more", 1, 60)
    assert not cache.add("tries:x:lock", True, 10)


def test_the_table_is_this_one() -> None:
    assert type(caches["default"]) is Counters
