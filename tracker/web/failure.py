"""What is said when the database cannot take or give anything just now: in words, and never as a fault of the page."""

import errno
import sqlite3

from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import gettext

SECONDS = 5
SECRET = ("password", "code", "credential", "passphrase")  # in names of fields
SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM,
}  # fmt: skip
# PostgreSQL: connection lost, rolled back to let another go first, out of room, taken down, trouble with files.
SQLSTATE_PASSING = ("08", "40", "53", "57", "58", "25006", "55P03")


def is_passing(error: BaseException) -> bool:
    """Whether the database could not do it just now, as against a mistake of ours."""
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in SQLITE_PASSING
    if state := getattr(cause, "sqlstate", None):
        return str(state).startswith(SQLSTATE_PASSING)
    return isinstance(error, OperationalError | InterfaceError)


def reason(error: BaseException) -> str:
    """The cause in a few words, where it is one that the owner can mend."""
    cause = error.__cause__
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", None) == "53100":
        return gettext("the disk is full")
    if code == sqlite3.SQLITE_READONLY or getattr(cause, "sqlstate", None) == "25006":
        return gettext("the database can only be read")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return gettext("the database is busy")
    if code == sqlite3.SQLITE_IOERR:
        return gettext("the disk reported an error")
    return gettext("the database does not answer")


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """A 503 that says why, short for htmx and as a page for everyone else; nothing where it is not that."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        why = gettext("the disk is full")
    elif isinstance(error, DatabaseError) and is_passing(error):
        why = reason(error)
    else:
        return None
    wrote = request.method not in {"GET", "HEAD"}
    retry = {"Retry-After": str(SECONDS)}
    if request.headers.get("HX-Request"):
        text = gettext("Not saved: %(why)s.") if wrote else gettext("Not opened: %(why)s.")
        return HttpResponse(text % {"why": why}, content_type="text/plain; charset=utf-8", status=503, headers=retry)
    # No request for the template: whoever is signed in would have to be looked up.
    context = {"why": why, "wrote": wrote, "typed": typed(request), "path": request.get_full_path()}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=retry)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a plain form sent, to be sent again from the page that says no; nothing of a form with a secret or a file.

    Going back would not do: a page that no cache may keep is fetched anew, and what was typed into it is gone.
    """
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        secret = any(word in name for name, _ in sent for word in SECRET)
        return [] if secret or request.FILES else sent
    except (OSError, RequestDataTooBig, MultiPartParserError):
        return []
