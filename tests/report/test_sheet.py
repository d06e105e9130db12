"""What stands on the page, number by number."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.builders import TODAY, a_day, a_dose, a_food, a_night, a_person, a_serving, a_supplement, an_event
from tests.experiments.living import a_locked
from tests.report.asked import as_pdf, choice, page
from tests.test_queries import a_diary
from tests.trends.days import noted
from tracker.diary import held_back
from tracker.experiments.report import conclude
from tracker.models import CheckIn, User
from tracker.report import sharing
from tracker.report.paper import drawings
from tracker.report.sheet import Line, Sheet, Stools
from tracker.table import Span

SPAN = Span.ending(TODAY, 28)
BEFORE = SPAN.start - timedelta(days=1)


def line(made: Sheet, name: str) -> Line:
    return next(one for one in (*made.outcomes, *made.habits) if one.name == name)


def test_a_mean_rests_only_on_noted_days(alice: User) -> None:
    a_day(alice, TODAY, mood=4)
    a_day(alice, TODAY - timedelta(days=1), mood=9)
    a_day(alice, TODAY - timedelta(days=2), stress=5)
    mood = line(page(alice), "Mood")
    assert (mood.mean, mood.extent, mood.noted) == ("6.5", "4 to 9", 2)


def test_the_days_before_stand_beside_and_not_within(alice: User) -> None:
    a_day(alice, SPAN.start, mood=8)
    a_day(alice, BEFORE, mood=2)
    a_day(alice, SPAN.before().start - timedelta(days=1), mood=10)
    mood = line(page(alice), "Mood")
    assert (mood.mean, mood.extent, mood.before) == ("8.0", "8 to 8", "2.0 (1)")


def test_what_was_never_noted_is_a_dash_and_no_zero(alice: User) -> None:
    a_day(alice, mood=5)
    unease = line(page(alice), "Unease")
    assert (unease.mean, unease.extent, unease.noted, unease.before) == ("–", "–", 0, "–")


def test_a_noted_zero_counts(alice: User) -> None:
    a_day(alice, TODAY, gut_discomfort=0)
    a_day(alice, TODAY - timedelta(days=1), gut_discomfort=1)
    gut = line(page(alice), "Gut discomfort")
    assert (gut.mean, gut.extent, gut.noted) == ("0.5", "0 to 1", 2)


def test_all_five_outcomes_stand_there(alice: User) -> None:
    names = [one.name for one in page(alice).outcomes]
    assert names == ["Mood", "Unease", "Stress", "Sleep quality", "Gut discomfort"]


def test_a_habit_nobody_noted_is_left_out(alice: User) -> None:
    a_day(alice, mood=5)
    assert page(alice).habits == ()


def test_habits_come_from_nights_and_servings(alice: User) -> None:
    a_night(alice, bed="23:00", wake="06:30")
    a_serving(alice, a_food(fibre=10.0, plant_key="oats"), grams=60)
    made = page(alice)
    names = [one.name for one in made.habits]
    assert names == ["Hours of sleep", "Fibre", "Different plants a day", "Fermented food"]
    assert [line(made, name).mean for name in names] == ["7.5", "6", "1.0", "0.0"]
    assert line(made, "Fibre").unit == "grams a day, about"


def test_stool_is_counted_by_days(alice: User) -> None:
    for ago, stool in enumerate((1, 2, 3, 5, 4, 6, 7, 7, 0, None)):
        a_day(alice, TODAY - timedelta(days=ago), stool_type=stool, mood=5)
    a_day(alice, BEFORE, stool_type=0)
    (_, these), (_, before) = page(alice).stool
    assert these == Stools((2, 3, 3), none=1, blank=28 - 9)
    assert before == Stools((0, 0, 0), none=1, blank=27)


def test_a_supplement_is_named_as_the_person_names_it(alice: User) -> None:
    pill, unused = a_supplement(alice, "Gran’s drops", slug="drops"), a_supplement(alice, "Zinc")
    for ago in (0, 0, 3):  # twice in a day is one day
        a_dose(alice, pill, TODAY - timedelta(days=ago))
    a_dose(alice, unused, BEFORE)
    assert page(alice).supplements == (("Gran’s drops", "", 2),)


def test_events_carry_their_days_and_the_persons_words(alice: User) -> None:
    an_event(alice, "travel", TODAY - timedelta(days=40), TODAY - timedelta(days=27), text="By the sea")
    an_event(alice, "illness", TODAY - timedelta(days=2))
    an_event(alice, "stressor", BEFORE, BEFORE, text="Before the page begins")
    assert page(alice).events == (
        ("12 Oct to 25 Oct", "Travel: By the sea"),
        ("since 19 Nov", "Illness"),
    )


def test_an_event_of_another_year_names_it(alice: User) -> None:
    an_event(alice, "medicine", date(2025, 11, 21))
    an_event(alice, "illness", TODAY, TODAY)
    assert [dates for dates, _ in page(alice).events] == ["since 21 Nov 2025", "21 Nov"]


def test_notes_stand_there_only_when_asked_for(alice: User) -> None:
    a_day(alice, note="Rain all day")
    a_day(alice, BEFORE, note="Too early")
    assert page(alice).notes == ()
    assert page(alice, "notes").notes == (("21 Nov", "Rain all day"),)


def test_a_line_is_drawn_from_seven_days_up(alice: User) -> None:
    noted(alice, 6)
    assert [figure.alt for figure in page(alice).figures] == ["", ""]
    a_day(alice, TODAY - timedelta(days=10), mood=5)
    mood, gut = page(alice).figures
    assert mood.url and "lowest 3, highest 8; noted on 7 of 28 days" in mood.alt
    assert gut.missing == "0 noted days here so far; this needs 7. 7 days to go."


def test_means_are_written_as_the_reader_writes_numbers(alice: User) -> None:
    a_day(alice, TODAY, mood=4)
    a_day(alice, TODAY - timedelta(days=1), mood=5)
    with translation.override("de"):
        assert line(page(alice), "Mood").mean == "4,5"


def test_what_a_running_experiment_holds_back_is_named_and_not_told(alice: User) -> None:
    noted(alice, 40, stress=7, gut_discomfort=2, stool_type=4)
    a_dose(alice, a_supplement(alice, "Zinc"))
    held_back.hold(alice, {"stress", "mood", "stool_type", "took_zinc"})
    made = page(alice)
    assert set(made.held) == {"Mood", "Stress", "Stool", "Zinc"}
    assert [one.name for one in made.outcomes] == ["Unease", "Sleep quality", "Gut discomfort"]
    assert ([one.key for one in made.figures], made.stool, made.supplements) == (["gut_discomfort"], (), ())


def test_what_is_held_back_stands_in_no_file_and_no_copy_either(alice: User) -> None:
    noted(alice, 40, stress=7)
    held_back.hold(alice, {"stress"})
    made = page(alice)
    told = repr((sharing.frozen(made, drawings(alice, made)), as_pdf(alice, choice())))
    noted_otherwise(alice)
    again = page(alice)
    assert told == repr((sharing.frozen(again, drawings(alice, again)), as_pdf(alice, choice())))


def noted_otherwise(alice: User) -> None:
    CheckIn.objects.filter(owner=alice).update(stress=1)
    alice.diary_changed()


def test_a_finished_experiment_is_told_in_a_few_lines(alice: User) -> None:
    ended = datetime(2026, 3, 2, 12, tzinfo=UTC)
    row = a_locked(alice, date(2026, 1, 5), state="revealed", ended_at=ended)
    assert page(alice, f"experiment:{row.uid}").experiments == ()  # nothing was worked out yet
    conclude(row, ended)
    (told,) = page(alice, f"experiment:{row.uid}").experiments
    assert told.title == row.title
    assert "Experiment in one person, planned from 5 January 2026" in told.design
    assert told.said
    assert page(alice).experiments == ()


def test_an_empty_page_says_so(alice: User) -> None:
    a_day(alice, BEFORE, mood=5)
    assert page(alice).is_empty
    an_event(alice)
    assert not page(alice).is_empty


@pytest.mark.parametrize("days", [28, 84])
def test_nobody_elses_days_are_on_it(alice: User, bob: User, days: int) -> None:
    a_diary(bob, 200)
    a_day(alice, mood=5)
    made, alone = page(alice, "notes", days=days), line(page(alice), "Mood")
    assert (made.noted, made.events, made.supplements, made.habits) == (1, (), (), ())
    assert (line(made, "Mood").noted, line(made, "Mood").before) == (1, alone.before)


def test_a_longer_diary_asks_no_more_questions(db: None) -> None:
    counts = []
    for name, days in (("short", 20), ("long", 400)):
        owner = a_diary(a_person(name), days)
        for span in (28, 84):
            page(owner, days=span)  # what a process reads once is read now
            with CaptureQueriesContext(connection) as seen:
                page(owner, "notes", days=span)
            counts.append(len(seen))
    assert len(set(counts)) == 1
