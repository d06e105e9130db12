"""Sentences of the further figures: counts, means, ranges, what is missing. Nothing here says why."""

import math
from collections.abc import Sequence

from django.utils.translation import gettext, ngettext, pgettext

from tracker.diary.starts import Start
from tracker.metrics import Metric, Source
from tracker.stats.headaches import Stretch
from tracker.stats.lags import Difference, Halves
from tracker.stats.summary import Coverage, Gap, Shape
from tracker.trends import wording
from tracker.web.numbers import written


def weeks_to_go(needed: int, have: int) -> str:
    left = max(needed - have, 0)
    return ngettext("%(left)s week to go", "%(left)s weeks to go", left) % {"left": left}


def paired_days(needed: int, have: int) -> str:
    """What a comparison of two things is waiting for."""
    said = ngettext(
        "%(have)s day with both noted so far; this needs %(needed)s.",
        "%(have)s days with both noted so far; this needs %(needed)s.",
        have,
    ) % {"have": have, "needed": needed}
    return wording.in_a_row(said, wording.left(needed, have))


def too_even(metric: Metric) -> str:
    """Two sides need values on both sides."""
    return gettext("%(name)s: nearly the same on all these days, so there are no two sides to compare.") % {
        "name": wording.label(metric)
    }


def whole_weeks(needed: int, have: int) -> str:
    """What a figure of weeks is waiting for."""
    said = ngettext(
        "%(have)s week with 3 noted days or more so far; this needs %(needed)s.",
        "%(have)s weeks with 3 noted days or more so far; this needs %(needed)s.",
        have,
    ) % {"have": have, "needed": needed}
    left = max(needed - have, 0)
    return wording.in_a_row(said, ngettext("%(left)s week to go.", "%(left)s weeks to go.", left) % {"left": left})


def whole(number: float) -> str:
    """A count or a worst value; a dash where nothing says anything about it."""
    return "–" if math.isnan(number) else written(number)


def points(number: float) -> str:
    """A difference with its sign."""
    rounded = round(number, 1) + 0.0  # no minus before a zero
    return f"{'+' if rounded > 0 else ''}{written(rounded, 1)}"


def range_of(found: Difference) -> str:
    """`-0.2 to +0.9`."""
    return gettext("%(low)s to %(high)s") % {"low": points(found.low), "high": points(found.high)}


def apart(lag: int) -> str:
    """How far the second day lies from the first."""
    if lag == 0:
        return gettext("on the same day")
    if lag > 0:
        return ngettext("%(days)s day later", "%(days)s days later", lag) % {"days": lag}
    return ngettext("%(days)s day earlier", "%(days)s days earlier", -lag) % {"days": -lag}


def sides(first: Metric, second: Metric, split: Halves) -> str:
    """What the second averaged on each side of the first's usual, with the days each mean rests on."""
    return gettext(
        "%(first)s above your usual %(usual)s (%(above)s days): %(second)s %(apart)s, mean %(high)s. "
        "Below it (%(below)s days): mean %(low)s."
    ) % {
        "first": wording.label(first), "second": wording.label(second), "usual": wording.noted(first, split.usual),
        "apart": apart(split.lag), "above": split.higher.n, "below": split.lower.n,
        "high": wording.value(second, split.higher.mean), "low": wording.value(second, split.lower.mean),
    }  # fmt: skip


def compared(first: Metric, second: Metric, found: Difference) -> str:
    """The two sides, their difference and its range, and whether that could be chance."""
    difference = gettext("The difference is %(size)s points, range %(range)s.") % {
        "size": points(found.size), "range": range_of(found),
    }  # fmt: skip
    chance = gettext("That could be chance.") if found.could_be_chance else ""
    return wording.in_a_row(sides(first, second, found.halves), difference, chance)


def luck(found: Sequence[Difference]) -> str:
    """How many ranges stand here, and how many of them luck alone would set apart."""
    known = sum(one.known for one in found)
    away = sum(not one.could_be_chance for one in found)
    return gettext(
        "%(known)s ranges stand here; %(away)s of them leave out no difference at all. Among so many, luck alone "
        "would do that to about %(luck)s."
    ) % {"known": known, "away": away, "luck": max(1, round(known * 0.05))}


def rivals() -> str:
    """What else may go with both."""
    return gettext("Something else may go with both, such as weekends, illness, the cycle, the season or a hard week.")


def alike() -> str:
    """Of lines above each other."""
    return gettext("Lines that run alike may do so by chance, or with a third thing that changes at the same time.")


def week_by_week(weeks: int) -> str:
    return ngettext(
        "%(weeks)s week with 3 noted days or more of food and of mood or gut.",
        "%(weeks)s weeks with 3 noted days or more of food and of mood or gut.",
        weeks,
    ) % {"weeks": weeks}


def both(first: tuple[Metric, Shape], second: tuple[Metric, Shape], days: int) -> str:
    """The means of two series, what each rests on, and on how many days both are there."""
    said = [
        gettext("%(name)s: %(mean)s.") % {"name": wording.label(metric), "mean": wording.mean(metric, shape)}
        for metric, shape in (first, second)
    ]
    together = ngettext("Both are noted on %(days)s day.", "Both are noted on %(days)s days.", days) % {"days": days}
    return wording.in_a_row(*said, together)


def since(start: Start, noted: Coverage) -> str:
    """Which day is day 0, and how much is noted from it on."""
    return gettext("Day 0 is %(day)s: %(start)s. Noted on %(days)s since.") % {
        "day": wording.day(start.day), "start": start.label, "days": wording.rests_on(noted),
    }  # fmt: skip


def early(start: Start) -> str:
    """What may be read from the first weeks."""
    if start.probiotic:
        return gettext(
            "Days 1 to 14 are shaded: too early to compare, going by the one trial that asked every day. "
            "Nothing need be different on day 15."
        )
    return gettext("Much else changes within four weeks; the app cannot tell what lies behind a difference.")


def flares(days: int, noted: int) -> str:
    return ngettext(
        "A flare-up was noted on %(days)s of %(noted)s day.", "A flare-up was noted on %(days)s of %(noted)s days.",
        noted,
    ) % {"days": days, "noted": noted}  # fmt: skip


def headaches(latest: Stretch) -> str:
    """The latest 28 days in counts."""
    said = gettext(
        "In the latest 28 days: headache on %(headache)s, migraine among them on %(migraine)s; noted on %(noted)s."
    ) % {"headache": latest.headache, "migraine": latest.migraine, "noted": latest.noted}
    more = []
    if not math.isnan(latest.peak):
        more.append(gettext("Worst pain %(peak)s of 10.") % {"peak": whole(latest.peak)})
    if not math.isnan(latest.medicine):
        days = round(latest.medicine)
        more.append(
            ngettext("Acute medicine on %(days)s day.", "Acute medicine on %(days)s days.", days) % {"days": days}
        )
    return wording.in_a_row(said, *more)


def much_medicine() -> str:
    """A rule for everybody, whatever was noted."""
    return gettext("About ten or more days with acute medicine in a month are a reason to see a doctor.")


def gap(found: Gap | None) -> str:
    """The longest run of days without a note."""
    if found is None:
        return "–"
    if found.start is None:
        return pgettext("gap", "none")
    return ngettext("%(days)s day", "%(days)s days", found.days) % {"days": found.days}


def field(metric: Metric) -> str:
    """What is noted, where one number stands for all that a row fills."""
    names = {
        Source.SERVINGS: gettext("Food"),
        Source.NIGHT: gettext("Sleep times"),
        Source.MOMENTS: gettext("Moments"),
    }
    return names.get(metric.source) or wording.label(metric)


def covered(noted: Coverage, longest: Gap | None) -> str:
    """On how many days anything at all is there."""
    said = gettext("Something is noted on %(days)s.") % {"days": wording.rests_on(noted)}
    if longest is None or longest.start is None:
        return said
    told = gettext("The longest gap is %(gap)s, from %(day)s.") % {
        "gap": gap(longest), "day": wording.day(longest.start),
    }  # fmt: skip
    return wording.in_a_row(said, told)
