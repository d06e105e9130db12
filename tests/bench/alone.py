"""What pages cost without a server: queries a page, figures warm and cold, the sums behind insights and plans.

`python -m tests.bench.alone` reads names and addresses of pages as JSON, and the diary of DATA_DIR.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from tests.bench import visits
from tests.bench.inside import Inside
from tests.bench.served import headers_of, session_in
from tests.bench.visits import Visitor

ROUNDS = 7


def main(pages: dict[str, str]) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    user = get_user_model().objects.get()
    today = user.today(timezone.now())
    figures = [path for name, path in pages.items() if name.startswith("figure")]
    return {
        "figures": charts(user, figures, today), "insights": insights(user, today), "planner": planner(user, today),
        "queries": queries(Inside(f"vagus_session={session_in(settings.DATA_DIR)}"), pages, today),
    }  # fmt: skip


def queries(door: Inside, pages: dict[str, str], today: date) -> dict[str, int]:
    """How often each page asks the database once the process is warm: unchanged, and after a change of another day."""
    moods = [one for days in range(1, 4) for one in door.open_day(today - timedelta(days=days)) if one.name == "mood"]
    looks: dict[str, Callable[[], object]] = {
        name: partial(door.get, path, **headers_of(name)) for name, path in pages.items()
    } | {visits.NAME: Visitor(door).look}
    for look in looks.values():
        look()
    counts = {name: counted(door, look) for name, look in looks.items()}
    counts[f"{visits.NAME}, in another browser"] = counted(door, Visitor(door).look)
    for name, look in looks.items():
        change = "a tap on mood" if name == visits.NAME else "a change"
        counts[f"{name}, after {change}"] = max(counted(door, look) for mood in moods if mood.save())
    return counts | {"Save": counted(door, moods[0].save)}


def counted(door: Inside, task: Callable[[], object]) -> int:
    """How many queries a task takes."""
    before = door.queries
    task()
    return door.queries - before


def charts(user: Any, addresses: list[str], today: Any) -> dict[str, dict[str, float]]:
    """Seconds of each figure, and its bytes.

    `first` is with all that a process reads once, `whole` with its days read anew, `known` with days that are known;
    `written` is the drawn figure as SVG, `png` as PNG.
    """
    from django.http import QueryDict
    from django.urls import resolve

    from tracker.charts.style import to_png, to_svg
    from tracker.diary.known import KNOWN
    from tracker.trends import figures, orders

    def order(address: str) -> orders.Order:
        path, _, query = address.partition("?")
        return orders.read(user, resolve(path).kwargs["figure"], QueryDict(query), today)

    def measured(address: str) -> dict[str, float]:
        asked = order(address)

        def draw() -> bytes:
            return to_svg(figures.draw(asked, figures.ground(user, asked)))

        def forgetful() -> bytes:
            KNOWN.clear()
            return draw()

        first, whole, known = seconds(draw, 1), seconds(forgetful, ROUNDS), seconds(draw, ROUNDS)
        drawn = figures.draw(asked, figures.ground(user, asked))
        return {
            "first": first, "whole": whole, "known": known, "written": seconds(lambda: to_svg(drawn), ROUNDS),
            "png": seconds(lambda: to_png(drawn, asked.palette), ROUNDS), "bytes": len(draw()),
        }  # fmt: skip

    return {address: measured(address) for address in addresses}


def insights(user: Any, today: Any) -> float:
    from tracker.insights import answers

    return seconds(lambda: answers.search(user, today, lambda done, total: None), 1)


def planner(user: Any, today: Any) -> float:
    from tracker.experiments import planning
    from tracker.metrics import BY_KEY

    return seconds(lambda: planning.baseline(user, BY_KEY["mood"], today), 1)


def seconds(task: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        task()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.read()))))
