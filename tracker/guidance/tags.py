"""Built-in template tags with which pages of other rooms say a safety text in the same words, or lead to a passage."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tracker.guidance import anchors
from tracker.metrics import BY_KEY, METRICS

if TYPE_CHECKING:
    from tracker.guidance.safety import Note

register = template.Library()

# What a figure of several numbers, or without one in its name, is mostly about.
FIGURES = {
    "stool": "stool_type", "year": "mood", "magnesium": "supplement_magnesium", "lags": "stress", "triad": "stress",
    "sleep": "sleep_quality", "weeks": "fibre", "skin": "skin_overall", "headache": "headache_day",
}  # fmt: skip

EMPTY = SafeString("")
BREAKS = re.compile(r"[ \t]*\n[ \t\n]*")


class Tight(template.Node):
    def __init__(self, inside: NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        return SafeString(BREAKS.sub("\n", self.inside.render(context)))


@register.tag
def tight(parser: Parser, _token: Token) -> Tight:
    """Without the indents and empty lines between `{% tight %}` and `{% endtight %}`: an article travels far."""
    inside = parser.parse(("endtight",))
    parser.delete_first_token()
    return Tight(inside)


@register.inclusion_tag("guidance/_note.html")
def safety_note(name: str) -> dict[str, "Note"]:
    """One text of the safety page."""
    from tracker.guidance import library  # it reads texts; most pages have none of them

    return {"note": library.safety_texts().notes[name]}


@register.simple_tag
def passage_on(key: str) -> SafeString:
    """A link to what Learn says about a number; nothing where it says nothing."""
    return _passage(passage_address(key), BY_KEY[key].label if key in BY_KEY else "", get_language())


@lru_cache(maxsize=512)
def _passage(address: str, label: str, _language: str | None) -> SafeString:
    return (
        render_to_string("guidance/_passage.html", {"address": address, "name": gettext(label)}) if address else EMPTY
    )


@register.simple_tag
def passage_of_figure(key: str) -> SafeString:
    """The link of the number that a figure is about."""
    return passage_on(FIGURES.get(key, ""))


@register.simple_tag
def passage_of_module(key: str) -> SafeString:
    """The link of the first number of a module that Learn speaks of."""
    return passage_on(next((metric.key for metric in METRICS if metric.module == key and metric.guide), ""))


@register.simple_tag
def passage_address(key: str) -> str:
    """Where Learn speaks of a number, or an empty text."""
    slug, anchor = anchors.passages().get(key, ("", ""))
    return f"{reverse('guidance:article', args=[slug])}#{anchor}" if slug else ""
