"""A built-in template tag with which Settings shows the owner the state of the backups."""

from django import template
from django.conf import settings
from django.utils import timezone

from tracker.backups.place import here
from tracker.backups.state import little_room, state_of

register = template.Library()


@register.inclusion_tag("backups/_card.html", takes_context=True)
def backups_card(context: template.Context) -> dict[str, object]:
    """When the last good one was made, where they lie, and a button that tries one; for the owner alone."""
    user = context["user"]
    if not user.is_owner:
        return {"backups": None}
    state = state_of(here(), timezone.now(), user.date_joined)
    return {"backups": state, "daily": settings.BACKUP_DAILY, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("backups/_room.html", takes_context=True)
def room_notice(context: template.Context) -> dict[str, object]:
    """On every page of the owner, while the disk is nearly full; Settings say it beside the backups."""
    user, place = context.get("user"), getattr(context.get("request"), "resolver_match", None)
    if place is None or not getattr(user, "is_owner", False):
        return {}
    said_there = place.view_name == "accounts:settings"
    return {"free": None if said_there else little_room(here())}
