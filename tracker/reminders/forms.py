"""What a person says of a reminder, of all of them, and of the ways they come."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.reminders import services
from tracker.reminders.hosts import of_browser
from tracker.reminders.models import EVERY_DAY, Kind, Reminder, ReminderChoice
from tracker.reminders.wording import day_names
from tracker.web.naming import listed

CLOCK = {"type": "time"}
SECRET = {"autocomplete": "off"}


def _clock(**facts: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(format="%H:%M", attrs=CLOCK), **facts)


class ReminderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A time, its days, and words of the person's own."""

    at = _clock(label=_("Time of day"))
    on = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("days of the week", "On"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )  # fmt: skip

    class Meta:
        model = Reminder
        fields = ["at", "label"]
        labels = {"label": _("In your own words")}
        help_texts = {
            "label": _(
                "May stay blank. What you write leaves this machine and may show on a locked screen, so nothing "
                "about your health."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = list(enumerate(day_names()))  # type: ignore[attr-defined]
        kept = self.instance.weekdays if self.instance.pk else EVERY_DAY
        self.initial.setdefault("on", [bit for bit in range(7) if kept >> bit & 1])
        self.order_fields(["at", "on", "label"])

    def clean_on(self) -> list[int]:
        bits = self.cleaned_data["on"]
        self.instance.weekdays = sum(1 << bit for bit in set(bits))
        return list(bits)


class ChoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Quiet hours, and whether an answered day is left in peace."""

    quiet_from = _clock(label=_("Quiet from"), required=False)
    quiet_until = _clock(label=pgettext_lazy("quiet hours", "until"), required=False)

    class Meta:
        model = ReminderChoice
        fields = ["quiet_from", "quiet_until", "skip_answered"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if not self.errors and (first is None) != (last is None):
            self.add_error("quiet_until" if last is None else "quiet_from", _("Quiet hours need both times, or none."))
        return cleaned


class EmailForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail address"), max_length=254,
        help_text=_("A code is sent there first, so that it is surely yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class AddressForm(forms.Form):
    """A server that takes messages, and the key to it."""

    url = forms.CharField(
        label=_("Address of the server"), max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    key = forms.CharField(
        label=_("Key"), max_length=300, required=False, widget=forms.PasswordInput(attrs=SECRET),
        help_text=_("Kept sealed, never shown again."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = settings.NOTIFY_HOSTS.shown
        self.fields["url"].initial = f"https://{named[0]}/" if named else "https://"
        if named:
            text = _("Allowed on this machine: %(hosts)s")
            self.fields["url"].help_text = text % {"hosts": listed(named)}

    def clean_url(self) -> str:
        typed = str(self.cleaned_data["url"])
        if not typed:  # the one of before stays (editing.py)
            return typed
        try:
            allowed = settings.NOTIFY_HOSTS.allows(urlsplit(typed)) and typed.isascii() and " " not in typed
        except ValueError:
            allowed = False
        if not allowed:
            raise forms.ValidationError(_("The owner of this machine does not allow this address."), code="host")
        return typed

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if not (key.isascii() and key.isprintable()):
            raise forms.ValidationError(_("A key has letters, digits and signs only."), code="key")
        return key


class NtfyForm(AddressForm):
    topic = forms.RegexField(
        r"\A[-_A-Za-z0-9]{1,64}\Z", label=pgettext_lazy("ntfy", "Topic"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ["url", "topic", "key"]


class GotifyForm(AddressForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = True


class AppriseForm(forms.Form):
    """An address as Apprise writes them; it holds its own key."""

    url = forms.CharField(
        label=_("Apprise address"), max_length=500, widget=forms.PasswordInput(attrs=SECRET),
        help_text=_("Such as hassios://key@home.example.org. Kept sealed, never shown again."),
    )  # fmt: skip

    def clean_url(self) -> str:
        typed = str(self.cleaned_data["url"])
        if typed and not services.is_known(typed):
            raise forms.ValidationError(_("This kind of address is not among those that are allowed."), code="scheme")
        return typed


class PushForm(forms.Form):
    """What a browser gives out about itself."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.RegexField(r"\A[-_A-Za-z0-9]{87}\Z")
    auth = forms.RegexField(r"\A[-_A-Za-z0-9]{22}\Z")

    def clean_endpoint(self) -> str:
        typed = str(self.cleaned_data["endpoint"])
        try:
            ours = of_browser(urlsplit(typed), settings.NOTIFY_HOSTS) and typed.isascii()
        except ValueError:
            ours = False
        if not ours:
            raise forms.ValidationError("not a push service", code="host")
        return typed


FORMS: dict[str, type[forms.Form]] = {
    Kind.EMAIL: EmailForm, Kind.NTFY: NtfyForm, Kind.GOTIFY: GotifyForm, Kind.WEBHOOK: AddressForm,
    Kind.APPRISE: AppriseForm, Kind.PUSH: PushForm,
}  # fmt: skip
