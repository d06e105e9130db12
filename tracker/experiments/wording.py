"""Sentences of the plan: how long, how often it would notice, what it cannot; nothing here says what to take."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.experiments.locking import Agreed
from tracker.experiments.models import Blinding
from tracker.experiments.planning import Baseline, Option, Plans
from tracker.metrics import Metric
from tracker.stats.designs import KINDS, Refusal
from tracker.stats.periods import LATE, needed_days
from tracker.web import naming
from tracker.web.numbers import written


@dataclass(frozen=True, slots=True)
class Told:
    """One plan as it is shown; `tone` and `badge` say at a glance how good it is."""

    option: Option
    title: str
    lines: tuple[str, ...]
    tone: str
    badge: str


def day(when: date) -> str:
    return formats.date_format(when, pgettext("date format: weekday, day and month", "l j F"))


def number(value: float) -> str:
    """At most one decimal, none where it says nothing."""
    return written(value, 0 if round(value, 1) == round(value) else 1)


def points(metric: Metric, value: float) -> str:
    """A difference in what the metric counts: 1 point, 0.5 h, 2 spots."""
    amount, unit = number(value), naming.unit(metric)
    if unit:
        return _("%(n)s %(unit)s") % {"n": amount, "unit": unit}
    return ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2) % {"n": amount}


def length(option: Option) -> str:
    weeks, rest = divmod(option.days, 7)
    if rest or weeks < 2:
        return ngettext("%(n)s day", "%(n)s days", option.days) % {"n": option.days}
    return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}


def told(option: Option, metric: Metric, meaningful: float, start: date) -> Told:
    """A plan in words."""
    until = start + timedelta(days=option.days - 1)
    title = length(option)
    if option.refusal:
        return Told(option, length(option), tuple(_refused(option, option.refusal)), "clay", _("cannot answer"))
    if option.design is None or option.outlook is None:
        days = ngettext("%(n)s day before", "%(n)s days before", option.days) % {"n": option.days}
        says = _("Your notes of %(before)s and as many after, side by side. No test, no verdict.") % {"before": days}
        return Told(option, _("Just watch, before and after: %(length)s") % {"length": length(option)}, (says,), "", "")
    tone, badge = ("leaf", _("suggested")) if option.suggested else ("", "")
    if option.exploratory:
        tone, badge = "amber", pgettext("of a plan", "weak")
    return Told(option, title, (notices(option, metric, meaningful, until), luck(option)), tone, badge)


def notices(option: Option, metric: Metric, meaningful: float, until: date) -> str:
    """How often it would notice what matters, as a range."""
    assert option.outlook and option.design
    low, high = option.outlook.tries
    facts = {
        "periods": option.design.periods, "days": option.days, "date": day(until),
        "points": points(metric, meaningful), "low": low, "high": high,
    }  # fmt: skip
    if low == high:
        return (
            _("With %(periods)s periods (%(days)s days, until %(date)s) you would notice a difference of %(points)s "
              "in about %(low)s of 10 tries.") % facts
        )  # fmt: skip
    return (
        _("With %(periods)s periods (%(days)s days, until %(date)s) you would notice a difference of %(points)s "
          "in about %(low)s to %(high)s of 10 tries.") % facts
    )  # fmt: skip


def luck(option: Option) -> str:
    """The smallest p-value, said without one."""
    assert option.design
    once = round(1 / option.design.smallest_p())
    if option.design.sampled:
        return _("More possible orders than can be counted out; luck alone gives the strongest result about "
                 "1 time in %(once)s.") % {"once": written(once)}  # fmt: skip
    return _("%(orders)s possible orders: luck alone gives the strongest result 1 time in %(once)s.") % {
        "orders": written(option.design.orders), "once": written(once),
    }  # fmt: skip


def _refused(option: Option, refusal: Refusal) -> Iterator[str]:
    assert option.design
    if refusal.reason == "shorter_than_onset":
        percent = formats.number_format(round(100 * refusal.share))
        yield _("Too short for this: about %(percent)s %% of the difference would be left in the result.") % {
            "percent": percent
        }
        return
    if refusal.reason == "too_few_orders":
        yield _("With %(periods)s periods no result, however large, could count as more than a hint.") % {
            "periods": option.design.periods
        }
        yield luck(option)
    elif refusal.reason == "too_short":
        fewest = KINDS[option.design.kind].fewest
        yield _("Fewer than %(fewest)s periods: one lost period would end it.") % {"fewest": fewest}
    else:
        yield _("Longer than anybody should be asked to go on.")
    yield _("You may still watch, before and after, without a verdict.")


def none_reliable(plans: Plans, metric: Metric, meaningful: float, willing: int) -> list[str]:
    """What to say where no plan within the days finds what matters."""
    advice = plans.advice
    if advice is None or advice.suggested:
        return []
    facts = {"days": willing, "points": points(metric, meaningful)}
    found = [_("No plan of up to %(days)s days would find a difference of %(points)s reliably.") % facts]
    if advice.needed_days:
        found.append(_("You would need about %(days)s days.") % {"days": advice.needed_days})
    if not math.isnan(advice.noticeable):
        seen = points(metric, math.ceil(10 * advice.noticeable) / 10)
        found.append(_("Within those days only a difference of about %(points)s would be found.") % {"points": seen})
    return found


def lacking(start: Baseline, metric: Metric) -> str:
    """How much diary a plan still needs."""
    more = ngettext("about %(n)s more day", "about %(n)s more days", start.lacking) % {"n": start.lacking}
    facts = {"outcome": naming.label(metric), "noted": start.days.recorded, "days": start.days.days, "more": more}
    if not start.days.days:
        return _("%(outcome)s is not noted yet. A plan needs 28 days of your diary with 20 values.") % facts
    return (
        _("%(outcome)s is noted on %(noted)s of the last %(days)s days. A plan needs 28 days of your diary with "
          "20 values: %(more)s.") % facts
    )  # fmt: skip


def rests_on(start: Baseline, metric: Metric) -> str:
    """What the plans were worked out from."""
    facts = {
        "outcome": naming.label(metric), "noted": start.days.recorded, "days": start.days.days,
        "spread": points(metric, start.days.spread),
    }  # fmt: skip
    return (
        _("Worked out from your own diary: %(outcome)s noted on %(noted)s of the last %(days)s days, moving about "
          "%(spread)s from day to day. A range, because the diary is short.") % facts
    )  # fmt: skip


def rows(agreed: Agreed) -> list[tuple[str, str]]:
    """The whole plan, line by line, as it is read over before the lock."""
    question, plan, option, metric = agreed.question, agreed.plan, agreed.option, agreed.outcome
    meaningful = points(metric, float(question["meaningful"]))
    beside = ", ".join(question["beside"])
    until = plan["start"] + timedelta(days=option.days - 1)
    span = _("%(length)s, from %(first)s to %(last)s") % {
        "length": length(option), "first": day(plan["start"]), "last": day(until),
    }  # fmt: skip
    found = [
        (pgettext("of a plan", "With it"), question["habit"]),
        (pgettext("of a plan", "Without it"), question["usual"]),
        (_("Product and amount"), agreed.gate.get("dose", "")),
        (_("Decides"), _("%(outcome)s, noted each day") % {"outcome": naming.label(metric)}),
        (_("Beside it, no verdict"), beside),
        (_("Matters from"), meaningful),
        (_("You expect"), question["expects_label"]),
        (pgettext("of a plan", "Length"), span),
        *(_test_rows(option, plan["sides"], question["direction"]) if option.design else _watch_rows(option)),
        (
            _("Helper"),
            _("fills numbered boxes; you know them by number") if plan["blinding"] == Blinding.HELPER else "",
        ),
        (_("Stops for safety"), _("one event that needed a doctor, two bad ones within 7 days, or a red flag")),
        (_("Asks how you are"), _("when your mood is far below your usual on 3 of 5 days")),
    ]
    return [(name, said) for name, said in found if said]


def _watch_rows(option: Option) -> list[tuple[str, str]]:
    return [(pgettext("of a plan", "Test"), _("none: before and after side by side, without a verdict"))]


def _test_rows(option: Option, sides: str, direction: int) -> list[tuple[str, str]]:
    design = option.design
    assert design
    needed = needed_days(design.period_days, design.drop_days)
    either = _("all %(n)s possible orders, either direction, 5 in 100")
    if design.sampled:
        either = _("%(n)s of all possible orders, either direction, 5 in 100")
    if sides == "one":
        either = _("%(n)s possible orders, the hoped direction only, 5 in 100")
    hoped = pgettext("of an outcome", "higher") if direction > 0 else pgettext("of an outcome", "lower")
    return [
        (_("Hoped for"), hoped),
        (_("Periods"), _("%(n)s of %(days)s days, half of them with it") % {
            "n": design.periods, "days": design.period_days}),
        (_("First days that do not count"), ngettext(
            "%(n)s of each period", "%(n)s of each period", design.drop_days) % {"n": design.drop_days}
            if design.drop_days else ""),
        (_("A period counts with"), ngettext("%(n)s noted day", "%(n)s noted days or more", needed) % {"n": needed}),
        (pgettext("of a plan", "Test"), either % {"n": written(design.orders)}),
        (_("Late entries"), _("more than %(n)s days late do not count") % {"n": LATE}),
        (_("Strength"), _("weak for what matters to you: it may end as not settled") if option.exploratory else ""),
    ]  # fmt: skip
