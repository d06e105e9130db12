"""What is asked of a passkey besides its signature: a page of ours asked for it, now, and its counter went on."""

from hashlib import sha256
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.utils import websafe_decode
from fido2.webauthn import AuthenticatorData

from tracker.accounts.audit import What, note
from tracker.accounts.origin import host_of, told_host

COUNT = "count"  # in the row: what the passkey said last of how often it was used
A_WHILE = 300  # seconds; two who send the same answer at the same moment share a session that holds its question


def refused() -> ValidationError:
    return get_adapter().validation_error("incorrect_code")


def from_here(credential: Any) -> None:
    """That the page which asked was one under this very name, none of another program or part of the domain.

    Raises:
        ValidationError: it was not.
    """
    try:
        told = credential["response"]["clientDataJSON"]
    except (KeyError, TypeError) as error:
        raise refused() from error
    if told_host(told) != host_of(context.request):
        raise refused()


def went_on(found: Authenticator, count: int) -> bool:
    """Write down how often the passkey was used; false if that is no more than before, as a copy would say.

    Most passkeys of phones and browsers do not count and say 0 each time.
    """
    first = found.wrap().authenticator_data.counter
    if not count and not found.data.get(COUNT, first):
        return True
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=found.pk)
        if count <= row.data.get(COUNT, first):
            return False
        row.data[COUNT] = count
        row.save(update_fields=["data"])
    return True


class SecondStepForm(AuthenticateWebAuthnForm):
    """After the password."""

    def clean_credential(self) -> Authenticator:
        told = self.cleaned_data["credential"]
        from_here(told)
        found: Authenticator = super().clean_credential()
        answer = told["response"]
        if not cache.add(f"passkey:{sha256(answer['signature'].encode()).hexdigest()}", 1, A_WHILE):
            raise refused()
        if not went_on(found, AuthenticatorData(websafe_decode(answer["authenticatorData"])).counter):
            note(found.user, What.COPIED, context.request)
            raise refused()
        return found


class LoginForm(SecondStepForm, LoginWebAuthnForm):
    """Instead of the password."""


class AgainForm(SecondStepForm, ReauthenticateWebAuthnForm):
    """Before something that matters."""
