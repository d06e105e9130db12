"""Built-in template tags: what a device with a copy loads on every page, and its card in Settings."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tracker.accounts import copies
from tracker.accounts.origin import is_trustworthy
from tracker.offline import icons

register = template.Library()


@register.simple_tag(takes_context=True)
def offline_head(context: template.Context) -> SafeString:
    """Nothing, but on a device with a copy the scripts that keep it; there they stand on pages for visitors too."""
    request = context.get("request")
    carried = copies.carried(request) if request is not None else None
    if carried is None:
        return SafeString("")
    from tracker.offline import shell  # Today's fragments without a person: only a device with a copy needs them

    user = context.get("user")
    tag = copies.tag_of(user) if user is not None and user.is_authenticated else ""
    page = {"tag": tag, "kept": carried.tag, "build": shell.build(), "blank": False}
    return mark_safe(render_to_string("offline/_head.html", page))  # noqa: S308 (a template made it)


@register.simple_tag
def paper(*, dark: bool = False) -> str:
    """The colour of the page, for the bars that a browser draws around it."""
    return icons.NIGHT if dark else icons.PAPER


@register.inclusion_tag("offline/_card.html", takes_context=True)
def offline_card(context: template.Context) -> dict[str, Any]:
    """Whether this device keeps a copy, and the switch; not for a sample diary, which is nobody's."""
    request, user = context["request"], context["user"]
    carried = copies.carried(request)
    return {
        "here": carried is not None and carried.tag == copies.tag_of(user), "possible": is_trustworthy(request),
        "offered": not user.is_sample, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
