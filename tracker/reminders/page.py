"""What the page of reminders shows: times and whether they will come, ways and how they fare, and what is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken

from tracker.accounts.models import User
from tracker.diary import breaks
from tracker.diary.breaks import Break
from tracker.reminders.channels import is_offered
from tracker.reminders.due import choice_of
from tracker.reminders.models import Channel, Kind, Reminder
from tracker.reminders.when import is_quiet
from tracker.reminders.wording import days, fault

ADDED = tuple(kind for kind in Kind if kind is not Kind.FEED)
# With which the owner of the machine opens a way (README).
SETTING = dict.fromkeys(ADDED, "VAGUS_NOTIFY_HOSTS") | {
    Kind.EMAIL: "VAGUS_EMAIL_URL", Kind.PUSH: "VAGUS_PUSH_CONTACT", Kind.APPRISE: "VAGUS_NOTIFY_APPRISE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Time:
    """One reminder; `quiet` says that it falls into the quiet hours, so it never comes."""

    reminder: Reminder
    days: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One channel as the page tells of it, without its secrets."""

    channel: Channel
    label: str
    where: str
    fault: str
    kind: str = ""

    @property
    def is_named(self) -> bool:
        """Somebody gave it a name of its own."""
        return self.label != self.kind

    @property
    def waits(self) -> bool:
        """For the code that was sent to its address."""
        return self.channel.kind == Kind.EMAIL and self.channel.verified is None


@dataclass(frozen=True, slots=True)
class Reminders:
    """The whole page; `missing` are the settings that would open further ways."""

    times: Sequence[Time]
    ways: Sequence[Way]
    offered: Sequence[Kind]
    missing: Sequence[str]
    has_feed: bool
    pause: Break | None

    @property
    def silent(self) -> bool:
        """There are times, and no way that works."""
        ready = any(way.channel.is_on and not way.waits and not way.channel.paused for way in self.ways)
        return bool(self.times) and not ready


def read(user: User, now: datetime) -> Reminders:
    """A fixed number of queries."""
    choice, channels = choice_of(user), list(Channel.objects.filter(owner=user))
    return Reminders(
        times=[
            Time(row, days(row.weekdays), is_quiet(row.at, choice.quiet_from, choice.quiet_until))
            for row in Reminder.objects.filter(owner=user)
        ],
        ways=[way_of(row) for row in channels],
        offered=[kind for kind in ADDED if is_offered(kind)],
        missing=list(dict.fromkeys(SETTING[kind] for kind in ADDED if not is_offered(kind))),
        has_feed=any(row.kind == Kind.FEED for row in channels),
        pause=breaks.on(user, user.today(now)),
    )


def way_of(channel: Channel) -> Way:
    said, kind = fault(channel.fault) if channel.fault else "", str(Kind(channel.kind).label)
    return Way(channel, str(facts_of(channel).get("name") or kind), _where(channel), said, kind)


def facts_of(channel: Channel) -> dict[str, str]:
    """What is kept of it; nothing where another machine's key sealed it."""
    try:
        return channel.facts
    except InvalidToken:
        return {}


def _where(channel: Channel) -> str:
    """Where it leads, as far as anybody may read over a shoulder."""
    facts = facts_of(channel)
    if not facts:
        return ""
    if channel.kind in {Kind.EMAIL, Kind.PUSH}:
        return str(facts.get("address") or facts.get("browser", ""))
    if channel.kind == Kind.APPRISE:
        return str(facts["url"].partition("://")[0])
    host = urlsplit(facts.get("url", "")).netloc
    return f"{host}/{facts['topic']}" if "topic" in facts else host
