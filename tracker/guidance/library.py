"""All that the seeds tell, read and validated once per process and language."""

from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from tracker.guidance.articles import SHELF, Article
from tracker.guidance.evidence import LADDER, Rung, Step, ladder
from tracker.guidance.glossary import Term, read_glossary
from tracker.guidance.help_lines import FILE, read_help_lines, refused
from tracker.guidance.reading import read_article
from tracker.guidance.safety import Safety, read_safety
from tracker.guidance.seedfile import Fault, SeedError, missing


@dataclass(frozen=True, slots=True)
class Cover:
    """What the shelf shows of an article."""

    slug: str
    title: str
    summary: str
    tone: str
    icon: str
    minutes: int
    small_ladder: tuple[tuple[int, tuple[float, ...]], ...]
    ends: tuple[tuple[Rung, int], ...]


@dataclass(frozen=True)
class Library:
    """Articles in the order of the shelf, the glossary, and the safety texts; what they add up to is found once."""

    articles: tuple[Article, ...]
    words: dict[str, Term]
    safety: Safety
    number: int = field(default_factory=count().__next__, compare=False)  # of this reading, among all of a process

    @cached_property
    def covers(self) -> list[Cover]:
        return [
            Cover(one.slug, one.title, one.summary, one.tone, one.icon, one.minutes, one.small_ladder, one.ends)
            for one in self.articles
        ]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every claim on one ladder, in the tone of its article."""
        return ladder((claim.rung, one.tone) for one in self.articles for claim in one.claims.values())

    def article(self, slug: str) -> Article | None:
        return next((article for article in self.articles if article.slug == slug), None)

    @cached_property
    def counted(self) -> list[tuple[Rung, list[int]]]:
        """Each rung with how many claims of each article stand on it."""
        ladders = [article.ladder for article in self.articles]
        return [(rung, [steps[row].count for steps in ladders]) for row, rung in enumerate(LADDER)]

    def beside(self, article: Article) -> tuple[Article | None, Article | None]:
        """The articles before and after one on the shelf."""
        place = self.articles.index(article)
        return (
            self.articles[place - 1] if place else None,
            self.articles[place + 1] if place + 1 < len(self.articles) else None,
        )


def library() -> Library:
    """The seeds in the language that is active."""
    return read_library(settings.SEEDS, get_language() or "en")


def safety_texts() -> Safety:
    """Only the fixed texts: whoever needs help now must not wait for an article to be in order."""
    return read_safety_texts(settings.SEEDS, get_language() or "en")


@cache
def read_safety_texts(seeds: Path, language: str) -> Safety:
    return read_safety(seeds / "safety", language)


@cache
def read_library(seeds: Path, language: str) -> Library:
    """Everything, or nothing.

    Raises:
        SeedError: with every fault by file and line.
    """
    words = read_glossary(seeds / "glossary", language)
    safety = read_safety(seeds / "safety", language)
    articles, faults = [], list[Fault]()
    for folder in folders(seeds):
        try:
            articles.append(read_article(folder, language, words, safety.notes))
        except SeedError as error:
            faults += error.faults
    if faults:
        raise SeedError(faults)
    return Library(tuple(articles), words, safety)


def folders(seeds: Path) -> list[Path]:
    """The folders that hold an article, in the order of the shelf; new ones follow by name."""
    found = sorted(path.parent for path in seeds.glob("*/article.toml"))
    return sorted(found, key=lambda folder: SHELF.index(folder.name) if folder.name in SHELF else len(SHELF))


def faults(seeds: Path, languages: list[str]) -> list[Fault]:
    """All that is wrong with the seeds, in every language; nothing is kept."""
    found: set[Fault] = set()
    for language in languages:
        found.update(*(missing(folder, language, "md") for folder in folders(seeds)))
        found.update(*(missing(seeds / folder, language, "toml") for folder in ("glossary", "safety")))
        try:
            read_library.__wrapped__(seeds, language)
        except SeedError as error:
            found.update(error.faults)
    try:
        read_help_lines(seeds / FILE)
    except SeedError as error:
        found.update(error.faults)
    return sorted(found.union(refused()))
