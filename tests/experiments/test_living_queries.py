"""The pages of a self-test ask the database as often for a long one as for a short one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import TODAY
from tests.experiments.living import a_life, a_locked, noon
from tracker.experiments import report
from tracker.models import Adherence, User
from tracker.stats.designs import Design


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def a_run(owner: User, periods: int, *, over: bool) -> str:
    design = Design.usual("week", periods)
    days = design.days if over else design.days - 1
    row = a_locked(owner, TODAY - timedelta(days=days), plan=design, secondary=["unease"])
    a_life(row, lambda n, b: 4 + n % 3)
    Adherence.objects.bulk_create(
        Adherence(owner=owner, experiment=row, day=TODAY - timedelta(days=n), did="yes") for n in range(1, days)
    )
    if over:
        report.conclude(row, noon(TODAY))
    return reverse(f"experiments:{'verdict' if over else 'running'}", args=[row.uid])


@pytest.mark.parametrize(("over", "most"), [(False, 16), (True, 18)])
def test_a_long_one_costs_as_many_queries_as_a_short_one(
    alice: User, bob: User, evening: None, over: bool, most: int
) -> None:
    counts = []
    for person, periods in ((alice, 8), (bob, 16)):
        client = Client()
        client.force_login(person)
        counts.append(asked(client, a_run(person, periods, over=over)))
    assert counts[0] == counts[1] <= most


def test_today_asks_nothing_more_where_no_experiment_runs(door: Client, alice: User, evening: None) -> None:
    plain = asked(door, reverse("diary:today"))
    a_locked(alice, TODAY)
    assert plain < asked(door, reverse("diary:today")) <= plain + 3


def test_nobody_is_said_of_a_day_that_has_not_come(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, TODAY)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        answer = door.post(reverse("experiments:followed", args=[row.uid]), {"day": day, "did": "yes"})
        assert answer.status_code == 404
    assert not Adherence.objects.exists()
