"""Help is open to everyone, and its numbers are the dated ones."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from tests.guidance.seeds import SEEDS, swapped
from tracker.accounts.forms import COUNTRIES as KEPT
from tracker.guidance.help_lines import COUNTRIES, read_help_lines, refused
from tracker.guidance.library import faults
from tracker.guidance.seedfile import SeedError
from tracker.models import User

LINES = read_help_lines(SEEDS / "help_lines.toml")
# As the safety dossier of 2026-11-21 gives them.
DATED = {
    "no": {"113", "116 117", "116 123", "22 40 00 40", "116 111"},
    "dk": {"112", "1813", "70 201 201"},
    "se": {"112", "1177", "90101", "116 111"},
    "cn": {"120", "110", "12356"},
    "gb": {"999", "111", "116 123"},
    "us": {"911", "988"},
    "zz": {"112"},
}


def test_the_numbers_are_the_dated_ones() -> None:
    found = {
        code: {line.number for line in (*country.emergency, *country.urgent, *country.talk) if line.number}
        for code, country in LINES.countries.items()
    }
    assert found == DATED
    assert LINES.checked == date(2026, 11, 21)


@pytest.mark.parametrize("code", DATED)
def test_a_stranger_finds_every_number_as_a_button(code: str) -> None:
    page = Client().get("/help/", {"country": code}).content.decode()
    for number in DATED[code]:
        assert f'href="tel:{number.replace(" ", "")}"' in page
        assert number in page
    assert page.index('href="tel:') == page.index(f'href="tel:{LINES.countries[code].emergency[0].dialled}"')


def test_without_a_country_every_emergency_number_is_there() -> None:
    page = Client().get("/help/").content.decode()
    assert {f'href="tel:{country.emergency[0].dialled}"' in page for country in LINES.countries.values()} == {True}
    assert "Lines can be busy" not in page


def test_an_unknown_country_is_no_country() -> None:
    assert "Choose where you are" in Client().get("/help/", {"country": "atlantis"}).content.decode()


def test_what_could_not_be_confirmed_is_not_printed_as_known() -> None:
    denmark = Client().get("/help/", {"country": "dk"}).content.decode()
    assert "day and night" not in denmark
    assert "Opening hours of Livslinien could not be confirmed" in denmark
    china = Client().get("/help/", {"country": "cn"}).content.decode()
    assert china.count("number not looked up by us") == 2
    assert "number not looked up by us" not in Client().get("/help/", {"country": "no"}).content.decode()


def test_the_re_check_is_due_after_six_months() -> None:
    assert not LINES.re_check_is_due(date(2027, 5, 21))
    assert LINES.re_check_is_due(date(2027, 5, 24))


@pytest.mark.parametrize(("now", "told"), [(datetime(2026, 12, 1), False), (datetime(2027, 6, 1), True)])
def test_the_page_says_when_the_re_check_is_due(now: datetime, told: bool) -> None:
    with time_machine.travel(now, tick=False):
        assert ("more than six months ago" in Client().get("/help/").content.decode()) is told


def test_a_person_keeps_a_country(door: Client, alice: User) -> None:
    assert "Open with Sweden from now on" in door.get("/help/", {"country": "se"}).content.decode()
    door.post("/help/country/", {"country": "se"})
    alice.refresh_from_db()
    assert alice.country == "se"
    page = door.get("/help/").content.decode()
    assert "90101" in page
    assert "from now on</button>" not in page


def test_settings_offer_the_countries_that_have_lines() -> None:
    assert {code: str(name) for code, name in KEPT if code} == {code: str(name) for code, name in COUNTRIES.items()}


def test_an_unknown_country_is_not_kept(door: Client, alice: User) -> None:
    door.post("/help/country/", {"country": "xx"})
    alice.refresh_from_db()
    assert alice.country == ""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('serves = "young"', 'serves = "teens"', "unknown serves: 'teens'"),
        ('number = "116 111", serves = "young"', 'number = "116-111", serves = "young"', "number must be digits"),
        ('hours = "day_and_night", chat = "soschat.no"', 'hours = "always"', "unknown hours: 'always'"),
        ('code = "dk"', 'code = "de"', "countries must be"),
    ],
)
def test_a_fault_in_the_lines_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = tmp_path / "help_lines.toml"
    path.write_text(swapped((SEEDS / "help_lines.toml").read_text(encoding="utf-8"), old, new), encoding="utf-8")
    with pytest.raises(SeedError, match=why):
        read_help_lines(path)


OWN = """\
checked = 2026-11-01

[[countries]]
code = "de"
called = "Deutschland"
emergency = [{ number = "112", serves = "ambulance" }]
talk = [
  { name = "TelefonSeelsorge", lang = "de", number = "0800 111 0 111", serves = "rund um die Uhr", hours = "immer" },
]

[[countries]]
code = "zz"
emergency = [{ number = "112", serves = "european_union" }]
"""


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "help_lines.toml"


def test_the_owners_file_takes_the_place_of_the_shipped_one(own: Path, door: Client, alice: User) -> None:
    own.write_text(OWN, encoding="utf-8")
    page = door.get("/help/", {"country": "de"}).content.decode()
    for told in ("Deutschland", 'href="tel:08001110111"', "rund um die Uhr, immer", "the owner of this Vagus keeps"):
        assert told in page
    door.post("/help/country/", {"country": "de"})
    alice.refresh_from_db()
    assert alice.country == "de"
    assert '<option value="de" selected>' in door.get("/settings/").content.decode()
    own.unlink()
    assert "22 40 00 40" in door.get("/help/", {"country": "no"}).content.decode()


def test_a_change_of_the_owners_file_is_seen_at_once(own: Path, door: Client) -> None:
    own.write_text(OWN, encoding="utf-8")
    assert "Deutschland" in door.get("/help/").content.decode()
    own.write_text(OWN.replace("Deutschland", "Germany"), encoding="utf-8")
    os.utime(own, ns=(0, 0))
    assert "Germany" in door.get("/help/").content.decode()


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("checked = 2026-11-01", 'checked = "lately"', 1, "checked must be a date"),
        ('number = "112", serves = "ambulance"', 'serves = "ambulance"', 4, "every country needs an emergency number"),
        ("0800 111 0 111", "0800-111", 8, "number must be digits and spaces"),
        ('called = "Deutschland"', "", 4, "called = its name"),
        ('code = "zz"', 'code = "no"', 3, "somewhere else"),
        ("checked = 2026-11-01", "checked 2026", 1, "TOML: "),
    ],
)
def test_a_wrong_file_is_told_to_the_owner_and_the_shipped_numbers_stand(
    own: Path, door: Client, alice: User, old: str, new: str, line: int, why: str
) -> None:
    own.write_text(swapped(OWN, old, new), encoding="utf-8")
    assert any(fault.line == line and why in fault.why for fault in refused())
    alice.is_owner = True
    alice.save()
    page = door.get("/help/", {"country": "no"}).content.decode()
    assert "22 40 00 40" in page
    assert "cannot be used" in page
    assert f"help_lines.toml:{line}: " in page
    assert "cannot be used" not in Client().get("/help/", {"country": "no"}).content.decode()


def test_what_is_wrong_with_the_owners_file_is_proof_read_too(own: Path) -> None:
    own.write_text(OWN.replace('code = "zz"', 'code = "no"'), encoding="utf-8")
    assert any("somewhere else" in fault.why for fault in faults(SEEDS, ["en"]))
