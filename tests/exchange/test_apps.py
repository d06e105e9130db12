"""Files of diary apps in a person's diary: the same ten times, overlapping, taken back, remembered, all or nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_day, a_food, a_supplement, an_own_tracker
from tests.exchange.diaries import NOW, TODAY, moods
from tests.exchange.formats.test_hostile_diaries import FILES, SAID
from tests.exchange.formats.told_files import CRONOMETER_DAYS, HOW_WE_FEEL, MYFITNESSPAL, backup, entry
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.exchange.apply import apply, preview
from tracker.exchange.export import diary_csv
from tracker.exchange.mappings import keep, mapping_of
from tracker.exchange.opening import Choices, Opened, open_file, questions, remember
from tracker.exchange.undo import undo
from tracker.models import Dose, ImportBatch, ImportMapping, Moment, OwnTracker, OwnValue, Serving, Supplement, User

SAMPLES = Path(__file__).parents[2].parent / "shared" / "imports"
DAY = date(2026, 11, 20)
HEAD = "full_date,time,mood,activities\n"
PLACES = {"kefir": "food:kefir:150", "tea": "new:yes_no", "iron": "new:supplement"}


def opened(owner: User, data: bytes | str, **said: Any) -> Opened:
    data = data.encode() if isinstance(data, str) else data
    return open_file(owner, data, Choices(moods={"bad": 3, "love it": 8}, mapping=said), today=TODAY)


def bring(owner: User, data: bytes | str, **said: Any) -> ImportBatch:
    found = opened(owner, data, **said)
    assert not found.asks
    return apply(owner, found.readings, kind=found.kind, sha256=found.sha256, now=NOW)


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_ten_times_is_there_once(alice: User, kind: str) -> None:
    said = SAID | {"scales": {"mood": "1-5", "Mood": "1-10"}}
    first = bring(alice, FILES[kind], **said)
    assert first.report["added"] > 0
    kept = diary_csv(alice)
    for _again in range(9):
        assert bring(alice, FILES[kind], **said).pk is None
    assert diary_csv(alice) == kept


@pytest.mark.parametrize("kind", FILES)
def test_an_import_taken_back_leaves_nothing(alice: User, kind: str) -> None:
    empty = diary_csv(alice)
    undo(alice, bring(alice, FILES[kind], **SAID | {"scales": {"mood": "1-5", "Mood": "1-10"}}), NOW)
    assert diary_csv(alice) == empty


def test_overlapping_files_meet(alice: User) -> None:
    a_food("kefir")
    lines = [f"2026-11-{day},8:00,good,kefir | tea | iron\n" for day in range(10, 20)]
    bring(alice, HEAD + "".join(lines[:6]), places=PLACES)
    bring(alice, HEAD + "".join(lines[4:]), places=PLACES)
    assert (Serving.objects.count(), Dose.objects.count(), OwnValue.objects.count()) == (10, 10, 10)


def test_the_backup_after_the_table_adds_nothing(alice: User) -> None:
    a_food("kefir")
    bring(alice, f"{HEAD}2026-11-20,11:36,rad,kefir\n", places=PLACES)
    assert bring(alice, backup(entry(tags=[14])), places=PLACES).pk is None


def test_a_dose_taken_away_stays_away_and_a_typed_value_stays(alice: User) -> None:
    data = f"{HEAD}2026-11-20,8:00,good,iron\n"
    a_day(alice, DAY, mood=2)
    bring(alice, data, places=PLACES)
    changes.remove(Tap(alice, "take-away", NOW), [Dose.objects.get(owner=alice)])
    assert bring(alice, data, places=PLACES).pk is None
    assert not Dose.objects.filter(owner=alice, removed=None).exists()
    assert moods(alice) == {DAY: 2}


def test_what_stands_on_a_list_is_used_and_keeps_its_name(alice: User) -> None:
    tracker = an_own_tracker(alice, "Cups of tea", "yes_no", slug="tea")
    supplement = a_supplement(alice, "Iron from the pharmacy", slug="iron")
    report = bring(alice, f"{HEAD}2026-11-20,8:00,good,tea | iron\n", places=PLACES).report
    assert report["conflicts"] == report["refused"] == 0
    assert OwnTracker.objects.get(owner=alice).name == tracker.name
    assert Supplement.objects.get(owner=alice).name == supplement.name


def test_two_apps_that_count_the_same_never_add_up(alice: User) -> None:
    bring(alice, f"{CRONOMETER_DAYS}2026-11-20,1,100,25,true\n")
    batch = bring(alice, f"{MYFITNESSPAL}2026-11-20,Lunch,200,20,10,20,\n2026-11-19,Lunch,1,9,1,1,\n")
    assert (batch.report["conflicts"], batch.report["added"]) == (1, 1)
    fibre = OwnValue.objects.filter(owner=alice, tracker__slug="app_fibre").values_list("day", "value")
    assert dict(fibre) == {DAY: 25, date(2026, 11, 19): 9}


def test_what_is_said_of_names_is_remembered_for_each_person(alice: User, bob: User) -> None:
    data = f"{HEAD}2026-11-20,8:00,good,tea\n"
    found = opened(alice, data)
    keep(alice, found.source, {"places": {"tea": "new:yes_no"}})
    keep(alice, found.source, {"places": {"walk": "out"}})
    assert mapping_of(alice, "daylio") == {"places": {"tea": "new:yes_no", "walk": "out"}}
    bring(alice, data)
    bring(bob, data)
    assert OwnValue.objects.filter(owner=alice).exists() and not OwnValue.objects.filter(owner=bob).exists()
    assert not ImportMapping.objects.filter(owner=bob).exists()


def test_feelings_are_asked_but_for_words_of_our_own(alice: User) -> None:
    data = f"{HOW_WE_FEEL}2026 Fri Nov 20 4:04 PM,Hopeful,,,,,,,,,,\n2026 Fri Nov 20 5:04 PM,Fomo,,,,,,,,,,\n"
    found = opened(alice, data)
    assert [(thing.name, thing.asks_place) for thing in found.things] == [("Fomo", True), ("Hopeful", False)]
    assert questions(found) == {"unknown_places": {"Fomo": 1}}
    bring(alice, data, places={"Fomo": "moment:unpleasant_high"})
    places = Moment.objects.filter(owner=alice).order_by("at").values_list("pleasant", "energy")
    assert list(places) == [(3, 3), (-3, 3)]


def test_a_scale_that_the_file_does_not_tell_is_asked(alice: User) -> None:
    data = FILES["bearable"].replace(b"Mood,7", b"Mood,4")
    assert questions(opened(alice, data)) == {"unknown_scales": {"Mood": 1}}
    bring(alice, data, scales={"Mood": "1-5"})
    assert moods(alice)[DAY] == 8


def test_a_mood_of_a_backup_has_its_group_and_the_persons_own_word(alice: User) -> None:
    found = open_file(alice, backup(entry(mood=6)), Choices(), today=TODAY)
    assert [(word.word, word.mood, word.decided) for word in found.words] == [("love it", 7, True)]
    remember(alice, found, {"love it": 10})
    table = open_file(alice, f"{HEAD}2026-11-20,11:36,love it,\n".encode(), Choices(), today=TODAY)
    assert [(word.word, word.mood) for word in table.words] == [("love it", 10)]


def test_nobody_elses_diary_is_touched(alice: User, bob: User) -> None:
    a_day(bob, DAY, mood=2)
    before = diary_csv(bob)
    for data in FILES.values():
        bring(alice, data, **SAID | {"scales": {"mood": "1-5", "Mood": "1-10"}})
    assert diary_csv(bob) == before


def test_the_diary_that_came_of_it_goes_out_and_in_again(alice: User, bob: User) -> None:
    for data in FILES.values():
        bring(alice, data, **SAID | {"scales": {"mood": "1-5", "Mood": "1-10"}})
    found = open_file(bob, diary_csv(alice), Choices(), today=TODAY)
    apply(bob, found.readings, kind=found.kind, sha256="", now=NOW)
    assert diary_csv(bob) == diary_csv(alice)


@pytest.mark.parametrize("name", ["cronometer/servings_2020_24h.csv", "daylio/v15_official_english.daylio"])
def test_real_files_come_in_twice_with_one_result(alice: User, name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the folder shared/imports with real files does not stand beside this checkout")
    data = (SAMPLES / name).read_bytes()
    assert bring(alice, data).report["added"] >= 6
    assert bring(alice, data).pk is None
    assert not preview(alice, opened(alice, data).readings).conflicts
