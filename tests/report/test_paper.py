"""The PDF: two pages for the fullest diary, readable as text, named and in its language, nothing typed vanishes."""

import io
import os
import subprocess
import sys
from datetime import timedelta

import polib
import pytest
from django.test import Client
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from tests.builders import TODAY, a_day, a_dose, a_supplement, an_event
from tests.report.asked import as_pdf, choice, everything, text_of
from tests.running import ROOT
from tests.trends.days import noted
from tracker.models import User
from tracker.report.letters import FILES, HAN, LATIN, known
from tracker.report.sheet import sheet

ABOVE = "Self-recorded, not a medical record."


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def test_a_full_diary_takes_two_pages_and_each_says_what_it_is(full: User) -> None:
    reader = read(as_pdf(full, everything(full, days=84, question="Why? " * 60)))
    assert len(reader.pages) == 2
    for nth, page in enumerate(reader.pages, start=1):
        assert ABOVE in page.extract_text()
        assert f"Page {nth} of 2" in page.extract_text()
    assert "Left out so that it fits two pages" in text_of(reader)


def test_more_pages_only_when_they_are_asked_for(full: User) -> None:
    reader = read(as_pdf(full, everything(full, days=84, long=True)))
    assert len(reader.pages) > 2
    assert all(ABOVE in page.extract_text() for page in reader.pages)
    assert "Left out so that it fits" not in text_of(reader)
    assert "Day 83." in text_of(reader)


@pytest.mark.parametrize("language", ["nb", "zh-hans"])
def test_a_full_diary_takes_two_pages_in_other_languages(full: User, language: str) -> None:
    assert len(read(as_pdf(full, everything(full, days=84), language)).pages) == 2


def test_an_ordinary_page_is_one(alice: User) -> None:
    noted(alice, 60, unease=3, stress=2, sleep_quality=7, gut_discomfort=2, stool_type=4)
    an_event(alice, "travel", text="By the sea")
    assert len(read(as_pdf(alice, choice(question="Why is that?"))).pages) == 1


def test_it_is_named_speaks_its_language_and_has_an_outline(alice: User) -> None:
    noted(alice, 30)
    reader = read(as_pdf(alice, choice(), "zh-hans"))
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hans"
    assert reader.metadata and "alice" in (reader.metadata.title or "")
    assert len(reader.outline) >= 3


def test_chinese_is_text_that_can_be_selected(alice: User) -> None:
    noted(alice, 30)
    text = text_of(read(as_pdf(alice, choice(question="九月以来有几天头痛，它们会有关系吗？"), "zh-hans")))
    for words in ("心情", "肠胃不适", "本人自行记录", "九月以来有几天头痛，它们会有关系吗？"):
        assert words in text


@pytest.mark.parametrize("name", ["Кефир", "Γιαούρτι", "Kombucha 康普茶", "Sýrður rjómi", "κ-β ½ µg → ≤"])
def test_names_in_other_scripts_are_there(alice: User, name: str) -> None:
    a_day(alice, mood=5)
    a_dose(alice, a_supplement(alice, name, slug="x"))
    reader = read(as_pdf(alice, choice()))
    assert name in text_of(reader)
    assert "□" not in text_of(reader)


def test_a_letter_that_no_font_has_is_a_box_and_the_page_says_so(alice: User) -> None:
    a_day(alice, mood=5)
    a_dose(alice, a_supplement(alice, "दही 🍵", slug="x"))
    text = text_of(read(as_pdf(alice, choice())))
    assert text.count("□") == 5  # four letters, and the sentence
    assert "A box (□) stands for a letter" in text


def test_every_font_is_in_the_file(alice: User) -> None:
    noted(alice, 30)
    a_dose(alice, a_supplement(alice, "Кефир", slug="x"))
    for page in read(as_pdf(alice, choice(question="头痛"))).pages:
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            below = found["/DescendantFonts"][0].get_object()
            assert isinstance(below["/FontDescriptor"].get_object().raw_get("/FontFile2"), IndirectObject)


def test_figures_carry_their_sentence_for_those_who_do_not_see_them(alice: User) -> None:
    noted(alice, 30, gut_discomfort=2)
    assert len(_alternatives(as_pdf(alice, choice()))) == 2


def _alternatives(made: bytes) -> list[str]:
    reader = read(made)
    objects = (reader.get_object(nth) for nth in range(1, reader.trailer["/Size"]))
    return [each["/Alt"] for each in objects if hasattr(each, "get") and "noted on" in str(each.get("/Alt", ""))]


def test_equal_pages_give_equal_bytes(alice: User) -> None:
    noted(alice, 30)
    assert as_pdf(alice, choice()) == as_pdf(alice, choice())


def test_the_catalogues_can_be_written_in_our_letters() -> None:
    for language, font in (("nb", LATIN), ("da", LATIN), ("sv", LATIN), ("zh_Hans", HAN)):
        catalogue = polib.pofile(str(ROOT / "tracker" / "locale" / language / "LC_MESSAGES" / "django.po"))
        said = {sign for entry in catalogue for sign in (entry.msgstr + "".join(entry.msgstr_plural.values()))}
        both = known(FILES[LATIN][0]) | known(FILES[HAN][0])
        assert {sign for sign in said if sign.isalpha() and ord(sign) not in both} == set(), (language, font)


def test_the_door_gives_a_file(door: Client, alice: User, evening: None) -> None:
    a_day(alice, mood=5)
    answer = door.get("/summary/page.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a-page-for-your-doctor.pdf"'
    assert "Summary for alice" in text_of(read(answer.content))


def test_an_empty_diary_has_no_file(door: Client, alice: User) -> None:
    assert door.get("/summary/page.pdf").headers["Location"] == "/summary/"


def test_another_persons_file_is_their_own(strangers_door: Client, bob: User, alice: User, evening: None) -> None:
    a_day(alice, mood=5, note="quetzalcoatl")
    a_day(bob, mood=5)
    assert "Summary for bob" in text_of(read(strangers_door.get("/summary/page.pdf").content))


def test_the_sheet_and_the_file_say_the_same_numbers(alice: User) -> None:
    a_day(alice, TODAY, mood=4)
    a_day(alice, TODAY - timedelta(days=1), mood=9)
    (mood, *_) = sheet(alice, choice(), TODAY).outcomes
    assert f"{mood.mean}" in text_of(read(as_pdf(alice, choice())))
    assert mood.mean == "6.5"


def test_the_library_is_loaded_only_when_a_file_is_made() -> None:
    code = "import django, sys; django.setup(); import tracker.urls; sys.exit('fpdf' in sys.modules)"
    place = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place, check=False).returncode == 0
