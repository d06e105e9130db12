"""The list of what happened to an account: complete, short of words, for one pair of eyes, and not for ever."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.accounts.test_login import sign_in
from tests.builders import PASSWORD, a_day
from tests.test_doors import DOORS
from tracker.accounts.audit import A_PAGE, What, note, purge, shortened
from tracker.accounts.audited import NOTED
from tracker.models import AuditEntry, User

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


def told(user: User) -> list[str]:
    return list(AuditEntry.objects.filter(owner=user).order_by("at", "pk").values_list("what", flat=True))


def test_a_sign_in_and_a_refused_one_are_noted(here: Client, alice: User) -> None:
    sign_in(here, password="wrong")
    sign_in(here)
    assert told(alice) == ["refused", "in"]


def test_a_name_that_nobody_has_is_noted_nowhere(here: Client, alice: User) -> None:
    sign_in(here, "carol")
    assert not AuditEntry.objects.exists()


def test_a_new_password_is_noted(here: Client, alice: User) -> None:
    sign_in(here)
    here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": "another quite long sentence"})
    assert "password" in told(alice)


@pytest.mark.parametrize("path", ["/export/diary.csv", "/export/archive.zip", "/export/fhir.json"])
def test_a_file_that_goes_out_is_noted(trusted: Client, alice: User, path: str) -> None:
    a_day(alice, mood=5)
    assert trusted.get(path).status_code == 200
    assert told(alice) == ["exported"]


def test_a_flood_grows_one_row(alice: User) -> None:
    for _ in range(50):
        note(alice, What.REFUSED, RequestFactory().get("/", REMOTE_ADDR="203.0.113.7"))
    assert AuditEntry.objects.get().times == 50


def test_neither_the_address_nor_the_browsers_version_is_kept(door: Client, alice: User) -> None:
    note(alice, What.SIGNED_IN, RequestFactory().get("/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=PHONE))
    row = AuditEntry.objects.get()
    assert (row.address, row.device) == ("203.0.113.0/24", "Safari iPhone")
    page = door.get("/settings/happened/").content.decode()
    assert "Safari on iPhone" in page
    assert "203.0.113.77" not in page


@pytest.mark.parametrize(
    ("address", "short"),
    [("192.168.1.20", "192.168.1.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("unix", ""), ("", "")],
)
def test_addresses_are_shortened(address: str, short: str) -> None:
    assert shortened(address) == short


def test_the_list_has_pages_and_is_nobody_elses(door: Client, strangers_door: Client, alice: User) -> None:
    start = timezone.now()
    for hours in range(A_PAGE + 1):
        AuditEntry.objects.create(owner=alice, what=What.SHARED, at=start - timedelta(hours=hours))
    first, second = (door.get("/settings/happened/", {"page": n}).content.decode() for n in (1, 2))
    assert (first.count("Shared link made"), second.count("Shared link made")) == (A_PAGE, 1)
    assert "Shared link made" not in strangers_door.get("/settings/happened/").content.decode()
    assert door.get("/settings/happened/", {"page": "' or 1=1"}).status_code == 200


def test_after_half_a_year_a_line_is_forgotten(alice: User) -> None:
    for days in (179, 181):
        AuditEntry.objects.create(owner=alice, what=What.SIGNED_IN, at=timezone.now() - timedelta(days=days))
    assert purge(timezone.now()) == 1
    assert AuditEntry.objects.count() == 1


def test_every_door_in_the_table_exists() -> None:
    assert {name for _method, name in NOTED} <= {door.name for door in DOORS}
