"""The code that proves to a new machine that its first visitor is its owner."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from tracker.accounts.models import User

# No letters or digits that are read as one another.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def _path() -> Path:
    return Path(settings.DATA_DIR) / "setup_code"


def code() -> str:
    """The set-up code, made once; empty as soon as someone has an account."""
    if User.objects.real().exists():
        return ""
    try:
        # O_EXCL: of two processes starting at once only one writes, the other reads what that one wrote.
        with os.fdopen(os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write("-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)))
    except FileExistsError:
        pass
    return _path().read_text(encoding="ascii").strip()


def matches(given: str) -> bool:
    """Whether someone typed the code, capitals, spaces and dashes aside; takes equally long for every answer."""
    plain = "".join(sign for sign in given.casefold() if sign.isalnum())
    wanted = code().replace("-", "")
    return bool(wanted) and secrets.compare_digest(plain.encode(), wanted.encode())


def forget() -> None:
    """The owner has an account; the code opens nothing any more."""
    _path().unlink(missing_ok=True)
