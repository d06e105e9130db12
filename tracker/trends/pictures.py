"""A figure in a page: which file for which screen, and the layer of links that lies over it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker.charts import year
from tracker.metrics import Metric
from tracker.stats.grain import MOST_DAYS, months
from tracker.table import Span
from tracker.trends.figures import SORTS
from tracker.trends.orders import Order, event_name


@dataclass(frozen=True, slots=True)
class Source:
    """One file and the screens it is for (no condition: all others)."""

    media: str
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle over the figure that leads somewhere, in columns and rows of the figure."""

    x: int
    y: int
    width: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Layer:
    """All links of a figure, on a grid of so many columns and rows."""

    columns: int
    rows: int
    links: tuple[Link, ...]

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
        """The links; joined here because a year has a thousand of them, and a template loop takes ten times as long."""
        return format_html_join(
            "",
            '<a href="{}" tabindex="-1"><title>{}</title><rect x="{}" y="{}" width="{}" height="1"/></a>',
            ((link.url, link.title, link.x, link.y, link.width) for link in self.links),
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything `_picture.html` needs."""

    sources: tuple[Source, ...]
    alt: str
    query: str
    figure: str

    @property
    def standard(self) -> Source:
        """The file for a browser that knows no other."""
        return self.sources[-1]


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


def picture(order: Order, alt: str, theme: str) -> Picture:
    """The files of a figure: two themes unless the person chose one, three widths."""
    base, asked, sort = reverse("trends:chart", args=[order.figure, "svg"]), query(order), SORTS[order.figure]
    sources = [
        Source(_both(media, dark), f"{base}?{asked}&size={size}&theme={name}", size.width, sort.height(order, size))
        for size, media in sort.widths
        for name, dark in ([(theme, "")] if theme else [("dark", "(prefers-color-scheme: dark)"), ("light", "")])
    ]
    return Picture(tuple(sources), alt, asked, order.figure)


def _both(*conditions: str) -> str:
    return " and ".join(condition for condition in conditions if condition)


def over_time(span: Span, titles: dict[date, str]) -> Layer:
    """A column a recorded day; of a long span one a month, leading to that month."""
    if len(span) > MOST_DAYS:
        here = [month for month in months(span) if any(day in titles for day in month)]
        links = [
            Link(span.slot(m.start), 0, len(m), month_url(m), f"{m.start:%Y-%m}") for m in here
        ]  # fmt: skip
    else:
        page = day_page()
        links = [Link(span.slot(day), 0, 1, page % day, title) for day, title in titles.items()]
    return Layer(len(span), 1, tuple(links))


def over_year(span: Span, titles: dict[date, str]) -> Layer:
    """A square a recorded day: days across, months down (a phone turns the layer round)."""
    rows = {(m.start.year, m.start.month): row for row, m in enumerate(year.rows(span))}
    page = day_page()
    links = (Link(day.day - 1, rows[day.year, day.month], 1, page % day, title) for day, title in titles.items())
    return Layer(year.DAYS, year.MONTHS, tuple(links))


def day_page() -> str:
    """The address of a day's page with a place for the day; looked up once, not once a day."""
    return reverse("diary:day", args=["0000-00-00"]).replace("%", "%%").replace("0000-00-00", "%s")


def month_url(month: Span) -> str:
    """Trends of one month."""
    return f"{reverse('trends:index')}?{urlencode({'from': month.start, 'to': month.end})}"


def pairs_url(first: Metric, second: Metric, span: Span, lag: int) -> str:
    """The days behind one pair and lag, each leading to its page."""
    return table_url(Order("pairs", (first, second), span, lag=lag))


def file_url(order: Order, ending: str) -> str:
    """A file to keep, in the colours of paper."""
    size, _ = SORTS[order.figure].widths[-1]
    return f"{reverse('trends:chart', args=[order.figure, ending])}?{query(order)}&size={size}&theme=light"


def table_url(order: Order) -> str:
    """The page with the figure's numbers."""
    return f"{reverse('trends:table', args=[order.figure])}?{query(order)}"
