"""What noise looks like: the same search on one's own days with habits and feelings moved apart, many times."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext, ngettext

from tracker.accounts.models import User
from tracker.charts import luck as chart
from tracker.charts.style import to_file, with_decimals
from tracker.insights import keeping, pairs, pictures, questions
from tracker.insights.keeping import Progress, Say
from tracker.insights.looking import Look
from tracker.insights.models import Sort

TIMES = 40


def moved(user: User, today: date, say: Say) -> dict[str, Any]:
    """Search the diary with its habits moved by whole weeks, each time by others."""
    from tracker.stats.noise import noise

    diary = questions.read(user, questions.asked(user), today)
    found = []
    say(0, TIMES)
    for one in noise(diary.table.span.dates(), diary.habits, diary.outcomes, most=TIMES):
        found.append([one.days, one.ours, one.plain_pairs])
        say(len(found), TIMES)
    return {"moves": found}


def result(look: Look) -> list[list[int]] | Progress:
    """For each move its days, the pairs we show and the pairs a plain correlation shows, or how far the sum is."""
    body = keeping.kept(look.user, Sort.NOISE, look.mark)
    found = body or keeping.begin(look.user, Sort.NOISE, look.mark, moved, look.today)
    return found if isinstance(found, Progress) else list(found["moves"])


def context(look: Look, moves: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Everything the page shows."""
    ours, plain = [move[1] for move in moves], [move[2] for move in moves]
    return {
        "look": look, "moves": moves, "sentence": sentence(ours, plain),
        "picture": pictures.picture(reverse("insights:noise") + "figure", sentence(ours, plain), look.user.theme,
                                    chart.height),
        "found": len(look.answers.findings) if look.answers else 0,
    }  # fmt: skip


def sentence(ours: Sequence[int], plain: Sequence[int]) -> str:
    """How often each search showed a link where there can be none."""
    if not ours:
        return gettext("This diary is too short to be moved against itself.")
    middle = sorted(plain)[len(plain) // 2]
    times = len(ours)
    return ngettext(
        "In %(times)s move, plain correlations showed a false link in %(plain)s, %(middle)s in a typical one. The "
        "search used here showed one in %(ours)s.",
        "In %(times)s moves, plain correlations showed a false link in %(plain)s, %(middle)s in a typical one. The "
        "search used here showed one in %(ours)s.",
        times,
    ) % {"times": times, "plain": sum(n > 0 for n in plain), "middle": middle, "ours": sum(n > 0 for n in ours)}


def drawn(moves: Sequence[Sequence[int]], query: QueryDict, ending: str) -> bytes:
    """The figure as a file."""
    palette, size = pictures.look_of(query)
    figure = chart.luck([move[1] for move in moves], [move[2] for move in moves], palette, size)
    figure = with_decimals(figure, get_format("DECIMAL_SEPARATOR"))
    return to_file(figure, ending, palette)


def as_csv(moves: Sequence[Sequence[int]]) -> str:
    """The same numbers for programs."""
    return pairs.table(("days_moved", "shown_here", "shown_by_plain_correlation"), moves)
