"""Many people to measure with: one invented diary, given to each of them by the database itself.

`python -m tests.bench.people PEOPLE DAYS` fills the database of DATA_DIR or DATABASE_URL; `--signed-in N` writes the
sessions of the first N beside it, `--read` prints every answer of the log by person and key.
"""

import argparse
import json
import sys
import time

PASSWORDLESS = "!"
SEED = 7


def fill(people: int, days: int) -> dict[str, int]:
    """Rows by table; every person gets the rows of the first one."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from tracker.diary import sample
    from tracker.models import User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    first = sample.account("person-0", "UTC")
    sample.make(first, days=days, seed=SEED, today=first.today(timezone.now()))
    User.objects.filter(pk=first.pk).update(is_sample=False, is_owner=True)
    User.objects.bulk_create(
        User(username=f"person-{n}", folded=f"person-{n}", password=PASSWORDLESS, time_zone="UTC")
        for n in range(1, people)
    )
    with transaction.atomic():
        return {table._meta.db_table: give(table, first.pk) for table in diary()}


def diary() -> list[type]:
    from tracker.models import CheckIn, Dose, Event, Night, Serving, Supplement

    return [Supplement, CheckIn, Night, Serving, Dose, Event]


def give(table: type, first: int) -> int:
    """A copy of the first person's rows for everyone else, in one statement."""
    from django.db import connection

    name, quote = table._meta.db_table, connection.ops.quote_name
    columns = [field.column for field in table._meta.concrete_fields if not field.primary_key and not field.generated]
    chosen = {"owner_id": "u.id"}
    joins = "JOIN tracker_user u ON u.id <> r.owner_id"
    if "supplement_id" in columns:
        chosen["supplement_id"] = "theirs.id"
        joins += (
            " JOIN tracker_supplement ours ON ours.id = r.supplement_id"
            " JOIN tracker_supplement theirs ON theirs.owner_id = u.id AND theirs.slug = ours.slug"
        )
    told = ", ".join(chosen.get(column, f"r.{quote(column)}") for column in columns)
    into = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {name} ({into}) SELECT {told} FROM {name} r {joins} WHERE r.owner_id = {first}")
        return int(cursor.rowcount)


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
    parser.add_argument("--signed-in", type=int, default=0)
    parser.add_argument("--read", action="store_true")
    options = parser.parse_args()
    if options.read:
        json.dump({"log": read(), "kept": kept()}, sys.stdout)
        return
    began = time.monotonic()
    rows = fill(options.people, options.days)
    told = {"rows": rows, "seconds": round(time.monotonic() - began, 1), "sessions": sign_in(options.signed_in)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    import django

    django.setup()
    main()
