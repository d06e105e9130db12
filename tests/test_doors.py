"""Every door of the house, read off the resolver: who may enter, what changes, and what no stranger learns.

A new door is covered by itself. One that takes a parameter must say in SAMPLES what stands there; one that is
open to all must be named in PUBLIC.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.builders import (
    a_break,
    a_day,
    a_dose,
    a_food,
    a_lab_value,
    a_moment,
    a_mood_name,
    a_passkey,
    a_serving,
    a_shared_page,
    a_supplement,
    a_token,
    a_total,
    a_value,
    an_event,
    an_experiment,
    an_own_tracker,
)
from tests.changed import written
from tests.conftest import just_asked_again
from tests.experiments.living import a_locked
from tests.reminders.conftest import a_channel, a_reminder
from tracker.diary.changes import Tap, answer
from tracker.diary.merge import Change
from tracker.exchange.apply import report
from tracker.exchange.plan import Preview
from tracker.experiments.report import conclude
from tracker.models import ApiToken, Experiment, ImportBatch, Invitation, MoodName, SavedMeal, User

PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",  # says goodbye to whoever is signed in, sends everyone else on
    "account_reset_password",  # how to get back in; no mail is sent
    "account_set_password",
    "account_signup",
    "accounts:invited",
    "accounts:way_back",  # whoever has the link lost their password
    "accounts:way_back_link",
    "accounts:welcome",
    "alive",
    "language",  # how the pages speak to whoever is not in yet
    "experiments:helper",  # the helper of an experiment has no account
    "guidance:help",  # help in a bad hour is not behind a login
    "mfa_authenticate",
    "mfa_login_webauthn",
    "offline:away",  # no connection: the same page for everybody
    "offline:manifest",
    "offline:worker",
    "policy_report",  # a browser says by itself what it refused
    "ready",
    "report:shared",  # whoever has the link of a copy has no account
    "report:shared_figure",
    "report:shared_paper",
    "reminders:calendar",  # a calendar program has no account; the secret is in the address
}
KEPT_ASIDE = {"sessions.session", "usersessions.usersession", "tracker.apitoken", "tracker.auditentry"}
UNASKED = {"policy_report"}  # sent by browsers without a form; changes nothing
API = "api:v1:"
SENTINEL = "quetzalcoatl"
NOBODYS = {int: 987654, uuid.UUID: uuid.UUID(int=7), str: "nobody-has-this"}


def _batch(alice: User) -> int:
    said = report(Preview((), (), 0, 0))
    return ImportBatch.objects.create(owner=alice, kind="daylio", sha256="0" * 64, report=said).pk


def _invitation(alice: User) -> int:
    return Invitation.objects.create(owner=alice, token_hash="0" * 64, expires=timezone.now()).pk


def _key(alice: User) -> int:
    return a_passkey(alice, SENTINEL).pk


def _device(alice: User) -> int:
    return UserSession.objects.create(user=alice, session_key="x" * 32, ip="127.0.0.1", user_agent=SENTINEL).pk


def _token(alice: User) -> int:
    a_token(alice, SENTINEL)
    return ApiToken.objects.filter(owner=alice).latest("pk").pk


def _change(alice: User) -> str:
    key = secrets.token_hex(16)
    tap = Tap(alice, key, timezone.now())
    answer(tap, date(2026, 11, 21), "note", Change(key, SENTINEL))
    return key


def _draft(alice: User) -> uuid.UUID:
    return Experiment.objects.create(owner=alice, title=SENTINEL).uid


def _locked(alice: User) -> uuid.UUID:
    found = Experiment.objects.filter(owner=alice, state="locked").first()
    return (found or an_experiment(alice, SENTINEL)).uid


def _answered(alice: User) -> uuid.UUID:
    ended = datetime(2026, 3, 2, 12, tzinfo=UTC)
    row = a_locked(alice, date(2026, 1, 5), title=SENTINEL, state="revealed", ended_at=ended)
    return conclude(row, ended).experiment.uid


# What stands in an address and belongs to nobody.
PLAIN: dict[str, str] = {
    "day": "2026-11-21",
    "accounts:invited.token": "no-such-token",
    "accounts:way_back_link.token": "no-such-token",
    "api:v1:export.kind": "csv",
    "api:v1:nothing.rest": "no-such-address",
    "experiments:figure.figure": "periods",
    "experiments:helper.token": "no-such-token",
    "report:shared.token": "no-such-token",
    "report:shared_figure.nth": "0",
    "report:shared_figure.token": "no-such-token",
    "report:shared_paper.token": "no-such-token",
    "guidance:article.slug": "fibre",
    "habit": "fibre",
    "outcome": "mood",
    "insights:chart.ending": "svg",
    "insights:noise_chart.ending": "svg",
    "trends:chart.figure": "mood",
    "trends:chart.ending": "svg",
    "trends:points.ending": "svg",
    "trends:table.figure": "mood",
    "reminders:add_channel.kind": "webhook",
    "reminders:calendar.token": "no-such-token",
}
# What belongs to Alice.
PERSONAL: dict[str, Callable[[User], Any]] = {
    "api:revoke.pk": _token,
    "api:v1:break.uid": lambda alice: a_break(alice, note=SENTINEL).uid,
    "api:v1:dose.uid": lambda alice: a_dose(alice, a_supplement(alice, SENTINEL, slug=secrets.token_hex(8))).uid,
    "api:v1:event.uid": lambda alice: an_event(alice, text=SENTINEL).uid,
    "api:v1:experiment.uid": _answered,
    "api:v1:lab_value.uid": lambda alice: a_lab_value(alice, SENTINEL).uid,
    "api:v1:moment.uid": lambda alice: a_moment(alice, note=SENTINEL).uid,
    "api:v1:one_import.batch": _batch,
    "api:v1:serving.uid": lambda alice: a_serving(alice, a_food(secrets.token_hex(8), owner=alice)).uid,
    "api:v1:take_back.batch": _batch,
    "api:v1:total.uid": lambda alice: a_total(alice, given_by=SENTINEL).uid,
    "api:v1:undo.change": _change,
    "accounts:end_one.pk": _device,
    "accounts:revoke.pk": _invitation,
    "accounts:switch.pk": lambda alice: alice.pk,
    "diary:break.uid": lambda alice: a_break(alice, note=SENTINEL).uid,
    "diary:end_break.uid": lambda alice: a_break(alice, note=SENTINEL).uid,
    "diary:moment.uid": lambda alice: a_moment(alice, note=SENTINEL).uid,
    "diary:drop_mood_name.pk": lambda alice: a_mood_name(alice, f"{SENTINEL}-{MoodName.objects.count()}").pk,
    "diary:event.uid": lambda alice: an_event(alice, text=SENTINEL).uid,
    "diary:lab_value.uid": lambda alice: a_lab_value(alice, SENTINEL).uid,
    "diary:total.uid": lambda alice: a_total(alice, given_by=SENTINEL).uid,
    "diary:serving.uid": lambda alice: a_serving(alice, a_food("kale", owner=alice)).uid,
    "diary:supplement.slug": lambda alice: a_supplement(alice, SENTINEL, slug="zinc").slug,
    "diary:supplement_move.slug": lambda alice: a_supplement(alice, SENTINEL, slug="iron").slug,
    "diary:tracker.slug": lambda alice: an_own_tracker(alice, SENTINEL, slug="coffee").slug,
    "diary:tracker_move.slug": lambda alice: an_own_tracker(alice, SENTINEL, slug="walks").slug,
    "experiments:adverse.uid": _locked,
    "experiments:calendar.uid": _locked,
    "experiments:call_off.uid": _draft,
    "experiments:figure.uid": _answered,
    "experiments:files.uid": _answered,
    "experiments:followed.uid": _locked,
    "experiments:gate.uid": _draft,
    "experiments:guess.uid": _locked,
    "experiments:happening.uid": _locked,
    "experiments:helper_link.uid": _locked,
    "experiments:lock.uid": _draft,
    "experiments:plan.uid": _draft,
    "experiments:plan_file.uid": _locked,
    "experiments:question.uid": _draft,
    "experiments:report.uid": _answered,
    "experiments:reveal.uid": _locked,
    "experiments:running.uid": _locked,
    "experiments:stop.uid": _locked,
    "experiments:verdict.uid": _locked,
    "exchange:report.batch": _batch,
    "exchange:undo.batch": _batch,
    "foods:archive.pk": lambda alice: a_food(f"{SENTINEL}-1", owner=alice).pk,
    "foods:detail.pk": lambda alice: a_food(f"{SENTINEL}-2", owner=alice).pk,
    "foods:edit.pk": lambda alice: a_food(f"{SENTINEL}-3", owner=alice).pk,
    "foods:favourite.pk": lambda alice: a_food(f"{SENTINEL}-4", owner=alice).pk,
    "foods:meal.pk": lambda alice: SavedMeal.objects.create(owner=alice, name=SENTINEL).pk,
    "report:revoke.uid": lambda alice: a_shared_page(alice, secrets.token_hex(), now=timezone.now()).uid,
    "mfa_edit_webauthn.pk": _key,
    "mfa_remove_webauthn.pk": _key,
    "reminders:channel.uid": lambda alice: a_channel(alice, url=f"https://{SENTINEL}.example/").uid,
    "reminders:edit_channel.uid": lambda alice: a_channel(alice, name=SENTINEL, url=f"https://{SENTINEL}.example/").uid,
    "reminders:reminder.uid": lambda alice: a_reminder(alice, label=SENTINEL).uid,
}


@dataclass(frozen=True)
class Door:
    """One address pattern and the parameters in it."""

    name: str
    parameters: tuple[str, ...] = field(default=())

    def sample(self, parameter: str) -> str:
        """Where SAMPLES say what stands there: the door's own entry, else one for the word."""
        own = f"{self.name}.{parameter}"
        return own if own in PLAIN or own in PERSONAL else parameter

    @property
    def personal(self) -> list[str]:
        return [parameter for parameter in self.parameters if self.sample(parameter) in PERSONAL]

    def url(self, alice: User, **given: Any) -> str:
        values = dict(given)
        for parameter in self.parameters:
            if parameter not in values:
                sample = self.sample(parameter)
                values[parameter] = PERSONAL[sample](alice) if sample in PERSONAL else PLAIN[sample]
        return reverse(self.name, kwargs=values)


def walk(resolver: URLResolver, space: str = "", above: tuple[str, ...] = ()) -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        parameters = (*above, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield Door(f"{space}{pattern.name}", parameters)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern, inner, parameters)


DOORS = sorted(walk(get_resolver()), key=lambda door: door.name)


def come_with_a_token(client: Client, user: User, door: Door, *, may_write: bool = True) -> None:
    """Doors of the API ask for a token; a browser's session says nothing there."""
    if door.name.startswith(API):
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {a_token(user, may_write=may_write)}"


def is_refused(response: HttpResponse) -> bool:
    login = response.headers.get("Location", "").startswith((reverse("account_login"), reverse("accounts:welcome")))
    return response.status_code in {401, 404, 405} or (response.status_code == 302 and login)


def test_every_parameter_has_a_sample() -> None:
    missing = [
        f"{door.name}.{parameter}"
        for door in DOORS
        for parameter in door.parameters
        if door.sample(parameter) not in PLAIN and door.sample(parameter) not in PERSONAL
    ]
    assert missing == []


def test_no_sample_outlives_its_door() -> None:
    named = {f"{door.name}.{parameter}" for door in DOORS for parameter in door.parameters}
    assert {sample for sample in PERSONAL | PLAIN if "." in sample} <= named
    assert {door.name for door in DOORS} >= PUBLIC


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_a_visitor_is_sent_to_the_login(alice: User, method: str) -> None:
    client = Client()
    entered = [
        door.name
        for door in DOORS
        if door.name not in PUBLIC and not is_refused(getattr(client, method)(door.url(alice)))
    ]
    assert entered == []


def test_the_public_doors_are_open(alice: User) -> None:
    def login_of(response: HttpResponse) -> bool:
        return response.headers.get("Location", "").startswith(f"{reverse('account_login')}?next=")

    shut = [door.name for door in DOORS if door.name in PUBLIC and login_of(Client().get(door.url(alice)))]
    assert shut == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_without_the_forms_token(alice: User, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    answered = {door.name: getattr(client, method)(door.url(alice)).status_code for door in DOORS}
    # The API reads no cookie, so another site's request carries nothing that it would believe.
    api = {name: status for name, status in answered.items() if name.startswith(API)}
    assert set(api.values()) == {401}
    unasked = {name: answered.pop(name) for name in UNASKED}
    assert set(unasked.values()) == {415 if method == "post" else 405}
    assert {name: status for name, status in answered.items() if status != 403 and name not in api} == {}


def fingerprint() -> dict[str, str]:
    """One number a table, over every row but those that count who was here and what was taken out."""
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in KEPT_ASIDE:
            rows = repr(list(model._default_manager.order_by("pk").values_list()))
            tables[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return tables


def test_looking_changes_nothing(trusted: Client, alice: User) -> None:
    changed = []
    for door in DOORS:
        url = door.url(alice)
        with written(but=KEPT_ASIDE) as tables:
            for method in ("get", "head", "options"):
                getattr(trusted, method)(url)
        if tables:
            changed.append((door.name, tables))
    assert changed == []


def test_whatever_is_written_is_seen(alice: User) -> None:
    with written(but=KEPT_ASIDE) as tables:
        day = a_day(alice, mood=3)
        food = a_food()
    assert tables == {"tracker_checkin", "tracker_food"}
    with written(but=KEPT_ASIDE) as tables:
        type(day).objects.filter(mood=4).update(mood=5)
        type(food).objects.filter(pk=0).delete()
        assert tables == set()
        type(day).objects.filter(mood=3).update(mood=5)
        food.delete()
    assert tables == {"tracker_checkin", "tracker_food"}


def answers(client: Client, url: str, door: Door) -> list[tuple[str, int, bytes]]:
    sent = {"data": "{}", "content_type": "application/json"} if door.name.startswith(API) else {}
    responses = [("get", client.get(url))]
    responses += [(method, getattr(client, method)(url, **sent)) for method in ("post", "put", "patch", "delete")]
    return [(method, response.status_code, response.content) for method, response in responses]


@pytest.mark.parametrize(
    "door_", [door for door in DOORS if door.personal], ids=[door.name for door in DOORS if door.personal]
)
def test_a_strangers_thing_is_no_thing(strangers_door: Client, bob: User, alice: User, door_: Door) -> None:
    just_asked_again(strangers_door, bob)
    come_with_a_token(strangers_door, bob, door_)
    for parameter in door_.personal:
        value = PERSONAL[door_.sample(parameter)](alice)
        theirs_at = door_.url(alice, **{parameter: value})
        nobodys_at = door_.url(alice, **{parameter: NOBODYS[type(value)]})
        with written(but=KEPT_ASIDE) as tables:
            theirs, nobodys = (answers(strangers_door, at, door_) for at in (theirs_at, nobodys_at))
        assert theirs == nobodys
        assert {status for _, status, _ in theirs} <= {404, 405}
        assert 404 in {status for _, status, _ in theirs}
        assert tables == set()


def test_a_stranger_reads_nothing_of_alice(strangers_door: Client, alice: User) -> None:
    a_day(alice, mood=3, note=SENTINEL)
    a_dose(alice, a_supplement(alice, SENTINEL))
    a_value(alice, an_own_tracker(alice, SENTINEL), 3)
    an_event(alice, text=SENTINEL, what=SENTINEL)
    a_total(alice, given_by=SENTINEL)
    a_moment(alice, note=SENTINEL, words=[f"own:{SENTINEL}"])
    a_mood_name(alice, SENTINEL)
    a_break(alice, note=SENTINEL)
    a_lab_value(alice, SENTINEL, note=SENTINEL)
    an_experiment(alice, SENTINEL, habit=SENTINEL)
    a_serving(alice, a_food(SENTINEL, owner=alice))
    a_reminder(alice, label=SENTINEL)
    a_channel(alice, url=f"https://{SENTINEL}.example/")
    SavedMeal.objects.create(owner=alice, name=SENTINEL)
    pages = {door.name: strangers_door.get(door.url(alice)) for door in DOORS if not door.personal}
    told = [name for name, page in pages.items() if not page.streaming and SENTINEL in page.text.lower()]
    assert told == []


def test_a_stranger_finds_nothing_of_alice_by_searching(strangers_door: Client, alice: User) -> None:
    a_food("plum_of_alice", owner=alice, name_en="Plum of Alice")
    assert "Plum of Alice" not in strangers_door.get(reverse("foods:search"), {"q": "plum of"}).text


def test_a_token_that_may_read_opens_no_door_that_writes(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.api.models.A_MINUTE", 1_000)
    client, opened = Client(headers={"authorization": f"Bearer {a_token(alice, may_write=False)}"}), []
    before = fingerprint()
    for door in DOORS:
        if door.name.startswith(API) and not door.personal:
            for method in ("post", "put", "patch", "delete"):
                status = getattr(client, method)(door.url(alice), "{}", content_type="application/json").status_code
                opened += [] if status == 403 else [(door.name, method, status)]
    assert opened == []
    assert fingerprint() == before


def test_a_token_opens_nothing_but_the_api(alice: User) -> None:
    client = Client(headers={"authorization": f"Bearer {a_token(alice)}"})
    for name in ("accounts:settings", "diary:today", "exchange:archive", "api:tokens", "api:make"):
        assert is_refused(client.get(reverse(name)))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_site_changes_nothing_even_with_the_forms_token(trusted: Client, alice: User, method: str) -> None:
    before, entered = fingerprint(), []
    for door in (door for door in DOORS if not door.personal):
        answer = getattr(trusted, method)(door.url(alice), headers={"Sec-Fetch-Site": "cross-site"})
        entered += [] if answer.status_code in {401, 403} else [(door.name, answer.status_code)]
    assert entered == []
    assert fingerprint() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_is_not_meant_is_refused(trusted: Client, alice: User, method: str) -> None:
    """Pages know GET and POST; whatever else is sent changes nothing and is never taken for one of them."""
    before, odd = fingerprint(), []
    for door in (door for door in DOORS if not door.personal and not door.name.startswith(API)):
        answer = getattr(trusted, method)(door.url(alice))
        odd += [(door.name, answer.status_code)] if answer.status_code >= 500 else []
    assert odd == []
    assert fingerprint() == before
