"""What the search kept of a person's foods is what reading everything anew would give."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_food, a_person
from tests.exchange.test_apply import bring
from tracker.accounts.erase import erase
from tracker.exchange.export import diary_csv
from tracker.exchange.undo import undo
from tracker.foods import search
from tracker.foods.search import Match, find
from tracker.models import Favourite, Food, ImportBatch, User
from tracker.web import latest

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
NAMES = ("Zimtstern", "Zimtsuppe", "Kefir of mine")
TYPED = ("zim", "zimtsuppe", "kefir", "oats")
DEEDS = ("add", "edit", "put away", "bring back", "star", "unstar", "bring in", "take back")


def forget() -> None:
    search.THEIRS.clear()
    search.SHOWN.clear()


@pytest.fixture
def remembering(alice: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Alice, read as if by requests of their own: a test runs in one transaction, in which nothing is kept."""
    monkeypatch.setattr(latest, "connection", SimpleNamespace(in_atomic_block=False))
    forget()
    yield alice
    forget()


def found(name: str) -> list[list[Match]]:
    """What each typed word finds, for the person as a request would load them."""
    user = User.objects.get(username=name)
    return [find(typed, user=user) for typed in TYPED]


def anew(name: str) -> list[list[Match]]:
    forget()
    return found(name)


def do(deed: str, number: int, door: Client, alice: User, file: bytes) -> None:
    own = Food.objects.filter(owner=alice).order_by("pk")
    foods = [*own, *Food.objects.shipped()] if "star" in deed else list(own)
    pk = foods[number % len(foods)].pk if foods else 0
    written = {"name_en": NAMES[number % len(NAMES)], "fibre": number}
    if deed == "add":
        door.post(reverse("foods:add"), written)
    elif deed == "bring in":
        bring(alice, file)
    elif deed == "take back":
        for batch in ImportBatch.objects.filter(owner=alice, undone=None):
            undo(alice, batch, NOW)
    elif pk:
        where, sent = {
            "edit": ("edit", written), "put away": ("archive", {}), "bring back": ("archive", {"back": "1"}),
            "star": ("favourite", {}), "unstar": ("favourite", {"off": "1"}),
        }[deed]  # fmt: skip
        assert door.post(reverse(f"foods:{where}", args=[pk]), sent).status_code == 302


@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_changes_the_search_finds_what_a_cold_one_finds(
    deeds: list[tuple[str, int]], remembering: User, door: Client, bob: User
) -> None:
    for table in (ImportBatch, Favourite, Food):
        table.objects.all().delete()
    forget()
    a_food("oats")
    a_food("own-theirs", bob, name_en="Zimtsuppe of others", fibre=3)
    Favourite.objects.create(owner=bob, food=Food.objects.get(slug="own-theirs"))
    file = diary_csv(bob)
    for deed, number in deeds:
        do(deed, number, door, remembering, file)
        kept = found("alice")
        assert kept == anew("alice"), deed
        assert found("alice") == kept


def test_other_changes_read_no_names_again(table: None, remembering: User) -> None:
    a_food("own-x", remembering, name_en="Zimtstern")
    assert found("alice")[0]
    remembering.diary_changed()
    with CaptureQueriesContext(connection) as seen:
        find("zimtst", user=User.objects.get(username="alice"))
    assert not [row for row in seen.captured_queries if "owner_id" in row["sql"] and " IN (" not in row["sql"]]


def test_a_deleted_persons_foods_are_not_found_by_who_comes_after(remembering: User) -> None:
    a_food("own-x", remembering, name_en="Zimtstern")
    assert found("alice")[0]
    number = remembering.pk
    erase(remembering)
    a_person("alice", pk=number)
    assert not found("alice")[0]


def test_a_change_that_is_taken_back_leaves_nothing_behind(alice: User) -> None:
    forget()
    a_food("own-x", alice, name_en="Zimtstern")
    assert found("alice")[0]
    assert search.THEIRS.get(alice.pk) is None


@given(
    texts=st.lists(st.sampled_from((*NAMES, "Zimt", "Suppe", "Kefir")), min_size=1, max_size=12),
    used=st.dictionaries(st.integers(0, 11), st.integers(0, 40)), limit=st.integers(-1, 6),
    typed=st.sampled_from((*TYPED, "supe", "k")),
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_first_few_are_the_first_few_of_all(
    texts: list[str], used: dict[int, int], limit: int, typed: str, alice: User
) -> None:
    Food.objects.all().delete()
    foods = [a_food(f"f{n}", [None, alice][n % 2], name_en=text) for n, text in enumerate(texts)]
    Favourite.objects.create(owner=alice, food=foods[-1])
    eaten = {foods[n].pk: times for n, times in used.items() if n < len(foods)}
    few = find(typed, user=alice, used=eaten, limit=limit)
    everything = find(typed, user=alice, used=eaten, limit=99)
    assert few == everything[: max(limit, 0)]
    assert everything == sorted(everything, key=lambda match: -match.score)
