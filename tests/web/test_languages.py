"""The person's language first, then what was picked at the door, then the browser's; dates and weeks follow."""

from datetime import date, time

import pytest
from django.test import Client
from django.utils import formats, translation

from tests.builders import PASSWORD
from tracker.models import User
from tracker.web.languages import known


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("en-GB", "en"), ("en", "en"), ("nb-NO", "nb"), ("no", "nb"), ("no-NO", "nb"), ("nn", "nb"), ("nn-NO", "nb"),
        ("da-DK", "da"), ("sv-FI", "sv"), ("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("zh-SG", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"), ("fr", ""), ("x" * 40, ""),
    ],
)  # fmt: skip
def test_a_code_means_one_of_our_languages(code: str, ours: str) -> None:
    assert known(code) == ours


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("nn-NO,nn;q=0.9,en;q=0.8", "nb"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("fr-FR,sv;q=0.5,en;q=0.3", "sv"),
        ("fr", "en"), ("", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_a_visitor_is_spoken_to_as_the_browser_wishes(alice: User, client: Client, header: str, tag: str) -> None:
    answer = client.get("/accounts/login/", headers={"accept-language": header})
    assert f'<html lang="{tag}"' in answer.content.decode()
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, tag)
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_language_is_picked_at_the_door_without_an_account(alice: User, client: Client) -> None:
    assert not client.get("/accounts/login/", headers={"accept-language": "da"}).cookies.get("vagus_language")
    answer = client.post("/language/", {"language": "sv", "next": "/accounts/login/?next=/trends/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/trends/")
    assert '<html lang="sv"' in client.get("/accounts/login/", headers={"accept-language": "da"}).content.decode()
    assert (
        client.post("/language/", {"language": "xx", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )
    assert client.get("/language/").status_code == 405


def test_a_persons_own_language_beats_what_was_picked_and_what_the_browser_wishes(alice: User, client: Client) -> None:
    client.post("/language/", {"language": "sv"})
    client.force_login(alice)
    wish = {"accept-language": "da"}
    assert '<html lang="da"' in client.get("/today/", headers=wish).content.decode()
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    assert '<html lang="zh-Hans"' in client.get("/today/", headers=wish).content.decode()


def test_settings_offer_each_language_by_its_own_name(door: Client, alice: User) -> None:
    page = door.get("/settings/").content.decode()
    assert all(name in page for name in ("English", "Norsk bokmål", "Dansk", "Svenska", "简体中文"))
    look = {"theme": "", "language": "nb", "country": "", "time_zone": "Europe/Oslo", "day_start_hour": "4"}
    assert door.post("/settings/look/", look).status_code == 302
    alice.refresh_from_db()
    assert alice.language == "nb"


def test_a_new_account_keeps_the_language_of_the_page_it_was_made_on(alice: User, client: Client) -> None:
    User.objects.filter(pk=alice.pk).update(is_owner=True, sign_up_open=True)
    page = client.get("/welcome/", headers={"accept-language": "nn-NO"}).content.decode()
    assert 'value="nb" selected' in page
    sent = {"username": "kari", "password": PASSWORD, "language": "nb", "time_zone": "Europe/Oslo"}
    client.post("/welcome/", sent)
    assert User.objects.get(username="kari").language == "nb"


def test_dates_weeks_and_times_are_written_as_each_language_does() -> None:
    found = {}
    for language in ("en", "nb", "da", "sv", "zh-hans"):
        with translation.override(language):
            day = date(2026, 11, 21)
            found[language] = (
                formats.date_format(day, "DATE_FORMAT"), formats.date_format(day, "SHORT_DATE_FORMAT"),
                formats.time_format(time(7, 30), "TIME_FORMAT"), formats.get_format("FIRST_DAY_OF_WEEK"),
                formats.get_format("NUMBER_GROUPING"),
            )  # fmt: skip
    assert found == {
        "en": ("21 November 2026", "21/11/2026", "07:30", 1, 3),
        "nb": ("21. november 2026", "21.11.2026", "07:30", 1, 3),
        "da": ("21. november 2026", "21.11.2026", "07:30", 1, 3),
        "sv": ("21 november 2026", "2026-11-21", "07:30", 1, 3),
        "zh-hans": ("2026年11月21日", "2026/11/21", "07:30", 1, 3),
    }


def test_a_figure_is_another_file_in_another_language(door: Client, alice: User) -> None:
    tags = []
    for language in ("en", "nb"):
        User.objects.filter(pk=alice.pk).update(language=language)
        tags.append(door.get("/trends/trend.svg?metric=mood").headers["ETag"])
    assert tags[0] != tags[1]
