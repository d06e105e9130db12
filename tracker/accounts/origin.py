"""Tells a visitor who sits at this machine from everybody else, and passkeys made under this address from others."""

import json
from base64 import urlsafe_b64decode
from collections import Counter
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
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


class Passkeys(Enum):
    """Which there are, seen from the address that somebody is at."""

    NONE = "none"
    ELSEWHERE = "elsewhere"  # all of them were made under another address
    HERE = "here"

    @property
    def is_here(self) -> bool:
        return self is Passkeys.HERE

    @property
    def is_elsewhere(self) -> bool:
        return self is Passkeys.ELSEWHERE


def told_host(client_data: object) -> str:
    """The name of the page that asked for a passkey, as the browser wrote it down; empty if that cannot be read."""
    try:
        told = json.loads(urlsafe_b64decode(f"{client_data}=="))
        return urlsplit(told["origin"]).hostname or ""
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""


def _hosts(rows: QuerySet[Authenticator]) -> Counter[str]:
    """How many passkeys were made under which name; each works under that alone."""
    kept = rows.filter(type=Authenticator.Type.WEBAUTHN)
    return Counter(map(told_host, kept.values_list("data__credential__response__clientDataJSON", flat=True)))


def passkeys_for(request: HttpRequest, rows: QuerySet[Authenticator]) -> Passkeys:
    """Whether some of these passkeys can be used under this address."""
    hosts = _hosts(rows)
    if passkeys_possible(request) and hosts[host_of(request)]:
        return Passkeys.HERE
    return Passkeys.ELSEWHERE if hosts else Passkeys.NONE


def left_behind() -> dict[str, int]:
    """Passkeys that no address of today can use: how many were made under which name."""
    named = {urlsplit(f"//{host}").hostname or "" for host in settings.ADDRESSES.hosts} or {"localhost"}
    hosts = _hosts(Authenticator.objects.all())
    return {host: count for host, count in sorted(hosts.items()) if host and host not in named}


def is_trustworthy(request: HttpRequest) -> bool:
    """Whether browsers let a page under this address keep a worker: over https, or on the machine itself."""
    host = host_of(request)
    return request.is_secure() or is_loopback(host) or host.endswith(".localhost")


def is_plain_http(request: HttpRequest) -> bool:
    """Whether others on the way can read along."""
    return not is_trustworthy(request)
