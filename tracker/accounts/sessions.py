"""Django's sessions in the database, read by a query that is put into words once: every page begins with it."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tracker.web.prepared import Prepared

STANDING = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=datetime
)


@lru_cache(maxsize=64)
def _opened(sealed: str | bytes) -> str:
    """What a row says, as JSON: its seal is looked at once in a process, not at every page."""
    return json.dumps(db.SessionStore().decode(sealed))


class SessionStore(db.SessionStore):
    """Only reading is ours. The name of the class is what sessions are signed with, so they stay what they were."""

    def _get_session_from_db(self) -> Session | None:
        found = STANDING.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        # Anew each time, for whoever is given it may change it.
        opened: dict[str, Any] = json.loads(_opened(session_data))
        return opened
