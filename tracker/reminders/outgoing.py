"""Sends one request out: to an allowed address that was looked up once, never on to another, and not for long."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from urllib.parse import SplitResult

from tracker.reminders.hosts import Hosts, place

PATIENCE = 5
LONGEST = 15  # seconds, whatever the other side does


class Fault(Exception):  # noqa: N818 (what went wrong, told to the person)
    """A reminder was not delivered; `code` is a key of wording.FAULTS, `gone` says that trying again is useless."""

    def __init__(self, code: str, *, gone: bool = False) -> None:
        super().__init__(code)
        self.code, self.gone = code, gone


def post(url: SplitResult, body: bytes, headers: Mapping[str, str], hosts: Hosts) -> None:
    """POST and forget the answer, but for its status.

    Raises:
        Fault: in every case but a 2xx.
    """
    if not hosts.allows(url):
        raise Fault("not_allowed")
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        with _connected(url, any_address=hosts.names(*place(url))) as connection:
            connection.request("POST", path, body, {"User-Agent": "Vagus", **headers})
            status = connection.getresponse().status
    except ssl.SSLError as error:
        raise Fault("certificate") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Fault("no_answer") from error
    if not 200 <= status < 300:
        raise Fault(code_of(status), gone=status in {404, 410})


def code_of(status: int) -> str:
    if status in {401, 403}:
        return "not_accepted"
    if status in {404, 410}:
        return "not_there"
    return "moved" if 300 <= status < 400 else "refused"


@contextmanager
def _connected(url: SplitResult, *, any_address: bool) -> Iterator[http.client.HTTPConnection]:
    host, port = place(url)
    plain = opened(host, port, any_address=any_address)
    # A server that answers a letter at a time would hold us for ever.
    ringing = Timer(LONGEST, lambda: _cut(plain))
    ringing.start()
    try:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        connection.default_port = 443 if url.scheme == "https" else 80
        secure = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if url.scheme == "https" else None
        )
        connection.sock = secure or plain
        with connection.sock:
            yield connection
    finally:
        ringing.cancel()
        plain.close()


def opened(host: str, port: int, *, any_address: bool) -> socket.socket:
    """A connection to the address that was looked at, so that a name cannot turn into another one meanwhile.

    Raises:
        Fault: if the name leads to a place that is not on the internet and the owner did not name it.
    """
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if not any_address and not is_public(address):
        raise Fault("not_allowed")
    return socket.create_connection((address, port), timeout=PATIENCE)


def is_public(address: str) -> bool:
    """Whether an address in numbers is on the internet, and does not wrap one that is not."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner or found in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return found.is_global and not found.is_multicast


def _cut(plain: socket.socket) -> None:
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)
