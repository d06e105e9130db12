"""Without a line of JavaScript: a file goes from the form to the figure."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import TODAY, a_day
from tests.exchange.diaries import DAYLIO
from tests.exchange.formats.health_files import SAMPLES, apple, eaten, slept, zipped
from tests.exchange.formats.told_files import CRONOMETER_DAYS
from tests.exchange.test_views import text
from tracker.models import ImportBatch, User
from tracker.trends.look import LINE

NIGHTS = [slept(f"{n - 1} 23:{n}", f"{n} 06:40") for n in range(11, 21)]
MEALS = [eaten("Fiber", f"{n} 12:00", str(n), "g") for n in range(11, 21)]
EATEN = "".join(f"2026-11-{n},1800,{300 + n},{n}.5,true\n" for n in range(10, 21))
FILES = {
    "daylio": ("daylio.csv", DAYLIO, "mood"),
    "apple_health": ("export.zip", zipped({"apple_health_export/export.xml": apple(*NIGHTS, *MEALS)}), "sleep_hours"),
    "cronometer": ("dailysummary.csv", (CRONOMETER_DAYS + EATEN).encode(), "own_app_fibre"),
}
REAL = {
    "daylio": ("daylio/en_12h_staticf0x.csv", "mood"),
    "apple_health": ("apple_health/alxdrcirilo_export.zip", "sleep_hours"),
    "cronometer": ("cronometer/dailysummary_2025.csv", "own_app_fibre"),
}
pytestmark = pytest.mark.usefixtures("evening")


def from_file_to_figure(door: Client, alice: User, kind: str, name: str, data: bytes, key: str) -> None:
    for ago in range(LINE):  # a diary that was kept for a week already has a line
        a_day(alice, TODAY - timedelta(days=ago), mood=ago)
    page = text(door.post("/import/", {"file": SimpleUploadedFile(name, data)}, follow=True))
    asked = dict.fromkeys(re.findall(r'name="(mood:[^"]+)"', page), "5")
    if "needs your word" in page or "names of your own" in page:
        door.post("/import/preview/", asked)
    report = door.post("/import/preview/apply/", follow=True)
    assert ImportBatch.objects.get().kind == kind
    (trends,) = re.findall(r'href="(/trends/\?range=all)"', text(report))
    page = text(door.get(f"{trends}&show={key}"))
    pictures = re.findall(r'src="(/trends/[a-z]+\.svg\?[^"]*)"', page)
    assert pictures
    drawn = door.get(pictures[0].replace("&amp;", "&"))
    assert drawn["Content-Type"] == "image/svg+xml" and b"<path" in drawn.content
    table = text(door.get(f"/trends/trend/table/?range=all&show={key}"))
    assert table.count("<tr") > 3


@pytest.mark.parametrize("kind", FILES)
def test_a_file_made_here_becomes_a_figure(door: Client, alice: User, kind: str) -> None:
    name, data, key = FILES[kind]
    from_file_to_figure(door, alice, kind, name, data, key)


@pytest.mark.parametrize("kind", REAL)
def test_a_real_file_becomes_a_figure(door: Client, alice: User, kind: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    name, key = REAL[kind]
    path: Path = SAMPLES / name
    from_file_to_figure(door, alice, kind, path.name, path.read_bytes(), key)
