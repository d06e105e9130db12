"""A built-in template tag with which Settings shows the owner the state of the backups."""

import time
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from tracker.backups.place import here
from tracker.backups.state import little_room, state_of

LOOKING = 10  # seconds from one look at the disks to the next
register = template.Library()


@register.inclusion_tag("backups/_card.html", takes_context=True)
def backups_card(context: template.Context) -> dict[str, object]:
    """When the last good one was made, where they lie, and a button that tries one; for the owner alone."""
    user = context["user"]
    if not user.is_owner:
        return {"backups": None}
    state = state_of(here(), timezone.now(), user.date_joined)
    return {"backups": state, "daily": settings.BACKUP_DAILY, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def room_notice(context: template.Context) -> str:
    """On every page of the owner, while the disk is nearly full; Settings say it beside the backups."""
    user, place = context.get("user"), getattr(context.get("request"), "resolver_match", None)
    if place is None or not getattr(user, "is_owner", False) or place.view_name == "accounts:settings":
        return ""
    free = room_at(int(time.monotonic() // LOOKING))
    return "" if free is None else render_to_string("backups/_room.html", {"free": free})


@lru_cache(maxsize=1)
def room_at(_moment: int) -> int | None:
    """Bytes free, where they were few a moment ago."""
    return little_room(here())
