"""Reading: what folds and opens, words explained in place, search, print; with fingers, keys, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tracker.models import User
from tracker.web.languages import tag

ARTICLE = "/learn/gut-and-mood/"
PASSAGE = "#what-you-eat"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])


def section(page: Page, anchor: str = PASSAGE) -> tuple[Locator, Locator]:
    """The heading one taps, and the first words beneath it."""
    part = page.locator("details.part").filter(has=page.locator(anchor))
    return part.locator("> summary"), part.locator(".text p").first


@SCRIPTS
def test_on_a_phone_sections_are_folded_and_open_at_a_tap(open_page: Opener, alice: User, scripts: bool) -> None:
    page = open_page(alice, PHONE, scripts=scripts)
    page.goto(ARTICLE)
    heading, words = section(page)
    expect(page.locator("#title-remember")).to_be_in_viewport()
    expect(words).not_to_be_visible()
    heading.click()
    expect(words).to_be_visible()
    heading.click()
    expect(words).not_to_be_visible()


@SCRIPTS
def test_on_a_desktop_and_on_paper_everything_stands_open(open_page: Opener, alice: User, scripts: bool) -> None:
    page = open_page(alice, DESKTOP, scripts=scripts)
    page.goto(ARTICLE)
    expect(section(page)[1]).to_be_visible()
    phone = open_page(alice, PHONE, scripts=scripts)
    phone.goto(ARTICLE)
    phone.emulate_media(media="print")
    expect(section(phone)[1]).to_be_visible()
    expect(phone.locator(".nav")).not_to_be_visible()
    expect(phone.get_by_text("It does not diagnose, treat or prevent any illness")).to_be_visible()


@SCRIPTS
@pytest.mark.parametrize("anchor", ["#claim-mediterranean", PASSAGE])
def test_an_address_opens_the_section_it_lies_in(open_page: Opener, alice: User, anchor: str, scripts: bool) -> None:
    page = open_page(alice, PHONE, scripts=scripts)
    page.goto(ARTICLE + anchor)
    expect(section(page)[1] if anchor == PASSAGE else page.locator(anchor)).to_be_in_viewport()
    assert page.locator("details.part[open]").count() == 1


def test_the_list_of_contents_opens_what_it_names(page: Page) -> None:
    page.goto(ARTICLE)
    page.get_by_text("On this page", exact=True).click()
    page.get_by_role("link", name="What stays in the hospital").click()
    expect(section(page, "#what-stays-in-the-hospital")[1]).to_be_in_viewport()


@SCRIPTS
def test_a_word_opens_in_place_and_gives_the_focus_back(open_page: Opener, alice: User, scripts: bool) -> None:
    page = open_page(alice, DESKTOP, scripts=scripts)
    page.goto(ARTICLE)
    word, entry = page.get_by_role("button", name="vagus nerve"), page.get_by_role("dialog", name="Vagus nerve")
    word.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    expect(entry).to_be_focused()
    page.keyboard.press("Escape")
    expect(entry).not_to_be_visible()
    expect(word).to_be_focused()
    word.click()
    entry.get_by_role("button", name="Close").click()
    expect(entry).not_to_be_visible()
    expect(word).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_an_open_word_and_what_was_found_bar_nobody(open_page: Opener, alice: User, dark: bool) -> None:
    page = open_page(alice, PHONE, dark=dark, reduced_motion="reduce")
    page.goto(ARTICLE)
    for heading in page.locator("details.part > summary").all():
        heading.click()
    page.get_by_role("button", name="vagus nerve").click()
    expect(page.get_by_role("dialog", name="Vagus nerve")).to_be_visible()
    assert (barriers(page), sideways(page)) == ([], 0)
    page.goto("/learn/search/?q=magnesium")
    assert (barriers(page), sideways(page)) == ([], 0)


@SCRIPTS
def test_search_leads_to_the_passage(open_page: Opener, alice: User, scripts: bool) -> None:
    page = open_page(alice, PHONE, scripts=scripts)
    page.goto("/learn/")
    page.get_by_role("searchbox").fill("mediteranean")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name="Eating in the Mediterranean style").click()
    expect(page.locator("#claim-mediterranean")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [("nb", "sovn", "søvn"), ("sv", "somn", "sömn"), ("zh-hans", "迷走神经", "迷走神经")],
)
def test_search_answers_in_the_readers_language(
    open_page: Opener, alice: User, language: str, query: str, found: str
) -> None:
    alice.language = language
    alice.save(update_fields=["language"])
    page = open_page(alice, PHONE)
    page.goto(f"/learn/search/?q={query}")
    expect(page.locator("html")).to_have_attribute("lang", tag(language))
    assert found in page.locator("main").inner_text().casefold()


def test_a_question_leads_to_its_passage(page: Page) -> None:
    page.goto("/today/")
    page.get_by_role("link", name="Stress: what is known").click()
    expect(section(page, "#how-stress-and-gut-talk")[1]).to_be_in_viewport()


def test_the_card_is_gone_for_good(page: Page) -> None:
    page.goto("/today/")
    page.get_by_role("button", name="Do not show these").click()
    expect(page.get_by_text("Not shown any more")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="How was today?")).to_be_visible()
    expect(page.locator("#learn-card")).to_have_count(0)
