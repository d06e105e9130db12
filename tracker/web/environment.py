"""Reads the environment strictly, and keeps the machine's one secret in a file only its owner can read."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

COMMON_HEADERS = ("host", "cookie", "authorization", "origin", "referer", "user-agent", "accept", "accept-language",
                  "content-type", "content-length", "forwarded", "x-forwarded-for", "x-real-ip")  # fmt: skip


def env(name: str, default: str) -> str:
    """The variable, or what the file named by `<name>_FILE` holds, or the default.

    Raises:
        ImproperlyConfigured: naming the file, where it cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise ImproperlyConfigured(f"{name}_FILE is {path}, which cannot be read: {reason}") from error
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """A switch that refuses anything but a plain yes or no.

    Raises:
        ImproperlyConfigured: naming the variable and what it may hold.
    """
    value = env(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false, yes, no, on, off")


def kept_secret(name: str, path: Path) -> str:
    """The secret from the environment, or from `path`, made once (mode 0600) if there is none yet."""
    given = env(name, "")
    if given:
        return given
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _keep(get_random_secret_key(), path)
    except (FileExistsError, NotADirectoryError):
        raise ImproperlyConfigured(f"DATA_DIR {path.parent} is not a folder") from None
    except OSError as error:
        text = f"DATA_DIR {path.parent} cannot be written to: {error.strerror}. Set DATA_DIR to another folder."
        raise ImproperlyConfigured(text) from error
    secret = path.read_text(encoding="utf-8").strip()
    if not secret:
        raise ImproperlyConfigured(f"{path} is empty; delete it and start again to make a new secret")
    return secret


def _keep(secret: str, path: Path) -> None:
    """Put the secret where it is looked for, whole; of two processes starting at once only one succeeds."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())  # what it seals must not outlive it, not even in a power cut
    try:
        os.link(draft, path)
        _name_it(path.parent)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _name_it(folder: Path) -> None:
    """Let the names in a folder survive a power cut; not every system can open a folder."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def name_header(name: str, proxies: str) -> str:
    """The header in which a proxy names who it speaks for; none unless the owner also names the proxies.

    Raises:
        ImproperlyConfigured: if anybody could send the header, or it is one that browsers send for another purpose.
    """
    header = env(name, "").strip()
    if not header:
        return ""
    if not env(proxies, "").strip():
        raise ImproperlyConfigured(f"{name} needs {proxies}: name the addresses of the proxy that sends the header")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{2,60}", header) or header.lower() in COMMON_HEADERS:
        raise ImproperlyConfigured(f"{name} must be the name of a header of its own, such as Remote-User")
    return header
