"""Today is made once for nobody before the workers part, so that each of them knows how and all share what it took."""

from contextlib import suppress
from io import BytesIO
from typing import cast

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.messages.storage import default_storage
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from django.utils.module_loading import import_string
from django_htmx.middleware import HtmxDetails

from tracker.accounts.models import User
from tracker.accounts.requests import PersonRequest
from tracker.accounts.sessions import SessionStore

NOBODY, NO_SESSION = 0, "x" * 32  # no row has this number, or this key
ASKED = {"REQUEST_METHOD": "GET", "PATH_INFO": "/today/", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}


def rehearse() -> None:
    """Read what the first pages need: addresses, templates, foods, statements. Nothing is written."""
    with suppress(Exception):  # whatever is wrong with the page is told to whoever opens it, and stops no start
        import_string(settings.WSGI_APPLICATION)  # the way in that every worker takes
        first_page()
        way_in()


def way_in() -> None:
    """What every request asks before its view: whose session this is, who that is, and what was to be told them."""
    request = a_request()
    request.session = SessionStore(NO_SESSION)
    request.session.load()
    for backend in get_backends():
        backend.get_user(NOBODY)
    default_storage(request)
    resolve(request.path_info)


def first_page() -> bytes:
    """Today of somebody who is not there."""
    from tracker.diary import views

    request = cast(PersonRequest, a_request())
    request.user, request.htmx = User(pk=NOBODY), HtmxDetails(request)
    return views.today(request).content


def a_request() -> WSGIRequest:
    return WSGIRequest({**ASKED, "wsgi.input": BytesIO()})
