"""The doors whose use a person finds in their list, said in one table for every room."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve

from tracker.accounts.audit import What, note
from tracker.accounts.models import User

Door = Callable[[HttpRequest], HttpResponse]

# By method and door: what is noted where the answer has this status. Elsewhere (signing in, factors, links that are
# opened) the code that knows notes it itself.
NOTED: dict[tuple[str, str], tuple[What, int]] = {
    ("POST", "accounts:end_one"): (What.ENDED, 302),
    ("POST", "accounts:end_others"): (What.ENDED, 302),
    ("GET", "exchange:export"): (What.EXPORTED, 200),
    ("GET", "exchange:archive"): (What.EXPORTED, 200),
    ("GET", "exchange:fhir"): (What.EXPORTED, 200),
    ("GET", "exchange:sleep"): (What.EXPORTED, 200),
    ("GET", "api:v1:export"): (What.EXPORTED, 200),
    ("GET", "report:paper"): (What.EXPORTED, 200),
    ("POST", "exchange:apply"): (What.IMPORTED, 302),
    ("POST", "api:v1:imports"): (What.IMPORTED, 201),
    ("POST", "api:make"): (What.TOKEN_MADE, 200),
    ("POST", "api:revoke"): (What.TOKEN_REVOKED, 302),
    ("POST", "report:revoke"): (What.SHARE_SHUT, 302),
    ("POST", "reminders:add_channel"): (What.REMINDERS, 302),
    ("POST", "reminders:channel"): (What.REMINDERS, 302),
    ("POST", "reminders:edit_channel"): (What.REMINDERS, 302),
    ("POST", "reminders:new_feed"): (What.REMINDERS, 200),
}

AGAIN = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def _door_of(request: HttpRequest) -> ResolverMatch | None:
    """Once the password was typed again, the request that waited for it has taken this one's place."""
    match = request.resolver_match
    return resolve(request.path_info) if match and match.view_name in AGAIN else match


def audited(get_response: Door) -> Door:
    """Note for the person what was done through these doors, after it was done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = _door_of(request)
        found = NOTED.get((request.method or "", match.view_name)) if match else None
        if found is not None and response.status_code == found[1] and isinstance(request.user, User):
            note(request.user, found[0], request)
        return response

    return middleware
