"""Carries one message through one channel of any kind, or says in a word why it could not."""

import json
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tracker.reminders import services, webpush
from tracker.reminders.hosts import Hosts, of_browser, place
from tracker.reminders.models import Channel, Kind
from tracker.reminders.outgoing import Fault, post
from tracker.reminders.wording import TITLE

Facts = dict[str, Any]
log = logging.getLogger("tracker.reminders")


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out: a sentence, the address of Today, and an id that stays the same when it is tried again."""

    text: str
    opens: str
    id: str


def deliver(channel: Channel, message: Message) -> None:
    """Send it.

    Raises:
        Fault: if it was not taken; the log then holds the kind of the channel and of the fault, and nothing else.
    """
    try:
        WAYS[Kind(channel.kind)](channel.facts, message)
    except InvalidToken:
        raise Fault("sealed") from None
    except Fault as fault:
        log.info("A reminder by %s was not delivered: %s", channel.kind, fault.code)
        raise


def is_offered(kind: str) -> bool:
    """Whether the owner of the machine made this way possible."""
    return {
        Kind.FEED: True, Kind.EMAIL: bool(settings.EMAIL_HOST), Kind.PUSH: bool(settings.PUSH_CONTACT),
        Kind.APPRISE: bool(settings.NOTIFY_APPRISE and settings.NOTIFY_HOSTS),
    }.get(Kind(kind), bool(settings.NOTIFY_HOSTS))  # fmt: skip


def mail(to: str, subject: str, text: str, message_id: str) -> None:
    """One letter in plain text.

    Raises:
        Fault: if the server did not take it.
    """
    if not settings.EMAIL_HOST:
        raise Fault("off")
    headers = {"Message-ID": f"<{message_id}@vagus.invalid>", "Auto-Submitted": "auto-generated"}
    letter = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    try:
        letter.connection = get_connection()
        letter.send()
    except smtplib.SMTPAuthenticationError:
        raise Fault("not_accepted") from None
    except smtplib.SMTPResponseException:
        raise Fault("refused") from None
    except smtplib.SMTPRecipientsRefused:
        raise Fault("refused") from None
    except (OSError, smtplib.SMTPException, ValueError):
        raise Fault("no_answer") from None


def _by_email(facts: Facts, message: Message) -> None:
    mail(facts["address"], TITLE, f"{message.text}\n\n{message.opens}\n", message.id)


def _by_ntfy(facts: Facts, message: Message) -> None:
    words = {"topic": facts["topic"], "title": TITLE, "message": message.text, "click": message.opens}
    _json(facts["url"], words, {"Authorization": f"Bearer {facts['key']}"} if facts.get("key") else {})


def _by_gotify(facts: Facts, message: Message) -> None:
    click = {"client::notification": {"click": {"url": message.opens}}}
    words = {"title": TITLE, "message": message.text, "priority": 5, "extras": click}
    _json(facts["url"].rstrip("/") + "/message", words, {"X-Gotify-Key": facts["key"]})


def _by_webhook(facts: Facts, message: Message) -> None:
    words = {"title": TITLE, "text": message.text, "url": message.opens, "id": message.id}
    _json(facts["url"], words, {"Authorization": f"Bearer {facts['key']}"} if facts.get("key") else {})


def _json(url: str, words: Facts, headers: dict[str, str]) -> None:
    body = json.dumps(words, ensure_ascii=False).encode()
    post(urlsplit(url), body, {"Content-Type": "application/json; charset=utf-8", **headers}, settings.NOTIFY_HOSTS)


def _by_push(facts: Facts, message: Message) -> None:
    if not settings.PUSH_CONTACT:
        raise Fault("off")
    url = urlsplit(facts["endpoint"])
    words = json.dumps({"text": message.text, "open": message.opens}, ensure_ascii=False).encode()
    body = webpush.sealed(words, facts["p256dh"], facts["auth"])
    post(url, body, webpush.headers(url, settings.PUSH_CONTACT), _for_push(url))


def _for_push(url: SplitResult) -> Hosts:
    """The browsers' own push services are allowed for push alone, and only as long as they are on the internet."""
    if settings.NOTIFY_HOSTS.names(*place(url)):
        return settings.NOTIFY_HOSTS
    return Hosts(public=of_browser(url, settings.NOTIFY_HOSTS))


def _by_apprise(facts: Facts, message: Message) -> None:
    services.send(facts["url"], TITLE, f"{message.text}\n{message.opens}", settings.NOTIFY_HOSTS)


WAYS: dict[Kind, Callable[[Facts, Message], None]] = {
    Kind.EMAIL: _by_email, Kind.NTFY: _by_ntfy, Kind.GOTIFY: _by_gotify, Kind.WEBHOOK: _by_webhook,
    Kind.PUSH: _by_push, Kind.APPRISE: _by_apprise,
}  # fmt: skip
