"""A built-in template tag with which Settings shows whether reminders are on, and whether one cannot be delivered."""

from django import template
from django.utils.formats import time_format

from tracker.reminders.models import Channel, Reminder
from tracker.web.prepared import Prepared

register = template.Library()
TIMES = Prepared(lambda owner: Reminder.objects.filter(owner=owner), owner=int)
FAILING = Prepared(
    lambda owner: Channel.objects.filter(owner=owner).exclude(failing_since=None).order_by("failing_since"), owner=int
)


@register.inclusion_tag("reminders/_card.html", takes_context=True)
def reminders_card(context: template.Context) -> dict[str, object]:
    """The times, and the first channel that fails; two queries."""
    user = context["user"]
    times = [time_format(row.at, "TIME_FORMAT") for row in TIMES.all(owner=user.pk)]
    return {"times": times, "failing": FAILING.first(owner=user.pk)}
