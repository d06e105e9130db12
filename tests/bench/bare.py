"""Tables of PostgreSQL without their indexes and references while rows are poured in, as they were afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

# Of each index but the primary key: how to take it down, and how the schema has it.
INDEXES = """
SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %%s', i.indexrelid::regclass)
            ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', i.indrelid::regclass, c.conname) END,
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
            ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', i.indrelid::regclass, c.conname,
                        pg_get_constraintdef(c.oid)) END
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE NOT i.indisprimary AND i.indrelid = ANY (%s::regclass[]) ORDER BY i.indexrelid
"""


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Only a superuser may pour past the references; anybody else, and SQLite, pours in the ordinary way."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or not may_pour(cursor):
            yield
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is waiting to be checked holds its table
        cursor.execute(INDEXES, [list(tables)])
        found = cursor.fetchall()
        for down, _ in found:
            cursor.execute(down)
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")
        for _, up in found:
            cursor.execute(up)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def may_pour(cursor) -> bool:
    cursor.execute("SHOW is_superuser")
    return cursor.fetchone()[0] == "on"
