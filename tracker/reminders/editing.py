"""Changes a way: what it is called and where it leads; a secret is typed anew or stays, and is never shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.reminders import adding
from tracker.reminders.forms import FORMS
from tracker.reminders.models import LABEL_LENGTH, Channel, Kind
from tracker.reminders.outgoing import Fault

NAME = "name"
# An address of these may hold a key in itself, so it is as little shown as one.
SECRETS = {
    Kind.NTFY: ("key",), Kind.GOTIFY: ("key",), Kind.WEBHOOK: ("url", "key"), Kind.APPRISE: ("url",),
}  # fmt: skip


class NameForm(forms.Form):
    """All that can be said of a browser that was handed in."""

    name = forms.CharField(
        label=pgettext_lazy("of a way in which reminders come", "Name"), max_length=LABEL_LENGTH, required=False,
        help_text=gettext_lazy("May stay blank."),
    )  # fmt: skip


def form_of(channel: Channel, typed: Mapping[str, Any] | None) -> forms.Form:
    """What can be changed of this way, with what is kept of it as far as it may be shown."""
    kind, kept = Kind(channel.kind), channel.facts
    secrets = SECRETS.get(kind, ())
    shown = {name: value for name, value in kept.items() if name not in secrets}
    form = NameForm(typed, initial=shown) if kind is Kind.PUSH else FORMS[kind](typed, initial=shown)
    form.fields = {NAME: NameForm().fields[NAME], **form.fields}
    for name in secrets:
        form.fields[name].required, form.fields[name].initial = False, ""
        form.fields[name].help_text = _("Kept sealed, never shown again. Blank leaves it as it is.")
    return form


def change(channel: Channel, form: forms.Form, opens: str, now: datetime) -> Fault | None:
    """Keep what a valid form says; a new address of mail waits for its code, and what failed before is forgotten.

    Raises:
        forms.ValidationError: the kept key would go to another server.
    """
    kept, secrets = channel.facts, SECRETS.get(Kind(channel.kind), ())
    told = {name: value for name, value in form.cleaned_data.items() if value or name not in secrets}
    facts = {**kept, **told}
    if kept.get("key") and "key" not in told and _server(facts) != _server(kept):
        raise forms.ValidationError(_("Another server: type the key again."), code="key")
    is_new = channel.kind == Kind.EMAIL and facts["address"] != kept.get("address")
    channel.keep(**facts)
    channel.opens = opens
    if is_new:
        channel.verified, channel.code_hash = None, ""
    channel.save(update_fields=["sealed", "opens", "verified", "code_hash"])
    adding.switch(channel, on=channel.is_on)
    return adding.send_code(channel, now) if is_new else None


def _server(facts: Mapping[str, str]) -> tuple[str, str]:
    url = urlsplit(facts.get("url", ""))
    return url.scheme, url.netloc
