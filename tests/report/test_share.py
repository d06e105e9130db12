"""A copy behind a link: what was chosen and nothing later, for as long as was said, for whoever has the link."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.builders import TODAY, a_day, a_shared_page, an_event
from tests.test_doors import just_asked_again
from tests.trends.days import noted
from tracker.models import SharedPage, User
from tracker.report import choosing, sharing
from tracker.report.choosing import Choice

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture(autouse=True)
def no_guesses_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def trusted(door: Client, alice: User) -> Client:
    noted(alice, 30, gut_discomfort=2)
    an_event(alice, "travel", text="By the sea")
    return just_asked_again(door, alice)


def link_of(client: Client, days: str = "7") -> str:
    page = client.post("/summary/share/", {"days": days}).text
    found = re.search(r'value="http://[^/]+(/shared/[^"]+)"', page)
    assert found, page
    return found[1]


def test_the_password_is_asked_for_before_anything_is_opened(door: Client, alice: User) -> None:
    noted(alice, 30)
    assert "/reauthenticate/" in door.post("/summary/share/", {"days": "7"}).headers["Location"]
    assert not SharedPage.objects.exists()


def test_whoever_has_the_link_reads_the_page_without_an_account(trusted: Client) -> None:
    answer = Client().get(link_of(trusted))
    assert answer.status_code == 200
    assert "Summary for alice" in answer.text
    assert "Travel: By the sea" in answer.text
    assert "to read only" in answer.text
    assert "<form" not in answer.text and "<script" not in answer.text
    assert not answer.cookies


def test_it_is_for_one_reader_and_no_search_engine(trusted: Client) -> None:
    link = link_of(trusted)
    for address in (link, f"{link}0.svg", f"{link}page.pdf"):
        headers = Client().get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"
        assert "script-src" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_its_figures_and_its_file_are_there_too(trusted: Client) -> None:
    link = link_of(trusted)
    for source in re.findall(r'<img src="([^"]+)"', Client().get(link).text):
        assert Client().get(source).text.startswith("<svg")
    assert Client().get(f"{link}7.svg").status_code == 404
    text = PdfReader(io.BytesIO(Client().get(f"{link}page.pdf").content)).pages[0].extract_text()
    assert "Summary for alice" in text and "By the sea" in text


def test_it_shows_what_was_chosen_and_nothing_else(trusted: Client, alice: User) -> None:
    a_day(alice, TODAY - timedelta(days=50), note="quetzalcoatl", stress=4)
    choosing.remember(alice, Choice(days=84, items=frozenset({"mood"}), charts=frozenset(), question="Why?"))
    link = link_of(trusted)
    page, row = Client().get(link).text, SharedPage.objects.get()
    assert "Why?" in page and "Mood" in page
    for gone in ("quetzalcoatl", "Stress", "By the sea"):
        assert gone not in page
        assert gone not in str(row.body)


def test_it_is_frozen(trusted: Client, alice: User) -> None:
    link = link_of(trusted)
    before = Client().get(link).text
    an_event(alice, "illness", text="quetzalcoatl")
    choosing.remember(alice, Choice(question="Something else"))
    assert sheet_in(Client().get(link).text) == sheet_in(before)


def sheet_in(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def test_the_secret_is_stored_nowhere(trusted: Client) -> None:
    token = link_of(trusted).split("/")[2]
    assert len(token) >= 43
    row = SharedPage.objects.get()
    assert token not in repr(SharedPage.objects.values().get())
    assert row.token_hash != token
    assert token not in trusted.get("/summary/").text


@pytest.mark.parametrize(("days", "last"), [("1", 23), ("7", 7 * 24 - 1), ("30", 30 * 24 - 1)])
def test_it_ends_when_it_was_said_to(trusted: Client, days: str, last: int) -> None:
    link, now = link_of(trusted, days), timezone.now()
    with time_machine.travel(now + timedelta(hours=last)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(now + timedelta(hours=last + 1, seconds=1)):
        for address in (link, f"{link}0.svg", f"{link}page.pdf"):
            assert Client().get(address).status_code == 404


@pytest.mark.parametrize("days", ["0", "2", "365", "", "x"])
def test_other_lengths_are_refused(trusted: Client, days: str) -> None:
    assert trusted.post("/summary/share/", {"days": days}).status_code == 422
    assert not SharedPage.objects.exists()


def test_over_shut_and_never_made_are_the_same(trusted: Client, alice: User) -> None:
    link = link_of(trusted)
    trusted.post(reverse("report:revoke", args=[SharedPage.objects.get().uid]))
    a_shared_page(alice, "over", now=timezone.now() - timedelta(days=9))
    answers = [Client().get(address) for address in (link, "/shared/over/", "/shared/never-made/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_shutting_works_at_once_and_says_so(trusted: Client) -> None:
    link = link_of(trusted)
    page = trusted.post(reverse("report:revoke", args=[SharedPage.objects.get().uid]), follow=True).text
    assert "The link is shut." in page
    assert Client().get(link).status_code == 404
    assert "Shut it" not in page


def test_the_list_says_how_often_it_was_opened(trusted: Client) -> None:
    link = link_of(trusted)
    assert "not opened yet" in trusted.get("/summary/").text
    Client().head(link)
    Client().get(link)
    Client().get(link)
    assert "opened 2 times, last on" in trusted.get("/summary/").text


def test_a_person_sees_only_their_own_links(trusted: Client, strangers_door: Client, bob: User) -> None:
    link_of(trusted)
    assert "Links you made" not in strangers_door.get("/summary/").text
    uid = SharedPage.objects.get().uid
    assert strangers_door.post(reverse("report:revoke", args=[uid])).status_code == 404
    assert SharedPage.objects.get().revoked is None


def test_guessing_comes_to_an_end_and_then_finds_nothing_at_all(trusted: Client) -> None:
    link = link_of(trusted)
    answers = [Client().get(f"/shared/guess-{n}/").status_code for n in range(25)]
    assert answers[:20] == [404] * 20
    assert set(answers[20:]) == {429}
    assert Client().get(link).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(link).status_code == 200


def test_ten_links_are_open_at_most(trusted: Client, alice: User) -> None:
    for n in range(10):
        a_shared_page(alice, f"secret-{n}", now=timezone.now())
    assert "Ten links are open already" in trusted.post("/summary/share/", {"days": "1"}).text
    assert SharedPage.objects.count() == 10


def test_an_empty_page_is_not_shared(door: Client, alice: User) -> None:
    page = just_asked_again(door, alice).post("/summary/share/", {"days": "1"}).text
    assert "nothing to share" in page
    assert not SharedPage.objects.exists()


def test_links_long_over_leave_the_list(trusted: Client, alice: User) -> None:
    a_shared_page(alice, "old", now=timezone.now() - timedelta(days=200))
    link_of(trusted)
    assert SharedPage.objects.count() == 1


def test_a_copy_speaks_the_language_it_was_made_in(trusted: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="nb")
    answer = Client(headers={"accept-language": "sv"}).get(link_of(trusted))
    assert 'lang="nb"' in answer.text
    assert "Oppsummering" in answer.text or "Sammendrag" in answer.text


def test_what_is_typed_is_text_on_the_copy(trusted: Client, alice: User) -> None:
    choosing.remember(alice, Choice(question="<script>alert(1)</script>"))
    assert "<script>" not in Client().get(link_of(trusted)).text


def test_a_stranger_cannot_share_for_somebody_else(alice: User, bob: User) -> None:
    noted(alice, 30)
    with pytest.raises(sharing.NothingToShareError):
        sharing.make(bob, 7, timezone.now())
