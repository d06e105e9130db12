"""An article as somebody opens it: the text, which is the same for everybody, and where it leads this person."""

from dataclasses import dataclass
from typing import Any

from tracker.accounts.models import User
from tracker.guidance.articles import Article
from tracker.guidance.glossary import Term
from tracker.guidance.leads import Leads, of, of_claim
from tracker.guidance.library import Library
from tracker.guidance.safety import Note

Neighbour = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """Slug and title stand for a neighbour; what it leads to is found when the page is made."""

    shelf: Library
    article: Article
    food_free: bool
    modules: tuple[str, ...]
    review_is_due: bool

    def __reduce__(self) -> tuple[Any, ...]:
        """Told from another by which reading of the seeds it is from, rather than by all its words."""
        return Opened, (self.shelf.number, self.article.slug, self.food_free, self.modules, self.review_is_due)

    @property
    def _reader(self) -> User:
        return User(food_free=self.food_free, modules=list(self.modules))

    @property
    def notes(self) -> dict[str, Note]:
        return self.shelf.safety.notes

    @property
    def leads(self) -> dict[str, Leads]:
        """Where each claim leads."""
        return {key: of_claim(claim, self._reader) for key, claim in self.article.claims.items()}

    @property
    def doing(self) -> Leads:
        """Where the article as a whole leads."""
        return of(self.article.metrics, self.article.metrics, self.article.experiments, self._reader)

    @property
    def terms(self) -> list[Term]:
        return [self.shelf.words[key] for key in self.article.terms]

    @property
    def before(self) -> Neighbour | None:
        return _neighbour(self.shelf.beside(self.article)[0])

    @property
    def after(self) -> Neighbour | None:
        return _neighbour(self.shelf.beside(self.article)[1])


def _neighbour(article: Article | None) -> Neighbour | None:
    return (article.slug, article.title) if article else None
