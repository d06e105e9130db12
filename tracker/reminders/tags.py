"""A built-in template tag with which Settings shows whether reminders are on, and whether one cannot be delivered."""

from django import template
from django.utils.formats import time_format

from tracker.reminders.models import Channel, Reminder

register = template.Library()


@register.inclusion_tag("reminders/_card.html", takes_context=True)
def reminders_card(context: template.Context) -> dict[str, object]:
    """The times, and the first channel that fails; two queries."""
    user = context["user"]
    times = [time_format(row.at, "TIME_FORMAT") for row in Reminder.objects.filter(owner=user)]
    failing = Channel.objects.filter(owner=user).exclude(failing_since=None).order_by("failing_since").first()
    return {"times": times, "failing": failing}
