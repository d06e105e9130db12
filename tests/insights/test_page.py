"""The pages of Insights: what they answer, what they hold back, whom they belong to."""

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.builders import TODAY, a_day, a_person, a_value, an_own_tracker
from tests.insights.diaries import linked
from tracker.diary import held_back
from tracker.insights import answers, looking, page, questions, wording
from tracker.models import CheckIn, Inquiry, User
from tracker.web import inside, numbers, pieces

pytestmark = pytest.mark.usefixtures("evening")
PAIR = "/insights/active_min/mood/"


@pytest.fixture
def linda(alice: User) -> User:
    """Alice with a planted link."""
    return linked(alice)


def test_a_planted_link_stands_out_and_says_how_much_on_how_many_days(linda: User, door: Client) -> None:
    page = door.get("/insights/").text
    assert "Active minutes and mood" in page
    assert "150 days" in page and "higher on average" in page
    assert "Same day: which came first cannot be seen here" in page
    assert "questions asked of 150 days; 1 stand out after allowing for chance." in page
    assert "A plain search would have shown you" in page
    assert "This shows what went together, not why." in page


def test_a_young_diary_learns_what_will_be_here(alice: User, door: Client) -> None:
    a_day(alice, mood=5)
    page = door.get("/insights/?habit=fibre&outcome=mood").text
    assert "You have noted 1 day." in page and "What will be here" in page
    assert "Fibre and mood" in page and "Not enough yet: about 39 more days" in page
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("habit=active_min&outcome=mood", "higher on average"),
        ("habit=mindful_min&outcome=mood", "could have shown a difference of about"),
        ("habit=fibre&outcome=mood", "about 40 more days"),
        ("habit=stress&outcome=mood", "Only what you do is asked about what you feel."),
    ],
)
def test_a_claim_finds_its_answer_on_top_whatever_it_is(linda: User, door: Client, query: str, said: str) -> None:
    page = door.get(f"/insights/?{query}").text
    card = page.partition("Does it hold in my diary?")[2].partition("</section>")[0]
    assert said in card


def test_a_claim_about_nothing_is_left_aside(linda: User, door: Client) -> None:
    assert "Does it hold" not in door.get("/insights/?habit=nothing&outcome=mood").text


def test_a_pair_shows_its_figure_what_it_rests_on_and_the_way_to_a_test(linda: User, door: Client) -> None:
    page = door.get(PAIR).text
    assert "Every day behind it" in page and "pairs checked" in page
    assert "The other direction" in page
    assert f"{reverse('experiments:new')}?habit=active_min&amp;outcome=mood" in page
    assert reverse("guidance:insights_made") in page


def test_what_a_self_test_holds_back_is_neither_asked_nor_shown(linda: User, door: Client) -> None:
    held_back.hold(linda, ["active_min", "mood"])
    page = door.get("/insights/?habit=active_min&outcome=mood").text
    assert "Left out until it ends: " in page
    assert "A self-test of this is running." in page
    assert "higher on average" not in page
    assert door.get(f"{PAIR}working/").status_code == 404
    assert door.get(f"{PAIR}figure.svg").status_code == 404
    assert "Held back" in door.get(PAIR).text


def test_own_trackers_take_part_and_food_does_not_where_none_is_kept(alice: User) -> None:
    tea = an_own_tracker(alice, "Tea", slug="tea", role="habit")
    a_value(alice, tea, 2)
    assert "own_tea" in {metric.key for metric in questions.asked(alice).habits}
    assert "fibre" in {metric.key for metric in questions.asked(alice).habits}
    alice.food_free = True
    assert "fibre" not in {metric.key for metric in questions.asked(alice).habits}
    assert "illness" in {metric.key for metric in questions.asked(alice).context}


def test_answers_survive_being_kept(linda: User) -> None:
    body = answers.search(linda, TODAY, lambda done, total: None)
    import json

    found = answers.opened(json.loads(json.dumps(body)))
    assert [(one.habit, one.outcome) for one in found.findings] == [("active_min", "mood")]
    assert found.answer("mindful_min", "mood") in found.no_links
    assert found.lacking("fibre", "mood") is not None


def test_the_program_works_the_number_out_again_without_vagus(linda: User, door: Client, tmp_path: Path) -> None:
    answer = door.get(f"{PAIR}working.zip")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "vagus-active_min-mood"
    ran = subprocess.run(
        [sys.executable, "-I", "reproduce.py", "days.csv", "covariances.csv"],
        cwd=folder, capture_output=True, text=True, check=True, env={},
    )  # fmt: skip
    told = (folder / "README.txt").read_text(encoding="utf-8")
    assert ran.stdout.startswith("slope 0.0")
    assert ran.stdout.split(", p")[0] == told.splitlines()[-1].split(", p")[0]
    look = looking.look(linda, TODAY)
    assert look.answers is not None
    found = look.answers.findings[0]
    assert float(ran.stdout.split()[1].rstrip(",")) == pytest.approx(found.slope, rel=1e-4)


def test_a_pair_without_a_link_is_worked_out_again_as_it_was_answered(
    linda: User, door: Client, tmp_path: Path
) -> None:
    answer = door.get("/insights/mindful_min/mood/working.zip")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "vagus-mindful_min-mood"
    told = (folder / "README.txt").read_text(encoding="utf-8")
    command = next(line for line in told.splitlines() if line.startswith("python "))
    ran = subprocess.run(
        [sys.executable, "-I", *command.split()[1:]], cwd=folder, capture_output=True, text=True, check=True, env={}
    )
    assert ran.stdout.split(", p")[0] == told.splitlines()[-1].split(", p")[0]
    look = looking.look(linda, TODAY)
    shown = look.answers.answer("mindful_min", "mood") if look.answers else None
    assert shown is not None and shown.q > 0.04
    assert float(ran.stdout.split()[1].rstrip(",")) == pytest.approx(shown.slope, rel=1e-4)
    assert "answered on every day with the feeling noted" in door.get("/insights/mindful_min/mood/working/").text


def test_a_finding_has_the_range_of_one_picked_out_too(linda: User, door: Client) -> None:
    said = "Wider range, for being picked out of all pairs"
    assert said in door.get(PAIR).text and said in door.get(f"{PAIR}working/").text
    assert said not in door.get("/insights/mindful_min/mood/").text
    assert said not in door.get("/insights/mindful_min/mood/working/").text


def test_the_working_lists_the_days_and_names_the_model(linda: User, door: Client) -> None:
    page = door.get(f"{PAIR}working/").text
    assert page.count('<tr><th scope="row"><a href="/day/') == 150
    assert "a random walk" in page and "Days and program (ZIP)" in page


def test_files_are_made_once_and_numbers_come_with_them(linda: User, door: Client) -> None:
    drawn = door.get(f"{PAIR}figure.svg?size=narrow&theme=dark")
    assert drawn.content.startswith(b"<svg ") and b"style=" not in drawn.content
    assert door.get(f"{PAIR}figure.png").content.startswith(b"\x89PNG")
    assert door.get(f"{PAIR}figure.bmp").status_code == 404
    tag = drawn.headers["ETag"]
    assert door.get(f"{PAIR}figure.svg?size=narrow&theme=dark", HTTP_IF_NONE_MATCH=tag).status_code == 304
    a_day(linda, day=TODAY - timedelta(days=200), mood=5)
    linda.diary_changed()
    assert door.get(f"{PAIR}figure.svg?size=narrow&theme=dark", HTTP_IF_NONE_MATCH=tag).status_code == 200
    rows = list(csv.reader(io.StringIO(door.get(f"{PAIR}figure.csv").text)))
    assert rows[0] == ["day", "active_min", "mood", "mood_without_drift"] and len(rows) == 151


def test_noise_shows_how_often_luck_alone_finds_something(linda: User, door: Client) -> None:
    page = door.get("/insights/noise/").text
    assert "Here your days are shuffled. Whatever shows up is chance." in page
    assert "plain correlations showed a false link in" in page
    assert door.get("/insights/noise/figure.svg").content.startswith(b"<svg ")
    assert door.get("/insights/noise/figure.csv").text.startswith("days_moved,shown_here,shown_by_plain_correlation")


def test_a_kept_answer_costs_a_handful_of_questions(linda: User, door: Client) -> None:
    door.get("/insights/")
    with CaptureQueriesContext(connection) as seen:
        door.get("/insights/")
    assert len(seen) <= 7
    assert Inquiry.objects.count() == 1


def test_an_answer_is_worked_out_anew_only_when_the_diary_changed(linda: User, door: Client) -> None:
    door.get("/insights/")
    first = Inquiry.objects.get()
    door.get("/insights/")
    assert Inquiry.objects.get().touched == first.touched
    a_day(linda, day=TODAY - timedelta(days=200), mood=5)
    linda.diary_changed()
    door.get("/insights/")
    assert Inquiry.objects.get().made_for != first.made_for


def test_a_stranger_sees_an_empty_diary_and_none_of_alices_numbers(linda: User, strangers_door: Client) -> None:
    own = an_own_tracker(linda, "Tea", slug="tea", role="habit")
    assert strangers_door.get(f"/insights/own_{own.slug}/mood/").status_code == 404
    assert "higher on average" not in strangers_door.get("/insights/").text


def test_a_slow_machine_says_how_far_it_is(linda: User, door: Client) -> None:
    look = questions.fingerprint(linda, questions.asked(linda))
    from django.utils import timezone

    now = timezone.now()
    Inquiry.objects.create(owner=linda, sort="search", wanted=look, begun=now, touched=now, done=1, total=3)
    page = door.get("/insights/").text
    assert "1 of 3 parts are done." in page and 'http-equiv="refresh"' in page
    assert "1 of 3 parts are done." in door.get(f"{PAIR}working/").text
    Inquiry.objects.update(touched=now - timedelta(minutes=5))
    assert "stand out after allowing" in door.get("/insights/").text


def test_two_people_have_two_answers(linda: User, bob: User, door: Client, strangers_door: Client) -> None:
    linked(bob, days=90, seed=8)
    door.get("/insights/")
    strangers_door.get("/insights/")
    assert set(Inquiry.objects.values_list("owner__username", flat=True)) == {"alice", "bob"}
    assert a_person("carol").inquirys.count() == 0


def test_answers_are_put_into_words_once_and_anew_when_they_or_a_name_differ(linda: User, door: Client) -> None:
    door.get("/insights/")
    look = looking.look(linda, TODAY)
    assert look.answers
    first = page.lists(look)
    assert page.lists(look) is first
    assert page.lists(replace(look, answers=replace(look.answers))) is first, "equal answers say the same"
    fewer = page.lists(replace(look, answers=replace(look.answers, findings=())))
    assert first.found and not fewer.found and fewer.number != first.number
    with translation.override("sv"):
        assert page.lists(look).found[0].title != first.found[0].title
    metrics = look.asked.habits
    asked = replace(look.asked, habits=tuple(m for m in metrics if m.key != "active_min"))
    assert not page.lists(replace(look, asked=asked)).found


def test_a_page_made_of_kept_pieces_says_what_a_fresh_process_says(linda: User, door: Client) -> None:
    looks = []
    for turn, mood in enumerate((None, 1, 9)):
        if mood is not None:
            CheckIn.objects.filter(owner=linda, day=TODAY - timedelta(days=turn)).update(mood=mood)
            linda.diary_changed()
        known = [door.get("/insights/", {"look": f"{turn}{n}"}).text for n in range(2)]
        page.MADE.clear()
        pieces.KEPT.empty()
        for kept in (page._url, wording._amounts, inside._pair, numbers._as_digits):
            kept.cache_clear()
        assert {*known} == {door.get("/insights/", {"look": f"{turn}-"}).text}
        looks.append(known[0])
    assert len({*looks}) == 3, "each change is seen"
