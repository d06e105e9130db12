"""Which language a page speaks: the person's own, else what was picked at the door, else what the browser wishes."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

Door = Callable[[HttpRequest], HttpResponse]
# Browsers in Norway ask for Norwegian, or for Nynorsk; Bokmål is near to both.
NEAR = {"no": "nb", "nn": "nb"}


def known(code: str) -> str:
    """The language of ours that a code means (zh-CN is zh-hans, nn-NO is nb); empty where we have none."""
    head, _dash, rest = code.lower().partition("-")
    code = NEAR.get(head, f"{head}-{rest}" if rest else head)
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        return ""


def wished(request: HttpRequest) -> str:
    """What the browser asks for and we have, else English."""
    return _wished(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=64)  # the same few browsers ask for every page
def _wished(header: str) -> str:
    found = (known(code) for code, _weight in parse_accept_lang_header(header.lower()) if code != "*")
    return next(filter(None, found), settings.LANGUAGE_CODE)


def picked(request: HttpRequest) -> str:
    """What somebody who is not signed in picked on a page; only then is a cookie set."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else ""


def speak(request: HttpRequest, code: str) -> None:
    translation.activate(code)
    request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


def spoken(get_response: Door) -> Door:
    """Every answer in one language, and say which; a signed-in person's own is set further in (middleware.person)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        speak(request, picked(request) or wished(request))
        response = get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", tag(translation.get_language() or settings.LANGUAGE_CODE))
        return response

    return middleware


def tag(code: str) -> str:
    """A language as pages name it: zh-Hans, not zh-hans."""
    head, _dash, script = code.partition("-")
    return f"{head}-{script.title()}" if script else head


def seed_code() -> str:
    """The language as columns of the food table name it: zh, not zh-hans."""
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


pick = login_not_required(require_POST(set_language))
