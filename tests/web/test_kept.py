"""A page that is kept is, byte for byte, the page that would be made now; keys of forms are new each time."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as ours
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.builders import TODAY, a_day, a_food, a_person, a_serving, a_supplement
from tracker.diary import days
from tracker.metrics import BY_KEY
from tracker.models import CheckIn, User
from tracker.table import Span
from tracker.web import keys
from tracker.web.files import Drawn
from tracker.web.kept import Page, Shelf, Unwritten

NINE = datetime(TODAY.year, TODAY.month, TODAY.day, 20, 0, tzinfo=UTC)
SECRETS = re.compile(rb'(?<=value=")[0-9A-Za-z]{64}|(?<=X-CSRFToken": ")[0-9A-Za-z]{64}|(?<=name="key" value=")\w{32}')


# Only SQLite tells whether anything was written; `test_where_nobody_can_tell_nothing_is_kept` holds the others.
of_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells what was written")


@pytest.fixture
def keeping(settings: Settings) -> Iterator[None]:
    settings.KEPT_PAGES_BYTES = 1_000_000
    with time_machine.travel(NINE, tick=False):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/today/")  # says once an hour that it was seen, and gets its cookie for forms
    return client


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@of_sqlite
def test_the_same_page_is_given_again_without_asking_the_database(keeping: None, alice: User) -> None:
    client = browser(alice)
    first = client.get("/today/").content
    assert queries(client, "/today/") == 0
    again = client.get("/today/").content
    assert SECRETS.sub(b"", again) == SECRETS.sub(b"", first)


@of_sqlite
@pytest.mark.parametrize(
    "path",
    ["/trends/", "/trends/?range=all", "/trends/more/", "/trends/trend.svg", "/history/", "/history/?q=oat", "/days/",
     "/learn/", "/learn/words/", "/foods/search/?q=oat", "/experiments/"],
)  # fmt: skip
def test_no_page_asks_twice(keeping: None, alice: User, path: str) -> None:
    for n in range(10):
        a_day(alice, TODAY - timedelta(days=n), mood=n)
    client = browser(alice)
    for _ in range(3):  # the first may write something down
        client.get(path)
    assert queries(client, path) == 0


def test_no_two_showings_share_the_key_of_a_form(keeping: None, alice: User) -> None:
    client = browser(alice)
    seen = [re.findall(rb'name="key" value="(\w+)"', client.get("/today/").content) for _ in range(3)]
    found = [key for page in seen for key in page]
    assert len(found) == len(set(found)) == 3 * len(seen[0]) > 3


def test_forms_name_their_keys_in_the_one_way_that_is_renewed() -> None:
    for file in Path(ours.ROOT / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert text.count("{% new_key %}") == text.count('name="key" value="{% new_key %}"'), file
    assert Page.of(_answer(keys.fresh()), (1, 1)).pieces == (b'<input name="key" value="', b'">')


def _answer(key: str) -> object:
    from django.http import HttpResponse

    return HttpResponse(f'<input name="key" value="{key}">')


def test_where_nobody_can_tell_nothing_is_kept(keeping: None, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.web.kept.Clockwork.now", lambda self: None)
    client = browser(alice)
    client.get("/today/")
    assert queries(client, "/today/") > 0


@of_sqlite
def test_whatever_is_written_makes_the_page_anew(keeping: None, alice: User) -> None:
    client = browser(alice)
    client.get("/today/")
    a_day(alice, mood=7)
    assert queries(client, "/today/") > 0
    assert queries(client, "/today/") == 0
    CheckIn.objects.update(mood=3)
    assert queries(client, "/today/") > 0


@of_sqlite
@pytest.mark.django_db(transaction=True)
def test_what_another_connection_writes_makes_the_page_anew(keeping: None) -> None:
    alice = a_person("alice")
    client = browser(alice)
    client.get("/today/")
    assert queries(client, "/today/") == 0

    def elsewhere() -> None:
        a_day(alice, mood=7)
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert queries(client, "/today/") > 0


@of_sqlite
def test_a_page_does_not_outlive_its_quarter_of_an_hour(keeping: None, alice: User) -> None:
    client = browser(alice)
    client.get("/today/")
    with time_machine.travel(NINE + timedelta(minutes=14, seconds=59), tick=False):
        assert queries(client, "/today/") == 0
    with time_machine.travel(NINE + timedelta(minutes=15), tick=False):
        assert queries(client, "/today/") > 0


def test_another_browser_another_language_and_another_person_get_their_own(
    keeping: None, alice: User, bob: User
) -> None:
    a_day(alice, note="only for Alice")
    mine, theirs = browser(alice), browser(bob)
    assert b"only for Alice" in mine.get("/today/").content
    assert b"only for Alice" not in theirs.get("/today/").content
    assert b"only for Alice" in mine.get("/today/").content
    assert Client().get("/today/").status_code == 302
    assert mine.get("/today/", headers={"accept-language": "nb"}).headers["Content-Language"] == "nb"
    assert mine.get("/today/", headers={"accept-language": "en"}).headers["Content-Language"] == "en"


def test_after_signing_out_nothing_is_shown(keeping: None, alice: User) -> None:
    client = browser(alice)
    client.get("/today/")
    cookie = client.cookies[ours.SESSION_COOKIE_NAME].value
    client.logout()
    late = Client()
    late.cookies[ours.SESSION_COOKIE_NAME] = cookie
    assert late.get("/today/").status_code == 302


def test_a_figure_that_has_not_changed_is_not_asked_for_twice(keeping: None, alice: User) -> None:
    for n in range(30):
        a_day(alice, TODAY - timedelta(days=n), mood=n % 11)
    client = browser(alice)
    tag = client.get("/trends/trend.svg").headers["ETag"]
    for _ in range(2):
        found = client.get("/trends/trend.svg", headers={"if-none-match": tag})
        assert (found.status_code, found.content, found.headers["ETag"]) == (304, b"", tag)
    assert "sandbox" in found.headers["Content-Security-Policy"]


def test_the_shelf_holds_no_more_than_it_has_room_for() -> None:
    shelf = Shelf(100)
    for n in range(10):
        shelf.put((n,), Page(200, (), (b"x" * 30,), (1, 1)))
    assert [n for n in range(10) if shelf.get((n,), (1, 1))] == [7, 8, 9]
    assert shelf.used == 90
    assert shelf.get((9,), (2, 1)) is None
    assert shelf.used == 60


def test_a_drawn_file_is_made_once_for_its_tag() -> None:
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    drawn = Drawn(10)
    for text in ("aaaa", "aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        assert drawn.get(text, lambda text=text: make(text)) == text.encode()
    assert made == ["aaaa", "bbbb", "cccc", "bbbb"]


DEEDS = st.lists(st.tuples(st.sampled_from(["alice", "bob"]), st.integers(0, 11)), min_size=4, max_size=8)


@rules(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_a_kept_page_is_the_page_that_would_be_made(deeds: list[tuple[str, int]], settings: Settings, db: None) -> None:
    with time_machine.travel(NINE, tick=False):
        people = {name: a_person(f"{name}-{keys.fresh()}") for name in ("alice", "bob")}
        settings.KEPT_PAGES_BYTES = 1_000_000
        keeping = {name: browser(user) for name, user in people.items()}
        settings.KEPT_PAGES_BYTES = 0
        plain = Client()
        for name, deed in deeds:
            _do(people[name], deed)
            path = ("/today/", "/trends/", "/history/", "/foods/search/?q=oat")[deed % 4]
            plain.cookies = keeping[name].cookies
            wanted, found = plain.get(path), keeping[name].get(path)
            assert SECRETS.sub(b"", found.content) == SECRETS.sub(b"", wanted.content)
            assert found.status_code == wanted.status_code


def _do(user: User, deed: int) -> None:
    """Something that one or another page shows, written past all doors; or nothing."""
    if deed == 1:
        CheckIn.objects.update_or_create(owner=user, day=TODAY, defaults={"mood": 4})
    elif deed == 2:
        CheckIn.objects.filter(owner=user).update(note="changed")
    elif deed == 3:
        a_serving(user, a_food(keys.fresh(), owner=user))
    elif deed == 4:
        a_supplement(user, keys.fresh())
    elif deed == 5:
        User.objects.filter(pk=user.pk).update(theme="dark", food_free=True)
    elif deed == 6:
        CheckIn.objects.filter(owner=user).delete()
    elif deed == 7:
        CheckIn.objects.bulk_create([CheckIn(owner=user, day=TODAY - timedelta(days=n), mood=n % 9) for n in range(9)],
                                    ignore_conflicts=True)  # fmt: skip


@of_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_value_is_read_again_once_anything_is_written() -> None:
    alice, read = a_person("alice"), []
    values: Unwritten[int] = Unwritten(most=2)

    def count() -> int:
        read.append(1)
        return CheckIn.objects.filter(owner=alice).count()

    assert [values.get((alice.pk,), count) for _ in range(3)] == [0, 0, 0]
    assert len(read) == 1
    a_day(alice)
    assert [values.get((alice.pk,), count) for _ in range(2)] == [1, 1]
    assert len(read) == 2


@of_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_value_that_was_read_along_is_not_asked_for_by_itself_until_something_is_written() -> None:
    alice, values = a_person("alice"), Unwritten[int](most=2)

    def along(then: Callable[[], object] = list) -> list[int]:
        found = [CheckIn.objects.count()]
        then()
        return found

    assert values.beside((1,), along, lambda found: found[0]) == [0]
    assert values.get((1,), lambda: pytest.fail("asked again")) == 0
    a_day(alice)
    assert values.get((1,), CheckIn.objects.count) == 1
    assert values.beside((1,), lambda: along(lambda: a_day(alice, TODAY - timedelta(days=1))), lambda found: -1) == [1]
    assert values.get((1,), CheckIn.objects.count) == 2, "what was read before something was written is not kept"
    with transaction.atomic():
        assert values.beside((2,), along, lambda found: found[0]) == [2]
    assert values.get((2,), lambda: 7) == 7


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_was_never_kept() -> None:
    alice = a_person("alice")
    values: Unwritten[int] = Unwritten(most=2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_day(alice)
        assert values.get((1,), CheckIn.objects.count) == 1
        _ = 1 / 0
    assert values.get((1,), CheckIn.objects.count) == 0


@pytest.mark.django_db(transaction=True)
def test_food_that_is_kept_is_food_as_it_is_read() -> None:
    alice, bob = a_person("alice"), a_person("bob")
    span = Span(TODAY - timedelta(days=9), TODAY)
    metrics = [BY_KEY["fibre"], BY_KEY["plants"]]
    for turn, owner in enumerate((alice, bob, alice, alice, bob)):
        a_serving(owner, a_food(keys.fresh(), owner=owner), TODAY - timedelta(days=turn))
        owner.diary_changed()
        for user in User.objects.order_by("pk"):
            kept_twice = [days.daily_table(user, span, metrics) for _ in range(2)]
            with transaction.atomic():
                plain = days.daily_table(user, span, metrics)
            assert kept_twice[0].equals(plain) and kept_twice[1].equals(plain)
