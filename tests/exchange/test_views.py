"""In the browser: a file is shown, decided upon, brought in, taken back, and nobody else reaches it."""

import os
import random
import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import a_day
from tests.exchange.diaries import DAYLIO, NOW, a_whole_diary, moods
from tests.exchange.test_apply import answers, bring
from tracker.exchange import jobs, uploads
from tracker.exchange.export import diary_csv
from tracker.models import CheckIn, ImportBatch, ImportJob, MoodWord, User

NOISE = b"\x9e" + random.Random(7).randbytes(4000)
FOLDER = Path(settings.DATA_DIR) / "uploads"
OWN_MOODS = DAYLIO.replace(b",rad,", b",so so,").replace(b",bad,", b',"<b>=odd</b>",')


@pytest.fixture(autouse=True)
def _an_empty_folder() -> object:
    yield
    for path in FOLDER.glob("*"):
        path.unlink()


def send(door: Client, data: bytes = DAYLIO, name: str = "daylio.csv", **more: Any) -> Any:
    return door.post("/import/", {"file": SimpleUploadedFile(name, data)}, **more)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_from_choosing_to_the_report_and_back(door: Client, alice: User) -> None:
    assert send(door).url == "/import/preview/"
    page = text(door.get("/import/preview/"))
    assert "Recognised as Daylio" in page and "Import 3 days" in page
    assert not CheckIn.objects.exists()
    done = door.post("/import/preview/apply/")
    batch = ImportBatch.objects.get(owner=alice)
    assert done.url == f"/import/{batch.pk}/"
    report = text(door.get(done.url))
    assert "3 days added" in report and 'href="/trends/?range=all"' in report
    assert len(moods(alice)) == 3
    back = door.post(f"/import/{batch.pk}/undo/", follow=True)
    assert "taken back" in text(back)
    assert moods(alice) == {}
    assert "taken back" in text(door.get("/import/"))


def test_the_waiting_file_is_private_and_goes_with_the_import(door: Client, alice: User) -> None:
    send(door)
    paths = list(FOLDER.iterdir())  # the file, and what was read in it
    assert len(paths) == 2 and not [path for path in paths if "daylio" in path.name]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE(FOLDER.stat().st_mode) == 0o700
    door.post("/import/preview/apply/")
    assert list(FOLDER.iterdir()) == []


def test_cancel_deletes_the_file_and_changes_nothing(door: Client, alice: User) -> None:
    send(door)
    assert door.post("/import/preview/cancel/").url == "/import/"
    assert list(FOLDER.iterdir()) == []
    assert door.get("/import/preview/").url == "/import/"
    assert not CheckIn.objects.exists()


def test_a_second_file_takes_the_place_of_the_first(door: Client) -> None:
    send(door)
    first = set(FOLDER.iterdir())
    send(door)
    assert len(list(FOLDER.iterdir())) == 2 and not first & set(FOLDER.iterdir())


def test_a_file_nobody_came_back_for_goes_after_a_day(door: Client) -> None:
    send(door)
    door.get("/import/")
    assert len(list(FOLDER.iterdir())) == 2
    for path in FOLDER.iterdir():
        two_days_ago = path.stat().st_mtime - 2 * 86400
        os.utime(path, (two_days_ago, two_days_ago))
    door.get("/import/")
    assert list(FOLDER.iterdir()) == []
    assert door.get("/import/preview/").url == "/import/"


def test_another_person_does_not_see_it(door: Client, strangers_door: Client, bob: User) -> None:
    send(door)
    assert strangers_door.get("/import/preview/").url == "/import/"
    assert strangers_door.get("/import/progress/").url == "/import/"
    door.force_login(bob)
    assert door.get("/import/preview/").url == "/import/"
    strangers_door.post("/import/preview/cancel/")
    assert ImportJob.objects.count() == 1


@pytest.mark.parametrize("path", ["/import/{}/", "/import/{}/undo/"])
def test_a_strangers_import_is_no_such_page(strangers_door: Client, alice: User, path: str) -> None:
    batch = bring(alice, DAYLIO)
    assert strangers_door.get(path.format(batch.pk)).status_code in (404, 405)
    assert strangers_door.post(path.format(batch.pk)).status_code in (404, 405)
    assert len(moods(alice)) == 3
    assert f"/import/{batch.pk}/" not in text(strangers_door.get("/import/"))


def test_own_names_of_moods_are_asked_for_and_remembered(door: Client, alice: User) -> None:
    send(door, OWN_MOODS)
    page = text(door.get("/import/preview/"))
    assert "2 moods have names of your own" in page and "&lt;b&gt;=odd&lt;/b&gt;" in page
    assert "Import 3 days" not in page
    asked = door.post("/import/preview/apply/", {"activities": "note"})
    assert asked.status_code == 422 and "Choose a mood, or leave it out." in text(asked)
    assert moods(alice) == {}
    door.post("/import/preview/", {"mood:so so": "4", "mood:<b>=odd</b>": "out", "activities": "note"})
    assert dict(MoodWord.objects.filter(owner=alice).values_list("word", "mood")) == {"so so": 4, "<b>=odd</b>": None}
    door.post("/import/preview/apply/", {"activities": "note"})
    assert moods(alice) == {date(2026, 11, 19): 5, date(2026, 11, 20): 4}
    send(door, OWN_MOODS)
    assert "names of your own" not in text(door.get("/import/preview/"))


def test_choices_changed_at_the_last_moment_are_shown_first(door: Client, alice: User) -> None:
    send(door)
    changed = {"mood:rad": "10", "mood:meh": "5", "mood:bad": "out", "activities": "out"}
    assert door.post("/import/preview/apply/", changed).url == "/import/preview/"
    assert moods(alice) == {}
    assert "Import 2 days" in text(door.get("/import/preview/"))
    door.post("/import/preview/apply/", changed)
    assert moods(alice) == {date(2026, 11, 19): 5, date(2026, 11, 20): 10}
    assert alice.checkins.get(day=date(2026, 11, 20)).note == "quiet"


def test_a_choice_comes_back_as_a_fragment(door: Client) -> None:
    send(door)
    answer = door.post("/import/preview/", {"mood:bad": "out"}, headers={"HX-Request": "true"})
    assert "Import 2 days" in text(answer) and "<html" not in text(answer)


def test_mood_numbers_outside_the_scale_are_not_taken(door: Client, alice: User) -> None:
    send(door, OWN_MOODS)
    door.post("/import/preview/", {"mood:so so": "11", "mood:<b>=odd</b>": "-1"})
    assert not MoodWord.objects.exists()


@pytest.mark.parametrize(
    ("form", "friday", "wednesday"),
    [
        ({}, 4, 4),
        ({"all": "mine"}, 4, 4),
        ({"all": "file"}, 9, 3),
        ({"all": "each", "differs:check_in/2026-11-20/mood": "file"}, 9, 4),
        ({"all": "mine", "differs:check_in/2026-11-20/mood": "file"}, 4, 4),
    ],
)
def test_differences_are_settled_as_chosen(
    door: Client, alice: User, form: dict[str, str], friday: int, wednesday: int
) -> None:
    for day in (18, 20):
        answers(alice, date(2026, 11, day), "mood", 4)
    send(door)
    page = text(door.get("/import/preview/"))
    assert "2 values differ" in page and 'name="differs:check_in/2026-11-20/mood"' in page
    door.post("/import/preview/apply/", {"activities": "note", **form})
    found = moods(alice)
    assert (found[date(2026, 11, 20)], found[date(2026, 11, 18)]) == (friday, wednesday)


def test_a_file_that_is_all_there_says_so(door: Client, alice: User) -> None:
    bring(alice, DAYLIO)
    send(door)
    assert "in your diary already" in text(door.get("/import/preview/"))
    assert door.post("/import/preview/apply/", {"activities": "note"}).url == "/import/"
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "daylio.csv", "Choose a file first|empty"),
        (b"\n\n", "daylio.csv", "The file is empty"),
        (b"full_date,mood\n", "daylio.csv", "nothing under the first line"),
        (b"<!doctype html><title>Log in</title>", "daylio.csv", "web page"),
        (b"PK\x03\x04" + b"\x00" * 50, "backup.daylio", "damaged or not complete"),
        (NOISE, "daylio.csv", "UTF-8"),
        (b"[" + NOISE, "daylio.csv", "JSON of a kind that cannot be read"),
        (b'full_date,mood,note\n2026-11-20,good,"' + b"a" * 1_100_000 + b'"\n', "daylio.csv", "longer than"),
        (b"Name,Calories\nrye,1800\n", "daylio.csv", "Vagus, .*Daylio"),
        (b'full_date,mood,note\n2026-11-20,good,"open\n', "daylio.csv", "quotation marks"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_kind_word_and_is_not_kept(
    door: Client, data: bytes, name: str, reason: str
) -> None:
    answer = send(door, data, name)
    if len(data) > jobs.SMALL:  # read beside the pages
        answer = door.get(answer.url)
    else:
        assert answer.status_code == 422
    assert re.search(reason, text(answer))
    assert not FOLDER.exists() or list(FOLDER.iterdir()) == []


def test_no_file_at_all(door: Client) -> None:
    assert "Choose a file first" in text(door.post("/import/"))


def test_a_file_too_large_is_refused(door: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 10)
    assert "larger than 0 MB" in text(send(door))


def test_hostile_text_is_shown_as_text(door: Client, alice: User) -> None:
    attack = "<script>alert(1)</script>"
    answers(alice, date(2026, 11, 20), "note", "mine")
    data = DAYLIO.replace(b"quiet", attack.encode()).replace(b"2026-11-18", attack.encode())
    send(door, data, f"{attack}.csv")
    assert attack not in text(door.get("/import/preview/"))
    report = door.post("/import/preview/apply/", {"activities": "note"}, follow=True)
    assert attack not in text(report) and "&lt;script&gt;" in text(report)


def test_the_report_tells_refused_lines_and_differences(door: Client, alice: User) -> None:
    a_day(alice, date(2026, 11, 20), mood=4, food_day="all")
    send(door, DAYLIO.replace(b"2026-11-18", b"2026-13-18"))
    report = text(door.post("/import/preview/apply/", {"activities": "note"}, follow=True))
    assert "Line 4" in report and "2026-13-18" in report
    assert 'href="/day/2026-11-20/"' in report and "kept" in report


def test_the_diary_goes_out_and_comes_in(trusted: Client, strangers_door: Client, alice: User, bob: User) -> None:
    a_whole_diary(alice)
    answer = trusted.get("/export/diary.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="vagus-')
    send(strangers_door, answer.content, "anything.bin")
    page = text(strangers_door.get("/import/preview/"))
    assert "Recognised as Vagus" in page and "Favourite foods" in page
    strangers_door.post("/import/preview/apply/")
    assert diary_csv(bob) == answer.content


def test_reading_pages_changes_nothing_and_doing_needs_post(door: Client, alice: User) -> None:
    batch = bring(alice, DAYLIO)
    for path in ("/import/preview/apply/", "/import/preview/cancel/", f"/import/{batch.pk}/undo/"):
        assert door.get(path).status_code == 405
    assert len(moods(alice)) == 3


def test_no_value_reaches_the_log(door: Client, alice: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="tracker")
    send(door, DAYLIO.replace(b"quiet", b"sentinel-note"))
    door.get("/import/preview/")
    door.post("/import/preview/apply/", {"activities": "note"})
    assert "sentinel-note" not in caplog.text


def test_deleting_an_account_takes_its_imports_along(alice: User) -> None:
    bring(alice, DAYLIO)
    MoodWord.objects.create(owner=alice, source="daylio", word="so so", mood=4)
    alice.delete()
    assert not ImportBatch.objects.exists() and not MoodWord.objects.exists()
    assert NOW


def test_what_is_new_is_shown_before_it_is_written(
    door: Client, strangers_door: Client, alice: User, bob: User
) -> None:
    a_whole_diary(alice)
    send(strangers_door, diary_csv(alice))
    page = text(strangers_door.get("/import/preview/"))
    for words in (
        "=Aunt&#x27;s &quot;kefir&quot;",
        "Vitamin, D",
        "@Porridge, small",
        "None today",
        "oats, 40, Breakfast",
    ):
        assert words in page
    assert "magnesium_mg" not in page


TABLE = b"Day;Mood;Words\n01/02/2024;4;=quiet\n02/02/2024;3;<b>x</b>\n"
SAID = {"date": "day", "order": "dmy", "place:mood": "metric:mood", "scale:mood": "1-5", "place:words": "note"}


def test_a_table_of_no_known_app_asks_what_its_columns_are(door: Client, alice: User) -> None:
    assert send(door, TABLE, "mine.csv").url == "/import/columns/"
    assert door.get("/import/preview/").url == "/import/columns/"
    page = text(door.get("/import/columns/"))
    assert "How is 01/02/2024 written?" in page and "&lt;b&gt;x&lt;/b&gt;" in page
    asked = door.post("/import/columns/", {"date": "day", "place:mood": "metric:mood"})
    assert asked.status_code == 422
    assert "Say how these dates are written." in text(asked) and "from where to where" in text(asked)
    assert door.post("/import/columns/", SAID).url == "/import/preview/"
    page = text(door.get("/import/preview/"))
    assert "Import 2 days" in page and 'href="/import/columns/"' in page
    door.post("/import/preview/apply/", {})
    assert moods(alice) == {date(2024, 2, 1): 8, date(2024, 2, 2): 5}
    assert send(door, TABLE.replace(b"/2024", b"/2025"), "next.csv").url == "/import/preview/"


def test_columns_are_asked_of_nobody_without_a_table(door: Client) -> None:
    assert door.get("/import/columns/").url == "/import/"
    send(door)
    assert door.get("/import/columns/").url == "/import/"


def test_words_in_a_column_are_asked_on_the_preview(door: Client, alice: User) -> None:
    send(door, b"Day,Mood\n2024-02-13,glad\n", "mine.csv")
    door.post("/import/columns/", {"date": "day", "place:mood": "metric:mood"})
    assert "glad" in text(door.get("/import/preview/"))
    door.post("/import/preview/", {"mood:glad": "9"})
    door.post("/import/preview/apply/", {})
    assert moods(alice) == {date(2024, 2, 13): 9}


def test_activities_get_a_place_of_their_own(door: Client, alice: User) -> None:
    send(door)
    assert 'name="place:tea"' in text(door.get("/import/preview/"))
    changed = {"place:tea": "new:yes_no", "place:walk": "metric:nothing", "activities": "note"}
    assert door.post("/import/preview/apply/", changed).url == "/import/preview/"
    door.post("/import/preview/apply/", {"place:tea": "new:yes_no", "activities": "note"})
    assert alice.checkins.get(day=date(2026, 11, 20)).note == "quiet\nDaylio: walk"
    assert alice.ownvalues.get().value == 1


def test_a_reader_no_real_file_has_passed_says_so(door: Client) -> None:
    assert "Not yet tested on a real file" in text(door.get("/import/"))
    head = b"date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    send(door, head + b"x,2026-11-20,x,am,Mood,4,,\n", "bearable.csv")
    page = text(door.get("/import/preview/"))
    assert "not yet tested on a real file" in page and "1 name in the file needs your word" in page
    asked = door.post("/import/preview/apply/", {})
    assert asked.status_code == 422 and "from where to where" in text(asked)


def test_what_was_said_of_columns_is_the_persons_own(door: Client, strangers_door: Client) -> None:
    send(door, TABLE, "mine.csv")
    door.post("/import/columns/", SAID)
    assert send(strangers_door, TABLE, "mine.csv").url == "/import/columns/"
