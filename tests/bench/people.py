"""Many people to measure with: one invented diary, given to each of them by the database itself, day after day.

`python -m tests.bench.people PEOPLE DAYS` fills the database of DATA_DIR or DATABASE_URL; `--whole N` gives all but
the first N of them days, nights and events alone; `--signed-in N` writes the sessions of the first N beside it,
`--read` prints every answer of the log by person and key.
"""

import argparse
import json
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as clock

from tests.bench.diaries import log

PASSWORDLESS = "!"
SEED = 7
PIECE = 5000
OWN = ("count", "scale")  # kinds of the two own trackers
Say = Callable[[str], object]


def fill(people: int, days: int, whole: int | None = None, say: Say = lambda line: None) -> dict[str, int]:
    """Rows by table; every person gets the rows of the first one."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from tests.bench.bare import bare
    from tracker.diary import sample
    from tracker.models import OwnTracker, Supplement, User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    first = sample.account("person-0", "UTC")
    sample.make(first, days=days, seed=SEED, today=first.today(timezone.now()))
    note_more(first)
    User.objects.filter(pk=first.pk).update(is_sample=False, is_owner=True)
    User.objects.bulk_create(
        [User(username=f"person-{n}", folded=f"person-{n}", password=PASSWORDLESS, time_zone="UTC")
         for n in range(1, people)], batch_size=PIECE,
    )  # fmt: skip
    lists = [Supplement, OwnTracker]
    with transaction.atomic():
        meet(first.pk, whole or people)
        made = {table._meta.db_table: hand_out(table, first.pk) for table in lists}
        with bare([table._meta.db_table for table in diary()]):
            made |= pour(first.pk, say)
            say("indexes")
    settle()
    return made


def note_more(user) -> None:
    """What the sample leaves out and somebody who notes much does not: a moment and two values a day, and the log."""
    from tracker.models import CheckIn, Moment, OwnTracker, OwnValue

    days = list(CheckIn.objects.filter(owner=user).order_by("day").values_list("day", flat=True))
    own = [OwnTracker.objects.create(owner=user, slug=kind, name=f"A {kind}", kind=kind) for kind in OWN]
    OwnValue.objects.bulk_create(
        [OwnValue(owner=user, tracker=one, day=day, value=day.day % 9) for day in days for one in own], PIECE
    )
    Moment.objects.bulk_create(
        [Moment(owner=user, uid=uuid.uuid4(), day=day, at=datetime.combine(day, clock(14, 30), UTC),
                pleasant=day.day % 11 - 5, energy=day.day % 7 - 3) for day in days], PIECE,
    )  # fmt: skip
    log(user)


def diary() -> list[type]:
    """What has a row a day or more; the first of them everybody gets."""
    from tracker.models import CheckIn, Dose, Event, Moment, Night, OwnValue, SavedAnswer, Serving

    return [CheckIn, Night, Event, Serving, Dose, Moment, OwnValue, SavedAnswer]


FOR_ALL = 3  # of these tables


def meet(first: int, whole: int) -> None:
    """Everybody else, and who of them gets the whole diary."""
    run(f"CREATE TEMPORARY TABLE others AS SELECT id, id < {first} + {whole} AS whole FROM tracker_user"
        f" WHERE id > {first}")  # fmt: skip


def hand_out(table: type, first: int) -> int:
    """The first person's list for everybody, and which of its rows stands for which."""
    name, columns = table._meta.db_table, columns_of(table)
    told = ", ".join("u.id" if column == "owner_id" else f"r.{quoted(column)}" for column in columns)
    into = ", ".join(map(quoted, columns))
    made = run(f"INSERT INTO {name} ({into}) SELECT {told} FROM {name} r, others u WHERE r.owner_id = {first}")
    run(f"CREATE TEMPORARY TABLE of_{name} AS SELECT ours.id AS ours, theirs.id AS theirs, u.id AS owner_id, u.whole"
        f" FROM {name} ours JOIN {name} theirs ON theirs.slug = ours.slug JOIN others u ON u.id = theirs.owner_id"
        f" WHERE ours.owner_id = {first}")  # fmt: skip
    return made


def pour(first: int, say: Say) -> dict[str, int]:
    """A day of everybody, then the next: so their rows lie in the tables as they come in real life."""
    for table in diary():
        name = table._meta.db_table
        run(f"CREATE TEMPORARY TABLE one_{name} AS SELECT * FROM {name} WHERE owner_id = {first}")
        run(f"CREATE INDEX one_{name}_day ON one_{name} (day)")
    run("ANALYZE")
    statements = {table._meta.db_table: poured(table, place < FOR_ALL) for place, table in enumerate(diary())}
    made = dict.fromkeys(statements, 0)
    days = asked("SELECT DISTINCT day FROM one_tracker_checkin ORDER BY day")
    for number, (day,) in enumerate(days):
        for name, statement in statements.items():
            made[name] += run(statement, day)
        if number % 100 == 0:
            say(f"day {number} of {len(days)}")
    return made


def poured(table: type, everybody: bool) -> str:
    """The statement that gives one day of a table to the others."""
    name, columns = table._meta.db_table, columns_of(table)
    chosen, people = {"owner_id": "u.id"}, "others u ON true"
    for column, there in (("supplement_id", "tracker_supplement"), ("tracker_id", "tracker_owntracker")):
        if column in columns:
            chosen, people = {"owner_id": "u.owner_id", column: "u.theirs"}, f"of_{there} u ON u.ours = r.{column}"
    told = ", ".join(chosen.get(column, f"r.{quoted(column)}") for column in columns)
    into, which = ", ".join(map(quoted, columns)), "" if everybody else " AND u.whole"
    return f"INSERT INTO {name} ({into}) SELECT {told} FROM one_{name} r JOIN {people} WHERE r.day = %s{which}"


def columns_of(table: type) -> list[str]:
    return [field.column for field in table._meta.concrete_fields if not field.primary_key and not field.generated]


def quoted(column: str) -> str:
    from django.db import connection

    return connection.ops.quote_name(column)


def run(statement: str, *words: object) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, words or None)
        return int(cursor.rowcount)


def asked(statement: str) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def settle() -> None:
    """As the server does by itself in time: what the planner knows, and which pages hold no dead rows."""
    from django.db import connection

    whole = connection.vendor == "postgresql" and not connection.in_atomic_block
    run("VACUUM ANALYZE" if whole else "ANALYZE")


def sign_in(number: int) -> list[str]:
    """A session for each, as after a login."""
    from django.conf import settings
    from django.test import Client

    from tracker.models import User

    found = []
    for user in User.objects.order_by("pk")[:number]:
        client = Client()
        client.force_login(user)
        found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def read() -> dict[str, list[object]]:
    """Of every change its person, field and value, by its key."""
    from tracker.models import SavedAnswer

    rows = SavedAnswer.objects.values_list("key", "owner__username", "day", "field", "value", "outcome")
    return {key: [name, str(day), field, value, outcome] for key, name, day, field, value, outcome in rows.iterator()}


def kept() -> list[list[object]]:
    """What stands on each day that somebody saved."""
    from tests.bench.wire import SAVED
    from tracker.models import CheckIn

    rows = CheckIn.objects.filter(owner__username__startswith="person-").values_list("owner__username", "day", *SAVED)
    days = {(name, day) for name, day, *_ in map(tuple, read().values())}
    return [[name, str(day), *values] for name, day, *values in rows.iterator() if (name, str(day)) in days]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.people", description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=200)
    parser.add_argument("days", type=int, nargs="?", default=730)
    parser.add_argument("--whole", type=int, help="so many of them get every table")
    parser.add_argument("--signed-in", type=int, default=0)
    parser.add_argument("--read", action="store_true")
    options = parser.parse_args()
    if options.read:
        json.dump({"log": read(), "kept": kept()}, sys.stdout)
        return
    began = time.monotonic()
    rows = fill(options.people, options.days, options.whole, lambda line: print(line, file=sys.stderr, flush=True))
    told = {"rows": rows, "seconds": round(time.monotonic() - began, 1), "sessions": sign_in(options.signed_in)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    import django

    django.setup()
    main()
