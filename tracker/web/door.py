"""The front door: what a proxy or a client may say about a request, settled before the application sees it.

Scheme, host and sub-path come from VAGUS_URL alone; a forwarded client address is believed from VAGUS_PROXIES
alone. A body is taken in whole before the application starts on the request, up to a limit, so that a client
that stops in the middle holds nothing but a waiting thread, and only so many may wait.
"""

import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from ipaddress import ip_address, ip_network
from tempfile import TemporaryFile
from typing import IO, Any
from wsgiref.headers import Headers

from django.utils.translation import gettext

from tracker.web.address import Addresses
from tracker.web.problems import TYPE, document, is_for_programs
from tracker.web.uploads import folder

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

MEGABYTE = 1024 * 1024
IN_MEMORY = MEGABYTE // 2
BODY_LIMIT = 2 * MEGABYTE
FILE_LIMIT = 64 * MEGABYTE
FILE_PATHS = ("/import/", "/api/v1/imports")
# An export of a gigabyte and what a form puts around it, for somebody signed in, and only a few at a time.
LARGE_LIMIT = 1025 * MEGABYTE
LARGE_PATHS = ("/import/",)
LARGE_BODIES = 2
WAITING_BODIES = 48  # fewer than the server's threads (serve.py), so that pages always find a free one
PATIENCE = 30  # seconds, and then as many as the slowest line needs
SLOWEST = 32 * 1024  # bytes a second
PIECE = 64 * 1024
FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_SERVER", "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP", "HTTP_X_SCRIPT_NAME",
)  # fmt: skip

REMOTE_USER = "vagus.remote_user"  # whom a known proxy says it speaks for


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """A request that is answered at the door, with a status and one sentence."""

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(status)
        self.status, self.sentence = status, sentence


class Proxies:
    """The peers that may tell us whom they speak for."""

    def __init__(self, value: str) -> None:
        self.networks = [ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip()]
        self._holds = lru_cache(maxsize=256)(self._looked_up)

    def __contains__(self, address: str) -> bool:
        return self._holds(address)

    def _looked_up(self, address: str) -> bool:
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.networks)

    def client(self, peer: str, forwarded: str) -> str:
        """The address nearest to us that is not one of the proxies; the peer itself where nothing better is said."""
        if peer not in self:
            return peer
        for address in reversed([part.strip() for part in forwarded.split(",")]):
            if not _is_address(address):
                return peer
            if address not in self:
                return address
        return peer


def static_headers(headers: Headers, path: str, url: str) -> None:
    """Static files too are for our own pages alone."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"


def nobody(environ: Environ) -> bool:
    return False


def front_door(
    application: Application,
    addresses: Addresses,
    proxies: Proxies,
    is_known: Callable[[Environ], bool] = nobody,
    name_header: str = "",
) -> Application:
    """Wrap the application; every request passes here first.

    `is_known` says who may send something large, `name_header` where a known proxy names who it speaks for.
    """
    seats, large = (threading.BoundedSemaphore(count) for count in (WAITING_BODIES, LARGE_BODIES))

    def door(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            _settle_the_name(environ, proxies, name_header)
            _settle_the_place(environ, addresses, proxies)
            length = _length(environ)
            body = _taken_in(environ, length, large if _is_large(environ, length, is_known) else seats)
        except Refused as refusal:
            return _answer(refusal, start_response, environ.get("PATH_INFO", ""))
        with body:
            environ["wsgi.input"] = body
            return application(environ, start_response)

    return door


def _settle_the_name(environ: Environ, proxies: Proxies, header: str) -> None:
    """Who somebody is, by a known proxy alone; a header that came twice names nobody."""
    told = environ.pop(f"HTTP_{header.upper().replace('-', '_')}", "") if header else ""
    name = told.strip().encode("latin-1", "replace").decode("utf-8", "replace")
    if name and "," not in name and environ.get("REMOTE_ADDR", "") in proxies:
        environ[REMOTE_USER] = name


def _settle_the_place(environ: Environ, addresses: Addresses, proxies: Proxies) -> None:
    """Scheme, host and sub-path by our own setting; the client's address by a proxy we know, or as it is."""
    peer = environ.get("REMOTE_ADDR", "")
    told = {name: environ.pop(name) for name in FORWARDED if name in environ}
    environ["REMOTE_ADDR"] = proxies.client(peer, told.get("HTTP_X_FORWARDED_FOR", ""))
    if told:
        environ["vagus.passed_on"] = True  # someone stands between us and the browser
    if addresses.is_local:
        return
    environ["wsgi.url_scheme"] = addresses.scheme
    environ["HTTP_HOST"] = addresses.pick(environ.get("HTTP_HOST", ""))
    environ["SCRIPT_NAME"] = addresses.path
    path = environ.get("PATH_INFO", "")
    if addresses.path and (path == addresses.path or path.startswith(f"{addresses.path}/")):
        environ["PATH_INFO"] = path.removeprefix(addresses.path) or "/"


def _is_large(environ: Environ, length: int, is_known: Callable[[Environ], bool]) -> bool:
    """Whether a body is one of the few that may be very long.

    Raises:
        Refused: if it is longer than whoever sends it there may send.
    """
    path = environ.get("PATH_INFO", "")
    if length <= (FILE_LIMIT if path.startswith(FILE_PATHS) else BODY_LIMIT):
        return False
    if length > LARGE_LIMIT or not path.startswith(LARGE_PATHS) or not is_known(environ):
        raise Refused("413 Content Too Large", gettext("This is larger than Vagus takes. Nothing was saved."))
    return True


def _taken_in(environ: Environ, length: int, seats: threading.BoundedSemaphore) -> IO[bytes]:
    """The whole body as a file.

    Raises:
        Refused: if it is cut off, too slow, or too many others are waiting.
    """
    if length == 0:
        return BytesIO()
    if not seats.acquire(blocking=False):
        raise Refused("503 Service Unavailable", gettext("Too many uploads are waiting. Try again in a moment."))
    try:
        return _read(environ["wsgi.input"], length)
    except OSError as error:
        raise Refused("503 Service Unavailable", gettext("Not saved: there is no room on the disk.")) from error
    finally:
        seats.release()


def _length(environ: Environ) -> int:
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise Refused("411 Length Required", gettext("The request did not say how long it is."))
    value = environ.get("CONTENT_LENGTH") or "0"
    if not (value.isascii() and value.isdigit()):
        raise Refused("400 Bad Request", gettext("The request did not say how long it is."))
    return int(value)


def _read(source: IO[bytes], length: int) -> IO[bytes]:
    # A client that trickles is let go at this time; one that stops entirely keeps its seat until it hangs up.
    deadline = time.monotonic() + PATIENCE + length / SLOWEST
    # A long one on the disk of the diary, for a system's own folder for such files may be memory; without a name, so
    # that a crash leaves nothing behind.
    body: IO[bytes] = BytesIO() if length <= IN_MEMORY else TemporaryFile(dir=str(folder()))  # noqa: SIM115 (see door)
    left = length
    while left:
        piece = source.read(min(left, PIECE))
        if not piece or time.monotonic() > deadline:
            body.close()
            raise Refused("408 Request Timeout", gettext("The request stopped in the middle. Nothing was saved."))
        body.write(piece)
        left -= len(piece)
    body.seek(0)
    return body


def _answer(refusal: Refused, start_response: Callable[..., Any], path: str) -> list[bytes]:
    text, content_type = refusal.sentence.encode(), "text/plain; charset=utf-8"
    if is_for_programs(path):
        text, content_type = document(int(refusal.status[:3]), refusal.sentence), TYPE
    start_response(
        refusal.status,
        [
            ("Content-Type", content_type), ("Content-Length", str(len(text))),
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            *([("Retry-After", "5")] if refusal.status.startswith("503") else []),
        ],
    )  # fmt: skip
    return [text]


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False
