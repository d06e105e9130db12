"""What people on the network try first: other hosts, other ways on, forged lines, paths that climb."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD, a_day, a_moment, a_person, a_supplement, an_event, an_own_tracker
from tests.conftest import Stay
from tests.test_doors import DOORS
from tracker.models import User
from tracker.web import uploads

AWAY = (
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example/",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example",
    "http:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://evil.example",
    "//evil.example\\@localhost", "https://localhost@evil.example", "https://localhost.evil.example",
    "\t//evil.example",
    "\x00//evil.example", "https://evil.example#localhost", "https://[::1", "/\t/evil.example",
    "//localhost:9@evil.example",
)  # fmt: skip


def stays(location: str) -> bool:
    """Whether browsers follow this to ourselves; they take a backslash for a slash and leave tabs out."""
    plain = re.sub(r"[\t\r\n\x00]", "", location).replace("\\", "/")
    return plain.startswith("/") and not plain.startswith("//")


@pytest.mark.parametrize("after", AWAY)
def test_no_way_on_leads_away_after_signing_in(here: Client, alice: User, after: str) -> None:
    answer = here.post("/accounts/login/", {"login": "alice", "password": PASSWORD, "next": after})
    assert answer.status_code == 302
    assert stays(answer.headers["Location"]), answer.headers["Location"]


@pytest.mark.parametrize("after", AWAY)
def test_no_way_on_leads_away_after_typing_the_password_again(door: Client, alice: User, after: str) -> None:
    answer = door.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": after})
    assert answer.status_code == 302
    assert stays(answer.headers["Location"]), answer.headers["Location"]


@pytest.mark.usefixtures("short_sample")
@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_door_takes_a_way_on_from_its_address_or_form(trusted: Client, alice: User, after: str) -> None:
    """Every door, whatever the parameter is called that others use for it."""
    names = ("next", "url", "to", "return", "redirect", "back", "continue")
    headers = {"Referer": after, "HX-Current-URL": after}
    led, alices = [], Stay(trusted, alice)
    for door in (
        door for door in DOORS if not door.personal and door.name not in {"account_logout", "accounts:delete"}
    ):
        for method in ("get", "post"):
            answer = getattr(trusted, method)(door.url(alice), dict.fromkeys(names, after), headers=headers)
            told = [answer.headers.get(name, "/") for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url")]
            led += [] if all(map(stays, told)) else [(door.name, method, told)]
        alices.again()
    assert led == []


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_another_host_stands_in_no_answer(door: Client, alice: User, name: str) -> None:
    for path in ("/settings/", "/today/", "/accounts/login/", "/no/such/page/"):
        answer = door.get(path, headers={name: "evil.example"})
        told = answer.content.decode() + str(answer.headers)
        assert answer.status_code == 400 if name == "Host" else "evil.example" not in told


def test_an_invitations_link_names_no_strange_host(trusted: Client) -> None:
    answer = trusted.post("/settings/invitations/", headers={"X-Forwarded-Host": "evil.example"})
    assert "/invite/" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


LINES = ("x\r\nSet-Cookie: y=1", "x\nLocation: https://evil.example", "x\r\n\r\n<script>", "x\x00y", "x\u2028y")


@pytest.mark.parametrize("line", LINES)
def test_no_header_holds_a_line_of_somebody_else(trusted: Client, alice: User, line: str) -> None:
    a_person(f"x{line}"[:50].replace("\x00", ""))  # which PostgreSQL keeps in no row
    alices = Stay(trusted, alice)
    for door in (door for door in DOORS if not door.personal and door.name not in {"account_logout"}):
        answer = trusted.get(door.url(alice), {"q": line, "name": line, "from": line, "page": line, "day": line})
        for name, value in answer.headers.items():
            assert not set("\r\n\x00") & set(name + value), door.name
        assert "y" not in answer.cookies, door.name
        alices.again()


def test_a_files_name_is_ours(trusted: Client) -> None:
    User.objects.filter(username="alice").update(username='a";x=\r\n../../b')
    for door in DOORS:
        if door.name.startswith(("exchange:", "report:paper")) and not door.parameters:
            told = trusted.get(reverse(door.name)).headers.get("Content-Disposition", "")
            assert re.fullmatch(r"|(attachment|inline); filename=\"[a-z0-9.-]+\"", told), (door.name, told)


SCRIPTS = ("<svg/onload=hit()>", "\"'><script>hit()</script>", "</script><script>hit()</script>", "javascript:hit()")
PLACES = ("q", "next", "page", "day", "from", "to", "tag", "error", "month", "range", "metric", "what", "text", "lang")


@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_typed_into_an_address_or_a_header_comes_back_as_code(
    trusted: Client, alice: User, script: str
) -> None:
    """Every door, with the payload as every parameter, header and cookie that a page might repeat."""
    trusted.cookies["vagus_language"] = script
    headers = {"User-Agent": script, "Referer": script, "Accept-Language": script, "HX-Current-URL": script}
    signs = (
        (script,) if "<" in script else tuple(f"{way}={mark}{script}" for way in ("href", "action") for mark in "'\"")
    )
    said, alices = [], Stay(trusted, alice)
    for door in (door for door in DOORS if not door.personal and door.name != "account_logout"):
        answer = trusted.get(door.url(alice), dict.fromkeys(PLACES, script), headers=headers)
        body = b"".join(answer) if answer.streaming else answer.content
        is_page = "html" in answer.headers.get("Content-Type", "") or "svg" in answer.headers.get("Content-Type", "")
        if answer.status_code >= 500 or (is_page and any(sign.encode() in body for sign in signs)):
            said.append((door.name, answer.status_code))
        alices.again()
    assert said == []


FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://evil.example")')


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_table_begins_like_a_formula(trusted: Client, alice: User, formula: str) -> None:
    a_day(alice, mood=5, note=formula)
    a_moment(alice, note=formula)
    an_event(alice, text=formula)
    a_supplement(alice, formula[:20])
    an_own_tracker(alice, formula[:20])
    table = b"".join(trusted.get("/export/diary.csv")).decode("utf-8-sig")
    cells = [cell for line in csv.reader(StringIO(table, newline="")) for cell in line]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"}] == []
    assert [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-?[\d.]*", cell)] == []


CLIMBING = (
    "../settings.py", "..%2fsettings.py", "%2e%2e/%2e%2e/etc/passwd", "....//settings.py", "..\\..\\settings.py",
    "%00", "css/%2e%2e/%2e%2e/manage.py", "//etc/passwd", ".git/config", "..;/manage.py",
)  # fmt: skip


@pytest.mark.parametrize("path", CLIMBING)
def test_no_path_climbs_out(door: Client, path: str) -> None:
    for base in ("/static/", "/", "/learn/", "/shared/x/", "/trends/chart/", "/experiments/"):
        answer = door.get(base + path)
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code in {301, 302, 400, 404}, base
        assert b"SECRET_KEY" not in body
        assert b"root:" not in body


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "evil.html", "evil.svg", "evil.php", "a" * 300])
def test_an_upload_is_never_served_and_its_name_is_no_path(door: Client, alice: User, name: str) -> None:
    sentinel = b"<script>quetzalcoatl</script>"
    door.post("/import/", {"file": SimpleUploadedFile(name, b"date,mood\n2026-11-20,5\n" + sentinel)})
    kept = [path for path in uploads.folder().rglob("*") if path.is_file()]
    assert kept or not name.endswith(".csv")
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0
        assert "evil" not in path.name
        for base in ("/", "/static/", "/media/", "/uploads/", "/import/"):
            assert door.get(base + path.name).status_code in {301, 404}
            assert door.get(f"{base}{path.relative_to(uploads.folder().parent)}").status_code in {301, 404}
    assert not Path("/etc/evil.csv").exists()
    assert not (uploads.folder().parent.parent / "evil.csv").exists()


def test_no_personal_answer_may_lie_in_a_shared_cache(trusted: Client, alice: User) -> None:
    kept, alices = {}, Stay(trusted, alice)
    for door in DOORS:
        answer = trusted.get(door.url(alice))
        told = answer.headers.get("Cache-Control", "")
        if "no-store" not in told and "private" not in told:
            kept[door.name] = told
        alices.again()
    assert kept == {}


def test_a_member_posts_no_column_that_is_not_theirs(strangers_door: Client, alice: User, bob: User) -> None:
    """Every column of the account, posted to every door of Settings."""
    columns = {field.name: "1" for field in User._meta.concrete_fields if field.name not in {"id", "username"}}
    rights = ("is_owner", "is_active", "is_sample", "folded", "password", "sign_up_open", "date_joined")
    before = User.objects.filter(pk=bob.pk).values(*rights).get()
    for door in DOORS:
        if door.name.startswith("accounts:") and not door.parameters and door.name != "accounts:delete":
            strangers_door.post(door.url(alice), columns)
    assert User.objects.filter(pk=bob.pk).values(*rights).get() == before
