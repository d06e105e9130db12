"""Headache calendar: 28 days a row; pale is headache, strong migraine, digits the worst pain, a dash below medicine."""

import numpy as np

from tracker.charts.sheet import Scale, Sheet
from tracker.charts.style import Figure, Palette, Size
from tracker.stats.headaches import DAYS, MIGRAINE
from tracker.table import DailyTable, Floats, Span

LEFT = 42  # px, room for a date; the layer of links in the page has the same margin
TEXT = 9.5


def height(span: Span, size: Size) -> int:
    """In px: a row a stretch."""
    return size.pick(26, 30) * (len(span) // DAYS)


def headaches(table: DailyTable, palette: Palette, size: Size) -> Figure:
    """Draw whole stretches of days, earliest above; the columns are `headache_day`, `pain_peak`, `acute_med`."""
    rows = len(table.span) // DAYS
    sheet = Sheet(
        size, height(table.span, size), palette, across=(0, DAYS), scale=Scale(rows, 0, ()), left=LEFT, top=0, bottom=0,
    )  # fmt: skip
    slots = np.arange(len(table.span), dtype=np.float64)
    x, y = sheet.across(slots % DAYS + 0.5), sheet.up(slots // DAYS + 0.5)
    _squares(sheet, table, x, y)
    for row, day in enumerate(list(table.span)[::DAYS]):
        sheet.text(sheet.left - 6, float(sheet.up(row + 0.5)), f"{day:%m-%d}", align="right", size=TEXT)
    return sheet.figure


def _squares(sheet: Sheet, table: DailyTable, x: Floats, y: Floats) -> None:
    colours, tone = sheet.palette, sheet.palette.clay
    head, pain, medicine = (table.columns[key] for key in ("headache_day", "pain_peak", "acute_med"))
    half, tall = sheet.step * 0.44, min(sheet.step * 0.88, 18)
    none = head == 0
    dash = min(half, 5) * 0.7
    sheet.strokes("none", colours.edge, 1.5, (x[none] - dash, y[none]), (x[none] + dash, y[none]))
    for label, colour, digit, here in (
        ("headache", colours.pale(tone, 0.36), colours.ink, (head >= 1) & (head < MIGRAINE)),
        ("migraine", tone, colours.card, head >= MIGRAINE),
    ):
        sheet.strokes(label, colour, tall, (x[here] - half, y[here]), (x[here] + half, y[here]))
        rated = here & ~np.isnan(pain)
        texts = [f"{worst:.0f}" for worst in pain[rated]]
        sheet.digits(x[rated], y[rated], texts, digit, sheet.size.pick(8, 11))
    took = medicine == 1
    under = y[took] - tall / 2 - 2.5
    sheet.strokes("medicine", colours.ink, 2.5, (x[took] - half, under), (x[took] + half, under))
