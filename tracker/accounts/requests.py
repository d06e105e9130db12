"""The request of someone signed in, as every door behind the login receives it."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, parse_cookie
from django_htmx.middleware import HtmxDetails

from tracker.accounts.models import User


class PersonRequest(HttpRequest):
    """Behind the login there is always a person, and htmx says whether a fragment is enough."""

    user: User
    htmx: HtmxDetails


def is_signed_in(environ: dict[str, Any]) -> bool:
    """Whether a request comes out of a browser in which somebody is signed in, before it is a request; one query."""
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME)
    return bool(key) and SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
