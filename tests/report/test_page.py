"""The page as the person reads and prints it."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.builders import a_day, a_dose, a_lab_value, a_supplement, a_total, a_value, an_event, an_own_tracker
from tests.trends.days import noted
from tracker.diary.lowdays import LowDays
from tracker.guidance.safety import read_safety
from tracker.metrics import BY_KEY
from tracker.models import User
from tracker.report.choosing import LISTS, Choice

pytestmark = pytest.mark.usefixtures("evening")
URL = "/summary/"
# What a diary may not say of a person, and what an association may not be called.
CONDITIONS = r"depress\w*|anxiety|disorder|IBS|irritable bowel|constipat\w*|diarrh\w*|migraine|insomnia|stress syndrome"
CAUSES = r"because|improv\w*|works?|caus\w*|trigger\w*|due to|thanks to|leads? to|helps? against"
VERDICTS = r"normal|abnormal|healthy|unhealthy|severe|mild|moderate|good|better|worse|too (?:little|much|low|high)|risk"


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def sheet_of(html: str) -> str:
    return html[html.index("<article") : html.index("</article>")]


@pytest.fixture
def diary(alice: User) -> User:
    noted(alice, 70, unease=3, stress=2, sleep_quality=7, gut_discomfort=2, stool_type=4)
    a_dose(alice, a_supplement(alice))
    an_event(alice, "travel", text="By the sea")
    return alice


def test_the_route_and_name() -> None:
    assert reverse("report:summary") == URL


def test_it_opens_with_four_weeks(door: Client, diary: User) -> None:
    page = text_of(sheet_of(door.get(URL).text))
    assert "Self-recorded, not a medical record" in page
    assert "Summary for alice" in page
    assert "25 October to 21 November 2026. Noted on 28 of 28 days." in page


def asking(*more: str, **sent: object) -> dict[str, object]:
    """The form as the browser sends it."""
    usual = Choice()
    return {"days": "28", "items": [*usual.items, *more], "charts": [*usual.charts], "question": "", **sent}


def test_twelve_weeks_when_asked_for_and_from_then_on(door: Client, diary: User) -> None:
    door.post(URL, asking(days="84"))
    page = door.get(URL).text
    assert "Noted on 70 of 84 days." in page
    assert re.search(r'value="84" checked', page)


@pytest.mark.parametrize("days", ["-28", "29", "9" * 40, "²8", "28; drop"])
def test_any_other_length_is_refused_and_what_was_chosen_stays(door: Client, diary: User, days: str) -> None:
    response = door.post(URL, asking(days=days))
    assert response.status_code == 422
    assert "of 28 days" in response.text


def test_any_two_dates(door: Client, diary: User) -> None:
    door.post(URL, asking(**{"days": "0", "from": "2026-10-01", "to": "2026-10-10"}))
    page = door.get(URL).text
    assert "1 to 10 October 2026" in text_of(page) or "1 October to 10 October 2026" in text_of(page)
    assert "Noted on 10 of 10 days." in page
    assert 'value="2026-10-01"' in page


def test_dates_far_before_the_diary_begin_with_it(door: Client, diary: User) -> None:
    door.post(URL, asking(**{"days": "0", "from": "1905-01-01"}))
    assert "Noted on 70 of 70 days." in door.get(URL).text


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ({}, "Write a date such as 2026-11-21."),
        ({"from": "2026-11-10", "to": "2026-11-01"}, "The last day comes before the first."),
        ({"from": "2027-01-01"}, "This day is still to come."),
        ({"from": "yesterday"}, "Write a date such as 2026-11-21."),
    ],
)
def test_dates_that_make_no_sense_are_said_beside_their_field(
    door: Client, diary: User, dates: dict[str, str], reason: str
) -> None:
    response = door.post(URL, asking(days="0", **dates))
    assert response.status_code == 422
    assert f'<p class="err" id="id_{"to" if "comes before" in reason else "from"}_error">{reason}' in response.text


def test_the_question_is_printed_and_remembered_for_its_owner_alone(
    door: Client, strangers_door: Client, diary: User
) -> None:
    door.post(URL, asking(question="Is it <b>the</b> kefir?"))
    page = door.get(URL).text
    assert "Is it &lt;b&gt;the&lt;/b&gt; kefir?" in sheet_of(page)
    assert "kefir" not in strangers_door.get(URL).text


def test_a_line_break_counts_once(door: Client, diary: User) -> None:
    door.post(URL, asking(question="a" * 149 + "\r\n" + "b" * 150))
    assert "b" * 150 in sheet_of(door.get(URL).text)


def test_a_question_too_long_stays_in_its_field_with_the_reason(door: Client, diary: User) -> None:
    long = "a" * 301
    response = door.post(URL, asking(question=long))
    assert response.status_code == 422
    assert 'class="field bad"' in response.text
    assert f"{long}</textarea>" in response.text
    assert long not in sheet_of(response.text)


def test_what_is_not_ticked_is_not_there(door: Client, diary: User) -> None:
    door.post(URL, {"days": "28", "items": ["mood"], "question": ""})
    page = text_of(sheet_of(door.get(URL).text))
    assert "Mood" in page
    for gone in ("Unease", "Stool, number of days", "Supplements", "Travel", "Charts"):
        assert gone not in page


def test_own_trackers_totals_and_laboratory_values_stand_there_as_numbers(door: Client, diary: User) -> None:
    a_value(diary, an_own_tracker(diary, "Cups of tea", slug="tea"), 3)
    a_total(diary, "phq9", 12, given_by="Dr Berg")
    a_lab_value(diary)
    assert "Cups of tea" not in sheet_of(door.get(URL).text)
    door.post(URL, asking("own_tea", "totals", "lab_values"))
    page = text_of(sheet_of(door.get(URL).text))
    for words in ("Cups of tea", "PHQ-9 Dr Berg 12 (of 0 to 27)", "Serum magnesium", "0.85 mmol/L", "0.71–0.94"):
        assert words in page


def test_a_medicine_stands_there_as_the_person_wrote_it(door: Client, diary: User) -> None:
    an_event(diary, "medicine", text="Sertraline 50 mg", what="dose", who="prescriber")
    page = text_of(sheet_of(door.get(URL).text))
    assert "Change of medicine: Sertraline 50 mg; Dose changed · With my prescriber" in page


def test_a_pdf_is_made_of_what_is_ticked_now(door: Client, diary: User) -> None:
    answer = door.post(URL, asking(question="May I ask?", pdf="1"))
    assert answer.headers["Location"] == "/summary/page.pdf"
    assert "May I ask?" in door.get(URL).text


def test_other_peoples_trackers_cannot_be_asked_for(door: Client, diary: User, bob: User) -> None:
    a_value(bob, an_own_tracker(bob, "Secret", slug="secret"), 3)
    assert door.post(URL, asking("own_secret")).status_code == 422


def test_nothing_that_is_a_list_is_called_like_a_number() -> None:
    assert not set(LISTS) & set(BY_KEY)


def test_notes_are_printed_only_when_ticked(door: Client, alice: User) -> None:
    a_day(alice, mood=5, note="Rain <i>all</i> day")
    assert "Rain" not in door.get(URL).text
    door.post(URL, asking("notes"))
    assert "Rain &lt;i&gt;all&lt;/i&gt; day" in sheet_of(door.get(URL).text)


def test_supplements_and_events_are_named_as_the_person_named_them(door: Client, diary: User) -> None:
    page = text_of(sheet_of(door.get(URL).text))
    assert "Magnesium citrate 1 day" in page
    assert "Travel: By the sea" in page


def test_the_figures_are_files_in_the_colours_of_paper(door: Client, diary: User) -> None:
    images = re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]+)"', door.get(URL).text)
    assert [re.search(r"metric=(\w+)", src)[1] for src, _ in images] == ["mood", "gut_discomfort"]
    for src, alt in images:
        assert "theme=light" in src
        assert "noted on 28 of 28 days" in alt
        assert door.get(unescape(src)).headers["Content-Type"] == "image/svg+xml"


def test_never_stop_and_the_disclaimer_are_part_of_the_page(door: Client, diary: User) -> None:
    html = door.get(URL).text
    page = text_of(sheet_of(html))
    assert "Do not stop, skip, lower or swap a prescribed medicine" in page
    assert "It does not diagnose, treat or prevent any illness" in page
    assert html.count("It does not diagnose") == 1


@pytest.mark.parametrize("days", ["28", "84"])
def test_it_names_no_condition_no_cause_and_no_verdict(door: Client, diary: User, days: str) -> None:
    door.post(URL, asking("notes", days=days, question="Why?"))
    page = text_of(sheet_of(door.get(URL).text))
    page = page[: page.index("Keep your treatment")]  # the fixed texts after it say what the app does not do
    page = page.replace("very good", "").replace("10 very well", "")  # the ends of the scales
    for forbidden in (CONDITIONS, CAUSES, VERDICTS):
        assert re.findall(rf"\b(?:{forbidden})\b", page, re.IGNORECASE) == []
    assert "!" not in page


def test_nothing_is_coloured_by_its_value(door: Client, diary: User) -> None:
    page = sheet_of(door.get(URL).text)
    assert "data-v" not in page
    assert "badge" not in page
    assert "meter" not in page


def test_an_empty_diary_has_no_sheet(door: Client, alice: User) -> None:
    page = door.get(URL).text
    assert "Nothing is noted in these 28 days, so there is nothing to sum up." in page
    assert "<article" not in page
    assert "data-print" not in page
    assert "It does not diagnose" in page


def test_one_noted_day_is_enough_for_a_sheet(door: Client, alice: User) -> None:
    a_day(alice, mood=6)
    page = text_of(sheet_of(door.get(URL).text))
    assert "Noted on 1 of 28 days." in page
    assert "1 noted day here so far; this needs 7." in page


def test_another_person_sees_their_own_page(strangers_door: Client, diary: User) -> None:
    page = strangers_door.get(URL).text
    assert "<article" not in page
    assert "By the sea" not in page


def test_a_visitor_is_sent_to_the_login(client: Client, diary: User) -> None:
    assert client.get(URL).headers["Location"].startswith(reverse("account_login"))


def test_the_low_mood_card_offers_it() -> None:
    card = text_of(render_to_string("diary/_low_card.html", {"low_days": LowDays(11, 14)}))
    assert (
        "You have marked low mood on 11 of your last 14 entries. The app cannot know why. Many people find it helps to "
        "talk with someone they trust or with their doctor. Here is how to reach help, and here is a one-page summary "
        "if you want to bring it." in card
    )
    assert re.search(r"Find help\s+Make summary\s+Not now", card)
    assert f'class="btn" href="{URL}"' in render_to_string("diary/_low_card.html", {"low_days": LowDays(11, 14)})


def test_help_offers_it_to_whoever_is_signed_in(door: Client, alice: User) -> None:
    link = f'<a href="{URL}">Make a summary to bring</a>'
    assert link in door.get("/help/").text
    assert link not in Client().get("/help/").text


def test_trends_leads_to_it(door: Client, diary: User) -> None:
    assert f'<a href="{URL}">A page for your doctor</a>' in door.get("/trends/").text


def test_the_safety_text_names_it() -> None:
    keep = read_safety(settings.SEEDS / "safety", "en").notes["keep-treatment"].html
    assert "take the summary page to your prescriber" in keep
