"""The links that lie over figures of days, month by month: after a change one month is put into words again."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

import numpy as np
from django.urls import reverse
from django.utils.translation import get_language

from tracker.charts import year
from tracker.metrics import Metric
from tracker.stats.grain import Grain, grain, months
from tracker.table import Bools, Series, Span
from tracker.trends import wording
from tracker.trends.pictures import Layer, Link, day_page, markup

Known = Sequence[tuple[Metric, Series]]
Month = tuple[tuple[Link, ...], str]  # the links of a month and their markup


def over_time(span: Span, series: Known) -> Layer:
    """A column a recorded day, with what was noted; of a long span one a month, leading to that month."""
    if grain(span) is not Grain.DAY:
        known = np.any([one.known for _metric, one in series], axis=0) if series else np.zeros(len(span), bool)
        return _over_months(span, known)
    return _joined(len(span), 1, [_month(month, series, span.slot(month.start), 0) for month in months(span)])


def over_days(series: Series) -> Layer:
    """The same without what was noted."""
    span, page = series.span, day_page()
    if grain(span) is not Grain.DAY:
        return _over_months(span, series.known)
    return Layer(
        len(span), 1, tuple(Link(span.slot(day), 0, 1, page % day, wording.day(day)) for day, _one in series.points())
    )


def over_year(span: Span, series: Known) -> Layer:
    """A square a recorded day: days across, months down (a phone turns the layer round)."""
    rows = enumerate(year.rows(span))
    return _joined(year.DAYS, year.MONTHS, [_month(m, series, m.start.day - 1, row) for row, m in rows])


def titles(series: Known) -> dict[date, str]:
    """For each day that any series records: the date and what was noted."""
    months_of = {month for _metric, one in series for month in months(one.span)}
    found: dict[date, str] = {}
    for month in sorted(months_of, key=lambda month: month.start):
        found |= _titles(*_asked(month, series))
    return found


def _over_months(span: Span, known: Bools) -> Layer:
    base, first, links = reverse("trends:index"), span.start.toordinal(), []
    for month in months(span):
        start, days = month.start.toordinal() - first, len(month)
        if known[start : start + days].any():
            url = f"{base}?from={month.start}&to={month.end}"
            links.append(Link(start, 0, days, url, month.start.isoformat()[:7]))
    return Layer(len(span), 1, tuple(links))


def _joined(columns: int, rows: int, parts: Sequence[Month]) -> Layer:
    return Layer(columns, rows, tuple(chain.from_iterable(links for links, _ in parts)), "".join(m for _, m in parts))


def _month(month: Span, series: Known, column: int, row: int) -> Month:
    return _links(*_asked(month, series), day_page(), column, row)


def _asked(month: Span, series: Known) -> tuple[date, tuple[Metric, ...], bytes, str | None]:
    """A month's numbers as something that can be looked up: whatever the words rest on."""
    values = [one.values[one.span.slot(month.start) : one.span.slot(month.end) + 1] for _metric, one in series]
    return month.start, tuple(metric for metric, _one in series), np.array(values).tobytes(), get_language()


@lru_cache(maxsize=1024)
def _links(
    start: date, metrics: tuple[Metric, ...], numbers: bytes, language: str | None, page: str, column: int, row: int
) -> Month:
    links = tuple(
        Link(column + (day - start).days, row, 1, page % day, title)
        for day, title in _titles(start, metrics, numbers, language).items()
    )
    return links, markup(links)


def _titles(start: date, metrics: tuple[Metric, ...], numbers: bytes, language: str | None) -> dict[date, str]:
    if not metrics:
        return {}
    values = np.frombuffer(numbers).reshape(len(metrics), -1)
    known, names = ~np.isnan(values), [wording.label(metric) for metric in metrics]
    found = {}
    for slot in np.flatnonzero(known.any(axis=0)):
        day = start + timedelta(days=int(slot))
        said = (
            f"{name} {wording.noted(metric, float(values[row, slot]))}"
            for row, (metric, name) in enumerate(zip(metrics, names, strict=True))
            if known[row, slot]
        )
        found[day] = f"{wording.day(day)}: {', '.join(said)}"
    return found
