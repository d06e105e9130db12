"""Deleting an account deletes every row of it, and not one of anyone else."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import ForeignKey, Model
from django.test import Client
from django.utils import timezone

from tests.accounts.test_login import sign_in
from tests.builders import (
    PASSWORD,
    TODAY,
    a_break,
    a_day,
    a_dose,
    a_food,
    a_lab_value,
    a_moment,
    a_mood_name,
    a_night,
    a_person,
    a_serving,
    a_shared_page,
    a_supplement,
    a_total,
    a_value,
    an_event,
    an_experiment,
    an_own_tracker,
)
from tests.reminders.conftest import a_channel, a_reminder
from tracker.accounts.erase import LastKeyError, erase
from tracker.models import (
    Adherence,
    AdverseEvent,
    ApiReply,
    ApiToken,
    AuditEntry,
    ExperimentEvent,
    Favourite,
    FrozenDay,
    ImportBatch,
    ImportJob,
    ImportMapping,
    Inquiry,
    Invitation,
    KeptCopy,
    MoodWord,
    PageChoice,
    ReminderChoice,
    Result,
    SavedAnswer,
    SavedMeal,
    SavedMealItem,
    Sending,
    User,
)


def a_full_life(owner: User) -> None:
    """A row in every table that can hold one of this person's."""
    food, meal = a_food(f"own-{owner.pk}", owner), SavedMeal.objects.create(owner=owner, name="Breakfast")
    a_day(owner, mood=5)
    a_night(owner)
    a_serving(owner, food)
    a_dose(owner, a_supplement(owner))
    an_event(owner)
    a_total(owner)
    a_moment(owner)
    a_mood_name(owner)
    a_break(owner)
    a_lab_value(owner)
    reminded = {"reminder": a_reminder(owner), "channel": a_channel(owner, url="https://example.org/")}
    Sending.objects.create(owner=owner, moment=timezone.now(), **reminded)
    ReminderChoice.objects.create(owner=owner)
    a_value(owner, an_own_tracker(owner), 2)
    SavedAnswer.objects.create(owner=owner, key=uuid.uuid4().hex, day=TODAY, field="mood", outcome="applied")
    SavedMealItem.objects.create(owner=owner, meal=meal, food=food, grams=40)
    Favourite.objects.create(owner=owner, food=food)
    ImportBatch.objects.create(owner=owner, kind="daylio")
    ImportJob.objects.create(owner=owner, token=f"{owner.pk}-0", name="daylio.csv")
    MoodWord.objects.create(owner=owner, source="daylio", word="rad")
    ImportMapping.objects.create(owner=owner, source="daylio", said={"places": {"tea": "out"}})
    ours = {"owner": owner, "experiment": an_experiment(owner)}
    Adherence.objects.create(**ours, day=TODAY, did="yes")
    AdverseEvent.objects.create(**ours, day=TODAY, kind="other", severity=1)
    ExperimentEvent.objects.create(**ours, day=TODAY, kind="travel")
    FrozenDay.objects.create(**ours, day=TODAY, value=4)
    Result.objects.create(**ours, kind="primary", body={}, data_hash="0" * 64)
    Inquiry.objects.create(owner=owner, sort="search", body={"findings": []})
    Invitation.objects.make(owner, timezone.now())
    ApiToken.objects.create(owner=owner, name="Shortcut", token_hash=uuid.uuid4().hex, ending="wxyz")
    AuditEntry.objects.create(owner=owner, what="in")
    ApiReply.objects.create(owner=owner, key_hash="0" * 64, asked="0" * 64)
    KeptCopy.objects.create(owner=owner, token_hash="0" * 64)
    PageChoice.objects.create(owner=owner, body={"question": "?"})
    a_shared_page(owner, f"secret-of-{owner.pk}")
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "sealed"})
    EmailAddress.objects.create(user=owner, email=f"{owner.username}@localhost")
    Client(SERVER_NAME="localhost").force_login(owner)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(owner)
    browser.get("/settings/")


def owned() -> list[tuple[type[Model], str]]:
    """Every table with a column that points at a person."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is User
    ]


def rows_of(user: User, pk: int) -> dict[str, int]:
    found = {f"{model.__name__}.{name}": model._default_manager.filter(**{name: pk}).count() for model, name in owned()}
    sessions = [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(pk)]
    return {**found, "User": User.objects.filter(pk=pk).count(), "Session": len(sessions)}


def test_every_row_goes_and_nobody_elses(alice: User, bob: User) -> None:
    for person in (alice, bob):
        a_full_life(person)
    hers, his = rows_of(alice, alice.pk), rows_of(bob, bob.pk)
    assert 0 not in hers.values(), "a table with people's rows is missing in a_full_life"
    pk = alice.pk
    erase(alice)
    assert set(rows_of(alice, pk).values()) == {0}
    assert rows_of(bob, bob.pk) == his


def test_the_password_is_asked_for_first(here: Client, alice: User) -> None:
    sign_in(here)
    assert here.get("/settings/delete/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert here.post("/settings/delete/").status_code == 302
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_person_deletes_the_account(here: Client, alice: User) -> None:
    sign_in(here)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = here.get("/settings/delete/").content.decode()
    assert "erases everything that belongs to alice" in page
    answer = here.post("/settings/delete/", follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"
    assert "Your account is gone" in answer.content.decode()
    assert not User.objects.exists()
    assert not UserSession.objects.exists()


def test_the_one_who_has_been_here_longest_runs_the_machine_then(here: Client, alice: User) -> None:
    now = timezone.now()
    a_person("young", date_joined=now)
    a_person("oldest but switched off", date_joined=now - timedelta(days=9), is_active=False)
    a_person("sample", date_joined=now - timedelta(days=9), is_sample=True)
    old = a_person("Old", date_joined=now - timedelta(days=5))
    sign_in(here)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Old will run this machine" in here.get("/settings/delete/").content.decode()
    here.post("/settings/delete/")
    assert list(User.objects.filter(is_owner=True)) == [old]


def test_a_member_who_leaves_changes_nothing_about_the_owner(alice: User, bob: User) -> None:
    erase(bob)
    assert list(User.objects.filter(is_owner=True)) == [alice]


def test_an_owner_does_not_lock_the_others_up_for_good(here: Client, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(LastKeyError):
        erase(alice)
    sign_in(here)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Switch one on first" in here.get("/settings/delete/").content.decode()
    here.post("/settings/delete/")
    assert User.objects.count() == 2


def test_a_sample_diary_goes_in_one_click(client: Client, alice: User) -> None:
    client.force_login(a_person("sample", is_sample=True))
    client.post("/settings/delete/")
    assert list(User.objects.all()) == [alice]
