"""Year in pixels: one square a day with its digit, a small empty square for a day not noted."""

from dataclasses import dataclass

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.grain import months
from tracker.table import Floats, Series, Span

DAYS = 31
MONTHS = 13
TEXT = 10.5


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the squares stand, as px from each side of the figure, and whether months run down or across."""

    left: int
    right: int
    top: int
    bottom: int
    height: int
    months_down: bool


def plot(size: Size) -> Plot:
    """A phone has days down and months across, wider figures months down and days across."""
    if size is Size.NARROW:
        return Plot(22, 2, 18, 2, 560, months_down=False)
    return Plot(52, 2, 2, 20, {Size.HALF: 240, Size.MIDDLE: 300}.get(size, 370), months_down=True)


def rows(span: Span) -> tuple[Span, ...]:
    """The months of the figure.

    Raises:
        ValueError: if they are more than thirteen.
    """
    found = months(span)
    if len(found) > MONTHS:
        raise ValueError(f"a year in pixels holds {MONTHS} months, not {len(found)}")
    return found


def year(series: Series, palette: Palette, size: Size) -> Figure:
    """Draw a series on mood's scale, 0 to 10, one square a day of its span."""
    where, names = plot(size), rows(series.span)
    sheet = Sheet(
        size, where.height, palette, scale=Scale(MONTHS if where.months_down else DAYS, 0, ()),
        across=(0, DAYS if where.months_down else MONTHS),
        left=where.left, right=where.right, top=where.top, bottom=where.bottom,
    )  # fmt: skip
    days = series.span.dates()
    months = days.astype("datetime64[M]")
    row = (months - months[0]).astype(np.float64) + 0.5
    day = (days - months.astype("datetime64[D]")).astype(np.float64) + 0.5
    across, down = (day, row) if where.months_down else (row, day)
    _squares(sheet, series, sheet.across(across), sheet.up(down))
    _names(sheet, names, where)
    return sheet.figure


def _squares(sheet: Sheet, series: Series, x: Floats, y: Floats) -> None:
    tall = abs(float(sheet.up(1) - sheet.up(0)))
    # Whole px: an edge between two pixels is painted, and packed, as two rows of its own.
    half, thick, known = sheet.step * 0.44, round(tall * 0.88), series.known
    values = np.where(known, np.rint(series.values), -1).astype(int)
    size = sheet.size.pick(9, 10) if tall < 20 else TEXT
    for step in np.unique(values[known]):
        cx, cy = x[values == step], y[values == step]
        sheet.strokes(f"mood-{step}", sheet.palette.mood[step], thick, (cx - half, cy), (cx + half, cy))
        sheet.digits(cx, cy, [f"{step}"] * len(cx), sheet.palette.digit(int(step)), size)
    _empty(sheet, x[~known], y[~known])


def _empty(sheet: Sheet, x: Floats, y: Floats) -> None:
    """Four sides a square, since every mark is a stroke."""
    r = 3.5
    corners = [(-r, -r), (r, -r), (r, r), (-r, r)]
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    starts = [np.concatenate([v + a[axis] for a, _ in sides]) for axis, v in enumerate((x, y))]
    ends = [np.concatenate([v + b[axis] for _, b in sides]) for axis, v in enumerate((x, y))]
    sheet.strokes("empty", sheet.palette.edge, 1, (starts[0], starts[1]), (ends[0], ends[1]), round_ends=True)


def _names(sheet: Sheet, names: tuple[Span, ...], where: Plot) -> None:
    """Months as `2026-03` (their number alone on a phone), days by their number."""
    across, down = _months(names, long=where.months_down), {day: f"{day + 1}" for day in (0, *range(4, DAYS, 5))}
    left, below = sheet.left - 8, sheet.bottom - 11
    if where.months_down:
        across, down = down, across
    else:
        left, below = sheet.left - 5, sheet.top + 10
    x, y = sheet.across(np.array([*across]) + 0.5), sheet.up(np.array([*down]) + 0.5)
    sheet.names(x, np.full(len(x), below), [*across.values()], size=TEXT)
    sheet.names(np.full(len(y), left), y, [*down.values()], size=TEXT, align="right")


def _months(names: tuple[Span, ...], *, long: bool) -> dict[int, str]:
    """By their place."""
    if not long:
        return {place: f"{month.start.month}" for place, month in enumerate(names)}
    said = [month.start.strftime("%Y-%m" if month.start.month == 1 else "%m") for month in names]
    return dict(enumerate([f"{names[0].start:%Y-%m}", *said[1:]]))
