"""Django's sessions in the database, read by a query that is put into words once: every page begins with it."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tracker.web.prepared import Prepared

STANDING = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=datetime
)


class SessionStore(db.SessionStore):
    """Only reading is ours. The name of the class is what sessions are signed with, so they stay what they were."""

    def _get_session_from_db(self) -> Session | None:
        found = STANDING.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found
