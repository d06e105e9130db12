"""A figure's file as an answer: private, made only if it changed, and able to do nothing by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

# A picture opened by itself may run nothing, load nothing and be framed by nobody.
LOCKED = "default-src 'none'; frame-ancestors 'none'; sandbox"


def answer(request: HttpRequest, tag: str, content_type: str, make: Callable[[], bytes | str]) -> HttpResponse:
    """The file, or that the browser's own copy is still right."""
    response = get_conditional_response(request, etag=tag) or HttpResponse(make(), content_type=content_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = LOCKED
    return response
