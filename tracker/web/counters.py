"""Counts of tries in a table of the database that never outgrows its bounds, and forgets what matters least first."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class Counters(DatabaseCache):
    """Django's, but a full table drops what is to go soonest, not what comes first in the alphabet.

    A count that grows is kept for longer each time, so a flood of new names pushes out its own kind.
    """

    _table: str

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        quoted = connection.ops.quote_name
        table, expires, key = quoted(self._table), quoted("expires"), quoted("cache_key")
        at = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [at])  # noqa: S608
        left = num - cursor.rowcount
        if left > self._max_entries:
            # A lock goes within seconds anyway; whoever holds one must not lose it. Up to a moment rather than by
            # names: a planner that has not looked at the table yet would compare each name with each.
            counts = f"{key} NOT LIKE '%%:lock'"
            moment = f"SELECT {expires} FROM {table} WHERE {counts} ORDER BY {expires} LIMIT 1 OFFSET %s"  # noqa: S608
            share = left // self._cull_frequency
            cursor.execute(f"DELETE FROM {table} WHERE {expires} <= ({moment}) AND {counts}", [max(share - 1, 0)])  # noqa: S608
