"""Magnesium from supplements day by day, beside two lines of official advice and the days of loose stool."""

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.charts.magnesium import LOOSE
from tracker.diary import catalogue
from tracker.metrics import BY_KEY
from tracker.stats import summary
from tracker.table import Series
from tracker.trends import layers, pictures, stamps, wording
from tracker.trends.look import LINE, Look
from tracker.trends.orders import STOOL, Order
from tracker.trends.panels import Panel
from tracker.trends.said import numbers, once
from tracker.web.numbers import written

MAGNESIUM = BY_KEY["supplement_magnesium"]


def panel(look: Look) -> Panel | None:
    """The figure, or what it lacks; None for whoever keeps no magnesium diary."""
    if not catalogue.is_on(look.user, "magnesium"):
        return None
    title, doses, stool = wording.label(MAGNESIUM), look.table.series(MAGNESIUM.key), look.table.series(STOOL.key)
    days = int(np.sum(doses.values > 0))
    if days < LINE:
        return Panel("magnesium", title, missing=_missing(days))
    order = Order("magnesium", (MAGNESIUM, STOOL), look.span)
    said = once(lambda: sentence(doses, stool), "magnesium", numbers(doses, stool))
    return Panel(
        "magnesium", title, sentence=said, order=order,
        picture=pictures.picture(order, said, look.user.theme, stamps.stamp(look, order)),
        layer=layers.over_time(look.span, [(MAGNESIUM, doses), (STOOL, stool)]),
    )  # fmt: skip


def _missing(days: int) -> str:
    return ngettext(
        "%(have)s day with a dose here so far; this needs %(needed)s.",
        "%(have)s days with a dose here so far; this needs %(needed)s.",
        days,
    ) % {"have": days, "needed": LINE}


def sentence(doses: Series, stool: Series) -> str:
    """What the two rows hold, and that standing side by side says nothing of why."""
    taken = doses.values[doses.values > 0]
    said = _(
        "Noted on %(noted)s. On the %(days)s days with a dose it was %(mean)s mg of magnesium itself on average, from "
        "%(lowest)s to %(highest)s."
    ) % {
        "noted": wording.rests_on(summary.coverage(doses)), "days": written(len(taken)),
        "mean": _mg(taken.mean()), "lowest": _mg(taken.min()), "highest": _mg(taken.max()),
    }  # fmt: skip
    if not stool.noted:
        return said
    loose = int(np.sum(stool.values >= LOOSE))
    return wording.in_a_row(said, _loose(loose, stool.noted))


def _loose(loose: int, noted: int) -> str:
    return ngettext(
        "Stool was type 6 or 7 on %(loose)s of %(noted)s noted day. The figure cannot tell whether the two belong "
        "together.",
        "Stool was type 6 or 7 on %(loose)s of %(noted)s noted days. The figure cannot tell whether the two belong "
        "together.",
        noted,
    ) % {"loose": written(loose), "noted": written(noted)}


def _mg(value: float) -> str:
    return wording.value(MAGNESIUM, float(value))
