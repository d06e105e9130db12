"""The mail server of the owner, told in one line like a database: `smtp://name:password@mail.example.org:587`."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """`starttls` asks for encryption before the password is said, `tls` encrypts from the start."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    sender: str = ""

    @classmethod
    def parse(cls, value: str, sender: str) -> "MailServer":
        """Read `smtps://…` (encrypted from the start) or `smtp://…` (STARTTLS; without it on this machine alone).

        Raises:
            ImproperlyConfigured: if it is no such address, or nobody is named as the sender.
        """
        if not value:
            return cls()
        try:
            url = urlsplit(value)
            host, port = url.hostname or "", url.port
        except ValueError:
            raise ImproperlyConfigured("VAGUS_EMAIL_URL holds no port") from None
        if url.scheme not in {"smtp", "smtps"} or not host:
            raise ImproperlyConfigured("VAGUS_EMAIL_URL must look like smtp://name:password@mail.example.org:587")
        user, password = unquote(url.username or ""), unquote(url.password or "")
        sender = sender or (user if "@" in user else "")
        if "@" not in sender:
            raise ImproperlyConfigured("VAGUS_EMAIL_FROM must name the address that mail comes from")
        tls = url.scheme == "smtps"
        return cls(host, port or (465 if tls else 587), user, password, not tls and host not in HERE, tls, sender)
