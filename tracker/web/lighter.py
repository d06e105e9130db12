"""Pages and figures travel compressed, by the quickest setting that pays.

A page that repeats what was typed into its address travels as it is: from the length of a compressed answer a
listener on the line, who makes the browser type guesses, could learn what else stands on the page. Whoever makes a
browser do so is another site, so what one of our own pages asked for is compressed all the same. The token of a form
differs each time a page is made.
"""

import threading
from collections.abc import Callable
from hashlib import blake2b

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from tracker.web.latest import Latest

Door = Callable[[HttpRequest], HttpResponse]
LEAST = 500  # bytes; less is not worth it
QUALITY = 1  # 40 KB in 0.1 ms; the next that is clearly smaller takes five times as long
LARGE, OF_LARGE = 100_000, 3  # bytes from which on two steps more pay: an eighth less for a quarter of a millisecond
VAST, OF_VAST = 130_000, 6  # bytes that would weigh too much by that step, so it is not tried
# What would weigh more than a page may goes by the setting that takes off another sixth in two milliseconds, and where
# that is not enough by one that takes off some hundredths more in six, for it asks the system for 8 MB each time.
# Articles are mostly such pages; they say the same to everybody and are kept as they travelled.
HEAVY, OF_HEAVY, KEPT = 13_700, 7, 24
# Without the token of a form, which differs each time, a page says the same tomorrow. If it would still weigh too much
# it goes by settings that take off a fifteenth in 40 ms, and a tenth in a seventh of a second: once, and kept.
# Whatever else is heavy and short is pressed by the last of them beside, when it is asked for a second time.
TOO_HEAVY, FOREVER, OF_ARTICLES = 13_700, 10, 11
TOKENS = (b"csrfmiddlewaretoken", b"X-CSRFToken")
TYPED = ("q", "text")
TYPES = ("text/html", "image/svg+xml", "text/csv")


def lighter(get_response: Door) -> Door:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith(TYPES):
            _compress(request, response)
        return response

    return middleware


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    if len(response.content) < LEAST or response.has_header("Content-Encoding"):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if "br" not in request.headers.get("Accept-Encoding", "") or _may_be_guessing(request):
        return
    response.content = _smaller(response.content)
    response.headers["Content-Encoding"] = "br"
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    etag = response.get("ETag", "")
    if etag and not etag.startswith("W/"):
        response.headers["ETag"] = f"W/{etag}"


def _smaller(body: bytes) -> bytes:
    name = blake2b(body, digest_size=32).digest() if len(body) >= 2 * HEAVY else b""
    if name and (known := _HEAVY.get(name)):
        packed, is_final = known
        if not is_final:
            _HEAVY.put(name, (packed, True))
            threading.Thread(target=_press, args=[name, body], daemon=True).start()
        return packed
    tried: list[bytes] = []
    for quality in _qualities(len(body)):
        tried.append(brotli.compress(body, quality=quality))
        if len(tried[-1]) < HEAVY:
            break
    light = min(tried, key=len)  # a higher setting may do worse
    if quality < OF_VAST and len(body) < LARGE:
        return light
    passing = len(body) >= LARGE or any(token in body for token in TOKENS)  # a large one is somebody's own
    if not passing:
        quality, light = _patiently(body, quality, light)
    # Opened again, it is looked up in a seventh of the time.
    _HEAVY.put(name, (light, passing or quality == OF_ARTICLES))
    return light


def _patiently(body: bytes, quality: int, light: bytes) -> tuple[int, bytes]:
    for more in (FOREVER, OF_ARTICLES):
        if len(light) >= TOO_HEAVY:
            quality, light = more, brotli.compress(body, quality=more)
    return quality, light


def _qualities(size: int) -> tuple[int, ...]:
    """The settings that are tried until one is enough."""
    if size >= VAST:
        return OF_VAST, OF_HEAVY
    return (OF_LARGE if size >= LARGE else QUALITY), OF_VAST, OF_HEAVY


def _press(name: bytes, body: bytes) -> None:
    _HEAVY.put(name, (brotli.compress(body, quality=OF_ARTICLES), True))


# The heavy pages asked for last, by what they say, and whether they are, or will be, as light as they get.
_HEAVY: Latest[tuple[bytes, bool]] = Latest(KEPT)


def _may_be_guessing(request: HttpRequest) -> bool:
    """Whether another site may have made the browser type this.

    No other site can send htmx's header along: the browser would ask us first whether it may, and hears nothing.
    """
    if not any(name in request.GET for name in TYPED):
        return False
    return request.headers.get("Sec-Fetch-Site") != "same-origin" and "HX-Request" not in request.headers
