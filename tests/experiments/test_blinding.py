"""A helper's link opens once, for the helper; the guess comes before the reveal."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY
from tests.experiments.living import ORDER, a_life, a_locked, noon
from tracker.experiments import blinding, report
from tracker.models import Experiment, Period, User


def link_of(door: Client, row: Experiment) -> str:
    page = door.post(reverse("experiments:helper_link", args=[row.uid])).text
    found = re.search(r"/experiments/boxes/[\w-]+/", page)
    assert found
    return found[0]


def blind(alice: User, days: int = 3) -> Experiment:
    return a_locked(alice, TODAY - timedelta(days=days), blinding="helper", habit="the real one", usual="a lookalike")


def test_the_link_opens_once_and_tells_each_box(door: Client, alice: User, evening: None) -> None:
    row = blind(alice)
    link, helper = link_of(door, row), Client()
    assert "the real one" not in helper.get(link).text
    page = helper.post(link).text
    told = re.findall(r"<th scope=\"row\">(\d)</th><td>[^<]*</td><td>([^<]*)</td>", page)
    assert told == [(str(n), ("a lookalike", "the real one")[c]) for n, c in enumerate(ORDER, start=1)]
    assert helper.get(link).status_code == 404
    assert helper.post(link).status_code == 404


def test_the_secret_is_kept_hashed(door: Client, alice: User, evening: None) -> None:
    row = blind(alice)
    token = link_of(door, row).split("/")[-2]
    row.refresh_from_db()
    assert token not in row.helper_hash
    assert len(row.helper_hash) == 64


def test_the_person_the_boxes_are_for_does_not_open_them_by_mistake(door: Client, alice: User, evening: None) -> None:
    link = link_of(door, blind(alice))
    assert "the real one" not in door.post(link).text
    assert Client().post(link).status_code == 200


def test_a_new_link_shuts_the_old_one(door: Client, alice: User, evening: None) -> None:
    row = blind(alice)
    old, new = link_of(door, row), link_of(door, row)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_once_opened_no_second_link_is_made(door: Client, alice: User, evening: None) -> None:
    row = blind(alice)
    Client().post(link_of(door, row))
    with pytest.raises(blinding.NoLinkError):
        blinding.make_link(Experiment.objects.get(pk=row.pk))


def test_without_a_helper_there_is_no_link(alice: User) -> None:
    with pytest.raises(blinding.NoLinkError):
        blinding.make_link(a_locked(alice))


def test_the_running_page_says_a_box_and_no_more(door: Client, alice: User, evening: None) -> None:
    row = blind(alice)
    page = door.get(reverse("experiments:running", args=[row.uid])).text
    assert "Box 1" in page
    assert "the real one" not in page.replace("<dd>the real one</dd>", "")


def test_the_guess_comes_before_the_reveal(door: Client, alice: User, evening: None) -> None:
    row = blind(alice, 56)
    a_life(row, lambda n, b: 5 + n % 2)
    with pytest.raises(report.GuessFirstError):
        report.conclude(row, noon(TODAY))
    empty = door.post(reverse("experiments:guess", args=[row.uid]), {})
    assert empty.status_code == 422
    guesses = {f"box_{n}": str(c if n > 2 else 1 - c) for n, c in enumerate(ORDER, start=1)} | {"box_8": ""}
    page = door.post(reverse("experiments:guess", args=[row.uid]), guesses, follow=True).text
    assert "You guessed 5 of 7 boxes rightly." in page
    assert "You knew the boxes by their numbers only." in page
    assert Period.objects.filter(owner=alice, guess__isnull=False).count() == 7


def test_after_the_reveal_no_guess_is_taken(alice: User) -> None:
    row = blind(alice, 56)
    row.state = "revealed"
    with pytest.raises(blinding.NoLinkError):
        blinding.guess(row, {1: 1})
