"""With many people in the tables, no page reads a table of diaries from one end to the other."""

import pytest
from django.db import connection

from tests.bench import people, plans
from tracker.models import User

PEOPLE, DAYS, WHOLE = 300, 100, 30


def test_today_a_save_trends_history_and_figures_look_up_the_person_first(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads a table whole only where no index fits, whatever the table holds")
    people.fill(PEOPLE, DAYS, WHOLE)
    found = [plans.explained(one, times=1) for one in plans.collected(User.objects.get(username="person-9"))]
    full = {table._meta.db_table for table in people.diary()}
    met = {name for one in found for name in one.tables}
    assert full - {"tracker_event"} <= met, "the pages asked for less than they used to"
    assert [(one.pages, one.sql) for one in found if full & set(one.seen_whole())] == []
    for one in found:
        for node in one.nodes:
            where = node.get("Index Cond", "owner_id")
            assert "owner_id" in where or "Index Name" not in node or on_a_list(node), (one.pages, where, one.sql)


def on_a_list(node: dict) -> bool:
    """A row of the person's own short list, or of everybody's foods, found by its id."""
    return "pkey" in node["Index Name"] and node.get("Relation Name") not in {
        table._meta.db_table for table in people.diary()
    }
