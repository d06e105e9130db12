"""Deletes a person: every row of theirs, every file they sent, every session, and nothing of anyone else."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from tracker.accounts.models import User
from tracker.web import uploads

LINKS = "socialaccount_socialaccount"


class LastKeyError(Exception):
    """Only switched-off accounts would remain, and nobody could ever switch one on again."""


def successor(user: User) -> User | None:
    """Who runs this machine when its owner goes: the one who has been here longest."""
    if not user.is_owner:
        return None
    others = User.objects.real().exclude(pk=user.pk).filter(is_active=True)
    return others.order_by("date_joined", "pk").first()


def locks_others_out(user: User) -> bool:
    others = User.objects.real().exclude(pk=user.pk)
    return user.is_owner and others.exists() and not others.filter(is_active=True).exists()


def _unlink(number: int) -> None:
    """Links to an identity provider that the owner no longer names: their table is there, its code is not."""
    if settings.OIDC or LINKS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINKS} WHERE user_id = %s", [number])  # noqa: S608 (a name of ours)


def erase(user: User) -> None:
    """Delete the person, all or nothing.

    Raises:
        LastKeyError: nothing was deleted.
    """
    with transaction.atomic():
        if locks_others_out(user):
            raise LastKeyError
        heir = successor(user)
        for session in Session.objects.iterator():
            if session.get_decoded().get(SESSION_KEY) == str(user.pk):
                session.delete()
        number = user.pk
        _unlink(number)
        user.delete()
        if heir is not None:
            User.objects.filter(pk=heir.pk).update(is_owner=True)
    uploads.forget(number)
