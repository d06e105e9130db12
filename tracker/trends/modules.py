"""Figures of optional modules: skin beside gut and stress, a skin timeline, a headache calendar; none where off."""

from django.utils.translation import gettext as _

from tracker.metrics import BY_KEY, METRICS, Metric, Source
from tracker.stats import headaches
from tracker.table import DailyTable, Span
from tracker.trends import layers, panels, pictures, sentences, stamps, wording
from tracker.trends.cards import Card, marks, waiting
from tracker.trends.grounds import runs
from tracker.trends.look import Look
from tracker.trends.orders import HEADACHE, MOOD, Order
from tracker.trends.panels import Panel
from tracker.trends.pictures import Layer, Link

NEEDED = 28
HALF_YEAR = 6 * headaches.DAYS
TRIAD, SKIN, FLARE = ("gut_discomfort", "stress", "skin_overall"), ("skin_overall", "itch", "stress"), "flare"
PRODUCTS = tuple(m for m in METRICS if m.source is Source.EVENTS and m.key.startswith("skin_"))


def triad(look: Look) -> Card | None:
    """Gut, stress and skin on one time axis; days with a flare-up shaded."""
    card = Card(
        key="triad", title=_("Gut, stress and skin"),
        what=_("Three lines on one time axis, with days of a flare-up."), note=wording.span(look.span),
    )  # fmt: skip
    if FLARE not in look.metrics:
        return None
    flare = look.table.series(FLARE)
    days = sum(len(run) for run in runs(look.table, FLARE))
    said = sentences.flares(days, flare.noted) if flare.noted else _("No answer about flare-ups is noted here.")
    return _shaded(
        look, card, TRIAD, (BY_KEY[FLARE],), _("flare-up"), [said],
        [_("A picture of your days. It does not say which of the three comes first."), sentences.rivals()],
    )  # fmt: skip


def skin(look: Look) -> Card | None:
    """Skin, itch and stress on one time axis; changes of product or treatment shaded."""
    card = Card(
        key="skin", title=_("Skin over time"),
        what=_("Skin, itch and stress, with changes of what you put on it."), note=wording.span(look.span),
    )  # fmt: skip
    if not set(SKIN) <= look.metrics.keys():
        return None
    changes = [wording.event(event) for event in look.events if event.kind in {m.key for m in PRODUCTS}]
    return _shaded(
        look, card, SKIN, PRODUCTS, _("change of product or treatment"),
        [f"{'; '.join(changes)}." if changes else _("No change of a skin product is noted in these days.")],
        [_("Skin changes slowly and by itself too; the app cannot tell what lies behind a difference.")],
    )  # fmt: skip


def _shaded(
    look: Look, card: Card, keys: tuple[str, ...], shade: tuple[Metric, ...], name: str, said: list[str],
    guards: list[str],
) -> Card:  # fmt: skip
    """Stacked lines with the days shaded on which something was so."""
    metrics = tuple(BY_KEY[key] for key in keys)
    lacking = waiting(min(look.table.series(key).noted for key in keys), NEEDED)
    if lacking:
        return card.but(**lacking)
    stack = panels.stacked(look, look.table, metrics, Order("trend", (MOOD,), look.span, shade=shade))
    # Events are a column of every CSV; an answer such as a flare-up is one of its own.
    answers = tuple(metric for metric in shade if metric.source is not Source.EVENTS)
    return card.but(
        stack=stack, layer=panels.links(look.table, stack), sentences=said, guards=guards,
        legend=[*marks(look), ("k-band", name)], together=Order("trend", (*metrics, *answers), look.span),
    )  # fmt: skip


def headache(look: Look) -> Card | None:
    """Days with headache or migraine, worst pain and acute medicine, in rows of 28 days."""
    if not set(HEADACHE) <= look.metrics.keys():
        return None
    span = headaches.whole(Span.ending(look.span.end, max(len(look.span), HALF_YEAR)))
    table = look.loaded.within(span)
    card = Card(
        key="headache", title=_("Headache calendar"),
        what=_("Days with headache or migraine in rows of 28, worst pain, acute medicine."), note=wording.span(span),
        guards=[sentences.much_medicine()], doctor=True,
    )  # fmt: skip
    lacking = waiting(table.series(HEADACHE[0]).noted, NEEDED)
    return card.but(**lacking) if lacking else _calendar(look, card, table)


def _calendar(look: Look, card: Card, table: DailyTable) -> Card:
    order = Order("headache", tuple(BY_KEY[key] for key in HEADACHE), table.span)
    latest = headaches.stretches(table.span, *(table.columns[key] for key in HEADACHE))[0]
    said = sentences.headaches(latest)
    panel = Panel(
        card.key, card.title, _("28 days a row, beginning with the day beside it; empty: not noted"),
        picture=pictures.picture(order, said, look.user.theme, stamps.stamp(look, order)),
        order=order, layer=_rows(table),
    )  # fmt: skip
    return card.but(
        grid=[panel], frame="", css="calendar", sentences=[said],
        legend=[("clay", _("migraine")), ("k-clay", _("headache; the digit is the worst pain")),
                ("bar k-ink", _("acute medicine")), ("bar k-edge", _("no headache"))],
    )  # fmt: skip


def _rows(table: DailyTable) -> Layer:
    """A square a noted day."""
    known = [(BY_KEY[key], table.series(key)) for key in HEADACHE]
    page, links = pictures.day_page(), []
    for day, title in layers.titles(known).items():
        row, column = divmod(table.span.slot(day), headaches.DAYS)
        links.append(Link(column, row, 1, page % day, title))
    return Layer(headaches.DAYS, len(table.span) // headaches.DAYS, tuple(links))
