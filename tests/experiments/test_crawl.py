"""While an experiment runs nobody is shown how its outcome went under each condition, wherever they look.

An answer that splits the outcome by condition must depend on both. So: the pages of the experiment must not change
with the values of the outcome, and everything else must not change with the conditions.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY, a_dose, a_supplement, an_event, an_own_tracker
from tests.experiments.living import a_life, a_locked
from tests.test_doors import DOORS, PLAIN
from tracker.diary import held_back
from tracker.models import Adherence, CheckIn, Experiment, Period, User

START = TODAY - timedelta(days=33)
VARIES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|name="key" value="[^"]*"|nonce-[\w+/=-]+'
    r'|"token": "\w{64}"'
)
# The last one tells what happened to the account, this crawl's own downloads among it, and nothing of the diary.
NOT_A_PAGE = {"alive", "ready", "account_logout", "diary:hello", "mfa_activate_totp", "accounts:happened"}
ARCHIVE = "/export/archive.zip"  # carries the experiment itself, as far as it may be known
WHOLE = {"SHA256SUMS", "vagus.json"}  # list by list, the diary and the experiment apart


@pytest.fixture
def running(alice: User, evening: None) -> Experiment:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: (3 if b else 7) if n <= 33 else None, mood=5)
    for day in range(34):
        Adherence.objects.create(owner=alice, experiment=row, day=START + timedelta(days=day), did="yes")
    an_event(alice, day=START + timedelta(days=7))
    a_dose(alice, a_supplement(alice), START + timedelta(days=7))
    an_own_tracker(alice)
    return row


def addresses(row: Experiment, *, room: bool) -> Iterator[str]:
    for door in DOORS:
        if door.name in NOT_A_PAGE or door.name.startswith("experiments:") is not room:
            continue
        if not door.personal:
            yield door.url(row.owner)
        elif door.parameters[0] == "uid" and room:
            given = {name: PLAIN[door.sample(name)] for name in door.parameters if door.sample(name) in PLAIN}
            yield reverse(door.name, kwargs={"uid": row.uid, **given})
    if not room:
        yield from figures()


def figures() -> Iterator[str]:
    """Every figure of Trends that could show the outcome, with its numbers."""
    days = {"from": START, "to": TODAY}
    asked: list[tuple[str, dict[str, object]]] = [
        ("trend", {"metric": "stress"}), ("weekday", {"metric": "stress"}), ("weeks", {"metric": "stress"}),
        ("around", {"metric": "stress", "event": f"{START + timedelta(days=7)}-illness"}),
        ("since", {"metric": "stress", "start": f"{START + timedelta(days=7)}-magnesium_citrate"}),
    ]  # fmt: skip
    for figure, query in asked:
        for ending in ("svg", "csv"):
            address = reverse("trends:chart", args=[figure, ending])
            yield f"{address}?{urlencode({**days, **query})}"
        yield f"{reverse('trends:table', args=[figure])}?{urlencode({**days, **query})}"


def seen(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    found = {}
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        where = answer.headers.get("Location", "")
        for name, part in unpacked(content).items():
            found[address + name] = f"{answer.status_code} {where} " + VARIES.sub("", part.decode("latin-1"))
    return found


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of an archive by name, anything else as it is."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {f"#{name}": packed.read(name) for name in packed.namelist()}


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    assert one.keys() == other.keys()
    return [address for address, text in one.items() if text != other[address]]


def swap_conditions(row: Experiment) -> None:
    """Turn every period round, past the lock, as if another order had been drawn."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS period_plan")
    for period in Period.objects.filter(owner=row.owner):
        Period.objects.filter(pk=period.pk, owner=row.owner).update(condition=1 - period.condition)


def test_the_experiments_own_pages_say_nothing_of_the_values(trusted: Client, running: Experiment) -> None:
    before = seen(trusted, addresses(running, room=True))
    assert sum(text.startswith("200") for text in before.values()) >= 7
    for row in CheckIn.objects.filter(owner=running.owner):
        CheckIn.objects.filter(pk=row.pk, owner=running.owner).update(stress=10 - (row.stress or 0))
    running.owner.diary_changed()
    after = seen(trusted, addresses(running, room=True))
    assert [address for address in differing(before, after) if "#" not in address] == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="takes the lock's trigger away as SQLite names it")
def test_nothing_else_knows_the_conditions(trusted: Client, running: Experiment) -> None:
    before = seen(trusted, addresses(running, room=False))
    assert sum(text.startswith("200") for text in before.values()) >= 30
    swap_conditions(running)
    changed = differing(before, seen(trusted, addresses(running, room=False)))
    today = {reverse("diary:today"), reverse("diary:day", args=[TODAY])}  # which says what to do today
    assert {address for address in changed if not address.startswith(ARCHIVE)} == today
    of_archive = {address.partition("#")[2] for address in changed if address.startswith(ARCHIVE)}
    assert {name for name in of_archive if "experiment" not in name} <= WHOLE


@pytest.mark.skipif(connection.vendor != "sqlite", reason="takes the lock's trigger away as SQLite names it")
@pytest.mark.parametrize("room", [True, False])
def test_no_page_knows_the_periods_that_have_not_opened(trusted: Client, running: Experiment, room: bool) -> None:
    before = seen(trusted, addresses(running, room=room))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS period_plan")
    closed = Period.objects.filter(owner=running.owner, start__gt=TODAY + timedelta(days=2))
    assert closed.exists()
    for period in closed:
        Period.objects.filter(pk=period.pk, owner=running.owner).update(condition=1 - period.condition)
    assert differing(before, seen(trusted, addresses(running, room=room))) == []


def test_no_figure_lays_the_outcome_against_the_habit(trusted: Client, alice: User, evening: None) -> None:
    alice.modules = ["calm", "probiotic"]
    alice.save()
    address = f"{reverse('trends:chart', args=['trend', 'svg'])}?metric=stress&shade=probiotic_taken"
    assert trusted.get(address).status_code == 200
    held_back.hold(alice, {"stress", "probiotic_taken"})
    assert trusted.get(address).status_code == 404
    assert trusted.get(address.replace("metric=stress", "metric=mood")).status_code == 200
