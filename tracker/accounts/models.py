"""Who keeps a diary here, how they like the app, whom the owner has invited, and which devices keep a copy."""

import hashlib
import secrets
import unicodedata
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.web import writing
from tracker.web.days import day_of


class Theme(models.TextChoices):
    AUTO = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def known_time_zone(name: str) -> None:
    """Refuse a time zone that the machine cannot compute with."""
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known."), code="time_zone")


def folded(name: str) -> str:
    """A name as it is compared: Mari, MARI and mari are one person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold())


def new_edition() -> int:
    """A number that nothing had before, also where a database is put back to how it was."""
    return secrets.randbits(62)


def readable_name(name: str) -> None:
    """Refuse names with characters that nobody sees."""
    if not name.isprintable() or not folded(name):
        raise ValidationError(_("Use letters, digits, spaces or signs that can be seen."), code="unreadable")


class People(UserManager["User"]):
    """Accounts of the household; sample diaries are accounts too, but nobody's."""

    def create_user(self, username: str, password: str | None = None, **facts: object) -> "User":  # type: ignore[override]
        username = self.model.normalize_username(username)
        user = self.model(username=username, folded=folded(username), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def real(self) -> models.QuerySet["User"]:
        """Everyone but the sample diary."""
        return self.filter(is_sample=False)

    def named(self, name: str) -> "User | None":
        """The account of that name, however it is capitalised."""
        return self.filter(folded=folded(name)).first()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(folded=folded(username or ""))


class User(AbstractBaseUser):
    """One person, with the preferences every page reads (so they cost no query of their own)."""

    username = models.CharField(
        _("name"), max_length=60, unique=True, validators=[readable_name],
        error_messages={"unique": _("This name is taken.")},
    )  # fmt: skip
    folded = models.CharField(max_length=180, unique=True, editable=False, help_text="the name as it is compared")
    is_active = models.BooleanField(default=True)
    is_owner = models.BooleanField(default=False, help_text="set up this machine; may invite and open sign-up")
    is_sample = models.BooleanField(default=False, help_text="invented days; removable in one click")
    date_joined = models.DateTimeField(default=timezone.now)

    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[known_time_zone])
    day_start_hour = models.PositiveSmallIntegerField(
        _("a new day starts at"), default=4, validators=[MinValueValidator(0), MaxValueValidator(12)]
    )
    theme = models.CharField(_("light or dark"), max_length=5, blank=True, default="", choices=Theme.choices)
    country = models.CharField(_("country for help lines"), max_length=2, blank=True, default="")
    modules = models.JSONField(_("what is asked besides the daily questions"), default=list, blank=True)
    food_free = models.BooleanField(_("food-free mode"), default=False)
    low_card = models.BooleanField(_("quiet card after many low days"), default=True)
    low_card_shown = models.DateField(null=True, blank=True)
    learn_card = models.BooleanField(_("one sentence of research on Today"), default=True)
    sign_up_open = models.BooleanField(default=False, help_text="the owner's switch: anyone who reaches us may join")

    held_back = models.JSONField(default=list, blank=True, help_text="metrics no page may split while a test runs")

    diary_version = models.PositiveBigIntegerField(default=0, help_text="grows with every change to this diary")
    foods_edition = models.PositiveBigIntegerField(
        default=new_edition, help_text="another with every change to their own foods and stars"
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(day_start_hour__lte=12), name="user_day_start_hour"),
            models.CheckConstraint(condition=~models.Q(folded=""), name="user_folded"),
            # Two first visitors at the same moment cannot both set up this machine.
            models.UniqueConstraint(fields=["is_owner"], condition=models.Q(is_owner=True), name="user_one_owner"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def diary_changed(self) -> None:
        """Say that something in the diary changed: figures and answers made from older days are stale."""
        writing.count_on(type(self), "diary_version", id=self.pk)

    def foods_changed(self) -> None:
        """Say, in the same transaction, that own foods or stars changed: what the search read of them is stale."""
        self.foods_edition = new_edition()
        writing.update(type(self), {"id": self.pk}, foods_edition=self.foods_edition)

    def today(self, now: datetime) -> date:
        """The diary day that `now` belongs to for this person."""
        return day_of(now, self.zone, self.day_start_hour)


class Invitations(models.QuerySet["Invitation"]):
    """Links that let one more person in."""

    def usable(self, now: datetime) -> "Invitations":
        return self.filter(used=None, expires__gt=now)

    def make(self, owner: User, now: datetime) -> tuple["Invitation", str]:
        """A new invitation and its token, which only this answer ever holds."""
        token = secrets.token_urlsafe(32)
        row = self.create(
            owner=owner, token_hash=hash_of(token), created=now, expires=now + timedelta(days=INVITATION_DAYS)
        )
        return row, token

    def behind(self, token: str, now: datetime) -> "Invitation | None":
        return self.usable(now).filter(token_hash=hash_of(token)).first()

    def take(self, pk: int, now: datetime) -> bool:
        """Use an invitation up; true for exactly one caller."""
        return self.usable(now).filter(pk=pk).update(used=now) == 1


INVITATION_DAYS = 7


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A way in for one more person: a link whose secret is stored hashed, good once and for a week."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    objects = Invitations.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "created"])]


class KeptCopy(models.Model):
    """A browser in which a person keeps a copy of the last days; its secret lies in that browser, here only a hash."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_copies")
    token_hash = models.CharField(max_length=64)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "token_hash"], name="kept_copy_owner_token")]
        indexes = [models.Index(fields=["token_hash"], name="kept_copy_token")]
