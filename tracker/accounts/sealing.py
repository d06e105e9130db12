"""Keeps the seeds of one-time codes unreadable in the database, with a key that lies outside it."""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet


def _key(secret: str) -> "Fernet":
    from cryptography.fernet import Fernet  # large, and most requests open no seal
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"vagus second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


@lru_cache(maxsize=4)
def _box(secrets: tuple[str, ...]) -> "MultiFernet":
    from cryptography.fernet import MultiFernet

    return MultiFernet([_key(secret) for secret in secrets])


def _current() -> "MultiFernet":
    """The newest key seals; the ones an owner is moving away from still open."""
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def seal(text: str) -> str:
    return _current().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text behind `sealed`.

    Raises:
        cryptography.fernet.InvalidToken: if no key of this machine sealed it.
    """
    return _current().decrypt(sealed.encode()).decode()
