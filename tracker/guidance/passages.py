"""All that can be searched in one language, as passages with their addresses."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from tracker.guidance.articles import Article, plain
from tracker.guidance.help_lines import HelpLines, help_lines
from tracker.guidance.library import Library, read_library
from tracker.guidance.prose import Section
from tracker.guidance.safety import Safety
from tracker.guidance.search import Entry, Index
from tracker.web import naming


def index() -> Index:
    """The index in the language that is active."""
    return _index(settings.SEEDS, get_language() or "en", help_lines())


@lru_cache(maxsize=16)
def _index(seeds: Path, language: str, lines: HelpLines) -> Index:
    return Index(_entries(read_library(seeds, language), lines))


def _entries(library: Library, lines: HelpLines) -> Iterator[Entry]:
    for article in library.articles:
        yield from _article(article)
    for term in library.words.values():
        yield Entry(gettext("Glossary"), term.name, term.says, f"{reverse('guidance:glossary')}#{term.key}")
    yield from _safety(library.safety)
    yield from _lines(lines)


def _article(article: Article) -> Iterator[Entry]:
    address = reverse("guidance:article", args=[article.slug])
    remember = " ".join(plain(line) for line in article.remember)
    opening = " ".join(_text(section) for section in article.sections if not section.heading)
    yield Entry(gettext("Article"), article.title, f"{article.summary} {remember} {opening}", address)
    for section in article.sections:
        if section.heading:
            yield Entry(article.title, plain(section.heading), _text(section), f"{address}#{section.slug}")
    for claim in article.claims.values():
        kind = f"{article.title} · {claim.rung.label}"
        yield Entry(kind, claim.plain, plain(claim.check), f"{address}#claim-{claim.key}")


def _safety(safety: Safety) -> Iterator[Entry]:
    page = reverse("guidance:safety")
    for note in safety.notes.values():
        yield Entry(gettext("Safety"), note.heading, _readable(note.html), f"{page}#{note.name}")
    for situation in safety.situations:
        kind = gettext("Before you test something on yourself")
        yield Entry(kind, situation.who, situation.text, f"{page}#{situation.key}")


def _lines(lines: HelpLines) -> Iterator[Entry]:
    page = reverse("guidance:help")
    for country in lines.countries.values():
        for line in (*country.emergency, *country.urgent, *country.talk):
            title = line.name or str(line.purpose)
            told = [str(line.purpose), line.number or line.text or line.chat, str(country.name)]
            yield Entry(gettext("Help lines"), title, naming.listed(told), f"{page}?country={country.code}")


def _text(section: Section) -> str:
    return " ".join(_readable(block.html) for block in section.blocks if block.html)


def _readable(html: str) -> str:
    """Text of a few paragraphs; where one ends there is a space."""
    return re.sub(r"\s+", " ", plain(re.sub(r"</(?:p|li|h3)>", " ", html))).strip()
