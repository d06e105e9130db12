"""The links that lie over figures of days, month by month: after a change one month is put into words again."""

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

import numpy as np
from django.utils.translation import get_language

from tracker.charts import year
from tracker.metrics import Metric
from tracker.stats.grain import Grain, grain, months, weeks
from tracker.table import Bools, Series, Span
from tracker.trends import pictures, wording
from tracker.trends.pictures import Layer, Link, day_page, markup
from tracker.trends.said import once

Known = Sequence[tuple[Metric, Series]]
MOST_WEEKS = 26  # of more a finger would not find one on a phone
Month = tuple[tuple[Link, ...], str]  # the links of a month and their markup


def over_time(span: Span, series: Known) -> Layer:
    """A column a recorded day, with what was noted; of a long span one a month, leading to that month."""
    if grain(span) is not Grain.DAY:
        known = np.any([one.known for _metric, one in series], axis=0) if series else np.zeros(len(span), bool)
        return _over_months(span, known)
    by_month = _by_month(*_apart(series))
    return _joined(len(span), 1, [by_month(month, span.slot(month.start), 0) for month in months(span)])


def over_days(series: Series) -> Layer:
    """The same without what was noted."""
    if grain(series.span) is not Grain.DAY:
        return _over_months(series.span, series.known)
    span, by_month = series.span, _by_month((), [series])
    return _joined(len(span), 1, [by_month(month, span.slot(month.start), 0) for month in months(span)])


def over_weeks(span: Span, known: Bools) -> Layer:
    """Where a mark is a week: each with a noted day leads to that week; of more than half a year to its month."""
    if len(span) > MOST_WEEKS * 7:
        return _over_months(span, known)
    return once(lambda: _over_parts(span, weeks(span), known, wording.span), "weeks", span, known.tobytes())


def over_year(span: Span, series: Known) -> Layer:
    """A square a recorded day: days across, months down (a phone turns the layer round)."""
    by_month = _by_month(*_apart(series))
    rows = enumerate(year.rows(span))
    return _joined(year.DAYS, year.MONTHS, [by_month(month, month.start.day - 1, row) for row, month in rows])


def titles(series: Known) -> dict[date, str]:
    """For each day that any series records: the date and what was noted."""
    metrics, columns = _apart(series)
    months_of = {month for one in columns for month in months(one.span)}
    found: dict[date, str] = {}
    for month in sorted(months_of, key=lambda month: month.start):
        found |= _titles(month.start, metrics, _held(month, columns), get_language())
    return found


def _over_months(span: Span, known: Bools) -> Layer:
    return once(lambda: _over_parts(span, months(span), known, _year_and_month), "months", span, known.tobytes())


def _over_parts(span: Span, parts: Sequence[Span], known: Bools, named: Callable[[Span], str]) -> Layer:
    """A link over each part on any of whose days something is noted, to Trends of that part."""
    links = []
    for part in parts:
        slot = part.start.toordinal() - span.start.toordinal()
        if known[slot : slot + len(part)].any():
            links.append(Link(slot, 0, len(part), pictures.span_url(part), named(part)))
    return Layer(len(span), 1, tuple(links), markup(links))


def _year_and_month(month: Span) -> str:
    return month.start.isoformat()[:7]


def _joined(columns: int, rows: int, parts: Sequence[Month]) -> Layer:
    return Layer(columns, rows, tuple(chain.from_iterable(links for links, _ in parts)), "".join(m for _, m in parts))


def _apart(series: Known) -> tuple[tuple[Metric, ...], list[Series]]:
    return tuple(metric for metric, _one in series), [one for _metric, one in series]


def _by_month(metrics: tuple[Metric, ...], columns: Sequence[Series]) -> Callable[[Span, int, int], Month]:
    """What gives a month of links, beginning in a column and row; asks once in which language and where days are."""
    language, page = get_language(), day_page()
    return lambda month, column, row: _links(month.start, metrics, _held(month, columns), language, page, column, row)


def _held(month: Span, columns: Sequence[Series]) -> bytes:
    """A month's numbers as something that can be looked up."""
    return b"".join(one.values[one.span.slot(month.start) : one.span.slot(month.end) + 1].tobytes() for one in columns)


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
    """What was noted on each day with anything; without metrics the days alone."""
    if not numbers:
        return {}
    by_day = np.frombuffer(numbers).reshape(max(len(metrics), 1), -1).T.tolist()
    named, found = [(metric, wording.label(metric)) for metric in metrics], {}
    for slot, values in enumerate(by_day):
        if all(map(math.isnan, values)):
            continue
        day = start + timedelta(days=slot)
        said = ", ".join(
            f"{name} {wording.noted(metric, value, language)}"
            for (metric, name), value in zip(named, values, strict=False)
            if not math.isnan(value)
        )
        found[day] = f"{wording.day(day, language)}: {said}" if metrics else wording.day(day, language)
    return found
