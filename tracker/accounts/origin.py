"""Tells a visitor who sits at this machine from everybody else."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from tracker.web.door import FORWARDED


def is_loopback(address: str) -> bool:
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return address == "localhost"
    return found.is_loopback or bool(getattr(found, "ipv4_mapped", None) and found.ipv4_mapped.is_loopback)  # type: ignore[union-attr]


def host_of(request: HttpRequest) -> str:
    """The name in the browser's address bar, without the port."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def from_this_machine(request: HttpRequest) -> bool:
    """A direct loopback peer that asked for this machine by a loopback name.

    A proxy on the same machine has a loopback address too, and a bare one adds no header. So once an owner
    has named an address under which people come from elsewhere, nobody counts as sitting here.
    """
    passed_on = request.META.get("vagus.passed_on") or any(name in request.META for name in FORWARDED)
    if not settings.ADDRESSES.is_local or passed_on:
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(host_of(request))


def passkeys_possible(request: HttpRequest) -> bool:
    """Browsers make passkeys for names over https, or for localhost; never for an address in numbers."""
    host = host_of(request)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ip_address(host)
    except ValueError:
        return request.is_secure()
    return False


def is_trustworthy(request: HttpRequest) -> bool:
    """Whether browsers let a page under this address keep a worker: over https, or on the machine itself."""
    host = host_of(request)
    return request.is_secure() or is_loopback(host) or host.endswith(".localhost")
