"""How PostgreSQL answers what the pages ask: every statement about somebody's rows, as the page sends it, explained.

`DATABASE_URL=… python -m tests.bench.plans` opens Today, Trends, History and figures as one person of a database that
tests.bench.people filled, saves an answer, and prints plan, buffers and time of each; `--without-owner` does it once
more without the indexes of the owner alone, and puts them back; `--sizes` prints rows and bytes of the tables.
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

TIMES = 5
# Of nobody or of the person: the table that ships, smaller than any diary.
SHARED = {"tracker_user", "tracker_food"}
OWNER_ALONE = """
SELECT indexrelid::regclass::text, pg_relation_size(indexrelid), indrelid::regclass::text FROM pg_index i
WHERE indnatts = 1 AND NOT indisunique AND indrelid::regclass::text = ANY(%s)
AND (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]) = 'owner_id'
"""
SIZES = """
SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables
WHERE relname = ANY(%s) ORDER BY pg_total_relation_size(relid) DESC
"""


@dataclass
class Asked:
    """One statement, the pages that send it, and its plan."""

    sql: str
    pages: list[str] = field(default_factory=list)
    plan: dict[str, Any] = field(default_factory=dict)
    ms: float = 0

    @property
    def nodes(self) -> list[dict[str, Any]]:
        return list(below(self.plan))

    @property
    def tables(self) -> list[str]:
        """Tables of people that it touches."""
        return list(dict.fromkeys(re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "(tracker_\w+)"', self.sql)))

    def seen_whole(self) -> list[str]:
        """Tables of people that are read from one end to the other."""
        whole = [node["Relation Name"] for node in self.nodes if node["Node Type"] == "Seq Scan"]
        return [name for name in whole if name.startswith("tracker_") and name not in SHARED]

    def ways(self) -> list[str]:
        """By which index, and whether the owner is part of what is looked up in it."""
        found = []
        for node in self.nodes:
            if "Index Name" in node:
                by = "owner first" if "owner_id" in node.get("Index Cond", "") else node.get("Index Cond", "all of it")
                found.append(f"{node['Node Type']} {node['Index Name']}, {by}")
            elif node["Node Type"] == "Seq Scan":
                found.append(f"Seq Scan {node['Relation Name']}")
        return found


def below(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if plan:
        yield plan
    for one in plan.get("Plans", []):
        yield from below(one)


def personal() -> list[str]:
    from django.apps import apps

    models = apps.get_app_config("tracker").get_models()
    owned = [m._meta.db_table for m in models if any(f.column == "owner_id" for f in m._meta.concrete_fields)]
    return [name for name in owned if name not in SHARED]


def collected(user: Any) -> list[Asked]:
    """What the pages ask of tables of people; a statement that several send, or one sends often, once."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    found: dict[str, Asked] = {}
    client = Client(headers={"accept-language": "en", "host": "localhost"})
    client.force_login(user)
    with override_settings(KEPT_PAGES_BYTES=0, KEPT_FILES_BYTES=0, INSIGHTS_ASIDE=False):
        for page, visit in visits(client, user).items():
            with transaction.atomic(), CaptureQueriesContext(connection) as seen:
                assert visit().status_code in {200, 302}, page
                transaction.set_rollback(True)  # so that what it wrote can be written once more
            for row in seen.captured_queries:
                if any(f'"{name}"' in row["sql"] for name in personal()):
                    shape = re.sub(r"\s+", " ", re.sub(r"'[^']*'|\b\d+\b", "?", row["sql"]))
                    shape = re.sub(r"\(\?(::\w+)?(, \?(::\w+)?)*\)", "(?)", shape)
                    found.setdefault(shape, Asked(row["sql"])).pages.append(page)
    return list(found.values())


def visits(client: Any, user: Any) -> dict[str, Any]:
    """What a person does of an evening; each is done when called."""
    from django.utils import timezone

    day = user.today(timezone.now()) - timedelta(days=1)
    trends = client.get("/trends/?range=all").content.decode()
    figure = re.findall(r'<img src="([^"]+\.svg\?[^"]+)"', trends)[0].replace("&amp;", "&")
    mood = {"field": "mood", "mood": "7", "key": "f" * 32, "one": "1"}
    plate = {"add": "fruit", "key": "e" * 32}
    return {
        "Today": lambda: client.get("/today/"),
        "a day": lambda: client.get(f"/day/{day}/"),
        "save": lambda: client.post(f"/day/{day}/answer/", mood, headers={"HX-Request": "true"}),
        "food": lambda: client.post(f"/day/{day}/plate/", plate, headers={"HX-Request": "true"}),
        "Trends": lambda: client.get("/trends/"),
        "Trends, all": lambda: client.get("/trends/?range=all"),
        "History": lambda: client.get("/history/"),
        "figure": lambda: client.get(figure),
    }


def explained(asked: Asked, times: int = TIMES) -> Asked:
    """With its plan, and the quickest of a few runs in ms; what a statement writes is taken back."""
    from django.db import connection, transaction

    for turn in range(times):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asked.sql}")
            told = cursor.fetchone()[0]
            transaction.set_rollback(True)
        told = json.loads(told) if isinstance(told, str) else told
        ms = told[0]["Execution Time"]
        if not turn or ms < asked.ms:
            asked.ms, asked.plan = ms, told[0]["Plan"]
    return asked


def buffers(asked: Asked) -> int:
    return int(asked.plan.get("Shared Hit Blocks", 0) + asked.plan.get("Shared Read Blocks", 0))


def said(all_asked: list[Asked]) -> None:
    print("\n| times | pages | asked | plan | rows | buffers | ms |\n|---|---|---|---|---|---|---|")
    for one in sorted(all_asked, key=lambda one: -len(one.pages)):
        pages, verb = ", ".join(dict.fromkeys(one.pages)), one.sql.split()[0]
        cells = (len(one.pages), pages, f"{verb} {' '.join(one.tables)}", "; ".join(one.ways()) or "writes",
                 one.plan["Actual Rows"], buffers(one), f"{one.ms:.2f}")  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def without_owner(all_asked: list[Asked]) -> None:
    """The same without the indexes of the owner alone, which are there again afterwards."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OWNER_ALONE, [personal()])
        alone = cursor.fetchall()
        for name, size, table in alone:
            print(f"{name} of {table}: {size:,} bytes")
            cursor.execute(f"DROP INDEX {name}")
        print(f"{len(alone)} indexes of the owner alone: {sum(size for _, size, _ in alone):,} bytes")
        said([explained(Asked(one.sql, one.pages)) for one in all_asked])
        transaction.set_rollback(True)


def sizes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SIZES, [personal()])
        print("\n| table | rows | MB | MB of indexes | bytes a row |\n|---|---|---|---|---|")
        for name, rows, table, indexes in cursor.fetchall():
            if rows:
                cells = (name, f"{rows:,}", table >> 20, indexes >> 20, round((table + indexes) / rows))
                print("| " + " | ".join(map(str, cells)) + " |")


def main() -> None:
    from tracker.management.prepare import files_are_collected
    from tracker.models import User

    parser = argparse.ArgumentParser(prog="python -m tests.bench.plans", description=__doc__)
    parser.add_argument("--person", type=int, default=0, help="the number of the person who asks")
    parser.add_argument("--without-owner", action="store_true")
    parser.add_argument("--sizes", action="store_true")
    options = parser.parse_args()
    if options.sizes:
        sizes()
    files_are_collected(print)
    all_asked = collected(User.objects.get(username=f"person-{options.person}"))
    said([explained(one) for one in all_asked])
    if options.without_owner:
        without_owner(all_asked)


if __name__ == "__main__":
    import django

    django.setup()
    main()
