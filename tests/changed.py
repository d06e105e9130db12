"""Tells in which tables a row was written, without reading them all before and after."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

WRITE = re.compile(r"(INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM) \"?(\w+)")


@contextmanager
def written(but: Collection[str] = ()) -> Iterator[set[str]]:
    """The tables in which a row is added, changed or taken out meanwhile, but for those of the models `but`.

    A row that was written as it stood counts too: whoever only looks does not even do that.
    """
    models = apps.get_models(include_auto_created=True)
    watched = {model._meta.db_table for model in models if model._meta.label_lower not in but}
    found: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        write = WRITE.match(sql)
        if write and write[2] in watched and (write[1].startswith("INSERT") or context["cursor"].rowcount):
            found.add(write[2])
        return result

    with connection.execute_wrapper(watch):
        yield found
