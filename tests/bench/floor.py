"""The floor under every page: a bare Django project whose one view reads a session and a person, and says hello.

It has a database of its own, none of Vagus's rooms, and the same server. `python -m tests.bench.floor FOLDER PORT`.
"""

import multiprocessing
import sys
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

THREADS, BACKLOG = 64, 256  # as `manage.py serve` has them


def configure(folder: Path) -> None:
    """Sessions and people as Django has them, the database as Vagus keeps it."""
    settings.configure(
        SECRET_KEY="nobody's", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={"default": {
            "ENGINE": "django.db.backends.sqlite3", "NAME": folder / "floor.sqlite3", "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE",
                        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
        }},
    )  # fmt: skip


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Hello, {request.user.get_username()}")


def prepare(folder: Path) -> None:
    """One person, signed in; the session's name lies beside the database."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client

    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        client = Client()
        client.force_login(User.objects.create(username="alice"))
        (folder / "session").write_text(client.cookies[settings.SESSION_COOKIE_NAME].value, encoding="ascii")
    connections.close_all()


def run(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    multiprocessing.set_start_method("fork", force=True)
    Server(
        f"{__spec__.name}:application", port=port, interface=Interfaces.WSGI, workers=2, blocking_threads=THREADS,
        backpressure=BACKLOG, log_enabled=False, websockets=False, workers_kill_timeout=2,
    ).serve()  # fmt: skip


urlpatterns = [path("", hello)]

if __name__ == "__main__":
    configure(Path(sys.argv[1]))
    application = get_wsgi_application()
    prepare(Path(sys.argv[1]))
    run(int(sys.argv[2]))
elif settings.configured:
    application = get_wsgi_application()
