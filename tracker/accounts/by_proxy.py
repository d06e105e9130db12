"""Sign-in by a proxy that already knows who somebody is: only where the owner says so, and only from that proxy.

The front door (web/door.py) takes the name from the header of a proxy it knows and drops it from everybody else.
The name must be that of an account; none is made. A second step is asked for as after a password.
"""

from collections.abc import Callable

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tracker.accounts.models import User, folded
from tracker.web.door import REMOTE_USER

IN_SESSION = "by_proxy"
Door = Callable[[HttpRequest], HttpResponse]


def said(request: HttpRequest) -> str:
    """The name a known proxy gave, as names are compared; empty if none did."""
    return folded(request.META.get(REMOTE_USER, ""))


def sign_in(request: HttpRequest) -> HttpResponse | None:
    """Let in whom the proxy names; None where it names nobody who has an account."""
    name = said(request)
    user = User.objects.real().filter(folded=name, is_active=True).first() if name else None
    if user is None:
        return None
    record_authentication(request, user, method="proxy")
    request.session[IN_SESSION] = name
    done: HttpResponse = perform_login(request, Login(user=user, redirect_url=get_next_redirect_url(request)))
    return done


def bound(get_response: Door) -> Door:
    """A session that a proxy opened ends when the proxy names somebody else, or nobody any more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user, name = request.user, said(request)
        if isinstance(user, User) and request.session.get(IN_SESSION, name) != name:
            logout(request)
        return get_response(request)

    return middleware
