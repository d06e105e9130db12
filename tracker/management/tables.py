"""Whether the database has the tables of this version, told by the names of migrations; reading them takes longer."""

import pkgutil
from importlib import import_module
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection

Migration = tuple[str, str]


class Standing(NamedTuple):
    """What was applied, what waits, and the first migration of ours that only a newer version knows."""

    applied: frozenset[Migration]
    missing: frozenset[Migration]
    newer: str


def look() -> Standing:
    """Two queries, and a look into each folder of migrations."""
    known, applied = shipped(), _applied()
    newer = sorted(name for app, name in applied - known if app == "tracker")
    return Standing(applied, known - applied, newer[0] if newer else "")


def shipped() -> frozenset[Migration]:
    """Every migration that this version and its libraries bring, by app and name."""
    return frozenset((app.label, name) for app in apps.get_app_configs() for name in _names(app.label, app.name))


def has(table: str) -> bool:
    """Whether the database holds a table of that name."""
    return table in connection.introspection.table_names()


def _applied() -> frozenset[Migration]:
    """What Django noted of itself; its own reader makes a model for that, which takes longer than a start can spare."""
    if not has("django_migrations"):
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def _names(label: str, package: str) -> list[str]:
    place = settings.MIGRATION_MODULES.get(label) or f"{package}.migrations"
    try:
        found = import_module(place)
    except ModuleNotFoundError:  # an app without tables of its own
        return []
    return [name for _, name, is_package in pkgutil.iter_modules(found.__path__) if not is_package and name[0] != "_"]
