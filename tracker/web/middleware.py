"""Headers for every answer, and the person's own language, time zone and theme for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Door = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Door) -> Door:
    """No other site may frame, read or embed us; nothing behind the login stays in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def person(get_response: Door) -> Door:
    """Speak the person's language and keep their clock; the browser's wishes count where they set nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        if user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language() or "en"  # type: ignore[attr-defined]
        with timezone.override(user.zone):
            return get_response(request)

    return middleware
