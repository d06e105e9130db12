"""Where people reach Vagus: one setting, VAGUS_URL, and everything that follows from it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses an owner named, all with the same scheme and path; none means this machine alone."""

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
        if any(url.scheme not in {"http", "https"} or not url.netloc or url.query or url.fragment for url in urls):
            raise ImproperlyConfigured("VAGUS_URL must look like https://diary.example.org/ (several: comma between)")
        if len({(url.scheme, url.path.rstrip("/")) for url in urls}) > 1:
            raise ImproperlyConfigured("all addresses in VAGUS_URL must share one scheme and one path")
        return cls(tuple(url.netloc for url in urls), urls[0].scheme, urls[0].path.rstrip("/"))

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def is_local(self) -> bool:
        """No address was named: plain http on this machine or its home network."""
        return not self.hosts

    @property
    def allowed_hosts(self) -> list[str]:
        # An address in numbers or under .local cannot be rebound to us by an outside name server, so without a
        # setting the WSGI door lets exactly those pass (tracker/wsgi.py); Django's own list stays as tight.
        return [urlsplit(f"//{host}").hostname or "" for host in self.hosts] or ["localhost", "127.0.0.1", "[::1]"]

    @property
    def origins(self) -> list[str]:
        return [f"{self.scheme}://{host}" for host in self.hosts]

    def cookie(self, name: str) -> str:
        """A cookie name with the prefix that makes browsers enforce what we ask for."""
        if not self.is_secure:
            return name
        return f"__Secure-{name}" if self.path else f"__Host-{name}"
