"""Errors as programs read them: one small JSON document, whatever went wrong and wherever (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

TYPE = "application/problem+json"
ROOM = "/api/"


def problem(status: int, detail: str = "", *, code: str = "", **more: Any) -> HttpResponse:
    """The answer; `code` is a word that programs may rely on, `detail` a sentence for whoever writes them."""
    return HttpResponse(document(status, detail, code=code, **more), status=status, content_type=TYPE)


def document(status: int, detail: str = "", *, code: str = "", **more: Any) -> bytes:
    """The same as bytes, for who has no answer to put them in."""
    known = HTTPStatus(status)
    said = {"type": "about:blank", "title": known.phrase, "status": status, "code": code or known.name.lower()}
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
