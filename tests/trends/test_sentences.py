"""The further figures in words and numbers: what they say, count and lead to."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client

from tests.builders import TODAY, a_day, an_event
from tests.trends.days import a_long_diary, card, noted
from tests.trends.test_more import page
from tests.trends.test_page import words
from tracker.models import CheckIn, User
from tracker.trends.look import Look
from tracker.trends.more import cards

pytestmark = pytest.mark.usefixtures("evening")
FORBIDDEN = Path(__file__).parent.parent / "forbidden_words.csv"


# --- what they say


def sentences(owner: User) -> list[str]:
    found = []
    for query in ("", "felt=unease&one=flare&other=headache_day&range=all"):
        for one in cards(Look(owner, QueryDict(query), TODAY)):
            panels = (*one.stack, *one.grid)
            texts = (panel_text for p in panels for panel_text in (p.title, p.note, p.sentence, p.missing))
            alts = (panel.picture.alt for panel in panels if panel.picture)
            layers = [one.layer, *(panel.layer for panel in panels)]
            marks = (link.title for layer in layers if layer for link in layer.links)
            legend = (text for _css, text in one.legend)
            found += [one.title, one.what, one.missing, one.left, *one.sentences, *one.guards]
            found += [*legend, *texts, *alts, *marks]
    return found


@pytest.mark.parametrize("days", [10, 200])
def test_no_sentence_names_a_cause_a_verdict_or_advice(alice: User, days: int) -> None:
    a_long_diary(alice, days)
    rows = csv.DictReader(FORBIDDEN.read_text(encoding="utf-8").splitlines())
    patterns = [row["pattern"] for row in rows if row["language"] == "en"]
    said = set(sentences(alice))
    assert len(patterns) > 20 and len(said) > 40
    wrong = [(text, found[0]) for text in said for p in patterns if (found := re.search(p, text, re.IGNORECASE))]
    assert wrong == []
    assert not any("!" in text for text in said)


def test_a_comparison_says_counts_difference_range_and_chance(alice: User) -> None:
    a_long_diary(alice)
    told = card(alice, "lags").grid[0].sentence
    assert re.fullmatch(
        r"Stress above your usual [\d.]+ \(\d+ days\): Gut discomfort 1 day later, mean [\d.]+\. "
        r"Below it \(\d+ days\): mean [\d.]+\. The difference is [+−]?[\d.]+ points, range [+−]?[\d.]+ to [+−]?[\d.]+\."
        r"( That could be chance\.)?",
        told,
    )
    assert card(alice, "lags").guards[0].startswith("21 ranges stand here;")


def test_a_day_and_its_night_are_paired_both_ways(alice: User) -> None:
    for ago in range(40):
        a_day(alice, TODAY - timedelta(days=ago), mood=2 + 6 * (ago % 2), sleep_quality=3 + 4 * (ago % 2))
    same, later, back = card(alice, "sleep").grid
    assert same.sentence.endswith("Mood on the same day, mean 8.0. Below it (20 days): mean 2.0.")
    assert "Mood 1 day later, mean 2.0" in later.sentence
    assert "How you slept 1 day later, mean 3.0" in back.sentence


def test_a_probiotic_has_its_early_days_shaded_and_promises_nothing(alice: User) -> None:
    a_long_diary(alice)
    found = card(alice, "since")
    assert "Day 0 is 12 October 2026: Probiotic." in found.sentences[0]
    assert "Nothing need be different on day 15." in found.guards[0]
    assert ("k-band", "days 1 to 14") in found.legend
    name = found.selects[0].options[0][0]
    assert "skin_product" in name
    other = card(alice, "since", f"start={name}")
    assert all(css != "k-band" for css, _text in other.legend)


def test_a_start_of_yesterday_is_counted_without_a_day_to_come(door: Client, alice: User) -> None:
    noted(alice, 30)
    an_event(alice, "travel", TODAY - timedelta(days=1))
    assert "Noted on 0 of 2 days since." in words(page(door))
    html = door.get("/trends/since/table/?start=2026-11-20-travel&metric=mood").text
    assert "Day 1, 21 November 2026" in html and "22 November" not in html
    assert door.get("/trends/since.svg?start=2026-11-20-travel&metric=mood").status_code == 200


def test_a_recent_event_is_drawn_although_its_days_reach_into_the_future(door: Client, alice: User) -> None:
    noted(alice, 60)
    an_event(alice, "travel", TODAY - timedelta(days=12))
    url = re.search(r'src="(/trends/around\.svg[^"]*)', door.get("/trends/").text)
    assert url and door.get(url[1].replace("&amp;", "&")).status_code == 200


def test_the_headache_calendar_counts_and_always_names_the_reason_to_see_a_doctor(alice: User) -> None:
    a_long_diary(alice)
    found = card(alice, "headache")
    assert found.sentences[0].startswith("In the latest 28 days: headache on 4, migraine among them on 2; noted on 28.")
    assert "Acute medicine on 4 days." in found.sentences[0]
    assert found.guards == ["About ten or more days with acute medicine in a month are a reason to see a doctor."]
    assert found.doctor


def test_two_of_ones_choice_are_two_and_never_the_same(door: Client, alice: User) -> None:
    a_long_diary(alice)
    found = card(alice, "two", "one=energy&other=energy")
    assert [panel.key for panel in found.stack] == ["energy", "stress"]
    assert [panel.key for panel in card(alice, "two", "one=stress&other=no_such").stack] == ["stress", "mood"]
    text = words(page(door, "?one=flare&other=mood"))
    assert "Both are noted on 90 days." in text and re.search(r"Flare-up: \d+ days of 90\.", text)


def test_weekly_means_need_three_noted_days(door: Client, alice: User) -> None:
    for ago, mood in ((0, 5), (1, 7), (2, 9), (7, 3), (8, 3)):  # TODAY is a Saturday
        a_day(alice, TODAY - timedelta(days=ago), mood=mood)
    html = door.get("/trends/weeks/table/?metric=mood&from=2026-11-09").text
    assert '<td class="n">7.0 (3)</td>' in html and html.count('<td class="n">–</td>') == 1
    rows = door.get("/trends/weeks.csv?metric=mood&from=2026-11-09").text.splitlines()
    assert rows == ["week,mood,mood_days", "2026-11-16,7,3", "2026-11-09,,2"]


# --- tables and taps


def test_a_mark_of_one_day_leads_to_the_day_and_one_of_several_to_their_list(door: Client, alice: User) -> None:
    for ago in range(40):
        a_day(alice, TODAY - timedelta(days=ago), mood=9 if ago == 0 else 5, sleep_quality=8 if ago == 0 else 4)
    html = page(door)
    assert f'<a href="/day/{TODAY.isoformat()}/" tabindex="-1"><rect ' in html
    assert "<title>How you slept 8, Mood 9: 1 day</title></a>" in html
    several = re.search(r'href="(/trends/pairs/table/[^"]*)#at-4-5" tabindex="-1"', html)
    assert several
    listed = door.get(several[1].replace("&amp;", "&")).text
    assert 'id="at-4-5"' in listed and listed.count('<a href="/day/') == 40


def test_a_lag_leads_to_the_days_behind_it(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    html = page(door)
    link = re.search(r'href="(/trends/pairs/table/[^"]*lag=-3[^"]*)" tabindex="-1"', html)
    assert link
    listed = door.get(link[1].replace("&amp;", "&")).text
    assert "3 days earlier" in listed and listed.count('<a href="/day/') == 57


def test_the_numbers_of_lags_equal_their_sentence(door: Client, alice: User) -> None:
    a_long_diary(alice)
    rows = list(csv.DictReader(door.get("/trends/lags.csv?metric=stress&metric=gut_discomfort").text.splitlines()))
    assert [int(row["lag"]) for row in rows] == [-3, -2, -1, 0, 1, 2, 3]
    assert all(float(r["low"]) <= float(r["difference"]) <= float(r["high"]) for r in rows)
    html = door.get("/trends/lags/table/?metric=stress&metric=gut_discomfort").text
    assert "on the same day" in html and "1 day later" in html


def test_noted_headache_days_are_links_and_others_are_not(door: Client, alice: User) -> None:
    a_long_diary(alice)
    CheckIn.objects.filter(owner=alice, day=TODAY).update(headache_day=None, pain_peak=None, acute_med=None)
    (panel,) = card(alice, "headache").grid
    assert panel.layer and (panel.layer.columns, panel.layer.rows) == (28, 6)
    urls = [link.url for link in panel.layer.links]
    assert f"/day/{TODAY - timedelta(days=1)}/" in urls and f"/day/{TODAY}/" not in urls
    last = next(link for link in panel.layer.links if link.url == f"/day/{TODAY - timedelta(days=1)}/")
    assert (last.x, last.y) == (26, 5)


def test_coverage_names_each_thing_its_days_and_its_gap(door: Client, alice: User) -> None:
    a_long_diary(alice, 60)
    CheckIn.objects.filter(owner=alice, day__range=(TODAY - timedelta(days=9), TODAY - timedelta(days=6))).update(
        itch=None
    )
    rows = {
        row["key"]: row for row in csv.DictReader(door.get("/trends/coverage.csv?from=2026-10-01").text.splitlines())
    }
    assert rows["itch"] == {"key": "itch", "noted": "48", "days": "52", "longest_gap": "4"}
    assert rows["mood"]["longest_gap"] == "0" and rows["redness"]["longest_gap"] == ""
    html = page(door)
    assert f'<a href="/day/{TODAY - timedelta(days=9)}/">4 days</a>' in html
    assert f'<a href="/day/{TODAY - timedelta(days=9)}/">4 days</a>' in door.get("/trends/").text
