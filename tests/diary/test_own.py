"""Own trackers are fields like any other: saved alone, merged, undone, read as days; the list keeps its keys."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import TODAY, a_day, a_dose, a_supplement, a_value, an_own_tracker
from tracker.diary import changes, days, fields, page, shelf
from tracker.diary.catalogue import metrics_for
from tracker.diary.changes import Tap, answer, registers, undo
from tracker.diary.merge import Change, Verdict
from tracker.diary.models import Direction, OwnTracker, OwnValue, SavedAnswer, TrackerKind, TrackerRole
from tracker.metrics import OWN_KINDS, OWN_MOST, Area, Better, OwnKind, Role, Source, own
from tracker.models import User
from tracker.table import Span

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
WEEK = Span.ending(TODAY, 7)


def say(user: User, field: str, value: object, key: str, base: str = "", settles: tuple[str, ...] = ()) -> Verdict:
    change = Change(key, value, base, frozenset(settles))  # type: ignore[arg-type]
    return answer(Tap(user, key, NOW), TODAY, field, change).verdict


def kept(user: User, field: str) -> object:
    return registers(user, TODAY)[field].value


def column(user: User, key: str) -> np.ndarray:
    metric = next(m for m in metrics_for(user) if m.key == key)
    return days.daily_table(user, WEEK, [metric]).series(key).values


def test_the_databases_words_equal_the_registrys() -> None:
    assert TrackerKind.values == [kind.value for kind in OwnKind] == list(OWN_KINDS)
    assert TrackerRole.values == [role.value for role in Role]
    assert set(Direction.values) == set(Better) - {Better.INSIDE}


@pytest.mark.parametrize("what", OwnKind)
def test_every_kind_makes_a_metric_like_any_other(what: OwnKind) -> None:
    metric = own("knee", "Mood", what, unit="km", better=Better.LOWER, role=Role.OUTCOME)
    assert (metric.key, metric.label, metric.typed) == ("own_knee", "Mood", True)
    assert (metric.source, metric.area, metric.better, metric.role) == (
        Source.OWN, Area.OWN, Better.LOWER, Role.OUTCOME,
    )  # fmt: skip
    assert metric.kind is OWN_KINDS[what][0]
    assert metric.unit == ("min" if what is OwnKind.MINUTES else "km")


@pytest.mark.parametrize(
    ("what", "written", "value"),
    [
        ("yes_no", "1", 1), ("yes_no", "0", 0), ("count", "12000", 12_000), ("amount", "2,25", 2.25),
        ("amount", "0.1", 0.1), ("scale", "10", 10), ("minutes", "45", 45), ("minutes", "", None),
    ],
)  # fmt: skip
def test_each_kind_reads_what_is_typed(what: str, written: str, value: float | None) -> None:
    metric = own("knee", "Knee", OwnKind(what), better=Better.NEITHER, role=Role.HABIT)
    assert fields.read("own_knee", written, {"own_knee": metric}) == value


@pytest.mark.parametrize(
    ("what", "written"),
    [
        ("yes_no", "2"), ("yes_no", "yes"), ("count", "-1"), ("count", "2.5"), ("count", "100001"), ("amount", "nan"),
        ("amount", "inf"), ("amount", "-0.1"), ("amount", "a lot"), ("scale", "11"), ("scale", "7.5"),
        ("minutes", "1441"),
    ],
)  # fmt: skip
def test_each_kind_refuses_what_it_cannot_be(what: str, written: str) -> None:
    metric = own("knee", "Knee", OwnKind(what), better=Better.NEITHER, role=Role.HABIT)
    with pytest.raises(ValidationError):
        fields.read("own_knee", written, {"own_knee": metric})


@pytest.mark.parametrize("value", [-1, OWN_MOST + 1])
def test_the_database_refuses_the_impossible(alice: User, value: float) -> None:
    tracker = an_own_tracker(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_value(alice, tracker, value)


@pytest.mark.parametrize("wrong", [{"kind": "odd"}, {"better": "inside"}, {"role": "duty"}])
def test_the_database_knows_no_other_kind_direction_or_role(alice: User, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        an_own_tracker(alice, **wrong)


def test_an_answer_stands_on_its_own_row(alice: User) -> None:
    an_own_tracker(alice)
    an_own_tracker(alice, "Knee", "scale")
    say(alice, "own_coffee", 3, "key-one-1")
    assert list(OwnValue.objects.values_list("tracker__slug", "day", "value")) == [("coffee", TODAY, 3)]
    assert (kept(alice, "own_coffee"), kept(alice, "own_knee")) == (3, None)


def test_a_retry_saves_once(alice: User) -> None:
    an_own_tracker(alice)
    say(alice, "own_coffee", 3, "key-one-1")
    say(alice, "own_coffee", 4, "key-two-2", "key-one-1")
    assert say(alice, "own_coffee", 3, "key-one-1") is Verdict.APPLIED
    assert kept(alice, "own_coffee") == 4
    assert SavedAnswer.objects.count() == 2


def test_two_devices_that_saw_nothing_leave_both_answers_until_one_is_chosen(alice: User) -> None:
    an_own_tracker(alice)
    say(alice, "own_coffee", 3, "phone-key")
    assert say(alice, "own_coffee", 5, "laptop-key") is Verdict.CONFLICT
    standing = registers(alice, TODAY)["own_coffee"]
    assert (standing.value, dict(standing.waiting)) == (3, {"laptop-key": 5})
    say(alice, "own_coffee", 5, "choice-key", "phone-key", ("laptop-key",))
    assert (kept(alice, "own_coffee"), registers(alice, TODAY)["own_coffee"].waiting) == (5, {})


def test_undo_brings_back_what_was_there_and_undo_of_undo_too(alice: User) -> None:
    an_own_tracker(alice)
    say(alice, "own_coffee", 3, "first-key")
    say(alice, "own_coffee", None, "clear-key", "first-key")
    undo(Tap(alice, "undo-key-1", NOW), "clear-key")
    assert kept(alice, "own_coffee") == 3
    undo(Tap(alice, "undo-key-2", NOW), "undo-key-1")
    assert kept(alice, "own_coffee") is None


def test_undo_leaves_a_later_answer_alone(alice: User) -> None:
    an_own_tracker(alice)
    say(alice, "own_coffee", 3, "first-key")
    say(alice, "own_coffee", 2, "second-key", "first-key")
    say(alice, "own_coffee", 9, "third-key", "second-key")
    done = undo(Tap(alice, "undo-key-1", NOW), "second-key")
    assert [one.verdict for one in done] == [Verdict.CONFLICT]
    assert kept(alice, "own_coffee") == 9


def test_undo_passes_over_a_tracker_that_is_gone(alice: User) -> None:
    tracker = an_own_tracker(alice)
    say(alice, "own_coffee", 3, "first-key")
    tracker.delete()
    assert undo(Tap(alice, "undo-key-1", NOW), "first-key") == []


def test_an_answer_to_somebody_elses_tracker_is_none(alice: User, bob: User) -> None:
    an_own_tracker(bob)
    with pytest.raises(OwnTracker.DoesNotExist):
        say(alice, "own_coffee", 3, "key-one-1")
    assert not OwnValue.objects.exists()
    assert "own_coffee" not in registers(alice, TODAY)


def test_two_people_with_the_same_tracker_see_each_their_own(alice: User, bob: User) -> None:
    for person, value in ((alice, 1), (bob, 2)):
        an_own_tracker(person)
        say(person, "own_coffee", value, f"key-{person.username}")
    assert (kept(alice, "own_coffee"), kept(bob, "own_coffee")) == (1, 2)
    assert column(alice, "own_coffee")[-1] == 1


def test_a_day_reads_as_many_times_however_many_trackers_there_are(alice: User) -> None:
    counts = []
    for number in range(1, 9):
        a_value(alice, an_own_tracker(alice, f"Own {number}"), number)
        with CaptureQueriesContext(connection) as queries:
            page.read_fields(alice, TODAY, TODAY)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_day_without_an_answer_is_unknown_and_a_zero_is_zero(alice: User) -> None:
    coffee = an_own_tracker(alice)
    a_value(alice, coffee, 0)
    a_value(alice, coffee, None, TODAY - timedelta(days=1))
    a_day(alice, TODAY - timedelta(days=2), mood=5)
    values = column(alice, "own_coffee")
    assert values[-1] == 0
    assert np.isnan(values[:-1]).all()


def test_an_own_answer_makes_the_day_one_that_was_noted(alice: User) -> None:
    zinc = a_supplement(alice, "Zinc")
    a_dose(alice, zinc, TODAY - timedelta(days=3))
    a_value(alice, an_own_tracker(alice), 2)
    assert column(alice, "took_zinc")[-1] == 0
    assert days.noted_days(alice, WEEK) == 2
    assert days.first_day(alice) == TODAY - timedelta(days=3)


def test_what_was_put_away_is_asked_for_only_where_everything_goes_out(alice: User) -> None:
    an_own_tracker(alice)
    an_own_tracker(alice, "Knee", "scale", archived=True)
    assert [m.key for m in metrics_for(alice) if m.source is Source.OWN] == ["own_coffee"]
    every = metrics_for(alice, archived=True)
    assert [m.key for m in every if m.source is Source.OWN] == ["own_coffee", "own_knee"]


def test_a_tracker_put_away_stands_on_the_days_where_it_says_something(alice: User) -> None:
    a_value(alice, an_own_tracker(alice, archived=True), 3)
    assert [card.said for card in page.read_fields(alice, TODAY, TODAY).modules] == ["Coffee 3"]
    yesterday = TODAY - timedelta(days=1)
    assert page.read_fields(alice, yesterday, TODAY).modules == ()
    assert "own_coffee" in changes.registers(alice, yesterday), "a device that has not heard of it may still save"


def test_a_folded_card_says_what_was_answered(alice: User) -> None:
    for kind, value in (("yes_no", 0), ("count", 12_000), ("amount", 2.5), ("scale", 7), ("minutes", 30)):
        unit = "km" if kind == "amount" else ""
        a_value(alice, an_own_tracker(alice, kind.capitalize(), kind, unit=unit), value)
    (card,) = page.read_fields(alice, TODAY, TODAY).modules
    assert card.said == "Yes_no No, Count 12000, Amount 2.5 km, Scale 7, Minutes 30 min"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Cups of coffee", "cups_of_coffee"), ("咖啡", "tracker"), ("New", "new_2"), ("Ånd" * 40, "andandandandandand")],
)
def test_a_new_tracker_gets_a_key_that_fits_a_column(alice: User, name: str, slug: str) -> None:
    row = OwnTracker(name=name[:80], kind="count")
    shelf.keep(alice, row)
    assert row.slug == slug
    assert f"own_{slug}".isidentifier()


def test_a_key_never_changes_and_is_never_shared(alice: User) -> None:
    first, second = OwnTracker(name="Coffee", kind="count"), OwnTracker(name="coffee!", kind="scale")
    for row in (first, second):
        shelf.keep(alice, row)
    first.name = "Espresso"
    shelf.keep(alice, first)
    rows = OwnTracker.objects.filter(owner=alice).values_list("slug", "name", "position")
    assert list(rows) == [("coffee", "Espresso", 0), ("coffee_2", "coffee!", 1)]


def test_trackers_move_up_and_down(alice: User) -> None:
    rows = [an_own_tracker(alice, name, position=n) for n, name in enumerate(("A", "B", "C"))]
    shelf.move(alice, rows[2], "up")
    shelf.move(alice, rows[0], "down")
    shelf.move(alice, OwnTracker.objects.get(name="C"), "up")
    assert list(OwnTracker.objects.filter(owner=alice).values_list("name", flat=True)) == ["C", "A", "B"]
