"""After a quick start: what pages need is read once by the parent, and workers follow that share its memory.

The first workers know next to nothing, so that somebody is answered at once, and import what is asked of them. Each
would hold a copy of its own of whatever it imported; those that follow hold one together.
"""

import gc
import os
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.module_loading import import_string

from tracker.web.later import View

QUIET = 2.0  # seconds in which a start belongs to whoever waits for the first page
RARE = ("tracker.exchange", "tracker.report", "tracker.api", "tracker.accounts.people", "allauth.mfa")
FORKING = threading.Lock()


def settle(server: Any) -> None:
    """Read everything, then have the workers of a server followed by new ones."""
    os.register_at_fork(before=FORKING.acquire, after_in_parent=FORKING.release, after_in_child=FORKING.release)
    server.on_reload(lambda: server.interrupt_signal and server.main_loop_interrupt.set())  # no word to stop is lost
    time.sleep(QUIET)
    with FORKING:  # a worker born meanwhile would wait for ever for a module that was half read
        read()
        gc.collect()
        gc.freeze()
    server.signal_handler_reload()


def read() -> None:
    """Import the rooms that people go to every day, and what draws; put catalogues together."""
    for name in settings.MIDDLEWARE:
        import_string(name)
    for view in _views(get_resolver()):
        if not view.__module__.startswith(RARE):
            view.door()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    import_module("tracker.charts.artists")


def _views(resolver: URLResolver) -> Iterator[View]:
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            part.pattern.regex  # noqa: B018 (put together when it is first looked at)
            if isinstance(part.callback, View):
                yield part.callback
        elif not str(part.urlconf_name).startswith(RARE):
            yield from _views(part)
