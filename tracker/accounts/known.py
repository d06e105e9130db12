"""Which browsers somebody signed in with before: guesses from elsewhere never keep a person out of their own.

Such a browser carries a signed cookie with a number of its own and a mark for each person who came in by it. The
mark changes with the password. It opens nothing; it gives the browser tries of its own.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from tracker.accounts.models import User

COOKIE = settings.ADDRESSES.cookie("vagus_known")
SECONDS = 400 * 24 * 60 * 60  # as long as browsers keep any cookie
SALT = "vagus.known"
MOST = 8  # people who share one browser


def _mark_of(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk}{user.get_session_auth_hash()}", algorithm="sha256").hexdigest()[:32]


def _carried(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's number and the marks in it; a new number where nothing of ours is carried."""
    try:
        number, *marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return secrets.token_hex(16), []
    return str(number), [str(mark) for mark in marks]


def browser_of(request: HttpRequest, name: str) -> str:
    """The number of a browser that the person of this name came in by; empty if it is none of theirs."""
    number, marks = _carried(request)
    if not marks:
        return ""
    user = User.objects.named(name)
    if user is None or not any(constant_time_compare(mark, _mark_of(user)) for mark in marks):
        return ""
    return number


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """From now on this browser is one of theirs."""
    number, marks = _carried(request)
    mine = _mark_of(user)
    kept = [mine, *(mark for mark in marks if mark != mine)][:MOST]
    response.set_cookie(
        COOKIE, signing.dumps([number, *kept], salt=SALT), max_age=SECONDS, path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
