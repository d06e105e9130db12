"""The page of further figures: what each shows and needs, what is hidden, and whose it is."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_script_prefix

from tests.builders import TODAY, a_day, a_food, a_serving, an_event
from tests.trends.days import a_long_diary, card, noted
from tests.trends.test_page import words
from tracker.metrics import BY_KEY
from tracker.models import CheckIn, Serving, User
from tracker.stats.lags import LAGS
from tracker.table import Span
from tracker.trends.figures import SORTS
from tracker.trends.look import Look
from tracker.trends.more import cards
from tracker.trends.orders import FIGURES, MOOD, YEAR, Order
from tracker.trends.pictures import pairs_urls, picture, table_url

pytestmark = pytest.mark.usefixtures("evening")


def page(door: Client, query: str = "") -> str:
    answer = door.get(f"/trends/more/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def keys(owner: User) -> list[str]:
    return [one.key for one in cards(Look(owner, QueryDict(), TODAY))]


def test_every_figure_that_may_be_asked_for_can_be_drawn() -> None:
    assert FIGURES.keys() == SORTS.keys()


def test_the_page_has_an_index_and_both_pages_lead_to_each_other(door: Client, alice: User) -> None:
    a_long_diary(alice)
    html = page(door, "?range=year")
    for key in keys(alice):
        assert f'href="#{key}"' in html and f'id="{key}"' in html, key
    assert 'href="/trends/?range=year"' in html
    assert 'href="/trends/more/?range=year"' in door.get("/trends/?range=year").text


def test_a_full_diary_shows_every_figure_with_alt_text_table_and_files(door: Client, alice: User) -> None:
    a_long_diary(alice)
    html = page(door)
    for figure in ("lags", "pairs", "weeks", "since", "trend", "headache", "coverage"):
        assert f'src="/trends/{figure}.svg?' in html, figure
        assert f'href="/trends/{figure}/table/?' in html, figure
        for ending in ("svg", "png", "csv"):
            assert f'href="/trends/{figure}.{ending}?' in html, (figure, ending)
    assert html.count("<picture>") == len(re.findall(r'<img [^>]*alt="[^"]{20,}"', html))


def test_every_address_on_the_page_answers(door: Client, alice: User) -> None:
    a_long_diary(alice, 100)
    html = page(door)
    found = {url.replace("&amp;", "&") for url in re.findall(r'(?:src|href)="(/trends/[^"#]*)', html)}
    assert len(found) > 60
    assert {url: status for url in found if (status := door.get(url).status_code) != 200} == {}


def test_an_unchanged_diary_answers_304(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    html = page(door)
    for figure in ("lags", "pairs", "weeks", "since", "headache", "coverage"):
        url = next(url for url in re.findall(r'src="(/trends/[^"]*)', html) if f"/{figure}.svg" in url)
        url = url.replace("&amp;", "&")
        tag = door.get(url).headers["ETag"]
        assert door.get(url, headers={"If-None-Match": tag}).status_code == 304, figure


def test_each_lag_shade_and_start_is_a_file_of_its_own(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    first = "pairs.svg?metric=stress&metric=mood"
    asked = (first, f"{first}&lag=1", f"{first}&lag=-1", "trend.svg", "trend.svg?shade=flare", "weeks.svg")
    assert len({door.get(f"/trends/{url}").headers["ETag"] for url in asked}) == len(asked)


@pytest.mark.parametrize(
    "path",
    [
        "lags.svg", "lags.svg?metric=mood&metric=stress", "pairs.svg?metric=mood", "pairs.svg?metric=mood&metric=fibre",
        "pairs.svg?metric=mood&metric=stress&lag=4", "trend.svg?shade=mood", "trend.svg?shade=flare", "headache.svg",
        "since.svg", "since.svg?start=2026-11-01-took_iron", "since.svg?start=never", "headache/table/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(door: Client, alice: User, path: str) -> None:
    noted(alice, 60)
    assert door.get(f"/trends/{path}").status_code == 404


# --- what each figure needs


def test_a_mark_of_a_week_leads_to_that_week_and_a_blank_week_to_nothing(alice: User) -> None:
    a_long_diary(alice)
    blank = Span(date(2026, 10, 5), date(2026, 10, 11))
    for rows in (CheckIn, Serving):
        rows.objects.filter(owner=alice, day__range=(blank.start, blank.end)).delete()
    alice.diary_changed()
    layer = card(alice, "weeks").layer
    assert layer and layer.columns == 182
    found = {link.url: link for link in layer.links}
    assert f"/trends/?from={blank.start}&to={blank.end}" not in found
    whole, cut = (found[f"/trends/?from=2026-{days}"] for days in ("10-12&to=2026-10-18", "11-16&to=2026-11-21"))
    assert (whole.width, whole.title) == (7, "12 October to 18 October 2026")
    assert (cut.x, cut.width) == (176, 6)
    assert len(found) == len(layer.links) == 26


@pytest.mark.parametrize(
    ("key", "days", "said", "left"),
    [
        ("lags", 41, "41 days with both noted so far; this needs 42. 1 day to go.", "1 day to go"),
        ("sleep", 20, "20 days with both noted so far; this needs 28. 8 days to go.", "8 days to go"),
        ("two", 6, "6 noted days here so far; this needs 7. 1 day to go.", "1 day to go"),
        ("triad", 27, "27 noted days here so far; this needs 28. 1 day to go.", "1 day to go"),
        ("skin", 27, "27 noted days here so far; this needs 28. 1 day to go.", "1 day to go"),
        ("headache", 10, "10 noted days here so far; this needs 28. 18 days to go.", "18 days to go"),
        ("weeks", 30, "5 weeks with 3 noted days or more so far; this needs 6. 1 week to go.", "1 week to go"),
    ],
)
def test_below_its_needs_a_figure_says_what_is_missing(
    door: Client, alice: User, key: str, days: int, said: str, left: str
) -> None:
    a_long_diary(alice, days)
    Serving.objects.filter(owner=alice).delete()
    for ago in range(days):
        a_serving(alice, a_food(f"f{ago}", owner=alice), TODAY - timedelta(days=ago))
    found = card(alice, key)
    assert found.left == left
    assert said in (found.missing, *(panel.missing for panel in (*found.stack, *found.grid)))
    assert not any(panel.picture for panel in (*found.stack, *found.grid))
    assert said in words(page(door))


@pytest.mark.parametrize(
    ("key", "days"), [("lags", 45), ("sleep", 29), ("two", 7), ("triad", 28), ("skin", 28), ("headache", 28)]
)
def test_with_enough_days_it_is_drawn(alice: User, key: str, days: int) -> None:
    a_long_diary(alice, days)
    found = card(alice, key)
    assert not found.left and any(panel.picture for panel in (*found.stack, *found.grid))


def test_without_any_start_nothing_is_counted(alice: User) -> None:
    noted(alice, 30)
    found = card(alice, "since")
    assert (found.missing, found.left) == ("No first dose and no event is noted yet; this needs one.", "1 start to go")


def test_a_new_diary_has_the_page_too(door: Client) -> None:
    text = words(page(door))
    assert "0 noted days here so far; this needs 7. 7 days to go." in text
    assert "What this rests on" in text


def test_answers_that_never_differ_have_no_sides(alice: User) -> None:
    noted(alice, 60, stress=4, gut_discomfort=2, unease=3, sleep_quality=5)
    assert all("nearly the same on all these days" in panel.missing for panel in card(alice, "lags").grid)


def test_a_mark_of_two_answers_leads_to_each_day_that_has_them_row_by_row_from_above(alice: User) -> None:
    a_long_diary(alice, 60)
    metrics, span = (BY_KEY["sleep_quality"], BY_KEY["mood"]), Span.ending(TODAY, YEAR)
    layer = card(alice, "sleep").grid[0].layer
    assert layer is not None
    places = [(link.y, link.x) for link in layer.links]
    assert places == sorted(set(places))
    rows = CheckIn.objects.filter(owner=alice).values_list("day", "sleep_quality", "mood")
    found: dict[tuple[int, int], list[date]] = {}
    for day, first, second in rows:
        found.setdefault((10 - second, first), []).append(day)
    assert dict(zip(places, (link.url for link in layer.links), strict=True)) == {
        (y, x): f"/day/{days[0]}/" if len(days) == 1 else f"{table_url(Order('pairs', metrics, span))}#at-{x}-{10 - y}"
        for (y, x), days in found.items()
    }


def test_each_lag_leads_to_the_days_of_its_own(alice: User) -> None:
    first, second, span = BY_KEY["stress"], BY_KEY["gut_discomfort"], Span.ending(TODAY, YEAR)
    assert pairs_urls(first, second, span, LAGS) == [
        table_url(Order("pairs", (first, second), span, lag=lag)) for lag in LAGS
    ]


def test_where_a_figure_is_rests_on_what_it_shows_the_colours_and_the_path_of_the_house() -> None:
    order = Order("trend", (MOOD,), Span.ending(TODAY, 30))
    other = replace(order, metrics=(BY_KEY["stress"],))
    told = [picture(order, "alt", ""), picture(order, "alt", "dark"), picture(other, "alt", "")]
    with override_script_prefix("/house/"):
        told.append(picture(order, "alt", ""))
    assert told[0] == picture(order, "alt", "") and picture(order, "else", "").alt == "else"
    assert len({one.sources for one in told}) == 4
    where = [one.sources[-1].url.partition("?")[0] for one in told[2:]]
    assert where == ["/trends/trend.svg", "/house/trends/trend.svg"]


# --- what is switched off, and whose it is


def test_what_is_switched_off_stays_hidden(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    alice.modules = []
    alice.save()
    assert not {"triad", "skin", "headache"} & set(keys(alice))
    html = page(door)
    assert "Itch" not in html and "Headache" not in html
    for path in ("headache.svg", "trend.svg?metric=itch", "trend.svg?shade=flare"):
        assert door.get(f"/trends/{path}").status_code == 404


def test_food_free_mode_hides_food(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    alice.food_free = True
    alice.save()
    assert "weeks" not in keys(alice)
    for html in (page(door), door.get("/trends/").text):
        assert "Fibre" not in html and "Plant groups" not in html and ">Food<" not in html
    assert door.get("/trends/weeks.svg?metric=upf").status_code == 404


def test_a_stranger_sees_nothing_of_it(strangers_door: Client, alice: User, bob: User) -> None:
    noted(bob, 40, mood=2)
    before = page(strangers_door)
    a_long_diary(alice)
    assert page(strangers_door) == before
    assert strangers_door.get("/trends/since.svg?start=2026-10-12-took_probiotic").status_code == 404


def test_queries_do_not_grow_with_the_diary(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    paths = ("", "?range=all")
    page(door)  # the first visit also notes the device

    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page(door, query)
        return len(seen)

    few = [count(query) for query in paths]
    for ago in range(60, 500):
        a_day(alice, TODAY - timedelta(days=ago), mood=5, flare=1)
    alice.diary_changed()
    assert [count(query) for query in paths] == few and max(few) <= 30


def test_there_is_no_style_no_inline_script_and_one_layer_for_fingers_alone(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    html = page(door)
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src)", html)
    for layer in re.findall(r'<div class="days.*?</div>', html, re.S):
        assert 'aria-hidden="true"' in layer and layer.count("<a ") == layer.count('tabindex="-1"')


def test_the_page_of_tomorrow_does_not_exist(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    an_event(alice, "travel", TODAY)
    assert date(2026, 11, 22).isoformat() not in page(door)
