"""One person who saves through every layer of Vagus, in a process of its own that strace can watch.

Prints a line for each reply: `saved KEY` once the reply is there (`maybe KEY` for a change that may find nothing to
do, such as taking back what was never there), or the status of a refusal.
"""

import os
import random
import sys
from datetime import date
from typing import Any

import django

OFTEN = 40  # changes between two ends of the connection, as when the server is stopped and started


def keep(changes: int, seed: int) -> None:
    """Answers, servings, taking back, undo, copying a day, one after another."""
    from django.db import connections
    from django.test import Client

    from tests.durability import jobs
    from tracker.models import User

    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    client.cookies.load(jobs.sign_in(1 + User.objects.count()))
    chance = random.Random(seed)
    done: list[str] = []
    say("begin")
    for number in range(changes):
        key = f"{chance.getrandbits(128):032x}"
        path, form = a_change(chance, done)
        day = date(2024, 1, 1 + chance.randrange(3))
        status = client.post(f"/day/{day.isoformat()}/{path}/", {**form, "key": key}).status_code
        certain = path == "answer" or "add" in form
        say(f"{'saved' if certain else 'maybe'} {key}" if status in {200, 302} else str(status))
        done.append(key)
        if number % OFTEN == OFTEN - 1:
            connections.close_all()


def a_change(chance: random.Random, done: list[str]) -> tuple[str, dict[str, Any]]:
    field = chance.choice(("mood", "stress", "note"))
    value = f"words {chance.getrandbits(4000):x}" if field == "note" else str(chance.randrange(11))
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("answer", {"field": field, field: value}),
        ("answer", {"field": ["unease", "bed_time"], "unease": chance.randrange(11), "bed_time": "23:10"}),
        ("plate", {"add": chance.choice(("fruit", "nuts"))}),
        ("plate", {"less": "fruit"}),
        ("undo", {"undo": done[-1] if done else "nothing-yet"}),
        ("copy", {}),
    ]
    return chance.choices(kinds, weights=(8, 2, 4, 1, 1, 1))[0]


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    django.setup()
    keep(int(sys.argv[1]), int(sys.argv[2]))
