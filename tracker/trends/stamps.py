"""What a figure rests on, told in its address: while that stays the same, a browser need not even ask for the file."""

from datetime import timedelta

from tracker.table import DailyTable, Span
from tracker.trends import grounds
from tracker.trends.figures import SORTS
from tracker.trends.grounds import Ground
from tracker.trends.look import Look
from tracker.trends.orders import Order


def stamp(look: Look, order: Order) -> str:
    """That of its files; none where they rest on what the page does not read: other days, what is shaded."""
    known, span = look.loaded.span, _span(order)
    if order.shade or span.start < known.start or span.end > known.end:
        return ""
    rests_on = Ground(days(look, order), look.touching(order.span))
    return grounds.stamp(look.user, order, rests_on)


def days(look: Look, order: Order) -> DailyTable:
    """The days that it is drawn from."""
    return look.over(_span(order), order.metrics)


def _span(order: Order) -> Span:
    """With those before that it looks back on."""
    return Span(order.span.start - timedelta(days=SORTS[order.figure].lead), order.span.end)
