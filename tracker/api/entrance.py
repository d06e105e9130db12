"""The one door of the API: a token or nothing, its limits, its owner's language and clock; never a session's cookie."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from tracker.api import once, tokens
from tracker.api.models import SECONDS, ApiToken
from tracker.api.requests import ApiRequest
from tracker.diary.changes import Tap
from tracker.web import keys
from tracker.web.languages import wished
from tracker.web.problems import problem

View = Callable[..., HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FILES = ("/api/v1/imports", "/api/v1/imports/preview")
ONE_THING = frozenset({"PATCH", "DELETE"})


def entrance(view: View) -> View:
    """Whoever shows a live token goes through, as the person it belongs to."""

    @wraps(view)
    def door(request: HttpRequest, **where: Any) -> HttpResponseBase:
        now = timezone.now()
        token = tokens.behind(request.headers.get("Authorization", ""), now)
        refused = _refused(token, request.method or "", now)
        if refused is not None or token is None:
            return cast(HttpResponseBase, refused)
        known = cast(ApiRequest, request)
        known.user, known.token = token.owner, token
        known.tap = Tap(known.user, keys.fresh(), now)
        with translation.override(known.user.language or wished(request)), timezone.override(known.user.zone):
            known.LANGUAGE_CODE = translation.get_language() or "en"
            return _answered(known, view, where)

    door.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is read, so no other site can borrow one
    return login_not_required(door)


def _refused(token: ApiToken | None, method: str, now: Any) -> HttpResponse | None:
    if token is None:
        said = problem(401, "Send a live token: Authorization: Bearer vagus_…", code="no_token")
        said.headers["WWW-Authenticate"] = "Bearer"
        return said
    if not token.spend(now):
        said = problem(429, "This token's requests of this minute are used up.", code="too_many")
        said.headers["Retry-After"] = str(SECONDS - int(now.timestamp()) % SECONDS)
        return said
    if method not in SAFE and not token.may_write:
        return problem(403, "This token may read, not write.", code="read_only_token")
    return None


def _wrong_kind(request: HttpRequest) -> bool:
    """Whether a body comes as something that is not read at this address."""
    if request.path_info.endswith("/undo"):
        return False  # takes none
    kind = "multipart/form-data" if request.path_info in FILES else "application/json"
    return request.META.get("CONTENT_LENGTH") not in (None, "", "0") and request.content_type != kind


def _answered(request: ApiRequest, view: View, where: dict[str, Any]) -> HttpResponseBase:
    try:
        if request.method in SAFE:
            return _looked(request, view, where)
        if _wrong_kind(request):
            return problem(415, "Send JSON as application/json, and a file as multipart/form-data.")
        return once.answered(request, lambda: _changed(request, view, where))
    except RequestDataTooBig:
        return problem(413, "This is larger than Vagus takes. Nothing was saved.")


def _looked(request: ApiRequest, view: View, where: dict[str, Any]) -> HttpResponseBase:
    """An answer that may be asked for again: the same bytes carry the same tag."""
    method = request.method
    request.method = "GET" if method == "HEAD" else method  # whoever sends it on leaves the body out
    response = view(request, **where)
    request.method = method
    patch_vary_headers(response, ("Authorization",))
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    response.headers["ETag"] = tag(response)
    response.headers["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=tag(response), response=response) or response


def _changed(request: ApiRequest, view: View, where: dict[str, Any]) -> HttpResponseBase:
    """A write; with If-Match only where the thing still is as it was read."""
    if request.method not in ONE_THING or not request.headers.get("If-Match"):
        return view(request, **where)
    method = request.method
    with transaction.atomic():
        request.method = "GET"
        seen = view(request, **where)
        request.method = method
        if seen.status_code != 200 or not isinstance(seen, HttpResponse):
            return seen
        moved = get_conditional_response(request, etag=tag(seen))
        if moved is None:
            return view(request, **where)
    return problem(412, "It has changed since you read it. Nothing was saved.", code="changed")


def tag(response: HttpResponse) -> str:
    """Changes with the bytes."""
    return f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
