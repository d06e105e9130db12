"""Days counted from a start: four weeks of how a person felt, aligned at day 0."""

from datetime import timedelta

from django.utils.translation import gettext as _

from tracker.diary.starts import Start, starts
from tracker.metrics import BY_KEY
from tracker.stats import summary
from tracker.stats.grain import Grain
from tracker.table import Span
from tracker.trends import panels, sentences, wording
from tracker.trends.cards import Card, Select
from tracker.trends.look import Look
from tracker.trends.orders import SINCE, Order

ALIGNED = ("unease", "mood", "stress", "gut_discomfort")
SETTLED = 7  # days after which a start is taken up by itself


def since(look: Look) -> Card:
    """Day 0 to 28 after the first dose of a supplement or the first day of an event."""
    found = starts(look.user, look.all_events)
    card = Card(
        key="since", title=_("Days since a start"),
        what=_("Four weeks from the first dose of a supplement, or from an event."),
    )  # fmt: skip
    if not found:
        missing = _("No first dose and no event is noted yet; this needs one.")
        return card.but(missing=missing, left=_("1 start to go"))
    start = _chosen(look, found)
    select = Select("start", _("From"), [(one.name, _named(one)) for one in reversed(found)], start.name)
    return _from_day_0(look, card.but(selects=[select]), start)


def _from_day_0(look: Look, card: Card, start: Start) -> Card:
    span = Span(start.day, start.day + timedelta(days=SINCE))
    metrics = [BY_KEY[key] for key in ALIGNED]
    table = look.over(Span(start.day, min(span.end, look.today)), metrics)
    order = Order("since", tuple(metrics), span, start=start)
    stack = panels.stacked(look, table, metrics, order, least=1)
    early = [("k-band", _("days 1 to 14"))] if start.probiotic else []
    return card.but(
        stack=stack, layer=panels.links(table.within(span), stack), together=order,
        sentences=[sentences.since(start, summary.coverage(table.series(ALIGNED[0])))],
        guards=[sentences.early(start)],
        legend=[("dot k-fibre", wording.one_mark(Grain.DAY)), ("bar k-ink", wording.the_line(Grain.DAY)), *early],
    )  # fmt: skip


def _chosen(look: Look, found: tuple[Start, ...]) -> Start:
    """The one asked for; else the latest of which a week has passed, one of a probiotic before others."""
    named = {start.name: start for start in found}
    if asked := named.get(look.query.get("start", "")):
        return asked
    settled = [start for start in found if (look.today - start.day).days >= SETTLED] or list(found)
    return max(settled, key=lambda start: (start.probiotic, start.day))


def _named(start: Start) -> str:
    return _("%(what)s, %(day)s") % {"what": start.label, "day": wording.day(start.day)}
