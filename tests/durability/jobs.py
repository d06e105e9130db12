"""What a fresh process can be asked for: a household with people signed in, the server, any command."""

import json
import os
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tracker.management import prepare
from tracker.models import User


def move_in(keys: str, people: str) -> None:
    """Everything that a first start makes, and people with a signed-in browser each; their cookies go to `keys`."""
    os.umask(0o077)
    prepare.prepare(print)
    cookies = [sign_in(number) for number in range(int(people))]
    connection.close()
    os.sync()
    Path(keys).write_text(json.dumps(cookies), encoding="ascii")


def sign_in(number: int) -> dict[str, str]:
    user = User.objects.create_user(f"person{number}", None, time_zone="UTC", is_owner=number == 0)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["seen"] = timezone.now().timestamp()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: "k" * 32}


def visit(keys: str) -> None:
    """Open a day and save into it, with a script and without."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(json.loads(Path(keys).read_text(encoding="ascii"))[0])
    day = "/day/2023-01-01/"
    for script in ({}, {"HX-Request": "true"}):
        assert client.get(day).status_code == 200
        for path, form in (("answer/", {"field": "mood", "mood": "5"}), ("plate/", {"add": "fruit"})):
            assert client.post(day + path, form, headers=script).status_code in {200, 302}


def serve(port: str, *options: str) -> None:
    call_command("serve", "--host", "127.0.0.1", "--port", port, *options)


def command(*words: str) -> None:
    call_command(*words)


def prepare_place() -> None:
    prepare.prepare(print)
