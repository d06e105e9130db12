"""The door a web server calls."""

import multiprocessing
import os
import threading
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tracker.web.door import Proxies, front_door


def leave_with(parent: multiprocessing.process.BaseProcess) -> None:
    """End this worker when the process that started it is gone, however it went."""
    parent.join()
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
inside = get_wsgi_application()
from tracker.accounts.requests import is_signed_in  # noqa: E402 (the tables are known only from here on)
from tracker.web.later import read_soon  # noqa: E402
from tracker.web.lent import CONNECTIONS  # noqa: E402
from tracker.web.sqlite.base import DatabaseWrapper  # noqa: E402

LITTLE = 256  # KB of the database in each thread's own memory: the system holds all of it once, for everybody

application = front_door(
    inside, settings.ADDRESSES, Proxies(settings.PROXIES), is_signed_in, settings.REMOTE_USER_HEADER
)


def in_a_worker() -> WSGIApplication:
    """The application in a process that `serve` started, and what such a process does beside."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=leave_with, args=[parent], daemon=True).start()
    CONNECTIONS.begin()
    DatabaseWrapper.remembers = LITTLE
    # The page that people open next, and what draws its figures.
    threading.Thread(target=read_soon, args=["tracker.trends.views", "tracker.charts.artists"], daemon=True).start()
    return application
