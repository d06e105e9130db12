"""A person's diary as files to take away: the same diary always gives the same bytes."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from tracker.accounts.models import User
from tracker.exchange.archiving import archive
from tracker.exchange.formats import to_fhir, to_open_mhealth
from tracker.exchange.formats.own_csv import write
from tracker.exchange.rows import collect
from tracker.web.moment import one_moment


@dataclass(frozen=True, slots=True)
class Offer:
    """One way out: how its file is called and what it is; `put` writes it."""

    name: str
    ending: str
    content_type: str
    put: Callable[[User, datetime, IO[bytes]], None]

    def file_name(self, user: User, now: datetime) -> str:
        return f"{self.name}-{user.today(now).isoformat()}.{self.ending}"


def diary_csv(user: User) -> bytes:
    """Everything but what the person took away."""
    # One moment, so that no row is written between a table and the one that points at it.
    with one_moment():
        return "".join(write(collect(user))).encode()


def _csv(user: User, now: datetime, out: IO[bytes]) -> None:
    out.writelines(line.encode() for line in write(collect(user)))


def _fhir(user: User, now: datetime, out: IO[bytes]) -> None:
    found = to_fhir.bundle(collect(user, to_fhir.TABLES), user.zone, now)
    out.write(json.dumps(found, ensure_ascii=False, indent=1).encode())


def _sleep(user: User, now: datetime, out: IO[bytes]) -> None:
    found = to_open_mhealth.points(collect(user, to_open_mhealth.TABLES), user.zone, now)
    out.write(json.dumps(found, ensure_ascii=False, indent=1).encode())


OFFERS: Mapping[str, Offer] = {
    "archive": Offer("vagus", "zip", "application/zip", archive),
    "csv": Offer("vagus", "csv", "text/csv; charset=utf-8", _csv),
    "fhir": Offer("vagus-fhir", "json", "application/fhir+json", _fhir),
    "sleep": Offer("vagus-sleep", "json", "application/json", _sleep),
}


def put_out(user: User, kind: str, now: datetime) -> IO[bytes]:
    """One of the files, whole and ready to be sent from its beginning.

    The diary goes through it row by row, so that only the packed bytes are held. All of it is of one moment, and
    made before anything is sent: nothing holds the diary up, and what breaks never looks like a whole file.
    """
    out = io.BytesIO()
    with one_moment():
        OFFERS[kind].put(user, now, out)
    out.seek(0)
    return out
