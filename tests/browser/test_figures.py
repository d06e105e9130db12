"""Figures in a browser that was here before: it asks for those that changed, and for none after somebody signed out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import PHONE, Opener, sign_in
from tests.builders import a_person
from tracker.models import CheckIn, User
from tracker.web import files


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers whose figures the server was asked for, in order."""
    asked: list[str] = []
    genuine = files.answer

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked.append(request.GET["metric"])
        return genuine(request, *args, **kwargs)

    monkeypatch.setattr(files, "answer", answer)
    return asked


@pytest.fixture
def diarist(alice: User) -> User:
    today = alice.today(timezone.now())
    CheckIn.objects.bulk_create(
        CheckIn(owner=alice, day=today - timedelta(days=ago), mood=3 + ago % 6, stress=ago % 7) for ago in range(60)
    )
    alice.diary_changed()
    return alice


def look(page: Page) -> list[str]:
    """Open Trends; the addresses of the figures at its top, once they are there."""
    page.goto("/trends/?show=stress")
    pictures = page.locator("#lines img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0
    return [str(one.evaluate("image => image.currentSrc")) for one in pictures.all()]


def test_a_figure_that_is_as_it_was_is_not_asked_for_again(open_page: Opener, diarist: User, served: list[str]) -> None:
    page = open_page(diarist, PHONE)
    page.goto("/today/")  # where the browser is given the last of its cookies
    first = look(page)
    assert {"mood", "stress"} <= set(served)
    served.clear()
    page.goto("/today/")
    assert (look(page), served) == (first, [])
    CheckIn.objects.filter(owner=diarist, day=diarist.today(timezone.now())).update(stress=10)
    diarist.diary_changed()
    after = look(page)
    assert served == ["stress"] and after[0] == first[0] and after[1] != first[1]


def test_whoever_signs_in_next_in_the_same_browser_sees_none_of_them(
    open_page: Opener, diarist: User, served: list[str], live_server: LiveServer
) -> None:
    page = open_page(diarist, PHONE)
    [mine, _other] = look(page)
    served.clear()
    page.goto(mine)
    assert served == []  # shown from what this browser keeps
    page.context.clear_cookies()
    page.goto(mine)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    sign_in(page.context, a_person("bob"), live_server.url)
    answer = page.goto(mine)
    assert answer is not None and answer.header_value("cache-control") == "private, no-cache"
    assert len(served) == 1
