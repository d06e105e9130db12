"""Django as it is: the queue's library would make forty of its classes generic for type checkers, at every start.

For that it imports the admin, feeds and sitemaps, none of which is here. At run time the library writes square
brackets behind one class alone.
"""

import sys
from types import ModuleType
from typing import Any

NAME = "django_stubs_ext"


def leave_as_it_is() -> None:
    """Stand in for the patches, unless they have been made already (a type checker makes them)."""
    if NAME not in sys.modules:
        stand_in: Any = ModuleType(NAME, __doc__)
        stand_in.monkeypatch = _only_what_is_used
        sys.modules[NAME] = stand_in


def _only_what_is_used() -> None:
    from django.utils.connection import BaseConnectionHandler  # django_tasks.TaskBackendHandler derives from it

    BaseConnectionHandler.__class_getitem__ = classmethod(lambda cls, _item: cls)  # type: ignore[attr-defined]
