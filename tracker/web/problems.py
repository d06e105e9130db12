"""Errors as programs read them: one small JSON document, whatever went wrong and wherever (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

TYPE = "application/problem+json"
ROOM = "/api/"
# Of the status alone, where nothing closer is known; Python's own names for them change from version to version.
CODES = {
    400: "bad_request", 401: "no_token", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 408: "too_slow",
    409: "conflict", 411: "length_required", 412: "changed", 413: "too_large", 415: "wrong_type", 422: "invalid",
    429: "too_many", 500: "fault", 503: "unavailable",
}  # fmt: skip


def problem(status: int, detail: str = "", *, code: str = "", **more: Any) -> HttpResponse:
    """The answer; `code` is a word that programs may rely on, `detail` a sentence for whoever writes them."""
    return HttpResponse(document(status, detail, code=code, **more), status=status, content_type=TYPE)


def document(status: int, detail: str = "", *, code: str = "", **more: Any) -> bytes:
    """The same as bytes, for who has no answer to put them in."""
    code = code or CODES.get(status, "refused")
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    return json.dumps({**said, **({"detail": detail} if detail else {}), **more}, ensure_ascii=False).encode()


def is_for_programs(path: str) -> bool:
    return path.startswith(ROOM)


def reworded(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page about an error, asked for by a program, said as a problem; its headers stay."""
    if not is_for_programs(request.path_info) or response.status_code < 400 or response.get("Content-Type") == TYPE:
        return response
    said = problem(response.status_code)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            said.headers[name] = response.headers[name]
    return said
