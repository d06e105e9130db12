"""What a device is given to keep: a page without a value, a worker, and a copy only where somebody asked for one."""

import json
import re

import pytest
from django.test import Client

from tests.builders import TODAY, a_day, a_dose, a_food, a_serving, a_supplement, an_own_tracker
from tracker.accounts import copies
from tracker.foods import seed
from tracker.models import KeptCopy, User
from tracker.offline import shell

pytestmark = pytest.mark.usefixtures("evening")
SENTINEL = "quetzalcoatl"


@pytest.fixture
def device(door: Client, alice: User) -> Client:
    """Alice's browser, which keeps a copy."""
    door.post("/offline/keep/")
    return door


def test_nothing_is_loaded_where_no_copy_is_kept(door: Client, alice: User) -> None:
    page = door.get("/today/").text
    assert "offline.js" not in page
    assert "manifest" not in page
    assert door.get("/offline/shell/").status_code == 404


def test_a_device_that_keeps_a_copy_loads_what_keeps_it(device: Client, alice: User) -> None:
    page = device.get("/today/")
    assert f'data-tag="{copies.tag_of(alice)}" data-kept="{copies.tag_of(alice)}"' in page.text
    assert page.headers["Vagus-Owner"] == copies.tag_of(alice)
    device.cookies.pop("vagus_session")
    assert 'data-tag="" ' in device.get("/accounts/login/").text


def test_the_kept_page_holds_no_value_no_token_and_no_name(device: Client, alice: User) -> None:
    seed.load()
    alice.modules = ["skin", "magnesium", "movement"]
    alice.save()
    tracker = an_own_tracker(alice, "Coffee")
    a_day(alice, TODAY, mood=7, note=SENTINEL, active_min=471.1)
    a_serving(alice, a_food(SENTINEL, owner=alice))
    a_dose(alice, a_supplement(alice, "Zinc"))
    text = device.get("/offline/shell/").text
    assert tracker.name in text
    assert "dose-zinc" in text
    assert 'id="module-skin"' in text
    assert SENTINEL not in text
    assert not re.search(r"(?<![0-9a-f])471(?![0-9a-f])", text)  # which a key may hold by chance
    assert "alice" not in text
    assert "csrfmiddlewaretoken" not in text
    assert not re.search(r"<input[^>]* checked", text)
    assert "<output" not in text
    assert set(re.findall(r'name="base-\w+" value="([^"]*)"', text)) == {""}


@pytest.mark.parametrize(("language", "words"), [("nb", "Humør"), ("zh-hans", "心情")])
def test_the_kept_page_speaks_the_persons_language(device: Client, alice: User, language: str, words: str) -> None:
    before = shell.edition(alice)
    alice.language = language
    alice.save()
    assert words in device.get("/offline/shell/").text
    assert device.get("/offline/hello/").json()["edition"] != before


def test_hello_tells_the_person_the_last_days_and_nobody_else(
    device: Client, strangers_door: Client, alice: User
) -> None:
    a_day(alice, TODAY, mood=7)
    said = device.get("/offline/hello/").json()
    assert said["days"][str(TODAY)]["fields"]["mood"] == [7, "", {}]
    strangers_door.cookies[copies.COOKIE] = device.cookies[copies.COOKIE].value
    told = strangers_door.get("/offline/hello/").json()
    assert "days" not in told
    assert told["tag"] != copies.tag_of(alice)
    assert strangers_door.get("/offline/shell/").status_code == 404


def test_hello_asks_the_same_number_of_questions_however_full_the_days_are(
    device: Client, alice: User, django_assert_max_num_queries: object
) -> None:
    for n in range(14):
        a_day(alice, TODAY.replace(day=TODAY.day - n), mood=5)
    device.get("/offline/hello/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        device.get("/offline/hello/")


def test_signing_out_wipes_and_ends_the_copy(device: Client) -> None:
    response = device.post("/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies[copies.COOKIE].value == ""
    assert not KeptCopy.objects.exists()


def test_another_persons_unsent_answers_are_spared(device: Client) -> None:
    assert "Clear-Site-Data" not in device.post("/accounts/logout/", {"spare": "1"}).headers


@pytest.mark.parametrize("how", ["signed out elsewhere", "new password", "account erased"])
def test_a_copy_that_was_ended_elsewhere_is_told_to_go(device: Client, alice: User, how: str) -> None:
    whose = copies.tag_of(alice)
    if how == "signed out elsewhere":
        laptop = Client()
        laptop.force_login(alice)
        laptop.get("/settings/")
        laptop.post("/settings/devices/end/")
    elif how == "new password":
        alice.set_password("another long enough sentence")
        alice.save()
    else:
        alice.delete()
    response = device.get("/offline/hello/")
    assert (response.status_code, response.json()) == (401, {"wipe": True, "whose": whose})
    assert response.cookies[copies.COOKIE].value == ""


def test_one_browser_signed_out_from_another_loses_its_copy(device: Client, alice: User) -> None:
    device.get("/today/")
    laptop = Client()
    laptop.force_login(alice)
    laptop.get("/settings/")
    laptop.post("/offline/keep/")
    (other,) = alice.usersession_set.exclude(session_key=laptop.session.session_key)
    laptop.post(f"/settings/devices/{other.pk}/end/")
    assert device.get("/offline/hello/").json() == {"wipe": True, "whose": copies.tag_of(alice)}
    assert laptop.get("/offline/hello/").json()["days"]


def test_a_session_that_merely_ran_out_ends_no_copy(device: Client, alice: User) -> None:
    device.cookies.pop("vagus_session")
    response = device.get("/offline/hello/")
    assert (response.status_code, response.json()) == (401, {"wipe": False})
    device.force_login(alice)
    assert device.get("/offline/hello/").json()["days"]


def test_the_worker_is_served_at_the_top_and_loads_only_scripts_of_ours(client: Client, db: None) -> None:
    response = client.get("/worker.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in response.headers["Cache-Control"]
    scripts = json.loads(f"[{response.text.split('importScripts(')[1].split(')')[0]}]")
    assert scripts[:2] == ["/static/js/outbox.js", "/static/js/worker.js"]
    assert all(script.startswith("/static/js/") for script in scripts)


def test_the_manifest_names_the_app_in_the_readers_language(client: Client, db: None) -> None:
    response = client.get("/vagus.webmanifest", headers={"Accept-Language": "sv"})
    said = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["lang"], said["start_url"], said["scope"]) == ("Vagus", "sv", "/today/", "/")
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}


def test_the_page_for_no_connection_is_the_same_for_everybody(device: Client) -> None:
    assert device.get("/offline/away/").text == Client().get("/offline/away/").text
