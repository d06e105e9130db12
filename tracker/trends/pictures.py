"""A figure in a page: which file for which screen, and the layer of links that lies over it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from tracker.metrics import Metric
from tracker.table import Span
from tracker.trends.figures import SORTS
from tracker.trends.orders import Order, event_name
from tracker.web.pictures import Pictured, Source, for_screens

LETTERS = 8  # of a stamp in an address; two of one figure would have to share them for an old file to be shown


class Link(NamedTuple):
    """A rectangle over the figure that leads somewhere, in columns and rows of the figure."""

    x: int
    y: int
    width: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Layer:
    """All links of a figure, on a grid of so many columns and rows; `made` is their markup, where it was kept."""

    columns: int
    rows: int
    links: tuple[Link, ...]
    made: str = ""

    def __reduce__(self) -> tuple[type["Layer"], tuple[object, ...]]:
        """A piece of a page that shows it goes by the markup, where that was made already."""
        return Layer, (self.columns, self.rows, () if self.made else self.links, self.made)

    @property
    def across(self) -> str:
        """One column as a share of the whole."""
        return f"{1 / self.columns:.8f}"

    @property
    def down(self) -> str:
        """One row as a share of the whole."""
        return f"{1 / self.rows:.8f}"

    @property
    def markup(self) -> SafeString:
        """The links, for a template."""
        return mark_safe(self.made or markup(self.links))  # noqa: S308 (whatever a person wrote is escaped below)


def markup(links: Iterable[Link]) -> str:
    """Joined here because a year has a thousand of them, and a template loop takes ten times as long.

    Those of a row stand in a group that begins where the first of them does, and the words come last: then one month
    reads nearly as the month before, and a page travels a tenth lighter. A link is one high, and one wide unless it
    says so, by the style sheet: that is a tenth of what a year of links would be.
    """
    return "".join(_row(tuple(row)) for _y, row in groupby(links, key=attrgetter("y")))


def _row(links: tuple[Link, ...]) -> str:
    first = links[0]
    inside = "".join(
        f'<a href="{escape(link.url)}" tabindex="-1"><rect x="{link.x - first.x}"{_wide(link.width)}/>'
        f"<title>{escape(link.title)}</title></a>"
        for link in links
    )
    return f'<g transform="translate({first.x} {first.y})">{inside}</g>'


def _wide(columns: int) -> str:
    return "" if columns == 1 else f' width="{columns}"'


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a figure's numbers and files are, by what is asked of it."""

    figure: str
    query: str

    @property
    def table(self) -> str:
        """The page with its numbers."""
        return f"{reverse('trends:table', args=[self.figure])}?{self.query}"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each file to keep, in the colours of paper."""
        return [(ending.upper(), self.file(ending)) for ending in ("svg", "png", "pdf", "csv")]

    def file(self, ending: str) -> str:
        size, _ = SORTS[self.figure].widths[-1]
        return f"{reverse('trends:chart', args=[self.figure, ending])}?{self.query}&size={size}&theme=light"


@dataclass(frozen=True, slots=True)
class Picture(Pictured):
    """Everything `_picture.html` needs."""

    sources: tuple[Source, ...]
    alt: str
    query: str
    figure: str


def query(order: Order) -> str:
    """What to show, as the query of every address of a figure."""
    asked: list[tuple[str, object]] = [("from", order.span.start), ("to", order.span.end)]
    if order.event:  # the days follow from it, and may reach into the future
        asked = [("event", event_name(order.event))]
    if order.start:
        asked = [("start", order.start.name)]
    if order.figure != "coverage":  # which is of everything
        asked += [("metric", metric.key) for metric in order.metrics]
    asked += [("shade", metric.key) for metric in order.shade]
    asked += [(name, value) for name, value in (("dates", int(order.dates)), ("lag", order.lag)) if value]
    return urlencode(asked)


def picture(order: Order, alt: str, theme: str, stamp: str = "") -> Picture:
    """The files of a figure: two themes unless the person chose one, three widths; `stamp` as stamps.py makes it."""
    sources, asked = _files(order, theme, get_script_prefix())
    if stamp:  # before what differs between the files, so that a page travels lighter
        stamped = f"&stamp={stamp[:LETTERS]}&size="
        sources = tuple(Source(media, url.replace("&size=", stamped, 1), *size) for media, url, *size in sources)
    return Picture(sources, alt, asked, order.figure)


@lru_cache(maxsize=256)  # what a figure says changes more often than where it is
def _files(order: Order, theme: str, prefix: str) -> tuple[tuple[Source, ...], str]:
    base, asked, sort = reverse("trends:chart", args=[order.figure, "svg"]), query(order), SORTS[order.figure]
    sources = for_screens(
        sort.widths, theme, lambda size, name: f"{base}?{asked}&size={size}&theme={name}", partial(sort.height, order)
    )
    return sources, asked


def day_page() -> str:
    """The address of a day's page with a place for the day; looked up once, not once a day."""
    return _day_page(get_script_prefix())


@lru_cache(maxsize=8)
def _day_page(prefix: str) -> str:
    return reverse("diary:day", args=["0000-00-00"]).replace("%", "%%").replace("0000-00-00", "%s")


def span_url(days: Span) -> str:
    """Trends of some days, such as a week or a month."""
    return f"{reverse('trends:index')}?from={days.start}&to={days.end}"


def pairs_urls(first: Metric, second: Metric, span: Span, lags: Iterable[int]) -> list[str]:
    """The days behind one pair, at each of the lags, each day leading to its page."""
    base = table_url(Order("pairs", (first, second), span))
    return [f"{base}&lag={lag}" if lag else base for lag in lags]


def file_url(order: Order, ending: str) -> str:
    """A file to keep, in the colours of paper."""
    return addresses(order).file(ending)


def table_url(order: Order) -> str:
    """The page with the figure's numbers."""
    return addresses(order).table


def addresses(order: Order) -> Addresses:
    return Addresses(order.figure, query(order))
