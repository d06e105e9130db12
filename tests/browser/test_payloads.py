"""Whatever somebody types, a page shows it as text: payloads typed into every field, then every page opened."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Error, Page, TimeoutError
from pytest_django import Settings

from tests import test_doors
from tests.browser.conftest import DESKTOP, Opener
from tests.browser.payloads import FILL, FORMS, MARK, PAYLOADS, SUBMIT, TYPED, Detector
from tests.builders import a_break, a_lab_value, a_moment, a_supplement, a_token, a_total, an_event
from tests.test_doors import DOORS, PUBLIC, just_asked_again
from tracker.api import reference
from tracker.models import User
from tracker.reminders.hosts import Hosts

# What ends the session, or is the same pages again.
LEFT_OUT = {"account_logout", "accounts:delete", "openid_connect_login", "language", "diary:sample"}
# Forms that a script answers without asking the server.
ASIDE = {"mfa_add_webauthn"}
FEWEST = 101  # fields that a person signed in can type into; one that is taken away on purpose is taken off here
OTHERS = [f"/settings/reminders/by/{kind}/" for kind in ("ntfy", "email")]


@pytest.fixture(autouse=True)
def _open_house(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form is there and takes as many tries as there are payloads; what the doors' samples say is a payload."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.NOTIFY_HOSTS = Hosts.parse("ntfy.example.org")
    monkeypatch.setattr(test_doors, "SENTINEL", TYPED)
    monkeypatch.setattr("tracker.api.models.A_MINUTE", 10_000)


@pytest.fixture
def own(open_page: Opener, alice: User, settings: Settings) -> Page:
    """Alice's desk, a moment after she typed her password, with a browser that has a payload for a name."""
    page = open_page(alice, DESKTOP, user_agent=f"Firefox Linux {TYPED}")
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.cookies[name] = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == name)
    just_asked_again(client, alice)
    return page


def went(page: Page, path: str) -> bool:
    """Whether there is a page or a figure at this address; files and empty refusals are not opened."""
    answer = page.request.get(path)
    if not answer.body() or not re.search("html|svg", answer.headers.get("content-type", "")):
        return False
    for _ in range(5):
        try:
            page.goto(path, wait_until="domcontentloaded")
        except Error:  # the answer to the form before is still on its way
            page.wait_for_timeout(100)
        else:
            return True
    raise AssertionError(f"{path} does not open")


def type_and_send(page: Page, where: str, number: int) -> None:
    page.evaluate(FILL, [number, TYPED])
    kinds = {"document", "xhr", "fetch"}
    try:
        with page.expect_response(lambda answer: answer.request.resource_type in kinds, timeout=8000):
            page.evaluate(SUBMIT, number)
    except TimeoutError:
        assert where in ASIDE, f"the form at {where} asked the server nothing"
    page.wait_for_load_state("domcontentloaded")


def typed_everywhere(watched: Detector, path: str) -> None:
    """Every form of this page that was not met before, with every payload."""
    page, left = watched.page, False
    if not went(page, path):
        return
    watched.look(path)
    for form in page.evaluate(FORMS):
        to, number = resolve(form["to"]).view_name, form["n"]
        names = {f"{to}.{name}" for name in form["fields"]}
        if names <= watched.fields or to in LEFT_OUT or (left and not went(page, path)):
            continue
        watched.fields |= names
        for payload in PAYLOADS:
            watched.send(to, number, payload)
        watched.send(to, number, TYPED, everywhere=True)
        type_and_send(page, to, number)
        watched.look(to)
        left = True


def without_refusals(complaints: list[str]) -> None:
    """A refused form is an answer (422, 404, 429); the console calls each one an error."""
    complaints[:] = [line for line in complaints if "the server responded with a status of 4" not in line]


def test_every_field_takes_it_as_text(own: Page, alice: User, complaints: list[str]) -> None:
    watched = Detector(own)
    paths = [door.url(alice) for door in DOORS if door.name not in LEFT_OUT] + OTHERS
    for path in paths:
        typed_everywhere(watched, path)
    for path in paths:
        if went(own, path):
            watched.look(f"{path} afterwards")
    without_refusals(complaints)
    assert watched.found == []
    assert len(watched.fields) >= FEWEST, sorted(watched.fields)
    assert watched.shown > 80


def test_what_a_visitor_types_is_text_to_them_and_to_the_owner(
    open_page: Opener, own: Page, alice: User, complaints: list[str]
) -> None:
    """A name that is a payload signs up and in; the owner meets it in the household."""
    User.objects.filter(pk=alice.pk).update(sign_up_open=True)
    watched = Detector(open_page(None, DESKTOP))
    for path in [door.url(alice) for door in DOORS if door.name in PUBLIC - LEFT_OUT]:
        typed_everywhere(watched, path)
    assert {"account_login.login", "accounts:welcome.username"} <= watched.fields
    assert User.objects.filter(username__contains=MARK).exists()
    assert went(watched.page, "/settings/")
    watched.look("their own settings")
    owners = Detector(own)
    assert went(own, "/settings/")
    owners.look("the household")
    without_refusals(complaints)
    assert watched.found == owners.found == []
    assert watched.shown
    assert owners.shown


def test_a_file_that_is_brought_in_is_text(own: Page, complaints: list[str], tmp_path: Path) -> None:
    watched = Detector(own)
    file = tmp_path / f"{MARK}'><img src=x onerror=__hit=1>.csv"
    cells = ('"{0}",mood,"{0} note"\n2026-11-20,5,"{0}"\n2026-11-19,4,"{0}"\n').format(TYPED.replace('"', '""'))
    file.write_text(cells.replace(f'"{MARK}""', f'"date {MARK}""', 1), encoding="utf-8")
    went(own, "/import/")
    own.set_input_files("input[type=file]", file)
    with own.expect_navigation():
        own.evaluate("document.querySelector('input[type=file]').form.requestSubmit()")
    watched.look("after the upload")
    for path in ("/import/columns/", "/import/progress/", "/import/preview/", "/import/"):
        if went(own, path):
            watched.look(path)
    without_refusals(complaints)
    assert watched.found == []
    assert watched.shown


BROKEN = {
    "a script that runs": ("<script>__hit=3</script>", "ran: 3"),
    "an attribute that runs": (TYPED, "svg onload"),
    "an element": (PAYLOADS[0], "an element"),
    "a dialog": (f"{MARK}<img src=x onerror=alert(1)>", "a dialog: 1"),
    "a link that runs": ("<a href='JavaScript:alert(1)'>x</a>", "a JavaScript:"),
    "a template that is evaluated": ("63916392", "63916392"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_the_detector_sees_a_page_that_is_open_to_it(own: Page, kind: str, complaints: list[str]) -> None:
    """The same eyes on a page that puts the payload in as it is and has no policy."""
    payload, sign = BROKEN[kind]
    body = f'<!doctype html><title>x</title><p title="a">{payload}</p>'
    own.route("**/open-to-it/", lambda route: route.fulfill(body=body, content_type="text/html"))
    watched = Detector(own)
    own.goto("/open-to-it/")
    own.wait_for_timeout(100)
    watched.look("there")
    assert any(sign in found for found in watched.found), watched.found
    complaints.clear()


def test_the_detector_sees_what_the_policy_alone_held_back(own: Page, complaints: list[str]) -> None:
    """A page that forgets to escape is found even though our policy lets nothing run."""
    policy = own.request.get("/today/").headers["content-security-policy"]
    own.route("**/open-to-it/", lambda route: route.fulfill(
        body=f"<!doctype html><title>x</title>{TYPED}<script>__hit=1</script>", content_type="text/html",
        headers={"Content-Security-Policy": policy},
    ))  # fmt: skip
    watched = Detector(own)
    own.goto("/open-to-it/")
    watched.look("there")
    assert not any("ran" in found for found in watched.found)
    assert any("script-src" in found for found in watched.found), watched.found
    assert any("Content Security Policy" in line for line in complaints)
    complaints.clear()


FITS = {
    "day": "2026-11-20", "kind": "illness", "time": "10:00", "pleasant": 1, "energy": 0, "scale": "phq9", "value": 5,
    "grams": 40, "supplement": "zinc", "name": "Iron",
}  # fmt: skip
BY_PROGRAMS = 14  # fields of words that a program can send
SHOWN_ON = (
    "/today/", "/day/2026-11-20/", "/history/", "/occasional/", "/breaks/", "/week/", "/trends/", "/summary/",
    "/settings/", "/experiments/", "/export/diary.csv",
)  # fmt: skip


def takes_words(shape: dict[str, Any]) -> bool:
    """Whether words may be typed there: a text of any letters, or nothing, or a list of texts."""
    ways = shape.get("anyOf", [shape])
    free = [way.get("items", way) for way in ways]
    return any(way.get("type") == "string" and not {"enum", "const", "format"} & set(way) for way in free)


def bodies(person: User) -> list[tuple[str, str, dict[str, Any], set[str]]]:
    """Every address that takes JSON: its method, its path, what it must be told, and its fields of words."""
    schema, found = reference.document(person), []
    for path, doors in schema["paths"].items():
        for method, door in doors.items():
            told = door.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            shape = schema["components"]["schemas"].get(told.get("$ref", "").rpartition("/")[2], told)
            words = {name for name, one in shape.get("properties", {}).items() if takes_words(one)}
            needed = {name: FITS[name] for name in shape.get("required", []) if name in FITS}
            if words:
                found.append((method, path, needed, words))
    return found


def test_what_a_program_sends_is_text_on_every_page(own: Page, alice: User, complaints: list[str]) -> None:
    """Each field of words of the API, by itself, with every payload."""
    a_supplement(alice, "Zinc")
    rows = {"events": an_event(alice).uid, "moments": a_moment(alice).uid, "totals": a_total(alice).uid,
            "lab_values": a_lab_value(alice).uid, "breaks": a_break(alice).uid}  # fmt: skip
    program = Client(headers={"authorization": f"Bearer {a_token(alice)}"})
    typed, taken = set(), set()
    for method, path, needed, words in bodies(alice):
        where = path.replace("{uid}", str(rows.get(path.split("/")[-2], ""))).replace("{day}", "2026-11-20")
        for name in words:
            for payload in (*PAYLOADS, TYPED):
                sent = {**needed, name: [payload] if name == "words" else payload}
                status = getattr(program, method)(where, sent, content_type="application/json").status_code
                assert status in {200, 201, 404, 422, 429}, (where, name, status)
                typed.add((method, path, name))
                taken |= {(method, path, name)} if status in {200, 201} else set()
    assert len(typed) >= BY_PROGRAMS, sorted(typed)
    assert len(taken) >= BY_PROGRAMS - 4, sorted(typed - taken)
    watched = Detector(own)
    for path in SHOWN_ON:
        if went(own, path):
            watched.look(path)
    without_refusals(complaints)
    assert watched.found == []
    assert watched.shown >= 4
