"""What pages cost without a server: queries a page, figures warm and cold, the sums behind insights and plans.

`python -m tests.bench.alone PATHS` reads a diary of DATA_DIR and prints one JSON object.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 7


def main(paths: list[str], figures: list[str]) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    settings.KEPT_PAGES_BYTES = 0
    user = get_user_model().objects.get()
    today = user.today(timezone.now())
    return {
        "queries": queries(user, paths), "figures": charts(user, figures, today),
        "insights": insights(user, today), "planner": planner(user, today),
    }  # fmt: skip


def queries(user: Any, paths: list[str]) -> dict[str, int]:
    """How often each page asks the database, once the process is warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"accept-language": "en", "host": "localhost"})
    client.force_login(user)
    counts = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts[path] = sum(not row["sql"].startswith("PRAGMA") for row in seen.captured_queries)
    return counts


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
    asked = json.loads(sys.stdin.read())
    print(json.dumps(main(asked["pages"], asked["figures"])))
