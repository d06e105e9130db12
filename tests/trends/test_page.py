"""The Trends page: what it shows, what it says, and what it leaves out."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import TODAY, a_dose, a_food, a_night, a_serving, a_supplement, an_event
from tests.trends.days import noted
from tracker.diary.models import CheckIn, Serving
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")


def page(door: Client, query: str = "") -> str:
    answer = door.get(f"/trends/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def a_full_diary(owner: User, days: int) -> None:
    noted(owner, days, stress=4, gut_discomfort=2, stool_type=4, sleep_quality=6, unease=1)
    food, pill = a_food(owner=owner), a_supplement(owner)
    for ago in range(0, days, 3):
        day = TODAY - timedelta(days=ago)
        a_serving(owner, food, day)
        a_night(owner, day)
        a_dose(owner, pill, day)
    an_event(owner, day=TODAY - timedelta(days=20), until=TODAY - timedelta(days=15))
    owner.diary_changed()


def test_an_empty_diary_is_told_what_will_be_here(door: Client) -> None:
    text = words(page(door))
    assert "Nothing is noted yet" in text
    assert "Your first line" in text and "in 7 days" in text and "in 28 days" in text


def test_six_days_are_told_what_is_missing(door: Client, alice: User) -> None:
    noted(alice, 6)
    html = page(door)
    assert "You have noted 6 days. That is a start, and too little for a line." in html
    assert "in 1 day" in words(html) and "in 8 days" in words(html)
    assert "<picture>" not in html


def test_seven_days_make_a_line(door: Client, alice: User) -> None:
    noted(alice, 7)
    html = page(door)
    assert "Mood above, habits below" in html
    assert "/trends/trend.svg?" in html


def test_an_old_diary_is_not_called_empty(door: Client, alice: User) -> None:
    noted(alice, 30, end=TODAY - timedelta(days=900))
    html = page(door)
    assert "What will be here" not in html
    assert "0 noted days here so far; this needs 7." in words(html)


def test_every_figure_waits_for_the_days_it_needs(door: Client, alice: User) -> None:
    noted(alice, 13, stool_type=4)
    an_event(alice, day=TODAY - timedelta(days=5))
    text = words(page(door))
    assert "13 noted days here so far; this needs 14." in text
    assert "13 noted days here so far; this needs 28." in text
    assert "7 noted days before and 5 after; this needs 10 on each side." in text


def test_a_full_diary_shows_every_figure_with_alt_text_table_and_files(door: Client, alice: User) -> None:
    a_full_diary(alice, 120)
    html = page(door)
    for figure in ("trend", "year", "weekday", "stool", "around"):
        assert f'src="/trends/{figure}.svg?' in html, figure
        assert f'href="/trends/{figure}/table/?' in html, figure
        for ending in ("svg", "png", "csv"):
            assert f'href="/trends/{figure}.{ending}?' in html, (figure, ending)
    assert html.count("<picture>") == len(re.findall(r'<img [^>]*alt="[^"]{20,}"', html))


def test_coverage_is_always_said(door: Client, alice: User) -> None:
    noted(alice, 60, skip=[TODAY - timedelta(days=3)])
    text = words(page(door))
    assert "Mood noted on 59 of 90 days" in text
    assert "What this rests on" in text
    assert "Mood: mean 5.5, noted on 59 of 90 days." in text


def test_the_mean_before_is_said_with_what_it_rests_on(door: Client, alice: User) -> None:
    noted(alice, 30, mood=6)
    noted(alice, 20, end=TODAY - timedelta(days=30), mood=4)
    text = words(page(door, "?range=30"))
    assert "mean 6.0, noted on 30 of 30 days; in as many days before: mean 4.0, noted on 20 of 30" in text


def test_nothing_on_the_page_claims_a_cause(door: Client, alice: User) -> None:
    a_full_diary(alice, 120)
    text = words(page(door)).lower()
    for word in ("because", "improve", "cause", "trigger", "works", "streak", "!"):
        assert word not in text, word


def test_a_recorded_day_is_a_link_and_a_missing_one_is_not(door: Client, alice: User) -> None:
    gap = TODAY - timedelta(days=4)
    noted(alice, 30, skip=[gap], mood=6)
    html = page(door)
    link = f'<a href="/day/{TODAY.isoformat()}/" tabindex="-1"><rect x="20"/>'
    assert f"{link}<title>21 November 2026: Mood 6</title></a>" in html
    layers = re.findall(r'<div class="days.*?</div>', html, re.S)
    assert layers and not any(f"/day/{gap.isoformat()}/" in layer for layer in layers)


def test_a_long_span_links_to_its_months(door: Client, alice: User) -> None:
    noted(alice, 500)
    html = page(door, "?range=all")
    assert 'href="/trends/?from=2026-10-01&amp;to=2026-10-31" tabindex="-1"' in html
    assert "mean of a week with 3 noted days or more" in words(html)


def test_links_over_figures_are_left_out_for_keyboards_and_readers(door: Client, alice: User) -> None:
    noted(alice, 30)
    for layer in re.findall(r'<div class="days.*?</div>', page(door), re.S):
        assert 'aria-hidden="true"' in layer
        assert layer.count("<a ") == layer.count('tabindex="-1"')


def test_there_is_no_style_and_no_inline_script(door: Client, alice: User) -> None:
    a_full_diary(alice, 60)
    html = page(door)
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src)", html)


def test_a_range_is_remembered_in_the_address_alone(door: Client, alice: User) -> None:
    noted(alice, 100)
    assert "Mood noted on 30 of 30 days" in words(page(door, "?range=30"))
    assert "Mood noted on 90 of 90 days" in words(page(door))


def test_an_unknown_range_shows_ninety_days(door: Client, alice: User) -> None:
    noted(alice, 100)
    assert "of 90 days" in words(page(door, "?range=none"))


def test_any_two_dates_may_be_chosen(door: Client, alice: User) -> None:
    noted(alice, 100)
    assert "1 November to 10 November 2026" in words(page(door, "?from=2026-11-01&to=2026-11-10"))


def test_a_span_from_before_the_diary_begins_with_it(door: Client, alice: User) -> None:
    noted(alice, 100)
    assert "Mood noted on 100 of 100 days" in words(page(door, "?from=1950-01-01"))


@pytest.mark.parametrize(
    ("query", "why", "kept"),
    [
        ("?from=2026-11-10&to=2026-11-01", "The last day comes before the first.", 'value="2026-11-01"'),
        ("?to=2027-01-01", "This day is still to come.", 'value="2027-01-01"'),
        ("?from=yesterday", "Write a date such as 2026-11-21.", 'value="yesterday"'),
        ("?from=0001-01-01", "Choose a day after 1900.", 'value="0001-01-01"'),
    ],
)
def test_bad_dates_are_explained_beside_the_field_and_kept(
    door: Client, alice: User, query: str, why: str, kept: str
) -> None:
    noted(alice, 40)
    html = page(door, query)
    assert why in html and kept in html
    assert re.search(r'class="field bad">.*?class="err"', html, re.S)
    assert "of 90 days" in words(html)


def test_a_chip_adds_a_series_below_mood(door: Client, alice: User) -> None:
    noted(alice, 40, stress=3)
    assert "?show=stress#lines" in page(door)
    html = page(door, "?show=stress")
    assert "metric=stress" in html and 'id="chip-stress" href="?show=#lines" aria-current="true"' in html


def test_nothing_below_mood_is_a_choice_too(door: Client, alice: User) -> None:
    noted(alice, 40)
    for ago in range(20):
        a_night(alice, TODAY - timedelta(days=ago))
    assert "metric=sleep_hours" in page(door)
    assert "metric=sleep_hours" not in page(door, "?show=")


def test_only_the_last_line_carries_the_dates(door: Client, alice: User) -> None:
    noted(alice, 40, stress=3)
    html = page(door, "?show=stress")
    assert re.findall(r'<img src="/trends/trend.svg\?[^"]*metric=(\w+)&amp;dates=1', html) == ["stress"]


def test_a_supplement_of_ones_own_can_be_shown(door: Client, alice: User) -> None:
    noted(alice, 40)
    pill = a_supplement(alice, "Iron & <b>C</b>", slug="iron")
    for ago in range(30):
        a_dose(alice, pill, TODAY - timedelta(days=ago))
    html = page(door, "?show=took_iron")
    assert "Iron &amp; &lt;b&gt;C" in html and "<b>C" not in html


def test_each_theme_has_its_files_until_one_is_chosen(door: Client, alice: User) -> None:
    noted(alice, 40)
    html = page(door)
    assert "theme=dark" in html and "prefers-color-scheme: dark" in html
    alice.theme = "dark"
    alice.save()
    html = page(door)
    shown = "".join(re.findall(r"<picture>.*?</picture>", html, re.S))
    assert "theme=light" not in shown and "prefers-color-scheme" not in shown


def test_a_year_of_the_past_can_be_chosen(door: Client, alice: User) -> None:
    noted(alice, 500)
    html = page(door, "?year=2025")
    assert "/trends/year.svg?from=2025-01-01&amp;to=2025-12-31" in html
    assert "/trends/year.svg?from=2025-11-22&amp;to=2026-11-21" in page(door, "?year=1066")


def test_an_event_is_named_and_can_be_chosen(door: Client, alice: User) -> None:
    noted(alice, 120)
    an_event(alice, "antibiotics", TODAY - timedelta(days=60), TODAY - timedelta(days=53))
    an_event(alice, "travel", TODAY - timedelta(days=30), TODAY - timedelta(days=28))
    assert "event=2026-10-22-travel" in page(door)
    html = page(door, "?event=2026-09-22-antibiotics")
    assert "event=2026-09-22-antibiotics" in html
    assert "the app cannot tell what lies behind a difference" in words(html)


def test_an_event_that_goes_on_has_no_end(door: Client, alice: User) -> None:
    noted(alice, 40)
    an_event(alice, "medicine", TODAY - timedelta(days=12))
    assert "Change of medicine, since 9 November 2026" in words(page(door))


def test_a_stranger_sees_nothing_of_it(door: Client, strangers_door: Client, alice: User, bob: User) -> None:
    noted(bob, 40, mood=2)
    before = page(strangers_door)
    a_full_diary(alice, 120)
    assert page(strangers_door) == before


def queries(door: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert door.get(path).status_code == 200
    return len(seen)


def test_queries_do_not_grow_with_the_diary(door: Client, alice: User) -> None:
    a_full_diary(alice, 30)
    door.get("/trends/")  # the first visit also notes the device
    few = {path: queries(door, path) for path in ("/trends/?range=30", "/trends/trend.svg?metric=fibre")}
    days = [TODAY - timedelta(days=ago) for ago in range(30, 1100)]
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=day, mood=5) for day in days)
    food = Serving.objects.filter(owner=alice)[0].food
    Serving.objects.bulk_create(Serving(owner=alice, uid=uuid4(), day=day, food=food, grams=40) for day in days[::10])
    alice.diary_changed()
    many = [queries(door, "/trends/?range=all"), queries(door, "/trends/trend.svg?metric=fibre&from=2023-11-20")]
    assert all(after <= before for after, before in zip(many, few.values(), strict=True))


def test_the_page_of_tomorrow_does_not_exist(door: Client, alice: User) -> None:
    noted(alice, 40)
    assert date(2026, 11, 22).isoformat() not in page(door)
