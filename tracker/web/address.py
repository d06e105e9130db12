"""Where people reach Vagus: one setting, VAGUS_URL, and everything that follows from it."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


class Addresses(NamedTuple):
    """The addresses an owner named, all with the same scheme and path; none means this machine and its home."""

    hosts: tuple[str, ...] = ()
    scheme: str = "http"
    path: str = ""

    @classmethod
    def parse(cls, value: str) -> "Addresses":
        """Read `https://diary.example.org/gut/`, or several such separated by commas.

        Raises:
            ImproperlyConfigured: if one is not a web address or they differ in scheme or path.
        """
        urls = [urlsplit(part.strip()) for part in value.split(",") if part.strip()]
        if not urls:
            return cls()
        if any(url.scheme not in {"http", "https"} or not _is_plain(url.netloc) or url.query for url in urls):
            raise ImproperlyConfigured("VAGUS_URL must look like https://diary.example.org/ (several: comma between)")
        if len({(url.scheme, url.path.rstrip("/")) for url in urls}) > 1:
            raise ImproperlyConfigured("all addresses in VAGUS_URL must share one scheme and one path")
        return cls(tuple(url.netloc.lower() for url in urls), urls[0].scheme, urls[0].path.rstrip("/"))

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def is_local(self) -> bool:
        """No address was named: plain http on this machine or its home network."""
        return not self.hosts

    @property
    def is_private(self) -> bool:
        """Nobody reaches these from outside: names of a home network, addresses in private numbers."""
        return all(_is_private(urlsplit(f"//{host}").hostname or "") for host in self.hosts)

    @property
    def allowed_hosts(self) -> list[str]:
        # Django's list cannot say "any address in numbers", so without a setting tracker.web.middleware.home
        # decides by is_home() and the list lets all pass.
        return [urlsplit(f"//{host}").hostname or "" for host in self.hosts] or ["*"]

    @property
    def origins(self) -> list[str]:
        return [f"{self.scheme}://{host}" for host in self.hosts]

    def pick(self, host: str) -> str:
        """The named address that a Host header means: itself if it is one of them, else the first.

        A proxy that passes on nothing sends its own idea of a host; only a named one is ever believed.
        """
        return host.lower() if host.lower() in self.hosts else self.hosts[0]

    def cookie(self, name: str) -> str:
        """A cookie name with the prefix that makes browsers enforce what we ask for."""
        if not self.is_secure:
            return name
        return f"__Secure-{name}" if self.path else f"__Host-{name}"


def is_home(host: str) -> bool:
    """Whether a Host header is this machine or its home: localhost, an address in numbers, or a .local name.

    None of these can be rebound to us by an outside name server.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".local"):
        return True
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


HOMES = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localhost", ".ts.net")


def _is_private(name: str) -> bool:
    try:
        return ip_address(name).is_private
    except ValueError:
        return "." not in name or name.endswith(HOMES)


def _is_plain(netloc: str) -> bool:
    """A host with or without a port, and nothing else."""
    try:
        url = urlsplit(f"//{netloc}")
        return bool(url.hostname) and url.username is None and (url.port is None or url.port > 0)
    except ValueError:
        return False
