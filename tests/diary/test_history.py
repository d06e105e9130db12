"""All days, newest first: what a line says, where nothing was noted, and what a search finds."""

import pickle
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.safestring import SafeString

from tests.builders import (
    TODAY,
    a_break,
    a_day,
    a_dose,
    a_food,
    a_lab_value,
    a_moment,
    a_night,
    a_person,
    a_serving,
    a_supplement,
    a_total,
    a_value,
    an_event,
    an_own_tracker,
)
from tracker.diary import changes
from tracker.diary.day_lines import DayLine, Noted, Reader, lines_of
from tracker.diary.folding import terms
from tracker.diary.history import PAGE, Asked, Gap, History, read
from tracker.models import CheckIn, Serving, User


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def look(user: User, query: str = "", *kinds: str, language: str = "en", **more: Any) -> History:
    asked = Asked(terms(query), frozenset(kinds), **more)
    return read(user, asked, today=TODAY, language=language)


def rows(history: History) -> list[DayLine | Gap]:
    return [row for month in history.months for row in month.rows]


def listed(history: History) -> list[date]:
    return [row.day for row in rows(history) if isinstance(row, DayLine)]


def gaps(history: History) -> list[tuple[date, date]]:
    return [(row.first, row.last) for row in rows(history) if isinstance(row, Gap)]


def line(user: User, day: date = TODAY, query: str = "") -> DayLine:
    return next(row for row in rows(look(user, query)) if isinstance(row, DayLine) and row.day == day)


def test_days_are_listed_newest_first_by_month(alice: User) -> None:
    for day in (TODAY, ago(1), ago(30)):
        a_day(alice, day, mood=5)
    history = look(alice)
    assert [month.first for month in history.months] == [date(2026, 11, 1), date(2026, 10, 1)]
    assert listed(history) == [TODAY, ago(1), ago(30)]
    assert gaps(history) == [(ago(29), ago(2))]


def test_today_is_a_gap_until_it_is_noted_and_before_the_first_day_nothing_is_missing(alice: User) -> None:
    a_day(alice, ago(2), mood=5)
    assert gaps(look(alice)) == [(ago(1), TODAY)]


def test_a_blank_day_is_not_noted(alice: User) -> None:
    a_day(alice, TODAY, mood=5)
    a_day(alice, ago(1))
    a_day(alice, ago(2), mood=5)
    assert gaps(look(alice)) == [(ago(1), ago(1))]


def test_a_gap_says_when_it_was_a_break(alice: User) -> None:
    for days in (0, 3, 6):
        a_day(alice, ago(days), mood=5)
    a_break(alice, ago(2), ago(1))
    assert [row.on_break for row in rows(look(alice)) if isinstance(row, Gap)] == [True, False]


def test_whatever_was_noted_puts_a_day_on_the_list(alice: User) -> None:
    a_night(alice, ago(1))
    a_serving(alice, a_food("oats"), ago(2))
    dose = a_dose(alice, a_supplement(alice), ago(3))
    an_event(alice, day=ago(4))
    a_value(alice, an_own_tracker(alice), 2, ago(5))
    a_total(alice, day=ago(6))
    a_lab_value(alice, day=ago(7))
    a_moment(alice, day=ago(8))
    a_day(alice, ago(9), note="only words")
    assert listed(look(alice)) == [ago(n) for n in range(1, 10)]
    type(dose).objects.update(removed=dose.created)
    assert ago(3) not in listed(look(alice))


def test_every_table_of_rows_puts_its_day_on_the_list_but_breaks(alice: User) -> None:
    # A new table is covered by itself; this says so when somebody changes how the list is made.
    from tracker.diary.listing import listed

    assert set(changes.ROWS.values()) - {rows.model for rows in listed(alice)} == {changes.ROWS["break"]}


def test_pages_follow_each_other_without_a_day_lost_or_twice(alice: User) -> None:
    noted = [ago(n) for n in range(400) if n % 7 not in (2, 3)]
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=day, mood=5) for day in noted)
    seen: list[date] = []
    missing: list[date] = []
    before = None
    while True:
        history = look(alice, before=before)
        assert len(listed(history)) <= PAGE
        seen += listed(history)
        missing += [last - timedelta(days=n) for first, last in gaps(history) for n in range((last - first).days + 1)]
        if (before := history.earlier) is None:
            break
    assert seen == noted
    assert missing == [day for n in range(400) if noted[-1] < (day := ago(n)) and day not in noted]


def test_a_range_is_kept_and_its_ends_are_gaps(alice: User) -> None:
    for days in (0, 5, 9, 20):
        a_day(alice, ago(days), mood=5)
    history = look(alice, first=ago(12), last=ago(3))
    assert listed(history) == [ago(5), ago(9)]
    assert gaps(history) == [(ago(4), ago(3)), (ago(8), ago(6)), (ago(12), ago(10))]
    assert history.earlier is None


def test_a_line_says_what_was_noted(alice: User) -> None:
    a_day(alice, mood=6, stress=4, unease=2)
    a_night(alice, bed="23:20", wake="06:50")
    a_serving(alice, a_food("oats", fibre=10.0), grams=120)
    a_dose(alice, a_supplement(alice))
    assert line(alice).mood == 6
    assert line(alice).facts == ("Stress 4", "Slept 7 h 30", "About 12 g fibre", "Unease 2")


def test_the_same_day_is_told_to_each_reader_in_their_own_language(alice: User) -> None:
    a_day(alice, ago(1), unease=7)
    a_night(alice, ago(1), bed="23:00", wake="06:30")
    a_serving(alice, a_food("oats", fibre=10.0), ago(1), 50)
    told = {}
    for language in ("en", "nb", "en", "zh-hans"):
        with translation.override(language):
            said = rows(look(alice, language=language))[1].facts  # type: ignore[union-attr]
            assert told.setdefault(language, said) == said
    assert len(set(told["en"] + told["nb"] + told["zh-hans"])) == 9, "three facts in three languages"


def test_a_note_an_event_and_a_headache_are_badges(alice: User) -> None:
    alice.modules = ["headache"]
    alice.save()
    a_day(alice, note="A <b>quiet</b> day", headache_day=2)
    an_event(alice, day=ago(3), until=TODAY)
    assert [badge.words for badge in line(alice).badges] == ["Illness", "migraine", "note"]
    assert line(alice).note == "A &lt;b&gt;quiet&lt;/b&gt; day"


def test_what_is_switched_off_stays_hidden(alice: User, door: Client) -> None:
    alice.food_free = True
    alice.save()
    a_day(alice, mood=5, headache_day=2, energy=7)
    a_serving(alice, a_food("blueberry", name_en="Blueberries"), grams=500)
    assert line(alice).facts == ()
    assert line(alice).badges == ()
    assert look(alice, "blueberries").count == 0
    assert look(alice, "", "note").count == 0
    assert "Headache" not in door.get("/history/").text


def test_food_that_was_left_out_counts_nowhere(alice: User) -> None:
    a_day(alice, mood=5, food_day="out")
    a_serving(alice, a_food("oats"))
    assert line(alice).facts == ()


@pytest.fixture
def written(alice: User) -> Iterator[User]:
    """A word of each sort, on a day each."""
    a_day(alice, ago(1), note="Blåbærgrøt and a HEADACHE")
    a_serving(alice, a_food("salmon", name_en="Salmon, baked", name_nb="Laks, bakt", name_zh="烤三文鱼"), ago(2))
    a_dose(alice, a_supplement(alice, "Magnesium citrate"), ago(3))
    an_event(alice, "travel", ago(6), ago(4), text="By the sea at Øygarden")
    a_value(alice, an_own_tracker(alice, "Café visits"), 2, ago(7))
    a_moment(alice, day=ago(8), note="on the ferry")
    a_lab_value(alice, "Ferritin", day=ago(9))
    a_day(alice, ago(10), note="今天头痛很厉害")
    yield alice


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("blabaer", [1]), ("BLÅBÆR", [1]), ("headache", [1]), ("blåbær headache", [1]), ("headache salmon", []),
        ("salmon", [2]), ("CITRATE", [3]), ("travel", [4, 5, 6]), ("øygarden", [4, 5, 6]), ("oygarden sea", [4, 5, 6]),
        ("cafe", [7]), ("ferry", [8]), ("ferritin", [9]), ("头痛", [10]), ("痛", [10]), ("nowhere", []),
    ],
)  # fmt: skip
def test_a_search_finds_the_days_on_which_every_word_stands(written: User, query: str, days: list[int]) -> None:
    history = look(written, query)
    assert listed(history) == [ago(n) for n in days]
    assert history.count == len(days)


def test_a_food_is_found_by_its_name_in_the_persons_language(written: User) -> None:
    assert listed(look(written, "laks", language="nb")) == [ago(2)]
    assert listed(look(written, "三文鱼", language="zh-hans")) == [ago(2)]
    assert listed(look(written, "laks", language="en")) == []
    with translation.override("en"):
        assert "<mark>Laks</mark>, bakt" in rows(look(written, "laks", language="nb"))[0].found  # type: ignore[union-attr]


def test_words_may_stand_apart_on_one_day(alice: User) -> None:
    a_day(alice, note="a headache")
    a_serving(alice, a_food("salmon", name_en="Salmon"))
    a_day(alice, ago(1), note="a headache")
    assert listed(look(alice, "salmon headache")) == [TODAY]


def test_what_was_taken_out_is_not_found(alice: User) -> None:
    serving = a_serving(alice, a_food("salmon", name_en="Salmon"))
    Serving.objects.update(removed=serving.created)
    assert look(alice, "salmon").count == 0


def test_kinds_of_day_are_all_asked_of_a_day(alice: User) -> None:
    a_day(alice, ago(0), mood=2, note="low")
    a_day(alice, ago(1), mood=3)
    a_day(alice, ago(2), mood=4, note="fine")
    a_day(alice, ago(3), note="no mood")
    an_event(alice, day=ago(6), until=ago(2))
    assert listed(look(alice, "", "low")) == [ago(0), ago(1)]
    assert listed(look(alice, "", "low", "note")) == [ago(0)]
    assert listed(look(alice, "", "note", "events")) == [ago(2), ago(3)]
    assert listed(look(alice, "", "events", first=ago(4))) == [ago(2), ago(3), ago(4)]
    assert listed(look(alice, "fine", "low")) == []


def test_days_not_noted_are_counted_in_days_and_listed_in_runs(alice: User) -> None:
    for days in (1, 4, 9):
        a_day(alice, ago(days), mood=5)
    history = look(alice, "", "unnoted")
    assert gaps(history) == [(TODAY, TODAY), (ago(3), ago(2)), (ago(8), ago(5))]
    assert history.count == 7
    assert look(a_person("new"), "", "unnoted").count == 0


def test_a_search_is_paged_by_date_too(alice: User) -> None:
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=ago(n), mood=1) for n in range(120))
    first = look(alice, "", "low")
    second = look(alice, "", "low", before=first.earlier)
    third = look(alice, "", "low", before=second.earlier)
    assert (first.count, second.count, third.earlier) == (120, 120, None)
    assert listed(first) + listed(second) + listed(third) == [ago(n) for n in range(120)]


def test_nobody_finds_anything_of_somebody_else(written: User, bob: User) -> None:
    assert rows(look(bob)) == []
    for query in ("blåbær", "salmon", "citrate", "travel", "cafe", "ferry", "ferritin", "头痛"):
        assert look(bob, query).count == 0


@pytest.mark.parametrize(("query", "kinds"), [("", ()), ("salmon a", ()), ("", ("low",)), ("", ("unnoted",))])
def test_a_longer_diary_takes_no_more_queries(db: None, query: str, kinds: tuple[str, ...]) -> None:
    asked = []
    for name, days in (("short", 20), ("long", 500)):
        owner = a_person(name)
        food, pill = a_food(f"salmon-{name}", owner, name_en="Salmon a"), a_supplement(owner, "Salmon a")
        CheckIn.objects.bulk_create(CheckIn(owner=owner, day=ago(2 * n), mood=1, note="salmon a") for n in range(days))
        Serving.objects.bulk_create(
            Serving(owner=owner, uid=uuid.uuid4(), day=ago(2 * n), food=food, grams=9) for n in range(days)
        )
        a_dose(owner, pill)
        an_event(owner, text="salmon a")
        look(owner, query, *kinds)
        with CaptureQueriesContext(connection) as seen:
            look(owner, query, *kinds)
        asked.append(len(seen))
    assert asked[1] <= asked[0] < 30
    assert query or kinds or asked == [4, 3]


def test_the_page_says_in_words_how_many_days_match(door: Client, written: User, evening: None) -> None:
    assert "1 day matches “headache”." in door.get("/history/", {"q": "headache"}).text
    assert "3 days match “ØYGARDEN”." in door.get("/history/", {"q": "ØYGARDEN"}).text
    assert "No day matches “&lt;b&gt;”." in door.get("/history/", {"q": "<b>"}).text
    assert "2 days are like that." in door.get("/history/", {"kind": "note"}).text
    assert "<mark>Øygarden</mark>" in door.get("/history/", {"q": "oygarden"}).text


def test_every_line_leads_to_its_day(door: Client, alice: User, evening: None) -> None:
    a_day(alice, ago(1), mood=5)
    page = door.get("/history/").text
    assert 'href="/day/2026-11-20/"' in page
    assert 'href="/day/2026-11-21/">Fill in' in page


def test_the_next_page_keeps_what_was_asked(door: Client, alice: User, evening: None) -> None:
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=ago(n), mood=1, note="æ & b") for n in range(60))
    page = door.get("/history/", {"q": "æ & b", "kind": "low"}).text
    address = f"/history/?q=%C3%A6+%26+b&amp;kind=low&amp;before={ago(49)}"
    assert address in page
    assert "Back to the newest" in door.get(address.replace("&amp;", "&")).text


def test_a_script_gets_the_list_alone(door: Client, alice: User, evening: None) -> None:
    a_day(alice, note="ferry")
    part = door.get("/history/", {"q": "ferry"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "<mark>ferry</mark>" in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_what_makes_no_sense_is_said_and_stays(door: Client, alice: User, evening: None) -> None:
    a_day(alice, note="ferry")
    page = door.get("/history/", {"from": "yesterday", "to": "2030-01-01", "kind": "secret", "before": "x"}).text
    assert "Write a date such as 2026-11-21." in page
    assert "This day is still to come." in page
    assert 'value="yesterday"' in page
    part = door.get("/history/", {"from": "2026-11-02", "to": "2026-11-01"}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "The last day comes before the first." in part.text


@pytest.mark.parametrize("query", ["\x00", "%", "_", "'", "a" * 500, "\ud83d", "☕", "   "])
def test_no_query_breaks_the_page(door: Client, alice: User, query: str) -> None:
    a_day(alice, note="100 % café ☕")
    assert door.get("/history/", {"q": query.encode("utf-8", "surrogatepass")}).status_code == 200


def test_an_empty_diary_is_told_what_will_be_here(door: Client, alice: User, evening: None) -> None:
    page = door.get("/history/").text
    assert "Your days will be here" in page
    assert 'id="look-for"' not in page
    a_day(alice)
    assert "Nothing here" in door.get("/history/", {"q": "x"}).text


def test_all_days_are_linked_from_today_and_the_calendar(door: Client, alice: User) -> None:
    for path in ("/today/", "/days/"):
        assert 'href="/history/"' in door.get(path).text
    assert 'href="/days/"' in door.get("/history/").text


def test_a_kept_line_goes_by_its_name_and_one_of_a_search_by_what_it_says() -> None:
    reader = Reader(False, (), "en", "Europe/Oslo", None)
    days = {day: Noted(day) for day in (TODAY, TODAY - timedelta(days=1))}
    first, other = lines_of(days, reader).values()
    again = lines_of(days, reader)[TODAY]
    assert pickle.dumps(first) == pickle.dumps(again) != pickle.dumps(other)
    searched = replace(first, note=SafeString("found"), name=0)
    assert pickle.loads(pickle.dumps(searched)) == searched
