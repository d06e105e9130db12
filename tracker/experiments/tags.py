"""Built-in template tags: the experiment that is on for Today, and words for what happened in one."""

from typing import Any

from django import template

from tracker.accounts.models import User

register = template.Library()


@register.inclusion_tag("experiments/_today.html", takes_context=True)
def experiment_of_today(context: template.Context, user: User, today: Any) -> dict[str, Any]:
    """The card of the experiment that is locked; nothing, and no query, where there is none."""
    if not user.held_back:  # as nearly everybody's days: what runs an experiment is not even imported then
        return {"card": None, "csrf_token": context.get("csrf_token"), "own": False}
    from tracker.experiments import running

    row = running.locked(user)
    return {"card": row and running.card(row, today), "csrf_token": context.get("csrf_token"), "own": False}


@register.filter
def adverse_kind(value: str) -> str:
    """What sort of bad thing it was."""
    from tracker.experiments.stopping import Kind

    return str(Kind(value).label) if value in Kind.values else value


@register.filter
def severity(value: int) -> str:
    """How bad it was."""
    from tracker.experiments.stopping import Severity

    return str(Severity(value).label)
