"""Keeps an uploaded file between being shown and being brought in: private, named by chance, and soon gone."""

import os
import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from tracker.accounts.models import User

MOST = 64 * 1024 * 1024
LONGEST_NAME = 80
LIFE = timedelta(days=1)
PLACE = "upload"  # in the session: only the browser that sent a file reaches it, and signing out forgets it

Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be decided upon, and what was decided so far."""

    token: str
    owner: int
    name: str
    activities: bool = True

    @property
    def path(self) -> Path:
        return _folder() / self.token

    def read(self) -> bytes:
        return self.path.read_bytes()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def keep(session: Session, user: User, file: "UploadedFile[bytes]") -> Upload:
    """Store a file that passed the checks; an earlier one of this browser goes."""
    discard(session, user)
    upload = Upload(secrets.token_hex(16), user.pk, (file.name or "")[:LONGEST_NAME])
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    file.seek(0)
    with os.fdopen(os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    session[PLACE] = asdict(upload)
    return upload


def pending(session: Session, user: User) -> Upload | None:
    """The file this person sent from this browser, while it is there."""
    facts = session.get(PLACE)
    upload = Upload(**facts) if facts else None
    return upload if upload and upload.owner == user.pk and upload.path.exists() else None


def decide(session: Session, upload: Upload, *, activities: bool) -> None:
    """Remember what the person chose for this file."""
    session[PLACE] = asdict(upload) | {"activities": activities}


def discard(session: Session, user: User) -> None:
    """The file goes, whatever became of it."""
    upload = pending(session, user)
    if upload:
        upload.path.unlink(missing_ok=True)
    session.pop(PLACE, None)


def sweep(now: datetime) -> None:
    """Files nobody came back for go after a day."""
    for path in _folder().glob("*"):
        try:
            if path.stat().st_mtime < (now - LIFE).timestamp():
                path.unlink()
        except FileNotFoundError:
            continue
