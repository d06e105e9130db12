"""Where reminders may go: hosts that the owner of the machine names, and nowhere else.

A person who may type any address could make this machine call what only it can reach: a router, a neighbour's
server, a cloud's own data. So without a word of the owner nothing is called, a named host is taken at its word,
private or not, and `public` opens the internet alone (outgoing.py looks at the address that is really called).
"""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"http": 80, "https": 443}
PUBLIC = "public"
# Push services of the browsers. A subscription that names another host was not made by one of them.
BROWSERS = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", "*.push.apple.com",
    "*.notify.windows.com",
)  # fmt: skip


class Hosts(NamedTuple):
    """Hosts as `(name, port)`, port 0 for the usual ones; `public`: any other on the internet, by https."""

    named: frozenset[tuple[str, int]] = frozenset()
    public: bool = False

    @classmethod
    def parse(cls, value: str) -> "Hosts":
        """Read `ntfy.example.org, 192.168.1.5:8080, public`.

        Raises:
            ImproperlyConfigured: if one is not a host with or without a port.
        """
        words = [word.strip().lower() for word in value.split(",") if word.strip()]
        return cls(frozenset(_host(word) for word in words if word != PUBLIC), PUBLIC in words)

    def __bool__(self) -> bool:
        return bool(self.named) or self.public

    def names(self, host: str, port: int) -> bool:
        """Whether the owner vouches for the host at this port."""
        return (host, port) in self.named or (port in PORTS.values() and (host, 0) in self.named)

    def allows(self, url: SplitResult) -> bool:
        """Whether a web address may be called; if only because it is public, its numbers are looked at later."""
        host, port = place(url)
        return bool(host) and (self.names(host, port) or (self.public and url.scheme == "https"))

    @property
    def shown(self) -> list[str]:
        return sorted(f"{host}:{port}" if port else host for host, port in self.named)


def place(url: SplitResult) -> tuple[str, int]:
    """Host and port of a web address; an empty host if it is none, or hides a name or a password in it."""
    try:
        port = url.port or PORTS[url.scheme]
    except (KeyError, ValueError):
        return "", 0
    return ("", 0) if "@" in url.netloc or "\\" in url.netloc else ((url.hostname or "").rstrip("."), port)


def of_browser(url: SplitResult, hosts: Hosts) -> bool:
    """Whether a push subscription leads to a browser's own service, or to one that the owner names."""
    host, port = place(url)
    own = port == 443 and any(_fits(host, pattern) for pattern in BROWSERS)
    return url.scheme == "https" and (own or hosts.names(host, port))


def _fits(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*") else host == pattern


def _host(word: str) -> tuple[str, int]:
    try:
        url = urlsplit(f"//{word}")
        if url.hostname and url.netloc == word and not set("@\\ ") & set(word):
            return url.hostname, url.port or 0
    except ValueError:
        pass
    raise ImproperlyConfigured("VAGUS_NOTIFY_HOSTS must look like ntfy.example.org, 192.168.1.5:8080 (or: public)")
