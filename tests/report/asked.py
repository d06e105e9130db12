"""Asks for the page in tests: the usual one, with what a test changes."""

from dataclasses import replace
from typing import Any

from django.utils import translation
from pypdf import PdfReader

from tests.builders import TODAY
from tracker.models import User
from tracker.report import choosing
from tracker.report.choosing import Choice
from tracker.report.fitting import fitted
from tracker.report.paper import drawings, paper
from tracker.report.sheet import Sheet, sheet

DRAWN = ("mood", "unease", "stress", "sleep_quality", "gut_discomfort", "energy", "fibre", "bloating", "itch")


def page(user: User, *more: str, **facts: Any) -> Sheet:
    """The usual page over four weeks up to today, with more on it."""
    return sheet(user, choice(*more, **facts), TODAY)


def choice(*more: str, **facts: Any) -> Choice:
    usual = Choice()
    return replace(usual, items=usual.items | set(more), **facts)


def everything(user: User, **facts: Any) -> Choice:
    offered = choosing.Asked(user).offer
    return Choice(items=frozenset(offered.keys), charts=frozenset(DRAWN), **facts)


def as_pdf(user: User, chosen: Choice, language: str = "en") -> bytes:
    with translation.override(language):
        made = sheet(user, chosen, TODAY)
        svgs = drawings(user, made if chosen.long else fitted(made))
        return paper(made, svgs, TODAY, long=chosen.long)


def text_of(reader: PdfReader) -> str:
    return "\n".join(each.extract_text() for each in reader.pages)
