"""Requests share a few connections to PostgreSQL, and threads keep none."""

import threading
from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tracker.web import turns
from tracker.web.lent import Lent

SECONDS = 20.0
pytestmark = pytest.mark.django_db(transaction=True)
of_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's connections stay with threads")


@pytest.fixture
def lending(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lent]:
    lent = Lent(most=2)
    lent.begin()
    monkeypatch.setattr(turns, "CONNECTIONS", lent)
    yield lent
    for idle in lent._idle:
        idle.close()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def by_a_thread(*visits: object) -> list[int]:
    """Each request by a thread of its own, one after another; which backend answered."""
    seen: list[int] = []

    def visit() -> None:
        asked: list[int] = []

        def view(request: HttpRequest) -> HttpResponse:
            asked.append(backend())
            return HttpResponse()

        turns.in_turn(view)(RequestFactory().get("/"))
        assert connections[DEFAULT_DB_ALIAS].connection is None, "nothing stays with the thread"
        seen.extend(asked)

    for _ in visits:
        thread = threading.Thread(target=visit)
        thread.start()
        thread.join(SECONDS)
    return seen


@of_postgres
def test_one_after_another_they_use_the_same(lending: Lent) -> None:
    found = by_a_thread(1, 2, 3)
    assert len(found) == 3 and len(set(found)) == 1


@of_postgres
def test_at_once_each_has_its_own_and_only_some_are_kept(lending: Lent) -> None:
    together, seen = threading.Barrier(3), set[int]()

    def visit() -> None:
        with lending.lent():
            seen.add(backend())
            together.wait(SECONDS)

    threads = [threading.Thread(target=visit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(seen) == 3 and len(lending._idle) == 2


@of_postgres
def test_one_that_broke_or_was_left_in_a_transaction_is_not_lent_again(lending: Lent) -> None:
    [first] = by_a_thread(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    [second] = by_a_thread(1)
    assert second != first

    def leave_it_open() -> None:
        with lending.lent():
            backend()
            transaction.set_autocommit(False)

    thread = threading.Thread(target=leave_it_open)
    thread.start()
    thread.join(SECONDS)
    assert by_a_thread(1) != [second]


@of_postgres
def test_a_thread_that_has_its_own_uses_it(lending: Lent) -> None:
    mine = backend()
    with lending.lent():
        assert backend() == mine
    assert backend() == mine and lending._idle == []


def test_nothing_is_lent_unless_a_server_begins_to() -> None:
    lent, before = Lent(), connections[DEFAULT_DB_ALIAS]
    with lent.lent():
        assert connections[DEFAULT_DB_ALIAS] is before
