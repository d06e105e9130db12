"""After any sequence of edits the days read equal those worked out anew from all that was ever done.

No day value is stored: the table is read from the rows, and of what was read before only the days that the log names
are read again. Whatever is kept beyond (figures, answers of Insights, pages) carries the version of the diary it was
made of, which every edit that changes a day must move on.
"""

import itertools
import math
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_food, a_person, a_supplement, an_own_tracker
from tests.diary.by_hand import SCALES, Known, Line, Paper
from tracker.diary import changes, days, doses, known, meals, trash
from tracker.diary.catalogue import metrics_for
from tracker.diary.changes import Tap, registers
from tracker.diary.merge import Change
from tracker.diary.models import Dose, Event, Row, Serving
from tracker.diary.moments import Moment
from tracker.models import Food, User
from tracker.table import Span

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
SPAN = Span.ending(TODAY, 8)
TABLES: dict[str, type[Row]] = {"serving": Serving, "dose": Dose, "moment": Moment, "event": Event}
FOODS = {
    "oats": Known(fibre=10, magnesium=130, portion=40, plant="oat", group="wholegrain"),
    "kefir": Known(fibre=0, magnesium=12, portion=200, live=True),
    "stew": Known(plant="carrot", group="vegetable"),
    "cola": Known(fibre=0, portion=330, processed=True, sugary=True),
}
PILLS = {"citrate": 100.0, "zinc": None}
PEOPLE = itertools.count()
TOGETHER = 5  # edits between two looks


class Both:
    """One person's real diary and the paper beside it; each edit is made in both."""

    def __init__(self) -> None:
        self.user = a_person(f"person{next(PEOPLE)}", modules=["cycle"])
        self.foods = {slug: Food.objects.get(slug=slug) for slug in FOODS}
        self.pills = {slug: a_supplement(self.user, slug, magnesium_mg=held) for slug, held in PILLS.items()}
        an_own_tracker(self.user)
        self.paper = Paper(FOODS, PILLS)
        self.number = 0

    def tap(self) -> Tap:
        self.number += 1
        # A minute passes between two taps, so that the last of several is the same to both.
        return Tap(self.user, uuid.UUID(int=self.number).hex, NOW + timedelta(minutes=self.number))

    def answer(self, day: date, name: str, value: Any) -> None:
        tap = self.tap()
        base = registers(self.user, day)[name].key
        changes.answer(tap, day, name, Change(tap.key, value, base))
        self.paper.answer(tap.key, day, name, value)

    def serve(self, day: date, food: str, grams: float) -> None:
        tap = self.tap()
        (row,) = meals.serve(tap, day, self.foods[food], grams)
        self.paper.add(tap.key, row.uid.hex, Line("serving", day, {"food": food, "grams": grams}))

    def take(self, day: date, pill: str) -> None:
        tap = self.tap()
        doses.take_one(tap, day, self.pills[pill])
        self.paper.add(tap.key, uuid.UUID(hex=tap.key).hex, Line("dose", day, {"pill": pill}))

    def take_none(self, day: date, pill: str) -> None:
        tap = self.tap()
        doses.take_back(tap, day, self.pills[pill], all_of_them=True)
        taken = [uid for uid, line in self.paper.lines.items()
                 if line.kind == "dose" and line.day == day and line.facts["pill"] == pill]  # fmt: skip
        self.paper.set_there(tap.key, [uid for uid in taken if not self.paper.lines[uid].gone], there=False)

    def feel(self, day: date, pleasant: int, energy: int) -> None:
        tap = self.tap()
        uid, at = uuid.UUID(hex=tap.key), datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        facts = {"pleasant": pleasant, "energy": energy}
        changes.add(tap, [Moment(owner=self.user, uid=uid, day=day, at=at, **facts)])
        self.paper.add(tap.key, uid.hex, Line("moment", day, facts))

    def fall_ill(self, day: date, long: int | None) -> None:
        tap = self.tap()
        uid, until = uuid.UUID(hex=tap.key), None if long is None else day + timedelta(days=long)
        changes.add(tap, [Event(owner=self.user, uid=uid, day=day, kind="illness", until=until)])
        self.paper.add(tap.key, uid.hex, Line("event", day, {"until": until}))

    def change(self, nth: int, number: int) -> None:
        """Another amount, another place on the line, another end."""
        for uid, line in self._some(nth, ("serving", "moment")):
            name = "grams" if line.kind == "serving" else "pleasant"
            value = float(10 * (number + 6)) if line.kind == "serving" else number
            tap = self.tap()
            changes.change_row(tap, self._row(uid, line), **{name: value})
            self.paper.change(tap.key, uid, **{name: value})

    def remove(self, nth: int) -> None:
        for uid, line in self._some(nth, TABLES):
            tap = self.tap()
            changes.remove(tap, [self._row(uid, line)])
            self.paper.set_there(tap.key, [uid], there=False)

    def bring_back(self, nth: int) -> None:
        for uid, line in self._some(nth, TABLES, gone=True):
            tap = self.tap()
            trash.bring_back(tap, f"{line.kind}:{uuid.UUID(hex=uid)}", "en")
            self.paper.set_there(tap.key, [uid], there=True)

    def undo(self, nth: int) -> None:
        if self.number:
            earlier = uuid.UUID(int=self.number - nth % self.number).hex
            tap = self.tap()
            changes.undo(tap, earlier)
            self.paper.undo(tap.key, earlier)

    def _some(self, nth: int, kinds: Any, *, gone: bool = False) -> list[tuple[str, Line]]:
        found = [(uid, line) for uid, line in self.paper.lines.items() if line.kind in kinds and line.gone is gone]
        return found[nth % len(found) :][:1] if found else []

    def _row(self, uid: str, line: Line) -> Row:
        return TABLES[line.kind]._default_manager.get(owner=self.user, uid=uuid.UUID(hex=uid))

    def read(self) -> dict[date, dict[str, float]]:
        user = User.objects.get(pk=self.user.pk)
        table = days.daily_table(user, SPAN, metrics_for(user))
        return {day: {key: float(values[slot]) for key, values in table.columns.items()}
                for slot, day in enumerate(SPAN)}  # fmt: skip

    def version(self) -> str:
        return days.version(User.objects.get(pk=self.user.pk))


DAY = st.integers(0, 9).map(lambda back: TODAY - timedelta(days=back))  # the span, and two days before it
RATING = st.none() | st.integers(0, 7)
CLOCK = st.none() | st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 20, 45]))
NTH = st.integers(0, 9)


def edit(name: str, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, tuple[Any, ...]]]:
    return st.tuples(st.just(name), st.tuples(*values))


EDIT = st.one_of(
    edit("answer", DAY, st.sampled_from(SCALES[:3]), RATING),
    edit("answer", DAY, st.just("period_flow"), st.none() | st.integers(0, 3)),
    edit("answer", DAY, st.just("own_coffee"), RATING),
    edit("answer", DAY, st.just("note"), st.sampled_from([None, "calm", "loud"])),
    edit("answer", DAY, st.sampled_from(["bed_time", "wake_time"]), CLOCK),
    edit("answer", DAY, st.just("food_day"), st.sampled_from([None, "all", "out"])),
    edit("serve", DAY, st.sampled_from(list(FOODS)), st.sampled_from([20.0, 40.0, 165.0, 250.0])),
    edit("take", DAY, st.sampled_from(list(PILLS))),
    edit("take_none", DAY, st.sampled_from(list(PILLS))),
    edit("feel", DAY, st.integers(-5, 5), st.integers(-5, 5)),
    edit("fall_ill", DAY, st.none() | st.integers(0, 3)),
    edit("change", NTH, st.integers(-5, 5)),
    edit("remove", NTH), edit("bring_back", NTH), edit("undo", st.just(0)), edit("undo", NTH),
)  # fmt: skip


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Days are kept between two looks, as they are between two requests, though a test is one transaction."""
    monkeypatch.setattr(known, "connection", SimpleNamespace(in_atomic_block=False))
    known.KNOWN.clear()
    yield
    known.KNOWN.clear()


@pytest.fixture
def shipped(db: None) -> None:
    for slug, food in FOODS.items():
        a_food(
            slug, fibre=food.fibre, magnesium=food.magnesium, portion_g=food.portion, plant_key=food.plant,
            fermented_live=food.live, ultra_processed=food.processed, added_sugar=food.sugary,
            **({food.group: True} if food.group else {}),
        )  # fmt: skip


def differences(read: dict[date, dict[str, float]], paper: Paper) -> list[str]:
    found = []
    for day, values in read.items():
        for key, wanted in paper.shows(day, SPAN.end).items():
            is_ = values[key]
            same = math.isnan(is_) if math.isnan(wanted) else math.isclose(is_, wanted, rel_tol=1e-9, abs_tol=1e-9)
            if not same:
                found.append(f"{day} {key}: {is_} instead of {wanted}")
    return found


@pytest.mark.usefixtures("shipped", "remembering")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, min_size=5, max_size=50))
@example([("serve", (TODAY, "oats", 40.0)), ("remove", (0,)), ("undo", (0,)), ("undo", (0,)), ("undo", (1,))])
@example(
    [("serve", (TODAY, "kefir", 165.0)), ("change", (0, 3)), ("undo", (0,)), ("remove", (0,)), ("bring_back", (0,))]
)
@example(
    [("take", (TODAY, "citrate")), ("take", (TODAY, "citrate")), ("take_none", (TODAY, "citrate")), ("undo", (0,))]
)
@example([("answer", (TODAY, "mood", 3)), ("answer", (TODAY, "mood", None)), ("undo", (0,)), ("undo", (2,))])
def test_days_equal_those_worked_out_anew(edits: list[tuple[str, tuple[Any, ...]]]) -> None:
    both = Both()
    before, version = both.read(), both.version()
    for start in range(0, len(edits), TOGETHER):
        for name, values in edits[start : start + TOGETHER]:
            getattr(both, name)(*values)
        after = both.read()
        assert differences(after, both.paper) == []
        if str(after) != str(before):
            assert both.version() != version, "a day changed, and what was kept of it would be shown on"
        before, version = after, both.version()
    assert days.noted_days(both.user, SPAN) == sum(both.paper.is_noted(day) for day in SPAN)
