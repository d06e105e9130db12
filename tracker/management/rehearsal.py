"""Pages are made once for nobody before the workers part, so that each of them knows how and all share what it took."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.messages.storage import default_storage
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import resolve
from django.utils.module_loading import import_string
from django_htmx.middleware import HtmxDetails

from tracker.accounts.models import User
from tracker.accounts.sessions import SessionStore

NOBODY, NO_SESSION = 0, "x" * 32  # no row has this number, or this key
FIRST = "/today/"
FURTHER = ("/trends/", "/trends/trend.svg?metric=mood", "/history/", "/foods/search/?q=oat", "/insights/", "/learn/",
           "/settings/")  # fmt: skip
ASKED = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}


def rehearse(*, further: bool = False, enough: Callable[[], bool] = bool) -> None:
    """Read what the first page needs, or further ones too: addresses, templates, foods, statements.

    It ends early where it is `enough`, as somebody waits.

    Nothing is written. Whatever is wrong with a page is told to whoever opens it, and stops no start.
    """
    with suppress(Exception):
        import_string(settings.WSGI_APPLICATION)  # the way in that every worker takes
    for address in (FIRST, *(FURTHER if further else ())):
        with suppress(Exception):
            if not enough():
                made(address)
    with suppress(Exception):
        way_in()


def made(address: str) -> HttpResponse:
    """A page as somebody gets it who is not there."""
    request = asked(address)
    request.user, request.htmx = User(pk=NOBODY), HtmxDetails(request)  # type: ignore[attr-defined]
    view, given, named = resolve(request.path_info)
    response = view(request, *given, **named)
    assert isinstance(response, HttpResponse)
    return response


def way_in() -> None:
    """What every request asks before its view: whose session this is, who that is, and what was to be told them."""
    request = asked(FIRST)
    request.session = SessionStore(NO_SESSION)
    request.session.load()
    for backend in get_backends():
        backend.get_user(NOBODY)
    default_storage(request)


def asked(address: str) -> WSGIRequest:
    path, _, query = address.partition("?")
    return WSGIRequest({**ASKED, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": BytesIO()})
