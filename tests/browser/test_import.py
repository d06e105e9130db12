"""A table of no known app, from the file to the diary: its columns are asked, shown, brought in."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tracker.models import CheckIn, User

VIEWS = pytest.mark.parametrize("view", [PHONE, DESKTOP], ids=["phone", "desktop"])
TABLE = b"Dag;Humor;Ord\n01/02/2024;4;stille\n02/02/2024;3;travel\n"


def is_sound(page: Page) -> None:
    assert barriers(page) == []
    assert sideways(page) == 0


@VIEWS
def test_a_table_is_asked_about_and_brought_in(
    open_page: Opener, alice: User, complaints: list[str], view: dict[str, int]
) -> None:
    page = open_page(alice, view)
    page.goto("/import/")
    is_sound(page)
    page.get_by_label("Choose a file").set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What are these columns?")
    is_sound(page)
    page.get_by_label("Humor", exact=False).first.select_option(label="Mood")
    page.get_by_label("Scale of Humor").select_option(label="1 to 5")
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".field.bad .err")).to_have_text("Say how these dates are written.")
    complaints.clear()  # the browser reports the refusal that this test made
    page.get_by_role("radio", name="day, month, year").check()
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what would change")
    is_sound(page)
    page.get_by_role("button", name="Import 2 days").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 days added")
    assert sorted(CheckIn.objects.filter(owner=alice).values_list("mood", flat=True)) == [5, 8]
