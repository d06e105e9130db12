"""What is read of one moment stays that moment's, and holds nobody up who writes meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.builders import a_day, a_person
from tracker.diary.models import CheckIn
from tracker.models import User
from tracker.web.moment import one_moment

DAY = date(2026, 11, 21)


def answered_elsewhere(user: User) -> None:
    """By another connection, as another request does."""
    try:
        CheckIn.objects.filter(owner=user, day=DAY).update(mood=8)
        with transaction.atomic():
            CheckIn.objects.filter(owner=user, day=DAY).update(stress=3)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_save_goes_through_and_is_not_seen() -> None:
    alice = a_person("alice")
    a_day(alice, day=DAY, mood=5)
    with one_moment():
        assert CheckIn.objects.get(owner=alice).mood == 5
        with ThreadPoolExecutor() as pool:
            pool.submit(answered_elsewhere, alice).result(10)
        assert CheckIn.objects.get(owner=alice).mood == 5
    row = CheckIn.objects.get(owner=alice)
    assert (row.mood, row.stress) == (8, 3)
    with transaction.atomic():  # and who writes after it takes the pen at once again
        CheckIn.objects.filter(owner=alice).update(mood=6)
    assert CheckIn.objects.get(owner=alice).mood == 6


@pytest.mark.django_db(transaction=True)
def test_a_moment_that_breaks_leaves_the_connection_as_it_was() -> None:
    alice = a_person("alice")
    with pytest.raises(DatabaseError), one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert not connection.in_atomic_block
    assert connection.vendor != "sqlite" or connections["default"].transaction_mode == "IMMEDIATE"
    assert User.objects.get() == alice
