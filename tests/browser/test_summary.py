"""The page for the doctor, on paper: one A4 page, black on white, whatever the screen looks like."""

import io

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PHONE, Opener
from tests.builders import a_day
from tracker.diary import sample
from tracker.models import Event, User
from tracker.report import choosing
from tracker.report.choosing import Choice

QUESTION = ("Poor sleep came before many of the hard days, could we talk about that? " * 5)[:300]


@pytest.fixture
def diarist(alice: User) -> User:
    """Someone with the two years of the sample diary."""
    made = sample.account("sample", alice.time_zone)
    sample.make(made, days=730, seed=1, today=made.today(timezone.now()))
    User.objects.filter(pk=made.pk).update(is_sample=False)  # on paper a sample says that it is one
    return made


def pages(page: Page) -> list[str]:
    """The text of each sheet of paper that the printed page takes."""
    return [each.extract_text() for each in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]


@pytest.mark.parametrize("days", [28, 84])
@pytest.mark.parametrize(("view", "dark"), [(DESKTOP, False), (PHONE, True)], ids=["desktop", "phone"])
def test_it_fits_one_sheet(open_page: Opener, diarist: User, view: dict[str, int], dark: bool, days: int) -> None:
    assert Event.objects.filter(owner=diarist).exists()
    page = open_page(diarist, view, dark=dark)
    choosing.remember(diarist, Choice(days=days, question=QUESTION))
    page.goto("/summary/")
    expect(page.get_by_text(QUESTION[:60]).last).to_be_visible()
    assert len(pages(page)) == 1


def test_a_full_page_takes_two_sheets_and_each_says_what_it_is(open_page: Opener, diarist: User) -> None:
    offered = choosing.Asked(diarist).offer
    drawn = frozenset(("mood", "gut_discomfort", "stress", "fibre"))
    choosing.remember(diarist, Choice(days=365, items=frozenset(offered.keys), charts=drawn, question=QUESTION))
    page = open_page(diarist, DESKTOP)
    page.goto("/summary/")
    sheets = pages(page)
    assert len(sheets) == 2
    assert all("Self-recorded, not a medical record" in sheet for sheet in sheets)


def test_notes_that_need_it_take_more_sheets_when_asked(open_page: Opener, alice: User) -> None:
    a_day(alice, alice.today(timezone.now()), mood=5, note="A long evening.\n" * 120)
    choosing.remember(alice, Choice(items=frozenset(("mood", "notes")), long=True))
    page = open_page(alice, DESKTOP)
    page.goto("/summary/")
    assert len(pages(page)) > 1


def test_paper_shows_the_sheet_alone(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, DESKTOP, dark=True)
    page.goto("/summary/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Summary for")).to_be_visible()
    expect(page.get_by_text("It does not diagnose")).to_be_visible()
    for gone in (page.get_by_role("navigation"), page.locator("form"), page.get_by_text("A page for your doctor")):
        expect(gone.first).to_be_hidden()
    colours = page.locator("article").evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(31, 43, 38)", "rgb(255, 255, 255)"]


def test_the_button_prints_what_is_shown(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist)
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    page.goto("/summary/")
    button = page.get_by_role("button", name="Print")
    button.click()
    assert page.evaluate("window.printed") == 1
    page.get_by_label("What I would like to ask").fill("May I ask?")
    expect(button).to_be_disabled()
    page.get_by_role("button", name="Update the page").click()
    expect(page.locator("article").get_by_text("May I ask?")).to_be_visible()
    expect(button).to_be_enabled()


def test_without_scripts_the_browsers_own_print_is_named(open_page: Opener, diarist: User) -> None:
    page = open_page(diarist, scripts=False)
    page.goto("/summary/")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("noscript span")).to_have_text("To print, use your browser’s print command.")
    expect(page.locator("noscript span")).to_be_visible()
    page.get_by_text("12 weeks").click()
    page.get_by_label("What I would like to ask").fill("May I ask?")
    page.get_by_role("button", name="Update the page").click()
    expect(page.get_by_text("of 84 days")).to_be_visible()
    expect(page.locator("article").get_by_text("May I ask?")).to_be_visible()
