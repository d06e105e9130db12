"""What asks for the password once more, how long it holds, and that nothing typed is lost by the question."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from tests.accounts.test_second_step import SECRET, code_of
from tests.builders import PASSWORD, a_day, a_passkey, a_person
from tests.test_doors import DOORS
from tracker.models import ApiToken, AuditEntry, Invitation, SharedPage, User

# Everything that takes the diary out, lets somebody in, or changes how one comes in; by what name each is known.
ASKED = {
    "account_change_password": False,  # the form itself asks for the password of today
    "accounts:delete": True,
    "accounts:invite": True,
    "api:make": True,
    "exchange:archive": True,
    "exchange:export": True,
    "exchange:fhir": True,
    "exchange:out": True,
    "exchange:sleep": True,
    "mfa_activate_totp": True,
    "mfa_add_webauthn": True,
    "mfa_deactivate_totp": True,
    "mfa_edit_webauthn": True,
    "mfa_generate_recovery_codes": True,
    "mfa_list_webauthn": False,  # names alone; what changes them asks
    "mfa_remove_webauthn": True,
    "mfa_view_recovery_codes": True,
    "report:share": True,
}
AGAIN = "/accounts/reauthenticate/"


def asks(answer: object) -> bool:
    return getattr(answer, "headers", {}).get("Location", "").startswith((AGAIN, "/accounts/second-step/again/"))


@pytest.mark.usefixtures("short_sample")
def test_every_such_door_asks_and_no_other(door: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    a_passkey(alice, "Phone")
    asking = set()
    for each in DOORS:
        url = each.url(alice)
        door.force_login(alice)
        answer = door.post(url)
        if asks(door.get(url) if answer.status_code == 405 else answer):
            asking.add(each.name)
    assert asking == {name for name, asked in ASKED.items() if asked}


def test_a_door_of_that_kind_cannot_be_added_without_a_word_here() -> None:
    kinds = ("exchange:", "mfa_", "report:share", "api:make", "accounts:invite")
    known = ASKED.keys() | {
        "exchange:apply", "exchange:cancel", "exchange:columns", "exchange:index", "exchange:preview",
        "exchange:progress", "exchange:report", "exchange:undo",  # what comes in
        "mfa_authenticate", "mfa_index", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "report:shared", "report:shared_figure", "report:shared_paper", "accounts:invited",  # by a link
    }  # fmt: skip
    assert {door.name for door in DOORS if door.name.startswith(kinds)} <= known


@pytest.mark.parametrize("path", ["/export/archive.zip", "/export/diary.csv", "/export/fhir.json", "/export/"])
def test_a_file_is_sent_right_after_the_password(door: Client, alice: User, path: str) -> None:
    a_day(alice, mood=5)
    asked = door.get(path)
    assert asked.headers["Location"] == f"{AGAIN}?next={path.replace('/', '%2F')}"
    page = door.get(asked.headers["Location"]).content.decode()
    assert f'value="{path}"' in page
    wrong = door.post(AGAIN, {"password": "wrong", "next": path})
    assert wrong.status_code == 200
    assert asks(door.get(path))
    assert door.post(AGAIN, {"password": PASSWORD, "next": path}).headers["Location"] == path
    assert door.get(path).status_code == 200


def test_ten_minutes_later_it_asks_again(door: Client, alice: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        door.post(AGAIN, {"password": PASSWORD})
    with time_machine.travel(start + timedelta(seconds=599), tick=False):
        assert door.get("/export/").status_code == 200
    with time_machine.travel(start + timedelta(seconds=601), tick=False):
        assert asks(door.get("/export/"))


def test_having_just_signed_in_is_not_enough(here: Client, alice: User) -> None:
    here.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert asks(here.get("/export/archive.zip"))


def test_a_token_gets_the_name_that_was_typed_before_the_question(door: Client, alice: User) -> None:
    asked = door.post("/settings/programs/new/", {"name": "My watch", "scope": "read", "days": "30"})
    assert asks(asked)
    assert not ApiToken.objects.exists()
    made = door.post(AGAIN, {"password": PASSWORD, "next": "/settings/programs/new/"})
    assert ApiToken.objects.get().name == "My watch"
    assert "vagus_" in made.text


def test_an_invitation_is_made_right_after_the_question(door: Client, alice: User) -> None:
    assert asks(door.post("/settings/invitations/"))
    assert not Invitation.objects.exists()
    made = door.post(AGAIN, {"password": PASSWORD, "next": "/settings/invitations/"})
    assert "/invite/" in made.text
    assert Invitation.objects.count() == 1


def test_a_shared_link_lasts_as_long_as_was_chosen_before_the_question(door: Client, alice: User) -> None:
    a_day(alice, day=alice.today(timezone.now()), mood=5)
    assert asks(door.post("/summary/share/", {"days": "1"}))
    door.post(AGAIN, {"password": PASSWORD, "next": "/summary/share/"})
    row = SharedPage.objects.get()
    assert row.expires - row.created == timedelta(days=1)


def test_what_was_done_after_the_question_stands_in_the_list_too(door: Client, alice: User) -> None:
    door.post("/settings/programs/new/", {"name": "My watch", "scope": "read", "days": "30"})
    door.post(AGAIN, {"password": PASSWORD, "next": "/settings/programs/new/"})
    assert "token" in AuditEntry.objects.filter(owner=alice).values_list("what", flat=True)


def test_the_second_step_answers_as_well_as_the_password(door: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    door.post("/settings/invitations/")
    made = door.post("/accounts/second-step/again/", {"code": code_of(SECRET), "next": "/settings/invitations/"})
    assert "/invite/" in made.text


def test_a_question_of_one_browser_opens_nothing_in_another(door: Client, alice: User) -> None:
    other = Client()
    other.force_login(alice)
    door.post(AGAIN, {"password": PASSWORD})
    assert asks(other.get("/export/archive.zip"))


def test_guesses_at_the_question_come_to_an_end(door: Client, alice: User) -> None:
    told = [door.post(AGAIN, {"password": "wrong"}) for _ in range(12)]
    assert told[0].status_code == 200
    assert "Too many tries" in told[-1].text or told[-1].status_code == 429
    assert asks(door.get("/export/archive.zip"))


def test_a_sample_diary_may_be_taken_out_by_whoever_looks_at_it(client: Client, alice: User) -> None:
    client.force_login(a_person("sample", is_sample=True))
    assert client.get("/export/").status_code == 200
