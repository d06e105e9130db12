"""Spares a start what is for type checkers alone.

The task queue asks django-stubs-ext to let Django's classes take types in brackets. That library reads Django's admin,
feeds and site maps to do so for forty of them, and holds them in every process; a running queue needs one.
"""

import sys
from types import ModuleType

LIBRARY = "django_stubs_ext"


class StandIn(ModuleType):
    """Has of the library what the queue calls."""

    @staticmethod
    def monkeypatch() -> None:
        from django.utils.connection import BaseConnectionHandler

        BaseConnectionHandler.__class_getitem__ = classmethod(lambda cls, *_: cls)  # type: ignore[attr-defined]


def spare() -> None:
    """For a process that serves: whoever checks types or tests has the library itself."""
    sys.modules[LIBRARY] = StandIn(LIBRARY)
