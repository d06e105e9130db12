"""Keeps a sent file, and what was read in it, until it is brought in: private, named by chance, and soon gone."""

import os
import pickle
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from tracker.exchange.formats.recognise import MOST_OF_ALL
from tracker.exchange.opening import Opened
from tracker.web.uploads import folder

MOST = MOST_OF_ALL
LONGEST_NAME = 80
LIFE = timedelta(days=1)
READ = ".read"


def path_of(token: str) -> Path:
    return folder() / token


def keep(owner: int, file: "UploadedFile[bytes]") -> str:
    """Store a file under a new name; one that lies in the folder already is not copied."""
    token = f"{owner}-{secrets.token_hex(16)}"
    if isinstance(file, TemporaryUploadedFile):
        Path(file.temporary_file_path()).rename(path_of(token))
        path_of(token).chmod(0o600)
        return token
    file.seek(0)
    with _private(path_of(token)) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return token


def keep_read(token: str, opened: Opened) -> None:
    """Store what was read, whole or not at all."""
    draft = path_of(token + READ + ".new")
    draft.unlink(missing_ok=True)
    with _private(draft) as kept:
        pickle.dump(opened, kept, pickle.HIGHEST_PROTOCOL)
    draft.replace(path_of(token + READ))


def read(token: str) -> Opened:
    """What was read in a file.

    Raises:
        FileNotFoundError: if it is gone.
    """
    # Written by this program into a folder of its owner alone; whoever can write there can change the diary itself.
    opened: Opened = pickle.loads(path_of(token + READ).read_bytes())  # noqa: S301
    return opened


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def drop(token: str) -> None:
    """The file goes, and what was read in it."""
    for path in folder().glob(f"{token}*"):
        path.unlink(missing_ok=True)


def sweep(now: datetime) -> None:
    """Files nobody came back for go after a day."""
    for path in folder().glob("*"):
        try:
            if path.stat().st_mtime < (now - LIFE).timestamp():
                path.unlink()
        except FileNotFoundError:
            continue
