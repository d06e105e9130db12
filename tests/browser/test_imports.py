"""A person's file goes from being dropped onto the page to the figure, and a large one on while the page is closed."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, barriers, sideways
from tests.builders import a_day
from tests.exchange.formats.test_watches import samsung, samsung_row
from tests.exchange.test_to_chart import FILES
from tracker.exchange import jobs
from tracker.models import ImportJob, User
from tracker.trends.look import LINE

DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }));
  }
}"""


def drop(page: Page, name: str, data: bytes) -> None:
    page.goto("/import/")
    page.evaluate(DROP, [name, base64.b64encode(data).decode()])


def is_sound(page: Page) -> None:
    assert barriers(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize(("kind", "view"), [*zip(FILES, (PHONE, DESKTOP, PHONE), strict=True)], ids=FILES)
def test_a_dropped_file_becomes_a_figure(open_page: Opener, alice: User, kind: str, view: dict[str, int]) -> None:
    for ago in range(LINE):
        a_day(alice, alice.today(timezone.now()) - timedelta(days=ago), mood=ago)
    name, data, key = FILES[kind]
    page = open_page(alice, view)
    drop(page, name, data)
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what would change")
    is_sound(page)
    page.get_by_role("button", name="Import ").click()
    expect(page.get_by_text("All written to disk.")).to_be_visible()
    page.get_by_role("link", name="Open Trends").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trends")
    page.goto(f"/trends/?range=all&show={key}")
    picture = page.locator("#lines img, img[src*='/trends/']").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_the_clock_of_a_file_is_chosen_and_shown_at_once(open_page: Opener, alice: User) -> None:
    now = timezone.now().replace(hour=22, minute=10, tzinfo=None) - timedelta(days=9)
    page = open_page(alice, PHONE)
    drop(page, "samsung.zip", samsung(samsung_row(now, 1, 1)))
    expect(page.get_by_role("heading", name="The clock of this file")).to_be_visible()
    is_sound(page)
    page.get_by_role("radio", name="local times").check()
    expect(page.get_by_role("button", name="Import 1 day")).to_be_visible()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    expect(page.get_by_role("button", name="Import 1 day")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_large_file_is_read_while_the_page_is_closed(
    open_page: Opener, alice: User, monkeypatch: pytest.MonkeyPatch, settings: Any, scripts: bool
) -> None:
    monkeypatch.setattr(jobs, "SMALL", 0)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    name, data, _key = FILES["apple_health"]
    page = open_page(alice, PHONE, scripts=scripts)
    page.goto("/import/")
    page.get_by_label("Choose a file").set_input_files({"name": name, "mimeType": "application/zip", "buffer": data})
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The file export.zip is on its way")
    expect(page.get_by_role("progressbar")).to_be_visible()
    if scripts:
        is_sound(page)
    page.close()
    call_command("work")
    again = open_page(alice, PHONE, scripts=scripts)
    again.goto("/import/")
    again.get_by_role("link", name="See what would change").click()
    again.get_by_role("button", name="Import ").click()
    expect(again.get_by_text("It is being written")).to_be_visible()
    call_command("work")
    expect(again.get_by_text("All written to disk.")).to_be_visible(timeout=10_000)
    assert ImportJob.objects.get().state == "done"
