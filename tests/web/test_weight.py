"""No page weighs more on the way than 15 KB, head and all, in any language: on a year of the sample diary, with the
addresses of files and the cookies that a server sends.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import TODAY
from tests.test_doors import DOORS
from tracker.diary import sample
from tracker.guidance.articles import SHELF
from tracker.models import User

MOST, LIGHT = 15_000, 11_000
# The line that begins an answer, and what the server itself adds.
AROUND = len("HTTP/1.1 200 OK\r\nserver: granian\r\ndate: Sun, 22 Nov 2026 20:15:25 GMT\r\n\r\n")
LENT = 150  # the cookie of the session, which a page now and then lends for longer
BROWSER = {"accept-encoding": "gzip, deflate, br", "sec-fetch-site": "same-origin"}
LANGUAGES = [code for code, _ in settings.LANGUAGES]
LONG = ("range=90", "range=year", "range=all")


def weight(response: HttpResponse) -> int:
    """Every byte of the answer as the server sends it, where it is heaviest."""
    lines = [f"{name}: {value}" for name, value in response.items()]
    others = [cookie.output() for name, cookie in response.cookies.items() if name != settings.SESSION_COOKIE_NAME]
    return AROUND + sum(len(f"{line}\r\n".encode()) for line in (*lines, *others)) + LENT + len(response.content)


def pages() -> Iterator[str]:
    """All that have no parameter but the one that takes a second, every article, one day, and Trends of long spans."""
    yield from (reverse(door.name) for door in DOORS if not door.parameters and door.name != "insights:noise")
    yield from (reverse("guidance:article", args=[slug]) for slug in SHELF)
    yield reverse("diary:day", args=[TODAY])
    yield from (f"{reverse(name)}?{span}" for name in ("trends:index", "trends:more") for span in LONG)


def test_no_page_is_heavier_in_any_language(evening: object, as_served: Path, db: None) -> None:
    """Whatever is light in English is not asked for in the others: their words weigh a tenth more."""
    user = sample.account("sample", "Europe/Oslo")
    sample.make(user, days=365, seed=sample.SEED, today=TODAY)  # all of it day by day, which is as heavy as it gets
    User.objects.filter(pk=user.pk).update(is_owner=True)
    client, weights = Client(headers=BROWSER), dict[tuple[str, str], int]()
    client.force_login(user)
    for page in pages():
        for language in LANGUAGES:
            with translation.override("en"):  # whatever the page's own was
                found = client.get(page, headers={"accept-language": language})
            if found.status_code != 200 or not found.headers.get("Content-Type", "").startswith("text/html"):
                break
            assert found.headers["Content-Language"].lower() == language
            weights[page, language] = weight(found)
            if weights[page, language] < LIGHT:
                break
    assert len({page for page, _ in weights}) > 50
    assert len(weights) > 50 + 4 * len(SHELF)
    assert {where: found for where, found in weights.items() if found > MOST} == {}
