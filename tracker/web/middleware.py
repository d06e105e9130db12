"""Headers for every answer, no answer to a strange address, and the person's own language and clock for every page."""

from collections.abc import Callable
from contextlib import suppress

from allauth.usersessions.models import UserSession
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import validate_host
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from tracker.web.address import is_home
from tracker.web.failure import unavailable
from tracker.web.languages import speak, wished
from tracker.web.problems import reworded
from tracker.web.views import csrf_failure

Door = Callable[[HttpRequest], HttpResponse]
SEEN_AGAIN_SECONDS = 60 * 60
LONGEST_SECONDS = 180 * 24 * 60 * 60  # however often it is used, a session ends then and the password is asked for
BEGAN = "began"  # when a session began, in its own row
UNUSED = (
    "accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "screen-wake-lock", "serial", "usb",
)  # fmt: skip
ALL_UNUSED = ",".join(f"{feature}=()" for feature in UNUSED)
OPEN_WHILE_WORKING = {404, 500}  # the library's own pages for whoever works on Vagus need another policy
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def headers(get_response: Door) -> Door:
    """No other site may frame, read or embed us; nothing behind the login stays in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", ALL_UNUSED)
        response.headers.setdefault("Reporting-Endpoints", f'policy="{settings.ADDRESSES.path}/policy-reports/"')
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class Policy(CSPMiddleware):
    """The policy for our pages, put into words once: no view of ours has another."""

    def __init__(self, get_response: Door) -> None:
        super().__init__(get_response)
        self.words = build_policy().replace("; ", ";")  # every answer carries it

    def process_request(self, request: HttpRequest) -> None:
        """No page asks for a nonce, so none is offered."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not (settings.DEBUG and response.status_code in OPEN_WHILE_WORKING):
            response.headers.setdefault(HEADER, self.words)
        return response


def ours(get_response: Door) -> Door:
    """No other site changes anything here, whatever it got hold of: browsers say where a request comes from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "") == "cross-site":
            return csrf_failure(request)
        return get_response(request)

    return middleware


def programs(get_response: Door) -> Door:
    """Whatever goes wrong under the API's addresses is told as programs read it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return reworded(request, get_response(request))

    return middleware


def home(get_response: Door) -> Door:
    """While no address is named, answer only at one that leads nowhere but home."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        named = [pattern for pattern in settings.ALLOWED_HOSTS if pattern != "*"]
        if is_home(host) or validate_host(host.rpartition(":")[0] or host, named):
            return get_response(request)
        return render(request, "400_host.html", {"host": host[:80]}, status=400)

    return middleware


class Storage:
    """A disk that is full or a database that is busy is said in words; the answer stays on the page."""

    def __init__(self, get_response: Door) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if isinstance(exception, DatabaseError) else None


def device(get_response: Door) -> Door:
    """Note now and then when a signed-in browser was last seen, which also keeps it signed in.

    Only now and then: a page that is merely read must not wait for the one that writes, nor fail on a full disk.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if now.timestamp() - request.session.get(BEGAN, now.timestamp()) > LONGEST_SECONDS:
            logout(request)
        if request.user.is_authenticated and now.timestamp() - request.session.get("seen", 0) > SEEN_AGAIN_SECONDS:
            with suppress(DatabaseError):
                UserSession.objects.create_from_request(request)
                request.session.setdefault(BEGAN, now.timestamp())
                request.session["seen"] = now.timestamp()
        return get_response(request)

    return middleware


def person(get_response: Door) -> Door:
    """Speak the person's language and keep their clock; the browser's wishes count where they set nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        request.user = user = getattr(user, "_wrapped", user)  # not what stands in for them and passes on each look
        speak(request, user.language or wished(request))
        with timezone.override(user.zone):
            return get_response(request)

    return middleware
