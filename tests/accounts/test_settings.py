"""Settings keep what was chosen, one card at a time, with a script or without."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import a_person
from tracker.models import User

LOOK: dict[str, Any] = {"theme": "dark", "country": "no", "time_zone": "Asia/Shanghai", "day_start_hour": "5"}
HTMX = {"HTTP_HX_REQUEST": "true"}


def test_without_a_script_a_card_is_saved_and_says_so(door: Client, alice: User) -> None:
    answer = door.post("/settings/look/", LOOK, follow=True)
    assert answer.redirect_chain == [("/settings/#look", 302)]
    assert "Saved." in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.theme, alice.country, alice.time_zone, alice.day_start_hour) == ("dark", "no", "Asia/Shanghai", 5)
    assert 'data-theme="dark"' in answer.content.decode()


def test_with_htmx_the_card_comes_back_and_says_so(door: Client, alice: User) -> None:
    answer = door.post("/settings/look/", LOOK, **HTMX)
    page = answer.content.decode()
    assert page.lstrip().startswith("<form")
    assert "saved" in page
    alice.refresh_from_db()
    assert alice.theme == "dark"


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Base"}, {"day_start_hour": "13"}, {"theme": "pink"}, {"country": "xx"}]
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nonsense_changes_nothing(door: Client, alice: User, wrong: dict[str, str], headers: dict[str, str]) -> None:
    answer = door.post("/settings/look/", {**LOOK, **wrong}, **headers)
    assert answer.status_code == 200
    assert "not saved" in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.theme, alice.country) == ("", "")


def test_saving_a_card_writes_nothing_else(door: Client, alice: User) -> None:
    door.get("/settings/")
    User.objects.filter(pk=alice.pk).update(diary_version=7)
    door.post("/settings/cards/", {"is_owner": "", "username": "mallory", "learn_card": "on"})
    alice.refresh_from_db()
    assert (alice.low_card, alice.learn_card, alice.diary_version) == (False, True, 7)
    assert (alice.username, alice.is_owner) == ("alice", True)


def test_a_zone_named_long_ago_is_kept(door: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="US/Pacific")
    assert 'value="US/Pacific" selected' in door.get("/settings/").content.decode()
    assert door.post("/settings/look/", {**LOOK, "time_zone": "US/Pacific"}).status_code == 302


def test_settings_change_only_on_purpose(door: Client) -> None:
    for place in ("look", "cards", "household", "invitations", "devices/end"):
        assert door.get(f"/settings/{place}/").status_code == 405


def test_a_sample_diary_has_no_lock_to_change(client: Client, alice: User) -> None:
    client.force_login(a_person("sample", is_sample=True))
    page = client.get("/settings/").content.decode()
    assert "Remove the sample diary" in page
    assert "One-time codes" not in page
    assert "Invite someone" not in page


def test_devices_are_named_and_can_be_signed_out(alice: User) -> None:
    desk = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    for browser in (desk, phone):
        browser.force_login(alice)
        browser.get("/settings/")
    page = desk.get("/accounts/devices/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert str(timezone.localdate().year) in page
    assert "2 browsers" in desk.get("/settings/").content.decode()
    desk.post("/settings/devices/end/")
    assert phone.get("/settings/").status_code == 302
    assert desk.get("/settings/").status_code == 200


def test_one_device_is_signed_out_and_never_another_persons(door: Client, strangers_door: Client, alice: User) -> None:
    for browser in (door, strangers_door):
        browser.get("/settings/")
    mine = alice.usersession_set.get()
    assert strangers_door.post(f"/settings/devices/{mine.pk}/end/").status_code == 404
    assert door.get("/settings/").status_code == 200
    assert door.post(f"/settings/devices/{mine.pk}/end/").headers["Location"] == "/accounts/login/"
    assert door.get("/settings/").status_code == 302
    assert strangers_door.get("/settings/").status_code == 200
