"""The card for Today: one sentence of the articles a day, the same whenever that day is opened."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tracker.guidance.articles import Article, Claim
from tracker.guidance.library import Library

# A sentence that we could not confirm needs our check beside it, and a card has no room for that.
LEFT_OUT = {"unconfirmed"}


@dataclass(frozen=True, slots=True)
class Card:
    """A claim out of its article, and the address of its section there."""

    article: Article
    claim: Claim
    section: str


def card_for(library: Library, person: int, day: date) -> Card | None:
    """The card of one person for one day.

    Each person goes through the same claims in an order of their own, one a day, and meets none twice before
    all were shown.
    """
    pairs = [
        (article, claim)
        for article in library.articles
        for claim in article.claims.values()
        if claim.log and claim.rung.key not in LEFT_OUT
    ]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: sha256(f"{person}/{pair[0].slug}/{pair[1].key}".encode()).digest())
    article, claim = pairs[day.toordinal() % len(pairs)]
    return Card(article, claim, article.section_of(claim))
