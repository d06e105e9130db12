"""The identity provider an owner may name, by which people sign in here too; none by default."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = {"127.0.0.1", "::1", "localhost"}


class Provider(NamedTuple):
    """Its exact issuer, what we are called there, and what people call it."""

    issuer: str = ""
    client: str = ""
    secret: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.issuer)

    @property
    def origin(self) -> str:
        url = urlsplit(self.issuer)
        return f"{url.scheme}://{url.netloc}"

    @classmethod
    def parse(cls, issuer: str, client: str, secret: str, name: str) -> "Provider":
        """All or nothing; asks nobody.

        Raises:
            ImproperlyConfigured: if something is missing, or it would be spoken to without TLS.
        """
        if not issuer.strip():
            return cls()
        url = urlsplit(issuer.strip())
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in HERE):
            raise ImproperlyConfigured("VAGUS_OIDC_URL must begin with https://")
        if not (client and secret):
            raise ImproperlyConfigured("VAGUS_OIDC_URL needs VAGUS_OIDC_CLIENT and VAGUS_OIDC_SECRET")
        return cls(issuer.strip(), client, secret, name.strip() or url.hostname or "")
