"""Built-in template tags: icons, the navigation, numbers as people write them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django_htmx import jinja

from tracker.metrics import BY_KEY, Metric
from tracker.web import bundle as bundles
from tracker.web import naming, numbers, pieces
from tracker.web.languages import tag
from tracker.web.nav import NAV, NavItem

register = template.Library()
register.tag("piece", pieces.piece)
register.tag("pieces", pieces.piece)


@register.simple_tag
@lru_cache(maxsize=512)  # a page has fifty, and they are always the same
def icon(name: str, css: str = "icon", box: str = "") -> SafeString:
    """A drawing from the sprite; it never carries meaning alone, so readers skip it."""
    return format_html(
        '<svg class="{}"{} aria-hidden="true"><use href="{}#{}"/></svg>',
        css, format_html(' viewBox="{}"', box) if box else "", static("img/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def bundle(name: str) -> Sequence[str]:
    """The addresses of a bundle: one, or in development one for each of its files."""
    return bundles.files(name)


@register.simple_tag
@lru_cache(maxsize=1)
def htmx_script() -> SafeString:
    """The library's own tag for its script, put together once: it says the same on every page."""
    return jinja.htmx_script()


@register.simple_tag(takes_context=True)
def room_of(context: template.Context) -> str:
    """Where the reader is, for the navigation. Pages may name their place in `here`."""
    match = getattr(context.get("request"), "resolver_match", None)
    return str(context.get("here") or (match.namespace if match else ""))


@register.simple_tag
def navigation(room: str) -> Sequence[tuple[NavItem, bool]]:
    """The links and whether each is where the reader is."""
    return [(item, item.room == room) for item in NAV]


@register.simple_tag
def cells(name: str, low: float, high: float, chosen: object) -> SafeString:
    """The cells of a scale as radio buttons; mood's are coloured by their step."""
    steps = range(int(low), int(high) + 1)
    empty = _empty_cells(name, steps)
    if chosen not in steps:
        return empty
    mark = f'value="{steps[steps.index(chosen)]}"'  # type: ignore[arg-type]  # one of them: it was looked for
    return mark_safe(empty.replace(mark, f"{mark} checked"))  # noqa: S308 (made below)


@lru_cache(maxsize=256)  # a template loop takes ten times as long, and a page has sixty cells
def _empty_cells(name: str, steps: range) -> SafeString:
    data = ' data-v="{1}"' if name == "mood" else ""
    cell = f'<label><input type="radio" name="{{0}}" id="{{0}}-{{1}}" value="{{1}}"><span{data}>{{1}}</span></label>'
    return format_html_join("", cell, ((name, step) for step in steps))


@register.simple_tag
def new_key() -> str:
    """A key for the change that a form will send: a form sent twice is one change."""
    return pieces.new_key()


@register.simple_tag
def languages() -> Sequence[tuple[str, str]]:
    """Code and own name of each language; a name of its own is never translated."""
    return settings.LANGUAGES


@register.filter
def language_tag(code: str) -> str:
    """A language as pages name it: zh-Hans."""
    return tag(code)


@register.filter
def metric_label(key: str) -> str:
    """What the registry calls a metric, in the reader's language."""
    return gettext(BY_KEY[key].label)


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """A number in the reader's own writing, rounded to `digits`; nothing for an absent one."""
    return "" if value is None else numbers.written(value, digits)


@register.filter
def grams(value: float, digits: int = 0) -> str:
    """A weight with its unit."""
    return numbers.in_grams(value, digits)


@register.filter
def hours(value: float) -> tuple[int, int]:
    """Hours with a fraction as whole hours and minutes."""
    return divmod(round(value * 60), 60)


def _written(value: date, pattern: str) -> str:
    return _in_words(value, pattern, get_language()) if type(value) is date else formats.date_format(value, pattern)


@lru_cache(maxsize=1024)
def _in_words(day: date, pattern: str, _language: str | None) -> str:
    """Pages name the same days again and again."""
    return formats.date_format(day, pattern)


@register.filter
def long_day(value: date) -> str:
    """Saturday 21 November, as the reader's language writes it."""
    return _written(value, pgettext("date format: weekday, day and month", "l j F"))


@register.filter
def week_day(value: date) -> str:
    """Saturday 21, below a heading that names the month."""
    return _written(value, pgettext("date format: weekday and day", "l j"))


@register.filter
def short_day(value: date) -> str:
    """21 November."""
    return _written(value, pgettext("date format: day and month", "j F"))


@register.filter
def weekday(value: date) -> str:
    """Sat, over a column."""
    return str(naming.SHORT_WEEKDAYS[value.weekday()])


@register.filter
def listed(things: Iterable[object]) -> str:
    """Things one after the other, as the language lists them."""
    return naming.listed(things)


@register.filter
def translated(message: str) -> str:
    """A text of the registry in the reader's language."""
    return gettext(message) if message else ""


@register.filter
def named(metric: Metric) -> str:
    """What a metric is called: ours in the reader's language, a person's own as it was typed."""
    return naming.label(metric)


@register.filter
def ends(metric: Metric) -> tuple[str, str]:
    """The words at both ends of a metric's scale."""
    return naming.ends(metric)


@register.filter
def word_of(metric: Metric, text: str) -> str:
    """A word that answers this metric's question."""
    return naming.word(metric, text)


@register.filter
def iso(value: date) -> str:
    return value.isoformat()


@register.filter
def get(mapping: object, key: object) -> object:
    """A mapping's value, where the key is itself a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None
