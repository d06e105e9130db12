"""Django's sessions in the database, and with each its person: every page begins with both, read as one."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tracker.accounts.models import User
from tracker.web.together import Together


def _opening(key: str, now: datetime) -> dict[str, QuerySet[Any]]:
    standing = Session.objects.filter(session_key=key, expire_date__gt=now)
    return {"session": standing, "person": User.objects.filter(usersession__session_key=key)}


OPENING = Together(_opening, key=str, now=datetime)


@lru_cache(maxsize=64)
def _opened(sealed: str | bytes) -> str:
    """What a row says, as JSON: its seal is looked at once in a process, not at every page."""
    return json.dumps(db.SessionStore().decode(sealed))


class SessionStore(db.SessionStore):
    """Only reading is ours. The name of the class is what sessions are signed with, so they stay what they were."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._read_along: list[User] = []

    def _get_session_from_db(self) -> Session | None:
        found = OPENING.read(key=self.session_key or "", now=timezone.now())
        if not found["session"]:
            self._session_key = None
            return None
        self._read_along = found["person"]
        session: Session = found["session"][0]
        return session

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        # Anew each time, for whoever is given it may change it.
        opened: dict[str, Any] = json.loads(_opened(session_data))
        return opened

    def read_along(self, number: int) -> User | None:
        """The person of that number if their row came with the session's: once, for later it may be another."""
        found, self._read_along = self._read_along, []
        return next((person for person in found if person.pk == number), None)
