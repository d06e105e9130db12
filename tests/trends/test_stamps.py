"""A page says in a figure's address what it rests on: a browser asks for the file again only when that changed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.builders import TODAY, a_break, a_serving, an_event
from tests.trends.days import a_long_diary
from tracker.models import CheckIn, Food, User
from tracker.web.files import WHILE

pytestmark = pytest.mark.usefixtures("evening")
PAGES = [f"/trends/{more}?range={span}" for more in ("", "more/") for span in ("30", "90", "year", "all")]
PAGES += ["/trends/?from=2026-06-01&to=2026-07-31", "/trends/?show=sleep_hours&show=took_probiotic&weekday=stress"]
FOR_A_WHILE, ASKED_EACH_TIME = f"private, max-age={WHILE}", "private, no-cache"


def addresses(door: Client, path: str) -> list[str]:
    """Every file of every figure that the page shows."""
    found = re.findall(r'(?:src|srcset)="(/trends/[a-z]+\.svg\?[^"]+)"', door.get(path).text)
    return list(dict.fromkeys(map(unescape, found)))


def keeping(door: Client, address: str) -> str:
    answer = door.get(address)
    assert answer.status_code == 200
    return str(answer.headers["Cache-Control"])


@pytest.mark.parametrize("days", [40, 200, 800])
def test_each_address_of_a_page_is_the_one_that_its_file_knows(door: Client, alice: User, days: int) -> None:
    a_long_diary(alice, days)
    an_event(alice, "illness", TODAY - timedelta(days=35), TODAY - timedelta(days=32))
    an_event(alice, "travel", TODAY - timedelta(days=12))
    a_break(alice, TODAY - timedelta(days=days + 5), TODAY - timedelta(days=days - 3))
    alice.diary_changed()
    found = {address for page in PAGES for address in addresses(door, page)}
    known = {one for one in found if not re.search(r"shade=|/since\.|/around\.", one)}
    assert len(known) > 80
    assert {address: keeping(door, address) for address in known} == dict.fromkeys(known, FOR_A_WHILE)
    # What the rest are drawn from reaches beyond what a page reads, now and then.
    kept = {address: keeping(door, address) for address in found - known}
    assert set(kept.values()) == {FOR_A_WHILE, ASKED_EACH_TIME}
    assert {way for one, way in kept.items() if "stamp=" in one} == {FOR_A_WHILE}
    assert {way for one, way in kept.items() if "shade=" in one} == {ASKED_EACH_TIME}


def of(addresses: list[str], what: str) -> set[str]:
    return {address for address in addresses if f"metric={what}" in address and "stamp=" in address}


def test_a_changed_answer_changes_the_addresses_of_its_own_figures_alone(door: Client, alice: User) -> None:
    a_long_diary(alice)
    before = addresses(door, "/trends/")
    CheckIn.objects.filter(owner=alice, day=TODAY).update(mood=0)
    alice.diary_changed()
    after = addresses(door, "/trends/")
    assert len(of(before, "mood")) > 5 and not of(before, "mood") & of(after, "mood")
    assert set(before) - of(before, "mood") == set(after) - of(after, "mood") != set()


def test_an_old_address_shows_what_is_so_now_and_is_asked_for_each_time(door: Client, alice: User) -> None:
    a_long_diary(alice)
    [old, *_] = sorted(of(addresses(door, "/trends/"), "mood"))
    before = door.get(old).content
    CheckIn.objects.filter(owner=alice, day=TODAY).update(mood=0)
    alice.diary_changed()
    answer = door.get(old)
    assert answer.content != before and answer.headers["Cache-Control"] == ASKED_EACH_TIME


def test_a_change_before_the_days_shown_counts_where_the_figure_looks_back_on_it(door: Client, alice: User) -> None:
    """The line is a running mean, and bars are compared with the usual of a year."""
    a_long_diary(alice, 200)
    before = addresses(door, "/trends/")
    a_serving(alice, Food.objects.get(owner=alice), TODAY - timedelta(days=150), 400)
    alice.diary_changed()
    after = addresses(door, "/trends/")
    assert of(before, "fibre") and not of(before, "fibre") & of(after, "fibre")


def test_another_person_language_or_a_guessed_stamp_is_not_named(
    door: Client, strangers_door: Client, alice: User
) -> None:
    a_long_diary(alice)
    mine = next(one for one in addresses(door, "/trends/") if one.startswith("/trends/trend.svg"))
    assert keeping(strangers_door, mine) == ASKED_EACH_TIME
    for stamp in ("", "0", "0" * 10, "x" * 400, "..%2F"):
        assert keeping(door, re.sub("stamp=[0-9a-f]+", f"stamp={stamp}", mine)) == ASKED_EACH_TIME
    alice.language = "nb"
    alice.save()
    assert keeping(door, mine) == ASKED_EACH_TIME
    assert not {mine} & set(addresses(door, "/trends/"))


def test_a_file_kept_for_a_while_is_still_private_and_depends_on_who_is_signed_in(door: Client, alice: User) -> None:
    a_long_diary(alice)
    [mine, *_] = addresses(door, "/trends/")
    answer = door.get(mine)
    assert "Cookie" in answer.headers["Vary"] and answer.headers["Cache-Control"] == FOR_A_WHILE
    again = door.get(mine, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, FOR_A_WHILE)
    assert Client().get(mine).status_code == 302
