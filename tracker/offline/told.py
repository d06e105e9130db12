"""Tells a browser whose page it got, so that a worker never shows one person's copy to another."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracker.accounts import copies

Door = Callable[[HttpRequest], HttpResponse]
HEADER = "Vagus-Owner"


def owner(get_response: Door) -> Door:
    """A header with the tag of whoever is signed in, on pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and request.user.is_authenticated:
            response.headers[HEADER] = copies.tag_of(request.user)
        return response

    return middleware
