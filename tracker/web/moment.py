"""Reading all of one moment while others write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read inside is as it was at one moment, and nobody who writes waits for it; nothing is written."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _without_the_pen(), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _without_the_pen() -> Iterator[None]:
    """Transactions of this connection begin by reading: in WAL mode that is a moment, and no lock."""
    connection.ensure_connection()
    wrapper: Any = connections[connection.alias]
    before, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        wrapper.transaction_mode = before
