"""The second page of Trends as data: further figures, each a card, and an index of them."""

from django.urls import reverse

from tracker.trends import coverage, page, wording
from tracker.trends.cards import Card
from tracker.trends.counting import since
from tracker.trends.lagged import gut_and_mind, sleep
from tracker.trends.look import Look
from tracker.trends.modules import headache, skin, triad
from tracker.trends.weekly import compare, food

CARDS = (compare, gut_and_mind, sleep, food, since, triad, skin, headache, coverage.everything)


def cards(look: Look) -> list[Card]:
    """Those of everything switched on."""
    return [card for make in CARDS if (card := make(look))]


def context(look: Look) -> dict[str, object]:
    """Everything the page shows."""
    shown = cards(look)
    return {
        "look": look, "asked": look.asked, "cards": shown, "ranges": page.ranges(look),
        "listed": [(card.key, card.title, card.what, card.left) for card in shown],
        "span": wording.span(look.span),
        "parts": coverage.parts(look), "with_breaks": look.table.off is not None,
        "place": reverse("trends:more"), "same": look.same,
        "modules_off": any(module not in look.user.modules for module in ("skin", "headache")),
    }  # fmt: skip
