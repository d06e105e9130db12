"""What a door does not offer it refuses: every address by every method, read off the resolver, signed in and not."""

from collections import defaultdict

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.conftest import Stay
from tests.test_doors import API, DOORS, PUBLIC, Door, come_with_a_token, is_refused
from tracker.models import ApiToken, User

METHODS = ("get", "head", "put", "patch", "delete", "options", "trace", "post")
PAGES = {"GET", "HEAD", "POST"}
NOWHERE = {"api:v1:nothing", "api:v1:root"}  # every address of the API that there is not: 404 to whatever is asked


@pytest.fixture(autouse=True)
def _all_tries(settings: Settings, short_sample: None) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def offered_by(client: Client, url: str) -> tuple[set[str], dict[str, int]]:
    """What it says it offers when asked for what no door does, and what it answers to each method."""
    said = client.generic("BREW", url)
    offers = {word for word in said.headers.get("Allow", "").split(", ") if word}
    return offers, {method: client.generic(method.upper(), url).status_code for method in METHODS}


def faults(offers: set[str], statuses: dict[str, int]) -> list[str]:
    """A method that is offered and refused, or refused in another way than by 405."""
    meant = offers | ({"HEAD"} if "GET" in offers else set())
    return [
        f"{method}: {status}" for method, status in statuses.items() if (status == 405) == (method.upper() in meant)
    ]


def asked(alices: Stay, door: Door) -> tuple[set[str], dict[str, int]]:
    url = door.url(alices.user)
    ApiToken.objects.filter(name="Shortcut").delete()
    come_with_a_token(alices.client, alices.user, door)
    try:
        return offered_by(alices.client, url)
    finally:
        alices.client.defaults.pop("HTTP_AUTHORIZATION", None)
        alices.again()


def test_every_door_refuses_what_it_does_not_offer(trusted: Client, alice: User) -> None:
    wrong: dict[str, list[str]] = {}
    kinds: dict[bool, set[str]] = defaultdict(set)
    alices = Stay(trusted, alice, asked=True)
    for door in sorted(DOORS, key=lambda door: door.name == "accounts:delete"):  # after which there is no Alice
        if door.name in NOWHERE or door.name == "accounts:delete":
            continue
        offers, statuses = asked(alices, door)
        if found := faults(offers, statuses) or ([] if offers else ["says nothing of what it offers"]):
            wrong[door.name] = found
        kinds[door.name.startswith(API)] |= offers
    assert wrong == {}
    assert kinds[False] == PAGES
    assert kinds[True] <= PAGES | {"PATCH", "DELETE"}


def test_the_door_that_ends_an_account_too(trusted: Client, alice: User) -> None:
    offers, statuses = offered_by(trusted, reverse("accounts:delete"))
    assert offers == PAGES
    assert faults(offers, statuses) == []


def test_a_visitor_is_refused_at_public_doors_and_led_to_the_login_elsewhere(alice: User) -> None:
    wrong: dict[str, list[str]] = {}
    for door in DOORS:
        url = door.url(alice)
        if door.name in PUBLIC:
            if found := faults(*offered_by(Client(), url)):
                wrong[door.name] = found
        else:
            entered = [method for method in METHODS if not is_refused(getattr(Client(), method)(url))]
            if entered:
                wrong[door.name] = entered
    assert wrong == {}


def test_a_page_looks_the_same_to_who_asks_for_its_head(trusted: Client, alice: User) -> None:
    """Every door that can be looked at: the same status and headers, and no body."""
    changing = {"ETag", "Set-Cookie", "Content-Length"}
    wrong: dict[str, object] = {}
    for door in DOORS:
        if door.name == "account_logout" or door.personal:
            continue
        come_with_a_token(trusted, alice, door)
        whole, head = (getattr(trusted, method)(door.url(alice)) for method in ("get", "head"))
        same = [{k: v for k, v in answer.headers.items() if k not in changing} for answer in (whole, head)]
        if whole.status_code != head.status_code or same[0].keys() != same[1].keys():
            wrong[door.name] = (whole.status_code, head.status_code, set(same[0]) ^ set(same[1]))
        elif not head.streaming and head.content:
            wrong[door.name] = "a body"
        ApiToken.objects.all().delete()
        trusted.defaults.pop("HTTP_AUTHORIZATION", None)
    assert wrong == {}


def test_the_api_says_it_as_programs_read_it(alice: User) -> None:
    client = Client()
    told = set()
    for door in DOORS:
        if door.name.startswith(API) and door.name not in NOWHERE:
            ApiToken.objects.all().delete()
            come_with_a_token(client, alice, door)
            answer = client.generic("BREW", door.url(alice))
            told.add((answer.status_code, answer.headers["Content-Type"], answer.json()["status"]))
    assert told == {(405, "application/problem+json", 405)}
