"""Which browsers keep a copy of a person's last days, and when such a copy must go.

The browser carries a cookie: whose copy it is (a tag, not a name), a secret, and a stamp that changes with the
password. A row here holds the secret's hash; where the row is gone or the stamp is old, the copy was ended
elsewhere and the browser is told to wipe it. A session that merely ran out ends no copy.
"""

import secrets
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from tracker.accounts.models import KeptCopy, User, hash_of
from tracker.accounts.requests import PersonRequest

COOKIE = settings.ADDRESSES.cookie("vagus_copy")
SECONDS = 400 * 24 * 60 * 60  # as long as browsers keep any cookie
IN_SESSION = "copy"  # where a session says which row its browser has, so that ending it elsewhere ends the copy too


class Carried(NamedTuple):
    """What a browser with a copy carries."""

    tag: str
    token: str
    stamp: str


def tag_of(user: User) -> str:
    """What a browser may call this person: the same on every device, and no name."""
    return salted_hmac("vagus.copy.tag", str(user.pk), algorithm="sha256").hexdigest()[:16]


def _stamp_of(user: User) -> str:
    return salted_hmac("vagus.copy.stamp", user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:16]


def carried(request: HttpRequest) -> Carried | None:
    """What the cookie says, if there is one that can be read."""
    parts = request.COOKIES.get(COOKIE, "").split(".")
    return Carried(*parts) if len(parts) == 3 else None


def begin(request: PersonRequest, response: HttpResponse) -> None:
    """From now on this browser keeps a copy for this person."""
    end(request, response)
    token = secrets.token_urlsafe(24)
    row = KeptCopy.objects.create(owner=request.user, token_hash=hash_of(token))
    request.session[IN_SESSION] = row.pk
    _give(response, Carried(tag_of(request.user), token, _stamp_of(request.user)))


def renew(request: PersonRequest, response: HttpResponse) -> bool:
    """Whether this browser keeps a copy for whoever is signed in; tie the session to it, and the cookie to today."""
    found = carried(request)
    if found is None or found.tag != tag_of(request.user):
        return False
    row = KeptCopy.objects.filter(owner=request.user, token_hash=hash_of(found.token)).first()
    if row is None:
        return False
    if request.session.get(IN_SESSION) != row.pk:
        request.session[IN_SESSION] = row.pk
    _give(response, Carried(found.tag, found.token, _stamp_of(request.user)))
    return True


def is_ended(request: HttpRequest) -> bool:
    """Whether the copy in this browser was ended elsewhere: signed out there, a new password, the account erased."""
    found = carried(request)
    if found is None:
        return False
    row = KeptCopy.objects.filter(token_hash=hash_of(found.token)).select_related("owner").first()
    return row is None or not constant_time_compare(found.stamp, _stamp_of(row.owner))


def end(request: HttpRequest, response: HttpResponse) -> None:
    """This browser keeps no copy any more."""
    found = carried(request)
    if found is not None:
        KeptCopy.objects.filter(token_hash=hash_of(found.token)).delete()
        response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH, samesite="Lax")


def wipe(request: HttpRequest, response: HttpResponse) -> None:
    """End the copy and have the browser throw away all it stored for us.

    A page that found another person's unsent answers in this browser wiped its own and says so in `spare`.
    """
    end(request, response)
    if not request.POST.get("spare"):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'


def end_those_of(user: User, *, but: SessionBase | None = None) -> None:
    """The copies in this person's other browsers go at their next contact."""
    kept = but.get(IN_SESSION) if but is not None else None
    KeptCopy.objects.filter(owner=user).exclude(pk=kept or 0).delete()


def end_with(session: UserSession) -> None:
    """The copy in the browser of this session goes at its next contact."""
    KeptCopy.objects.filter(owner=session.user, pk=SessionStore(session.session_key).get(IN_SESSION, 0)).delete()


def _give(response: HttpResponse, what: Carried) -> None:
    response.set_cookie(
        COOKIE, f"{what.tag}.{what.token}.{what.stamp}", max_age=SECONDS, path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
