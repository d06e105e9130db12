"""Before a diary leaves the house or somebody is let in, the password or second step is asked for once more.

Ten minutes later it is asked again; what was asked for meanwhile is done right after, with all that was typed.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse

Door = Callable[..., HttpResponse]


def _has_a_person(request: HttpRequest) -> bool:
    """A sample diary is nobody's, and nobody has a password for it."""
    return not getattr(request.user, "is_sample", False)


def asked_again(door: Callable[..., Any]) -> Door:
    """A door behind the password, even for somebody signed in."""
    guarded: Door = reauthentication_required(enabled=_has_a_person)(door)
    return guarded
