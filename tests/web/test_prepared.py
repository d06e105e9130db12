"""Queries put into words once: the same rows with the same values as each gives by itself, on every database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.accounts.test_erase import a_full_life
from tracker.accounts.adapter import PERSON
from tracker.accounts.models import User
from tracker.accounts.sessions import SessionStore
from tracker.diary.models import CheckIn, SavedAnswer
from tracker.foods.models import Food
from tracker.web.prepared import Prepared

SAVED = Prepared(lambda key: SavedAnswer.objects.filter(key=key), key=str)
FOOD = Prepared(lambda owner: Food.objects.filter(owner=owner).order_by("pk"), owner=int)
CHECK_IN = Prepared(lambda owner: CheckIn.objects.filter(owner=owner).order_by("day"), owner=int)


def held(row: User | Session | CheckIn | Food | None) -> dict[str, object]:
    assert row is not None
    return {field.attname: (type(value := getattr(row, field.attname)), value) for field in row._meta.concrete_fields}


def test_every_column_comes_back_as_its_table_gives_it(alice: User) -> None:
    a_full_life(alice)
    User.objects.filter(pk=alice.pk).update(modules=["sleep", "gut"], low_card_shown="2026-11-20", held_back=["mood"])
    assert held(PERSON.first(number=alice.pk)) == held(User.objects.get(pk=alice.pk))
    assert held(FOOD.first(owner=alice.pk)) == held(Food.objects.filter(owner=alice).order_by("pk").first())
    assert held(CHECK_IN.first(owner=alice.pk)) == held(CheckIn.objects.filter(owner=alice).order_by("day").first())


def test_a_visit_fills_in_its_own_values_and_pays_one_query(
    alice: User, bob: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        found = [PERSON.first(number=number) for number in (alice.pk, bob.pk, alice.pk)]
    assert found == [alice, bob, alice]
    assert PERSON.first(number=bob.pk + 1) is None


@pytest.mark.django_db(transaction=True)
def test_what_one_thread_put_into_words_another_fills_in(monkeypatch: pytest.MonkeyPatch) -> None:
    anna = User.objects.create_user("anna", modules=["sleep"])
    assert held(PERSON.first(number=anna.pk)) == held(User.objects.get(pk=anna.pk))
    monkeypatch.setattr(Prepared, "_worded", lambda self: pytest.fail("put into words again"))

    def elsewhere() -> dict[str, object]:
        try:
            return held(PERSON.first(number=anna.pk))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(elsewhere).result() == held(User.objects.get(pk=anna.pk))


def test_what_somebody_types_is_a_value_and_never_a_part_of_the_statement(alice: User) -> None:
    a_full_life(alice)
    assert SAVED.first(key="' OR 1=1 --") is None


@pytest.mark.django_db
def test_a_session_is_read_until_it_ends_and_no_longer() -> None:
    store = SessionStore()
    store["word"] = "kept"
    store.save()
    assert SessionStore(store.session_key)["word"] == "kept"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(store.session_key)
    assert dict(late.items()) == {}
    assert late.session_key is None


@pytest.mark.django_db
def test_sessions_signed_by_the_library_and_by_us_are_the_same() -> None:
    from django.contrib.sessions.backends.db import SessionStore as Theirs

    before = Theirs()
    before["word"] = "theirs"
    before.save()
    ours = SessionStore(before.session_key)
    assert ours["word"] == "theirs"
    ours["word"] = "ours"
    ours.save()
    assert Theirs(before.session_key)["word"] == "ours"


def test_a_row_that_was_read_takes_later_changes_from_the_database(alice: User) -> None:
    PERSON.first(number=alice.pk)
    User.objects.filter(pk=alice.pk).update(theme="dark")
    found = PERSON.first(number=alice.pk)
    assert found is not None
    assert found.theme == "dark"
    found.refresh_from_db()
    assert found._state.db == "default"
    assert not found._state.adding
