"""What an article is: claims with their rung and our check, sources, sections, all of it frozen."""

import html as entities
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import metrics
from tracker.guidance import evidence, prose

SEEN_AS: dict[str, Promise] = {
    "read": _("text or abstract read"),
    "second-hand": _("seen second-hand"),
    "known": _("general knowledge, not looked up"),
}
SHELF = ("gut-and-mood", "bacteria-and-stress", "gut-and-skin", "magnesium")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a claim rests on; `seen` says whether we read it, read about it, or only know it.

    `text` is a citation, the same in every language; `remark` is what the reader's language has to say about it,
    and all there is of a source that has no citation.
    """

    number: int
    id: str
    seen: str
    text: str = ""
    remark: str = ""
    doi: str = ""

    @property
    def seen_as(self) -> Promise:
        return SEEN_AS[self.seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement with our rating, our check, and where in the app it can be looked into."""

    key: str
    rung: evidence.Rung
    says: SafeString
    weight: SafeString
    check: SafeString
    sources: tuple[Source, ...]
    log: tuple[metrics.Metric, ...]
    look: tuple[metrics.Metric, ...]
    test: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The sentence without its links, for places that hold no popovers."""
        return plain(self.says)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in one language."""

    slug: str
    language: str
    title: str
    summary: str
    after: str
    remember: tuple[SafeString, ...]
    icon: str
    tone: str
    written: date
    reviewed: date
    next_review: date
    names_supplements: bool
    metrics: tuple[metrics.Metric, ...]
    experiments: tuple[str, ...]
    sources: tuple[Source, ...]
    claims: dict[str, Claim]
    left_out: tuple[tuple[str, str], ...]
    sections: tuple[prose.Section, ...]
    terms: tuple[str, ...]
    minutes: int

    def review_is_due(self, today: date) -> bool:
        return today > self.next_review

    @property
    def notes(self) -> frozenset[str]:
        """The safety texts that stand in the text itself."""
        return frozenset(block.note for section in self.sections for block in section.blocks if block.note)

    @property
    def rungs(self) -> tuple[tuple[evidence.Rung, int], ...]:
        """How many claims stand on each rung, from the top; empty rungs are left out."""
        held = [claim.rung for claim in self.claims.values()]
        return tuple((rung, held.count(rung)) for rung in evidence.LADDER if rung in held)

    @property
    def ladder(self) -> tuple[evidence.Step, ...]:
        """Its claims on the drawn ladder, each in the tone of its rung."""
        return evidence.ladder((claim.rung, claim.rung.tone) for claim in self.claims.values())

    @property
    def small_ladder(self) -> tuple[tuple[int, tuple[float, ...]], ...]:
        return evidence.small(self.ladder)

    @property
    def ends(self) -> tuple[tuple[evidence.Rung, int], ...]:
        """The two surest rungs and the lowest, for one short line."""
        told = (*evidence.LADDER[:2], evidence.LADDER[-1])
        return tuple(pair for pair in self.rungs if pair[0] in told)


def plain(marked: str) -> str:
    """Text without markup."""
    return entities.unescape(strip_tags(marked))
