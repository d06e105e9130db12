"""Everything goes out in one archive and comes back the same; into a full diary it merges, and seals stay shut."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.builders import a_day, a_food, a_lab_value, a_moment, a_night, a_person, a_serving, a_supplement
from tests.exchange.diaries import NOW, TODAY, a_whole_diary
from tests.exchange.test_views import send, text
from tests.experiments.living import NONCE, a_life, a_locked, noon
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.exchange.apply import apply, preview, take_theirs
from tracker.exchange.export import diary_csv, put_out
from tracker.exchange.formats.columns import TABLES
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.own_archive import SUMS, WHOLE
from tracker.exchange.opening import Choices, open_file
from tracker.exchange.undo import undo
from tracker.experiments.carrying import AT_HOME
from tracker.experiments.models import Adherence, AdverseEvent, ExperimentEvent
from tracker.experiments.report import conclude
from tracker.models import Experiment, ImportBatch, ImportMapping, MoodWord, Period, Sealed, Serving, User

START = date(2026, 8, 3)
OVER = noon(START + timedelta(days=57))


def archive(owner: User, now: datetime = NOW) -> bytes:
    with put_out(owner, "archive", now) as file:
        return file.read()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def whole(data: bytes) -> Any:
    return json.loads(members(data)[WHOLE])


def bring(owner: User, data: bytes, **choices: Any) -> ImportBatch:
    opened = open_file(owner, data, Choices(), today=TODAY)
    return apply(owner, opened.readings, kind=opened.kind, sha256=opened.sha256, now=NOW, **choices)


def remade(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The archive with something else in it, and sums that fit."""
    found = members(data)
    said = json.loads(found[WHOLE])
    change(said)
    found[WHOLE] = json.dumps(said).encode()
    found[SUMS] = f"{hashlib.sha256(found[WHOLE]).hexdigest()}  {WHOLE}\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in found.items():
            made.writestr(name, content)
    return out.getvalue()


def a_whole_account(owner: User) -> None:
    """A diary and everything beside it, two finished experiments and a draft among it."""
    a_whole_diary(owner)
    owner.language, owner.day_start_hour, owner.modules, owner.food_free = "nb", 3, ["skin", "sleep"], True
    owner.save()
    MoodWord.objects.create(owner=owner, source="daylio", word="so/so", mood=4)
    MoodWord.objects.create(owner=owner, source="daylio", word="=odd", mood=None)
    said = {"places": {"te: grønn": "new:yes_no", "kefir": "food:own:kefir:200"}, "scales": {"pain": "1-5"}}
    ImportMapping.objects.create(owner=owner, source="table:0123456789ab", said={**said, "date": "dag", "order": "dmy"})
    a_finished(owner)
    a_locked(owner, date(2026, 1, 5), title="-Stopped", state="stopped_user", ended_at=NOW, end_reason="life")
    Experiment.objects.create(owner=owner, title="@Draft", draft={"question": {"title": "=x", "n": 1.5}})


def a_finished(owner: User) -> Experiment:
    row = a_locked(owner, START)
    a_life(row, lambda number, condition: None if number % 9 == 4 else 6 - 2 * condition)
    ours = {"owner": owner, "experiment": row}
    Adherence.objects.create(**ours, day=START, did="partly", noted_at=NOW)
    AdverseEvent.objects.create(**ours, day=START, kind="gut", severity=1, text="=ache", noted_at=NOW)
    ExperimentEvent.objects.create(**ours, day=START, until=START, kind="travel", note="+sea", noted_at=NOW)
    return conclude(row, OVER).experiment


def test_out_in_and_out_again_is_the_same_to_the_byte(alice: User, bob: User) -> None:
    a_whole_account(alice)
    first = archive(alice)
    batch = bring(bob, first)
    assert batch.report["refused_lines"] == []
    assert archive(User.objects.get(pk=bob.pk)) == first
    assert archive(alice) == first


def test_when_it_was_made_stands_in_the_dates_of_its_members_alone(alice: User) -> None:
    a_whole_account(alice)
    assert members(archive(alice)) == members(archive(alice, NOW + timedelta(hours=1)))
    with zipfile.ZipFile(io.BytesIO(archive(alice))) as found:
        assert {info.date_time for info in found.infolist()} == {(2026, 11, 21, 21, 0, 0)}


def test_ten_times_in_is_once_in(alice: User, bob: User) -> None:
    a_whole_account(alice)
    first = archive(alice)
    for _ in range(10):
        bring(bob, first)
    assert archive(User.objects.get(pk=bob.pk)) == first
    assert bob.import_batches.count() == 1


def test_read_into_itself_it_changes_nothing(alice: User) -> None:
    a_whole_account(alice)
    found = preview(alice, open_file(alice, archive(alice), Choices(), today=TODAY).readings)
    assert (found.added, found.conflicts, found.left, found.refused) == ((), (), (), ())


def test_an_import_of_it_can_be_taken_back(alice: User, bob: User) -> None:
    a_whole_account(alice)
    empty = archive(bob)
    batch = bring(bob, archive(alice))
    undone = undo(bob, batch, NOW)
    assert undone.stayed == 0
    assert archive(User.objects.get(pk=bob.pk)) == empty


def test_every_member_fits_its_checksum(alice: User) -> None:
    a_whole_account(alice)
    found = members(archive(alice))
    sums = dict(reversed(line.split("  ")) for line in found.pop(SUMS).decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    assert {f"tables/{table}.csv" for table in TABLES} < found.keys()


def test_a_changed_or_newer_archive_is_refused_whole(alice: User, bob: User) -> None:
    a_whole_account(alice)
    data = members(archive(alice))
    data[WHOLE] = data[WHOLE].replace(b"300.5", b"300.6")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in data.items():
            made.writestr(name, content)
    with pytest.raises(UnreadableFile, match="damaged"):
        bring(bob, out.getvalue())
    newer = remade(archive(alice), lambda said: said.update(format="vagus archive 2"))
    with pytest.raises(UnreadableFile, match="newer version"):
        bring(bob, newer)


def test_tables_are_for_spreadsheets_and_run_no_formula(alice: User) -> None:
    a_whole_account(alice)
    found = members(archive(alice))
    for name, data in found.items():
        if name.endswith(".csv"):
            assert data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            assert {len(row) for row in rows} == {len(rows[0])}, name
            cells = [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r", "-"))]
            assert [cell for cell in cells if not _is_number(cell)] == [], name
    table = found["tables/check_in.csv"].decode("utf-8-sig").splitlines()
    assert table[0].startswith("day,mood,") and "2019-03-01" not in table
    values = found["tables/own_value.csv"].decode("utf-8-sig").splitlines()
    assert values[0] == "day,own_own_yes_no,own_own_count,own_own_amount,own_own_scale,own_own_minutes"


def _is_number(cell: str) -> bool:
    try:
        return bool(float(cell)) or True
    except ValueError:
        return False


def test_it_explains_itself_in_english_and_in_the_persons_language(alice: User) -> None:
    text = members(archive(alice))["README.txt"].decode()
    assert text.count("vagus.json") == 1 and "tables/check_in.csv" in text and "&" not in text
    alice.language = "nb"
    assert members(archive(alice))["README.txt"].decode().count("vagus.json") == 2


def test_settings_fill_an_empty_diary_and_are_a_choice_in_another(alice: User, bob: User) -> None:
    a_whole_account(alice)
    data = archive(alice)
    a_day(bob, TODAY, mood=0)
    batch = bring(bob, data)
    told = {each["field"] for each in batch.report["differences"] if each["table"] == "setting"}
    assert told == {"language", "day_start_hour", "modules", "food_free"}
    assert (User.objects.get(pk=bob.pk).language, batch.report["taken"]) == ("", 0)
    bring(bob, data, take=take_theirs)
    assert User.objects.get(pk=bob.pk).modules == ["skin", "sleep"]


def test_into_a_full_diary_it_merges(alice: User, bob: User) -> None:
    a_whole_account(alice)
    data = archive(alice)
    bring(bob, data)
    gone = Serving.objects.filter(owner=bob, removed=None).latest("id")
    changes.remove(Tap(bob, "take-away-1", NOW), [gone])
    bob.checkins.filter(day=TODAY).update(mood=9)
    MoodWord.objects.filter(owner=bob, word="so/so").update(mood=1)
    ImportMapping.objects.filter(owner=bob).update(said={"places": {"kefir": "out"}})
    batch = bring(bob, data)
    assert bob.checkins.get(day=TODAY).mood == 9
    assert MoodWord.objects.get(owner=bob, word="so/so").mood == 1
    said = ImportMapping.objects.get(owner=bob).said
    assert said["places"] == {"kefir": "out", "te: grønn": "new:yes_no"} and said["order"] == "dmy"
    assert Serving.objects.filter(owner=bob, removed=None).count() == 2
    assert batch.report["left"] == 1 and batch.report["conflicts"] == 3


def test_nobody_elses_things_go_out_or_are_touched(alice: User, bob: User) -> None:
    a_whole_account(bob)
    before = archive(bob)
    assert all(not rows for rows in whole(archive(alice))["tables"].values())
    bring(alice, before, take=take_theirs)
    assert archive(User.objects.get(pk=bob.pk)) == before


def test_queries_do_not_grow_with_the_diary(alice: User, django_assert_max_num_queries: Any) -> None:
    a_whole_account(alice)
    for n in range(1, 40):
        a_day(alice, date(2025, 1, 1) + timedelta(days=n), mood=5)
        a_serving(alice, a_food(f"food-{n}"), grams=n)
    with django_assert_max_num_queries(200):
        archive(alice)


# What is sealed


def running_since(owner: User, **facts: Any) -> Experiment:
    row = a_locked(owner, TODAY - timedelta(days=16), **facts)
    a_day(owner, TODAY, stress=4)
    return row


def test_while_one_runs_its_order_stays_sealed(alice: User) -> None:
    row = running_since(alice)
    data = archive(alice)
    (told,) = whole(data)["tables"]["experiment"]
    shown = [period["condition"] for period in told["schedule"]]
    assert shown[:3] == [period.condition for period in _known(row)][:3]
    assert shown[3:] == [None] * 5
    assert not {"opened", "results", "frozen_days", "helper_hash"} & told.keys()
    text = b"".join(members(data).values()).decode()
    assert NONCE not in text and f'"drawn": "{Sealed.objects.get().drawn}"' not in text
    table = list(csv.DictReader(io.StringIO(members(data)["tables/experiment_schedule.csv"].decode("utf-8-sig"))))
    assert [each["condition"] for each in table][3:] == [""] * 5


def _known(row: Experiment) -> list[Period]:
    return list(Period.objects.filter(experiment=row).order_by("no"))


def test_boxes_of_a_helper_stay_closed_to_the_end(alice: User) -> None:
    running_since(alice, blinding="helper")
    (told,) = whole(archive(alice, NOW + timedelta(days=30)))["tables"]["experiment"]
    assert {period["condition"] for period in told["schedule"]} == {None}
    assert "opened" not in whole(archive(alice, NOW + timedelta(days=90)))["tables"]["experiment"][0]


def test_one_that_runs_is_told_of_but_not_brought_in(alice: User, bob: User) -> None:
    running_since(alice)
    batch = bring(bob, archive(alice))
    assert [line["message"] for line in batch.report["refused_lines"]] == [
        "The experiment “%(name)s” was running when this file was written. Its order stayed sealed, so it is left out."
    ]
    assert not Experiment.objects.filter(owner=bob).exists()
    again = bring(alice, archive(alice))
    assert (again.report["refused"], again.pk) == (0, None)


def test_a_finished_one_goes_out_whole(alice: User) -> None:
    row = a_finished(alice)
    (told,) = whole(archive(alice))["tables"]["experiment"]
    assert told["opened"] == {"drawn": "20", "nonce": NONCE}
    assert [period["condition"] for period in told["schedule"]] == [period.condition for period in _known(row)]
    assert told["results"][0]["body"]["verdict"] and len(told["frozen_days"]) == 56
    fields = {field.name for field in Experiment._meta.concrete_fields} - AT_HOME
    assert fields <= told.keys()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["schedule"][0].update(condition=1 - told["schedule"][0]["condition"]),
        lambda told: told["opened"].update(nonce="0" * 32),
        lambda told: told["opened"].update(drawn="21"),
        lambda told: told["protocol"].update(direction=7),
        lambda told: told.update(opened=None),
        lambda told: told.update(state="running"),
        lambda told: told.update(uid="no uid"),
        lambda told: told.update(alpha="many"),
        lambda told: told.update(periods=7),
        lambda told: told["schedule"].append(told["schedule"][0]),
        lambda told: told["adherence"][0].update(did="never"),
        lambda told: told["adverse_events"][0].update(severity=9),
        lambda told: told["results"].append({"kind": "primary"}),
        lambda told: told["events"].append("travel"),
    ],
)  # fmt: skip
def test_an_experiment_that_does_not_fit_together_is_left_out(
    alice: User, bob: User, change: Callable[[Any], object]
) -> None:
    a_finished(alice)
    batch = bring(bob, remade(archive(alice), lambda said: change(said["tables"]["experiment"][0])))
    assert [line["facts"]["name"] for line in batch.report["refused_lines"]] == ["Ten quiet minutes"]
    assert not Experiment.objects.filter(owner=bob).exists()


def test_the_same_experiment_twice_in_a_file_comes_once(alice: User, bob: User) -> None:
    a_finished(alice)
    twice = remade(archive(alice), lambda said: said["tables"]["experiment"].append(said["tables"]["experiment"][0]))
    assert bring(bob, twice).report["refused"] == 1
    assert Experiment.objects.filter(owner=bob).count() == 1


def test_what_makes_no_sense_beside_the_diary_is_refused_by_itself(alice: User, bob: User) -> None:
    def spoil(said: Any) -> None:
        said["settings"] = {"language": "tlh", "time_zone": "Mars/Base", "day_start_hour": 40, "modules": ["x"],
                            "food_free": "perhaps", "is_owner": True, "theme": "dark"}  # fmt: skip
        said["tables"]["mood_word"] = [{"source": "daylio", "word": "x", "mood": 11}, {"source": "", "mood": 3}, 7]
        said["tables"]["import_mapping"] = [{"source": "s" * 21, "said": {"a": "b"}}, {"source": "nomie", "said": 3}]
        said["tables"]["check_in"] = [7, {"day": "2026-11-20", "mood": {"a": 1}}, {"day": "2026-11-20", "mood": 5}]
        said["tables"]["nonsense"] = [{"a": 1}]

    batch = bring(bob, remade(archive(alice), spoil))
    bob = User.objects.get(pk=bob.pk)
    assert (bob.theme, bob.language, bob.day_start_hour, bob.is_owner) == ("dark", "", 4, False)
    assert not MoodWord.objects.exists() and not ImportMapping.objects.exists()
    assert (bob.checkins.get().mood, batch.report["refused"]) == (5, 11)


# Whatever is in a diary


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
days = st.dates(date(2020, 1, 1), TODAY)


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    notes=st.dictionaries(days, st.tuples(st.integers(0, 10) | st.none(), texts), max_size=4),
    labs=st.lists(st.tuples(texts, st.floats(-1e9, 1e9), texts), max_size=3),
    grams=st.lists(st.floats(0.1, 5000), max_size=3),
    words=st.dictionaries(texts, st.integers(0, 10) | st.none(), max_size=3),
    places=st.dictionaries(texts, texts, max_size=3),
    setting=st.tuples(st.sampled_from(["", "nb", "zh-hans"]), st.integers(0, 12), st.booleans()),
)
def test_any_diary_comes_back_the_same(
    db: None, notes: Any, labs: Any, grams: Any, words: Any, places: Any, setting: Any
) -> None:
    User.objects.all().delete()
    giver, taker = a_person("giver"), a_person("taker")
    giver.language, giver.day_start_hour, giver.food_free = setting
    giver.save()
    for day, (mood, note) in notes.items():
        a_day(giver, day, mood=mood, note=note)
        a_night(giver, day)
    for name, value, note in labs:
        a_lab_value(giver, name, value, unit=note, note=name)
    food = a_food("rye", giver, name_en="".join(words) or "Rye")
    for each in grams:
        a_serving(giver, food, grams=each)
    a_supplement(giver, "=B12", slug="b12", amount=sum(grams))
    a_moment(giver, note="".join(places)[:200])
    for word, said in words.items():
        MoodWord.objects.create(owner=giver, source="daylio", word=word, mood=said)
    if places:
        ImportMapping.objects.create(owner=giver, source="nomie", said={"places": places})
    first = archive(giver)
    assert bring(taker, first).report["refused_lines"] == []
    assert archive(taker) == first
    assert diary_csv(taker) == diary_csv(giver)


# In the browser


def test_all_ways_out_are_offered_and_sent(trusted: Client, alice: User, evening: object) -> None:
    a_whole_account(alice)
    page = trusted.get("/export/").content.decode()
    for path, kind in (
        ("archive.zip", "application/zip"), ("fhir.json", "application/fhir+json"), ("sleep.json", "application/json"),
    ):  # fmt: skip
        assert f'href="/export/{path}"' in page
        answer = trusted.get(f"/export/{path}")
        assert answer.streaming and answer["Content-Type"] == kind
        assert answer["Content-Disposition"].startswith("attachment; filename=") and int(answer["Content-Length"]) > 9
    assert 'href="/export/"' in trusted.get("/settings/").content.decode()
    assert trusted.post("/export/archive.zip").status_code == 405


def test_an_archive_goes_from_one_browser_into_another(
    trusted: Client, strangers_door: Client, alice: User, bob: User, evening: object
) -> None:
    a_whole_account(alice)
    data = b"".join(trusted.get("/export/archive.zip"))
    send(strangers_door, data, "vagus.zip")
    page = text(strangers_door.get("/import/preview/"))
    assert "Recognised as Vagus" in page and "Experiments" in page and "not yet tested" not in page
    strangers_door.post("/import/preview/apply/")
    assert archive(User.objects.get(pk=bob.pk), datetime(2026, 11, 21, 20, tzinfo=UTC)) == data
