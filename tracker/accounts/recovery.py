"""Recovery codes: ten of 80 bits, told to their person once; what is kept lets nobody read them back.

They are rows of the account library, in the form it has for codes that come from elsewhere. Codes from before, which
were twelve digits and sealed, fit until new ones are made.
"""

import json
import secrets
from collections.abc import Iterable
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from tracker.accounts.models import User
from tracker.accounts.sealing import seal, unseal

COUNT, GROUPS, GROUP = 10, 4, 4
# Crockford's 32 signs: none is read as another, and whoever types O, I or L means the digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("OIL", "011", "- ")
KEPT = "migrated_codes"
HASHED = "sha256:"
FRESH = "recovery_codes_to_show"


def make(user: User) -> list[str]:
    """Ten new codes in groups of four; those from before fit no more."""
    codes = ["-".join("".join(map(_sign, range(GROUP))) for _ in range(GROUPS)) for _ in range(COUNT)]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two askings at once wait for each other
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.RECOVERY_CODES, data={KEPT: [as_kept(code) for code in codes]}
        )
    return codes


def _sign(_place: int) -> str:
    return secrets.choice(ALPHABET)


def as_kept(typed: str) -> str:
    """What a typed code is compared as: one of these as its hash, anything else (a code of an app) as it is."""
    plain = typed.upper().translate(MEANT)
    if len(plain) != GROUPS * GROUP or not set(plain) <= set(ALPHABET):
        return typed.replace(":", "")  # whoever read what is kept and types it gets nowhere
    return HASHED + sha256(plain.encode()).hexdigest()


def left(user: User) -> int | None:
    """How many have not been used; None where there never were any."""
    return left_in(Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES))


def left_in(rows: Iterable[Authenticator]) -> int | None:
    """The same of somebody's rows, read already; there is at most one of codes."""
    row = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return None if row is None else len(row.wrap().get_unused_codes())


def keep_to_show(session: SessionBase, codes: list[str]) -> None:
    """For the next page of this browser alone; a session is a row, so they wait there sealed."""
    session[FRESH] = seal(json.dumps(codes))


def to_show(session: SessionBase) -> list[str]:
    """The codes that were just made, the first time this is asked; then none."""
    sealed = session.pop(FRESH, "")
    return json.loads(unseal(sealed)) if sealed else []
