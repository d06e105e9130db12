"""Personal tokens: made, shown once, recognised by their hash, revoked, and forgotten long after."""

import re
import secrets
from datetime import datetime, timedelta

from tracker.accounts.models import User, hash_of
from tracker.api.models import ApiToken

MOST = 20  # live ones of a person
REMEMBERED = timedelta(days=90)  # for so long the list tells of one that is over
BEARER = re.compile(r"Bearer +(vagus_[\w-]{43})", re.IGNORECASE | re.ASCII)


class TooManyError(Exception):
    """This person has as many tokens as anybody may have."""


def make(user: User, name: str, now: datetime, *, may_write: bool, days: int | None) -> tuple[ApiToken, str]:
    """A new token and its text, which only this answer ever holds; `days` is None for one that does not run out.

    Raises:
        TooManyError: nothing was made.
    """
    if sum(row.is_live(now) for row in ApiToken.objects.filter(owner=user)) >= MOST:
        raise TooManyError
    text = f"vagus_{secrets.token_urlsafe(32)}"
    expires = None if days is None else now + timedelta(days=days)
    row = ApiToken.objects.create(
        owner=user, name=name, token_hash=hash_of(text), ending=text[-4:], may_write=may_write, created=now,
        expires=expires,
    )  # fmt: skip
    return row, text


def behind(header: str, now: datetime) -> ApiToken | None:
    """The live token that an Authorization header carries; nobody comes in to a sample or a switched-off account."""
    found = BEARER.fullmatch(header.strip())
    if found is None:
        return None
    rows = ApiToken.objects.filter(owner__is_active=True, owner__is_sample=False).select_related("owner")
    token = rows.filter(token_hash=hash_of(found[1])).first()
    return token if token is not None and token.is_live(now) else None


def of(user: User) -> list[ApiToken]:
    """All that are remembered, newest first."""
    return list(ApiToken.objects.filter(owner=user).order_by("-created", "-pk"))


def revoke(token: ApiToken, now: datetime) -> None:
    """From now on it opens nothing; a second time changes nothing."""
    ApiToken.objects.filter(owner=token.owner_id, pk=token.pk, revoked=None).update(revoked=now)


def purge(now: datetime) -> int:
    """Forget tokens that have been over for long."""
    gone = ApiToken.objects.filter(revoked__lt=now - REMEMBERED) | ApiToken.objects.filter(expires__lt=now - REMEMBERED)
    return gone.delete()[0]
