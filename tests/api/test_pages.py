"""The pages about programs: a token is shown once, and only to somebody who just said who they are."""

import re

from django.test import Client
from django.urls import reverse

from tests.api.conftest import program
from tests.builders import a_person, a_token, an_own_tracker
from tests.test_doors import just_asked_again
from tracker.models import ApiToken, User

FORM = {"name": "Shortcut", "scope": "write", "days": "365"}


def test_who_makes_a_token_is_asked_for_the_password_again(door: Client, alice: User) -> None:
    for answer in (door.get(reverse("api:make")), door.post(reverse("api:make"), FORM)):
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_a_token_is_shown_once_and_works(door: Client, alice: User) -> None:
    just_asked_again(door, alice)
    shown = door.post(reverse("api:make"), FORM)
    found = re.search(r"vagus_[\w-]{43}", shown.text)
    assert found
    assert shown.headers["Cache-Control"] == "no-store"
    assert program(found[0]).get("/api/v1/me").json()["scopes"] == ["read", "write"]
    listed = door.get(reverse("api:tokens")).text
    assert "Shortcut" in listed
    assert found[0] not in listed


def test_what_was_typed_is_kept_where_something_is_missing(door: Client, alice: User) -> None:
    just_asked_again(door, alice)
    refused = door.post(reverse("api:make"), FORM | {"scope": ""})
    assert refused.status_code == 422
    assert 'value="Shortcut"' in refused.text
    assert not ApiToken.objects.exists()


def test_one_that_does_not_run_out_is_one_that_was_asked_for(door: Client, alice: User) -> None:
    just_asked_again(door, alice)
    door.post(reverse("api:make"), FORM | {"days": "0", "scope": "read"})
    row = ApiToken.objects.get()
    assert (row.expires, row.may_write) == (None, False)


def test_revoking_ends_it_and_the_list_remembers(door: Client, alice: User) -> None:
    text = a_token(alice)
    door.post(reverse("api:revoke", args=[ApiToken.objects.get().pk]))
    assert program(text).get("/api/v1/me").status_code == 401
    assert "No longer working" in door.get(reverse("api:tokens")).text


def test_a_sample_diary_has_no_such_pages(client: Client, db: None) -> None:
    client.force_login(a_person("sample", is_sample=True))
    for name in ("tokens", "make", "recipes", "reference", "document"):
        assert client.get(reverse(f"api:{name}")).status_code == 404
    assert reverse("api:tokens") not in client.get(reverse("accounts:settings")).text


def test_settings_lead_there(door: Client) -> None:
    assert reverse("api:tokens") in door.get(reverse("accounts:settings")).text


def test_recipes_carry_this_machines_own_address_and_no_token(door: Client, alice: User) -> None:
    text = a_token(alice)
    page = door.get(reverse("api:recipes"), SERVER_NAME="diary.local").text
    assert "http://diary.local/api/v1/days/today" in page
    assert text not in page


def test_the_reference_and_the_schema_know_ones_own_trackers(door: Client, alice: User) -> None:
    an_own_tracker(alice, "Coffee")
    assert "own_coffee" in door.get(reverse("api:reference")).text
    schema = program(a_token(alice)).get("/api/v1/openapi.json").json()
    assert schema == door.get(reverse("api:document")).json()
    assert "own_coffee" in schema["components"]["schemas"]["DayFields"]["properties"]
