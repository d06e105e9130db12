"""The card for Today: one sentence of the articles a day about what the person notes, the same all day long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from tracker.accounts.models import User
from tracker.diary import days
from tracker.diary.catalogue import built_in
from tracker.guidance.articles import Article, Claim
from tracker.guidance.leads import OF_FOOD, offered
from tracker.guidance.library import Library
from tracker.metrics import Source
from tracker.table import Span

# A sentence that we could not confirm needs our check beside it, and a card has no room for that.
LEFT_OUT = {"unconfirmed"}
LATELY = 28
# Of these a day with any entry knows a zero.
IMPLIED = {Source.EVENTS, Source.DOSES, Source.SERVINGS}


@dataclass(frozen=True, slots=True)
class Card:
    """A claim out of its article, and its address there."""

    article: Article
    claim: Claim
    section: str


def card_for(library: Library, user: User, day: date) -> Card | None:
    """The card of one person for one day.

    Claims about what was noted in the four weeks before come first in line, then claims about what Today asks; each
    person goes through them in an order of their own, one a day, and meets none twice before all were shown.
    """
    pairs = [
        (article, claim) for article in library.articles for claim in article.claims.values() if _fits(claim, user)
    ]
    pairs = _about(pairs, noted_before(user, day)) or _about(pairs, {metric.key for metric in built_in(user)})
    if not pairs:
        return None
    pairs.sort(key=lambda pair: sha256(f"{user.pk}/{pair[0].slug}/{pair[1].key}".encode()).digest())
    article, claim = pairs[day.toordinal() % len(pairs)]
    return Card(article, claim, f"claim-{claim.key}")


def noted_before(user: User, day: date) -> set[str]:
    """What the person noted in the four weeks up to the day before, which noting today cannot change.

    A zero that only follows from the day having other entries (no event, no dose) was not noted by anybody.
    """
    metrics = built_in(user)
    table = days.daily_table(user, Span.ending(day - timedelta(days=1), LATELY), metrics)
    return {
        metric.key
        for metric in metrics
        if any(metric.source not in IMPLIED or value for _day, value in table.series(metric.key).points())
    }


def _fits(claim: Claim, user: User) -> bool:
    """Something to note, confirmed, and without food for whoever keeps a diary without food."""
    if not claim.log or claim.rung.key in LEFT_OUT:
        return False
    return all(offered(metric, user) for metric in (*claim.log, *claim.look)) and not (
        user.food_free and OF_FOOD.intersection(claim.test)
    )


def _about(pairs: list[tuple[Article, Claim]], keys: Collection[str]) -> list[tuple[Article, Claim]]:
    return [pair for pair in pairs if any(metric.key in keys for metric in pair[1].log)]
