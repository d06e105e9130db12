"""An invitation lets one person in, once, within a week, and its link leaks nowhere."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.accounts.test_welcome import FACTS
from tests.builders import a_person
from tracker.models import Invitation, User


def a_token(owner: User, age_days: float = 0) -> str:
    return Invitation.objects.make(owner, timezone.now() - timedelta(days=age_days))[1]


def test_the_owner_sees_the_link_once_and_the_database_never(trusted: Client) -> None:
    page = trusted.post("/settings/invitations/").content.decode()
    token = page.split("/invite/")[1].split("/")[0]
    stored = Invitation.objects.get().token_hash
    assert stored == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert token not in trusted.get("/settings/").content.decode()


def test_an_invited_person_joins(here: Client, alice: User) -> None:
    token = a_token(alice)
    answer = here.get(f"/invite/{token}/", follow=True)
    assert answer.redirect_chain == [("/welcome/", 302)]
    assert token not in answer.content.decode()
    here.post("/welcome/", FACTS)
    assert User.objects.get(username="Mari").is_owner is False
    assert Invitation.objects.get().used is not None


def test_opening_the_link_uses_nothing_up(here: Client, alice: User) -> None:
    token = a_token(alice)
    for _ in range(2):
        assert here.get(f"/invite/{token}/").status_code == 302
    assert Invitation.objects.get().used is None


def test_it_lets_one_person_in(alice: User) -> None:
    token = a_token(alice)
    quick, slow = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    for browser in (quick, slow):
        browser.get(f"/invite/{token}/")
    quick.post("/welcome/", FACTS)
    slow.post("/welcome/", {**FACTS, "username": "Per"})
    assert not User.objects.filter(username="Per").exists()


def test_unknown_expired_used_and_revoked_links_look_the_same(here: Client, door: Client, alice: User) -> None:
    used, old, revoked = a_token(alice), a_token(alice, age_days=7.01), a_token(alice)
    used_row, _old_row, revoked_row = Invitation.objects.order_by("pk")
    Invitation.objects.take(used_row.pk, timezone.now())
    door.post(f"/settings/invitations/{revoked_row.pk}/revoke/")
    answers = [here.get(f"/invite/{token}/") for token in ("unknown", used, old, revoked)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_an_invitation_revoked_meanwhile_lets_nobody_in(here: Client, alice: User) -> None:
    here.get(f"/invite/{a_token(alice)}/")
    Invitation.objects.all().delete()
    assert "need an invitation" in here.get("/welcome/").content.decode()
    here.post("/welcome/", FACTS)
    assert list(User.objects.all()) == [alice]


def test_somebody_signed_in_does_not_use_it_up(strangers_door: Client, alice: User) -> None:
    assert strangers_door.get(f"/invite/{a_token(alice)}/").headers["Location"] == "/settings/"
    assert Invitation.objects.get().used is None


@pytest.mark.parametrize("path", ["invitations/", "household/", "people/{pk}/", "invitations/{invitation}/revoke/"])
def test_only_the_owner_decides_about_people(strangers_door: Client, alice: User, path: str) -> None:
    a_token(alice)
    place = path.format(pk=a_person("carol").pk, invitation=Invitation.objects.get().pk)
    assert strangers_door.post(f"/settings/{place}").status_code == 404
    assert Invitation.objects.count() == 1
    assert not User.objects.filter(is_active=False).exists()
    assert "Invite someone" not in strangers_door.get("/settings/").content.decode()


def test_the_owner_opens_and_closes_sign_up(door: Client, alice: User) -> None:
    for sent, wanted in (({"sign_up_open": "on"}, True), ({}, False)):
        assert door.post("/settings/household/", sent).status_code == 302
        alice.refresh_from_db()
        assert alice.sign_up_open is wanted


def test_switching_someone_off_ends_their_sessions_and_keeps_their_rows(
    door: Client, strangers_door: Client, bob: User
) -> None:
    assert strangers_door.get("/settings/").status_code == 200
    door.post(f"/settings/people/{bob.pk}/")
    assert strangers_door.get("/settings/").status_code == 302
    door.post(f"/settings/people/{bob.pk}/", {"on": ""})
    bob.refresh_from_db()
    assert bob.is_active
    assert strangers_door.get("/settings/").status_code == 302


def test_the_owner_cannot_switch_themselves_off(door: Client, alice: User) -> None:
    assert door.post(f"/settings/people/{alice.pk}/").status_code == 404
