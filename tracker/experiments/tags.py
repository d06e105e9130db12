"""Built-in template tags: the experiment that is on for Today, and words for what happened in one."""

from typing import Any

from django import template

from tracker.accounts.models import User
from tracker.experiments import running
from tracker.experiments.stopping import Kind, Severity

register = template.Library()


@register.inclusion_tag("experiments/_today.html", takes_context=True)
def experiment_of_today(context: template.Context, user: User, today: Any) -> dict[str, Any]:
    """The card of the experiment that is locked; nothing, and no query, where there is none."""
    row = running.locked(user)
    return {"card": row and running.card(row, today), "csrf_token": context.get("csrf_token"), "own": False}


@register.filter
def adverse_kind(value: str) -> str:
    """What sort of bad thing it was."""
    return str(Kind(value).label) if value in Kind.values else value


@register.filter
def severity(value: int) -> str:
    """How bad it was."""
    return str(Severity(value).label)
