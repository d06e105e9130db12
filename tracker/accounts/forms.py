"""What people fill in about their account."""

from functools import cache
from time import time
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ReauthenticateForm as LibraryReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as LibraryCodeForm
from allauth.mfa.base.forms import ReauthenticateForm as LibraryCodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm as LibraryAddWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as LibraryEditWebAuthnForm
from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.accounts import recovery, steps
from tracker.accounts.audit import What, note
from tracker.accounts.models import User
from tracker.accounts.passkeys import from_here
from tracker.accounts.passwords import ALONE, needed_length
from tracker.accounts.sealing import seal, unseal
from tracker.metrics import MODULES

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm

# Where help lines are known; their numbers live with the guidance.
COUNTRIES = (
    ("", _("Not chosen")), ("no", _("Norway")), ("dk", _("Denmark")), ("se", _("Sweden")),
    ("cn", _("China (mainland)")), ("gb", _("United Kingdom")), ("us", _("United States")), ("zz", _("Somewhere else")),
)  # fmt: skip
HOURS = [(hour, f"{hour:02}:00") for hour in range(13)]


@cache
def _known_zones() -> frozenset[str]:
    """Read once: they lie in six hundred files."""
    return frozenset(available_timezones())


@cache
def _by_continent() -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(_known_zones()):
        area, _slash, place = name.partition("/")
        if place and area not in {"Etc", "US"}:
            groups.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return groups


def zones(kept: str = "UTC") -> list[tuple[str, Any]]:
    """Every time zone named for a place, by continent, as a select groups them; above them the one that is set."""
    groups = _by_continent()
    others = dict.fromkeys(name for name in ("UTC", kept) if name.split("/")[0] not in groups)
    return [(name, name) for name in others] + list(groups.items())


class ZoneField(forms.ChoiceField):
    """A zone from the list; older names for one are understood as well, since browsers and imports use them."""

    def __init__(self) -> None:
        super().__init__(label=_("Time zone"), choices=zones, help_text=_("Says when your day begins and ends."))

    def valid_value(self, value: Any) -> bool:
        return value in _known_zones()


class Plain:
    """Labels above the fields and no text inside them that vanishes with the first letter."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class LoginForm(Plain, LibraryLoginForm):
    labels = {"login": pgettext_lazy("account", "Name"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ReauthenticateForm(Plain, LibraryReauthenticateForm):
    labels = {"password": _("Your password")}


class ChangePasswordForm(Plain, LibraryChangePasswordForm):
    """One new password: every browser can show what is typed, nobody needs to type it twice."""

    labels = {"oldpassword": _("Password of today"), "password1": _("New password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        text = _("%(count)d characters or more; a short sentence is good.")
        self.fields["password1"].help_text = text % {"count": needed_length(self.user)}


class NewPasswordForm(forms.Form):
    """A password for somebody who lost theirs, judged as that person's."""

    password = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        text = _("%(count)d characters or more; a short sentence is good.")
        self.fields["password"].help_text = text % {"count": needed_length(user)}

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class OneCode(Plain):
    """A code of the app or a recovery code; either fits once."""

    labels = {"code": _("Code from the app, or a recovery code")}

    def clean_code(self) -> str:
        code = recovery.as_kept(self.cleaned_data["code"])  # type: ignore[attr-defined]
        self.cleaned_data["code"] = code  # type: ignore[attr-defined]
        if not steps.take(self.user, code, time()):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())  # type: ignore[misc]


class CodeForm(OneCode, LibraryCodeForm):
    """At the sign-in, where a wrong one is noted."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError:
            note(self.user, What.REFUSED, context.request)
            raise


class CodeAgainForm(OneCode, LibraryCodeAgainForm):
    """Before something that matters."""


class ActivateTOTPForm(Plain, LibraryActivateTOTPForm):
    """The new secret waits in the session, which is a row like any other: it waits there sealed."""

    labels = {"code": _("Code that the app shows now")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        waiting: str = self.secret
        try:
            self.secret: str = unseal(waiting)
        except InvalidToken:
            context.request.session[SECRET_SESSION_KEY] = seal(waiting)


class AddPasskeyForm(Plain, LibraryAddWebAuthnForm):
    labels = {"name": _("Name of this passkey")}
    helps = {"name": _("So you can tell it from others: Phone, Laptop.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Always one that can sign in by itself; the script reads the box.
        self.fields["passwordless"] = forms.BooleanField(
            required=False, initial=True, widget=forms.CheckboxInput(attrs={"hidden": True})
        )
        self.fields["name"].max_length = 60

    def clean(self) -> dict[str, Any]:
        if (credential := self.cleaned_data.get("credential")) is not None:
            from_here(credential)
        found: dict[str, Any] = super().clean()
        return found


class EditPasskeyForm(Plain, LibraryEditWebAuthnForm):
    labels = {"name": _("Name of this passkey")}


class SignUpForm(forms.Form):
    """A name and one password; no address."""

    username = forms.CharField(
        label=pgettext_lazy("account", "Name"), max_length=60, validators=User._meta.get_field("username").validators,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(lambda text: text % {"count": ALONE}, str)(
            _("%(count)d characters or more; a short sentence is good.")
        ),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Set-up code"), required=False, help_text=_("Printed on the machine where Vagus was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    time_zone = ZoneField()

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"time_zone": settings.TIME_ZONE, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget.attrs["data-zone"] = ""
        self.fields["code"].required = asks_code
        if not asks_code:
            del self.fields["code"]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]

    def clean_username(self) -> str:
        name = User.normalize_username(self.cleaned_data["username"])
        if User.objects.named(name):
            raise ValidationError(_("This name is taken."), code="unique")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data:
            try:
                validate_password(data["password"], User(username=data.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def facts(self) -> dict[str, Any]:
        """What the account is made from."""
        return {name: value for name, value in self.cleaned_data.items() if name != "code"}


class LookForm(UserForm):
    time_zone = ZoneField()
    day_start_hour = forms.TypedChoiceField(label=_("A new day starts at"), choices=HOURS, coerce=int)
    country = forms.ChoiceField(label=_("Country for help lines"), choices=COUNTRIES, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = User
        fields = ["theme", "language", "country", "time_zone", "day_start_hour"]
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones(self.instance.time_zone)  # type: ignore[attr-defined]
        if (kept := self.instance.country) not in dict(COUNTRIES):  # from the owner's own file of help lines
            self.fields["country"].choices = [*COUNTRIES, (kept, kept.upper())]  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]


class CardsForm(UserForm):
    class Meta:
        model = User
        fields = ["low_card", "learn_card"]


class NotesForm(UserForm):
    """What is asked besides the daily questions."""

    modules = forms.MultipleChoiceField(choices=[(module.key, module.label) for module in MODULES], required=False)

    class Meta:
        model = User
        fields = ["modules", "food_free"]


class HouseholdForm(UserForm):
    class Meta:
        model = User
        fields = ["sign_up_open"]
