"""One metric over time: a mark a recorded day (a week or a month of a long diary), drawn by the metric's kind."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.metrics import Area, Kind, Metric
from tracker.stats.grain import Grain, Marks, grain, line, marks
from tracker.table import Floats, Series, Span

STACK = 6  # up to so many servings a day are drawn as dots; more become bars
DATES = 16  # px, what the row of dates adds below


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What a mark needs to know besides the sheet it is put on."""

    metric: Metric
    marks: Marks
    line: tuple[Floats, Floats]
    usual: float


def height(metric: Metric, size: Size, *, dates: bool = False) -> int:
    """The figure's height in px; mood stands above the rest and is the tallest."""
    small, large = {
        Kind.SCALE: (160, 200) if metric.key == "mood" else (112, 128),
        Kind.COUNT: (80, 92),
        Kind.AMOUNT: (92, 110),
        Kind.YES_NO: (48, 52),
        Kind.CLOCK: (100, 116),
    }[metric.kind]
    return size.pick(small, large) + DATES * dates


def trend(
    metric: Metric, series: Series, span: Span, palette: Palette, size: Size,
    *, usual: float = math.nan, bands: Sequence[Span] = (), dates: bool = False, step: Grain | None = None,
    since: date | None = None,
) -> Figure:  # fmt: skip
    """Draw `series` over `span`; days of the series before it only lead in the running mean.

    `usual` is the person's own (NaN: no dashed line), `bands` are shaded behind, `dates` writes a row of dates
    (of days counted from `since`, if that is given), `step` is what a mark stands for if not the usual for `span`.
    """
    step = step or grain(span)
    shown = marks(series.within(span), step)
    sheet = Sheet(
        size, height(metric, size, dates=dates), palette,
        across=(-0.5, len(span) - 0.5), scale=scale(metric, shown.values), bottom=8 + DATES * dates,
    )  # fmt: skip
    _aim(sheet, metric)
    sheet.bands(span, bands)
    sheet.grid()
    MARKS[metric.kind](sheet, Drawing(metric, shown, line(series, span, step), usual))
    if dates and since:
        sheet.count(span, since)
    elif dates:
        sheet.dates(span)
    return sheet.figure


def has_aim(metric: Metric) -> bool:
    """Whether the metric's reference band is drawn behind its bars."""
    return metric.kind is Kind.AMOUNT and metric.aim is not None


def _aim(sheet: Sheet, metric: Metric) -> None:
    if not has_aim(metric) or metric.aim is None:
        return
    low, high = (float(sheet.up(end)) for end in metric.aim)
    middle = np.array([(low + high) / 2])
    sheet.strokes(
        "aim", sheet.palette.leaf_2, high - low, (np.array(sheet.left), middle), (np.array(sheet.right), middle)
    )  # fmt: skip


def scale(metric: Metric, values: Floats) -> Scale:
    """The whole scale of a metric; where it has no end of its own, one that begins at zero and holds `values`."""
    most = max(float(values.max()) if len(values) else 0.0, metric.aim[1] if has_aim(metric) and metric.aim else 0.0)
    if metric.kind is Kind.SCALE:
        middle = (metric.low + metric.high) / 2
        return Scale(metric.low - 0.5, metric.high + 0.5, (metric.low, middle, metric.high))
    if metric.kind is Kind.YES_NO:
        return Scale(-0.35, 1.35, (0, 1))
    if metric.kind is Kind.CLOCK:
        return _clock(values)
    if metric.unit == "h" and metric.high <= 24:
        return Scale(0, 12, (0, 6, 12)) if most <= 12 else Scale(0, 24, (0, 12, 24))
    if len(values) and values.min() < 0:
        return Scale(metric.low, metric.high, (metric.low, 0, metric.high))
    if metric.kind is Kind.AMOUNT and metric.low < 0:  # an index has an end of its own
        return Scale(0, metric.high, (0, metric.high / 2, metric.high))
    least = 5 if metric.kind is Kind.COUNT else 0 if metric.typed and most else 1
    return _from_zero(max(most, least))


def _from_zero(most: float) -> Scale:
    """A little more than `most`, with the widest round step that leaves at least two ticks above zero."""
    power = 10.0 ** math.floor(math.log10(most))
    step = max(s for s in (power / 5, power / 2, power, power * 2, power * 5) if 2 * s <= most)
    return Scale(0, most * 1.04, tuple(step * n for n in range(int(most / step) + 1)))


def _clock(values: Floats) -> Scale:
    low = 3 * math.floor(values.min() / 3) if len(values) else 0
    high = max(3 * math.ceil(values.max() / 3) if len(values) else 0, low + 6)
    ticks = tuple(float(hour) for hour in range(low, high + 1, 3 if high - low <= 9 else 6))
    return Scale(low, high, ticks, tuple(f"{hour % 24:02.0f}" for hour in ticks))


def _dots(sheet: Sheet, drawing: Drawing) -> None:
    """A dot a mark; mood's carry the ramp's colours, as everywhere in the app."""
    shown, colours = drawing.marks, sheet.palette
    diameter = min(max(sheet.step * shown.width * 0.9, sheet.size.pick(2, 3) + 0.4), sheet.size.pick(4, 6))
    if drawing.metric.key == "mood":
        if diameter > 3:  # a rim keeps pale steps visible; on smaller dots it would be all there is
            sheet.dots("rim", colours.edge, diameter + 1, shown.at, shown.values)
        steps = np.rint(shown.values).astype(int)
        for step in np.unique(steps).tolist():
            of_step = steps == step
            sheet.dots(f"mood-{step}", colours.mood[step], diameter, shown.at[of_step], shown.values[of_step])
    else:
        tone = colours.pale(colours.tone(drawing.metric), 0.6)
        sheet.dots("dots", tone, diameter, shown.at, shown.values)
    sheet.line("mean", colours.ink, 2, *drawing.line)


def _bars(sheet: Sheet, drawing: Drawing) -> None:
    """A bar a mark, strong from the person's usual up; of sleep all are pale and the running mean leads."""
    shown, tone = drawing.marks, sheet.palette.tone(drawing.metric)
    pale = sheet.palette.fibre_2 if tone == sheet.palette.fibre else sheet.palette.pale(tone)
    asleep = drawing.metric.area is Area.SLEEP
    strong = np.zeros(len(shown.values), bool) if asleep else ~(shown.values < drawing.usual)
    width = max(sheet.step * shown.width * 0.78, 0.6)
    x, zero = sheet.across(shown.at), sheet.up(np.zeros(len(shown.at)))
    # A recorded zero is a low dash, so that none is seen to differ from not noted.
    tops = np.maximum(sheet.up(shown.values), zero + 1) if sheet.scale.low >= 0 else sheet.up(shown.values)
    for label, colour, of_label in (("below", pale, ~strong), ("bars", tone, strong)):
        sheet.strokes(label, colour, width, (x[of_label], zero[of_label]), (x[of_label], tops[of_label]))
    if asleep:
        sheet.line("mean", tone, 2, *drawing.line)
    elif drawing.usual > 0:  # unknown (NaN) and none draw no line
        y = sheet.up(drawing.usual)
        ends = (np.array(sheet.left), y), (np.array(sheet.right), y)
        sheet.strokes("usual", sheet.palette.ink_2, 0.9, *ends, dashes=(3, 3))


def _stacks(sheet: Sheet, drawing: Drawing) -> None:
    """A dot a serving, a low dash for none; bars where a day has many or a mark is a mean."""
    shown = drawing.marks
    if shown.width > 1 or (len(shown.values) and shown.values.max() > STACK):
        return _bars(sheet, drawing)
    tone = sheet.palette.tone(drawing.metric)
    unit = float(sheet.up(1) - sheet.up(0))
    diameter = min(max(sheet.step * 0.9, 2), unit * 0.72, sheet.size.pick(4, 6))
    none = shown.at[shown.values == 0]
    x, y = sheet.across(none), sheet.up(np.zeros(len(none))) + 0.75
    half = max(sheet.step * 0.39, 0.3)
    sheet.strokes("none", sheet.palette.pale(tone, 0.5), 1.5, (x - half, y), (x + half, y))
    whole = np.floor(shown.values).astype(int)
    nth = np.concatenate([np.arange(count) for count in whole]) if len(whole) else np.array([])
    sheet.dots("dots", tone, diameter, np.repeat(shown.at, whole), nth + 0.5)
    part = shown.values > whole
    sheet.dots("halves", tone, diameter * 0.6, shown.at[part], whole[part] + 0.35)


def _ticks(sheet: Sheet, drawing: Drawing) -> None:
    """A strong square for yes above a pale dash for no; of long spans the share of days with yes, as bars."""
    shown, tone = drawing.marks, sheet.palette.tone(drawing.metric)
    if shown.width > 1:
        return _bars(sheet, drawing)
    side = min(max(sheet.step * 0.78, 1), 8)
    for label, colour, tall, value in (("no", sheet.palette.pale(tone, 0.5), 1.5, 0.0), ("yes", tone, side, 1.0)):
        x = sheet.across(shown.at[shown.values == value])
        y = sheet.up(np.full(len(x), value))
        sheet.strokes(label, colour, max(tall, 1.5), (x - side / 2, y), (x + side / 2, y))


MARKS: dict[Kind, Callable[[Sheet, Drawing], None]] = {
    Kind.SCALE: _dots,
    Kind.COUNT: _stacks,
    Kind.AMOUNT: _bars,
    Kind.YES_NO: _ticks,
    Kind.CLOCK: _dots,
}


def has_bars(metric: Metric, series: Series, step: Grain) -> bool:
    """Whether days are compared with the person's usual: bars that are not sleep's."""
    if metric.kind is Kind.COUNT:
        return step is not Grain.DAY or bool(series.noted and np.nanmax(series.values) > STACK)
    return metric.kind is Kind.AMOUNT and metric.area is not Area.SLEEP
