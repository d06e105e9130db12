"""The sample diary is nobody's: open to whoever may set up the machine, shut to others, gone in one click."""

from copy import copy
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from tests.builders import PASSWORD, TODAY, a_day, a_person
from tracker.accounts import joining, setup
from tracker.diary import sample
from tracker.diary.catalogue import metrics_for
from tracker.diary.days import daily_table
from tracker.diary.menus import FOODS
from tracker.foods import seed as food_table
from tracker.models import CheckIn, Dose, Event, Favourite, Food, Night, SavedMeal, Serving, Supplement, User
from tracker.table import Span

ENTER, REMOVE = "/sample/", "/sample/remove/"
DIARY = (CheckIn, Night, Serving, Dose, Event, Supplement, Favourite, SavedMeal)


@pytest.fixture(autouse=True)
def _uncounted(db: None, settings: Settings, tmp_path: object) -> None:
    cache.clear()
    settings.DATA_DIR = tmp_path


@pytest.fixture(scope="module")
def eaten() -> list[Food]:
    return [food for food in food_table.read() if food.slug in FOODS]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, eaten: list[Food]) -> None:
    """Doors are tried with a short diary, and only the foods in it are loaded."""

    def load() -> None:
        if not Food.objects.exists():
            Food.objects.bulk_create(copy(food) for food in eaten)

    monkeypatch.setattr(sample, "DAYS", 10)
    monkeypatch.setattr(food_table, "load", load)


@pytest.fixture
def here() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def elsewhere() -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20")


def a_sample(name: str = "sample", days: int = 10, seed: int = 1) -> User:
    user = sample.account(name, "Europe/Oslo")
    sample.make(user, days=days, seed=seed, today=TODAY)
    return user


def visitor(days: int = 10) -> Client:
    """A browser in which somebody looks around."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(a_sample(days=days))
    return client


def who(client: Client) -> User | None:
    pk = client.session.get(SESSION_KEY)
    return None if pk is None else User.objects.get(pk=pk)


def rows_of(user: User) -> list[tuple[object, ...]]:
    kept = []
    for model in (CheckIn, Night, Serving, Dose, Event):
        fields = [field.attname for field in model._meta.concrete_fields]
        fields = [name for name in fields if name not in {"id", "owner_id", "supplement_id"}]
        kept += list(model.objects.filter(owner=user).order_by("day", "pk").values_list(*fields))
    return kept


# the rows


def test_the_same_seed_makes_the_same_rows_ids_included() -> None:
    assert rows_of(a_sample("one", days=90)) == rows_of(a_sample("two", days=90))


def test_another_seed_makes_other_rows() -> None:
    assert rows_of(a_sample("one", days=30)) != rows_of(a_sample("two", days=30, seed=2))


def test_making_it_anew_replaces_every_day(evening: None) -> None:
    user = a_sample(days=90, seed=2)
    version = User.objects.get(pk=user.pk).diary_version
    a_day(user, TODAY - timedelta(days=400), mood=1)
    sample.make(user, days=40, seed=1, today=TODAY)
    assert rows_of(user) == rows_of(a_sample("afresh", days=40))
    assert User.objects.get(pk=user.pk).diary_version > version


def test_two_years_fill_every_number_the_diary_keeps() -> None:
    user = a_sample(days=730)
    span = Span.ending(TODAY, 730)
    table = daily_table(user, span, metrics_for(user))
    never = {"moment_pleasant", "moment_energy", "medicine", "skin_product", "skin_treatment"}
    empty = {key for key in table.columns if not any(value for _, value in table.series(key).points())}
    assert empty <= never
    assert 0.8 <= table.series("mood").noted / 730 <= 0.93
    assert CheckIn.objects.filter(owner=user).exclude(note="").count() > 20
    assert all(row.owner_id == user.pk for model in DIARY for row in model.objects.all())


def test_the_hours_of_sleep_are_those_that_were_invented(evening: None) -> None:
    user = a_sample(days=30)
    hours = daily_table(user, Span.ending(TODAY, 30), metrics_for(user)).series("sleep_hours")
    assert hours.noted > 20
    assert all(3.5 <= value <= 10.5 for _, value in hours.points())


def test_somebodys_own_diary_is_never_filled(alice: User) -> None:
    a_day(alice, mood=3)
    with pytest.raises(ValueError, match="no sample"):
        sample.make(alice, days=10, seed=1, today=TODAY)
    assert CheckIn.objects.get().mood == 3


def test_notes_speak_the_readers_language() -> None:
    with translation.override("en"):
        user = a_sample(days=200)
    notes = set(CheckIn.objects.filter(owner=user).exclude(note="").values_list("note", flat=True))
    assert notes <= {str(note) for note in sample.NOTES.values()}


def test_its_name_makes_way_for_a_person(here: Client) -> None:
    a_person("Sample")
    assert sample.found_or_made("UTC", timezone.now()).username == "sample 2"


# the door in


def test_the_first_page_offers_it_and_one_click_leads_to_trends(here: Client) -> None:
    assert f'action="{ENTER}"' in here.get("/welcome/").content.decode()
    answer = here.post(ENTER, {"time_zone": "Asia/Shanghai"}, follow=True)
    assert answer.redirect_chain == [(reverse("trends:index"), 302)]
    user = User.objects.get()
    assert (who(here), user.is_sample, user.time_zone, user.has_usable_password()) == (
        user,
        True,
        "Asia/Shanghai",
        False,
    )
    assert CheckIn.objects.filter(owner=user).exists()


def test_a_zone_that_is_none_is_the_machines(here: Client, settings: Settings) -> None:
    here.post(ENTER, {"time_zone": "Mars/Base"})
    assert User.objects.get().time_zone == settings.TIME_ZONE


def test_there_is_one_sample_diary_for_all_visitors(here: Client) -> None:
    here.post(ENTER)
    Client(SERVER_NAME="localhost").post(ENTER)
    assert User.objects.count() == 1


def test_who_looks_around_already_stays(here: Client) -> None:
    here.post(ENTER)
    before = here.session.session_key
    assert here.post(ENTER).headers["Location"] == reverse("trends:index")
    assert here.session.session_key == before


def test_looking_at_the_address_makes_nothing(here: Client) -> None:
    assert here.get(ENTER).status_code == 405
    assert not User.objects.exists()


def test_from_another_machine_the_code_is_asked_for(elsewhere: Client) -> None:
    assert 'id="sample-code"' in elsewhere.get("/welcome/").content.decode()
    for code in ("", "wrong-code"):
        answer = elsewhere.post(ENTER, {"code": code}, follow=True)
        assert answer.redirect_chain == [("/welcome/", 302)]
        assert "set-up code" in answer.content.decode()
        assert not User.objects.exists()
    elsewhere.post(ENTER, {"code": setup.code()})
    assert who(elsewhere) == User.objects.get()


def test_on_this_machine_no_code_is_asked_for(here: Client) -> None:
    assert 'id="sample-code"' not in here.get("/welcome/").content.decode()


def test_guessing_the_code_is_limited(elsewhere: Client) -> None:
    answers = [elsewhere.post(ENTER, {"code": "wrong"}).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    elsewhere.post(ENTER, {"code": setup.code()})
    assert not User.objects.exists()


def test_it_does_not_count_as_the_first_account(here: Client) -> None:
    here.post(ENTER)
    assert joining.nobody_yet()
    assert setup.code()
    assert "Create the first account" in here.get("/welcome/").content.decode()


def test_an_account_may_be_made_from_within(here: Client) -> None:
    here.post(ENTER)
    here.post("/welcome/", {"username": "Mari", "password": PASSWORD, "time_zone": "Europe/Oslo"})
    mari = User.objects.get(username="Mari")
    assert (who(here), mari.is_owner) == (mari, True)
    assert not CheckIn.objects.filter(owner=mari).exists()


def test_once_somebody_lives_here_a_visitor_is_sent_to_the_login(here: Client, alice: User) -> None:
    assert here.post(ENTER).headers["Location"] == reverse("account_login")
    assert who(here) is None
    assert list(User.objects.all()) == [alice]


def test_an_invited_visitor_is_not_offered_it(here: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(sign_up_open=True)
    assert ENTER not in here.get("/welcome/").content.decode()


def test_the_owner_may_look_around(door: Client) -> None:
    assert door.post(ENTER).headers["Location"] == reverse("trends:index")
    assert who(door) == sample.people().get()


def test_for_everybody_else_there_is_no_such_page(strangers_door: Client, alice: User, bob: User) -> None:
    a_sample()
    for address in (ENTER, REMOVE):
        assert strangers_door.post(address).status_code == 404
    assert who(strangers_door) == bob
    assert sample.people().exists()


# within


def test_every_page_says_that_the_days_are_invented() -> None:
    client = visitor()
    for page in (
        "diary:today",
        "diary:calendar",
        "trends:index",
        "guidance:index",
        "exchange:index",
        "accounts:settings",
    ):
        text = client.get(reverse(page)).content.decode()
        assert "Nothing here is yours." in text, page
        assert f'action="{REMOVE}"' in text


def test_nobodys_own_pages_say_so(door: Client) -> None:
    a_sample()
    assert "Nothing here is yours." not in door.get("/today/").content.decode()


def test_the_sample_sees_nothing_of_a_person_and_a_person_nothing_of_it(
    door: Client, alice: User, evening: None
) -> None:
    a_day(alice, TODAY, mood=3, note="only mine")
    looking = visitor()
    assert "only mine" not in looking.get(f"/day/{TODAY}/").content.decode()
    theirs = [note for note in CheckIn.objects.exclude(owner=alice).values_list("note", flat=True) if note]
    page = door.get(f"/day/{TODAY - timedelta(days=1)}/").content.decode()
    assert not [note for note in theirs if note in page]


@pytest.mark.parametrize("door_", ["accounts:invite", "accounts:household"])
def test_it_lets_nobody_in(door_: str) -> None:
    client = visitor()
    assert client.post(reverse(door_), {"sign_up_open": "on"}).status_code == 404
    assert not joining.is_open()


def test_it_gets_no_password() -> None:
    client = visitor()
    facts = {"oldpassword": "", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_change_password"), facts).status_code == 302
    client.post(reverse("account_set_password"), facts)
    assert not User.objects.get().has_usable_password()


# the door out


def test_one_click_removes_it_and_every_row_of_it() -> None:
    client = visitor(days=60)
    answer = client.post(REMOVE, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"
    assert "The sample diary is gone" in answer.content.decode()
    assert who(client) is None
    assert not User.objects.exists()
    assert not [model for model in DIARY if model.objects.exists()]
    assert not Food.objects.exclude(owner=None).exists()


def test_removing_it_leaves_everybody_elses_rows(alice: User) -> None:
    a_day(alice, mood=3)
    answer = visitor().post(REMOVE)
    assert answer.headers["Location"] == reverse("account_login")
    assert list(User.objects.all()) == [alice]
    assert CheckIn.objects.get().owner == alice


def test_the_other_browsers_that_look_around_are_out_too() -> None:
    one = visitor()
    two = Client(SERVER_NAME="localhost")
    two.force_login(User.objects.get())
    one.post(REMOVE)
    assert two.get("/today/").status_code == 302


def test_the_owner_removes_it_from_outside(door: Client, alice: User) -> None:
    a_sample()
    a_sample("another")
    assert door.post(REMOVE).headers["Location"] == reverse("accounts:settings")
    assert who(door) == alice
    assert list(User.objects.all()) == [alice]


def test_it_can_be_made_again_after_it_was_removed(here: Client) -> None:
    here.post(ENTER)
    here.post(REMOVE)
    answer: HttpResponse = here.post(ENTER)
    assert answer.headers["Location"] == reverse("trends:index")
    assert sample.people().count() == 1


def test_making_it_anew_empties_every_table_it_fills() -> None:
    """A table that a later diary fills and that is not emptied would hold rows of two diaries."""
    user = a_sample(days=90)
    filled = {
        model: model._default_manager.filter(owner=user).count()
        for model in apps.get_models()
        if any(field.name == "owner" for field in model._meta.fields) and model is not Food
    }
    sample.make(user, days=90, seed=1, today=TODAY)
    assert filled == {model: model._default_manager.filter(owner=user).count() for model in filled}
