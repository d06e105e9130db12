"""An invented diary is plausible, the same for the same seed, and holds the one relation that was planted."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import pytest

from tracker.diary.menus import FERMENTED, FOODS
from tracker.diary.sample import EVENT_WORDS, SUPPLEMENTS
from tracker.diary.sample import NOTES as SENTENCES
from tracker.diary.simulation import COURSE, DOSES, MOOD_PER_HOUR, NOTES, SimulatedDiary, simulate
from tracker.foods import seed as food_table
from tracker.metrics import BY_KEY, Source, those
from tracker.table import Floats

END = date(2026, 11, 21)
TWO_YEARS = 730
SEEDS = range(1, 11)


def invented(seed: int = 1, days: int = TWO_YEARS) -> SimulatedDiary:
    return simulate(days, END, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def diaries() -> list[SimulatedDiary]:
    return [invented(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def lifetime() -> SimulatedDiary:
    """Long enough for chance to have evened out."""
    return invented(days=12_000)


def slope(diary: SimulatedDiary, outcome: str, habit: Floats) -> float:
    """Points of the outcome per unit of the habit, the weekday held still."""
    weekdays = (diary.span.start.weekday() + np.arange(len(diary.span))) % 7
    table = np.column_stack([habit, np.eye(7)[weekdays]])
    known = ~np.isnan(table).any(axis=1) & ~np.isnan(diary.answers[outcome])
    return float(np.linalg.lstsq(table[known], diary.answers[outcome][known], rcond=None)[0][0])


def habits(diary: SimulatedDiary) -> Mapping[str, Floats]:
    """What was done each day; NaN on days without food, or without any record."""
    counts = {
        name: np.zeros(len(diary.span)) for name in ("fermented", "vegetables", "sweet", *DOSES)
    }  # fmt: skip
    ate = np.full(len(diary.span), np.nan)
    for row in diary.eaten:
        ate[row.slot] = 0
        counts["fermented"][row.slot] += row.food in FERMENTED
        counts["vegetables"][row.slot] += row.food == "plate-vegetables"
        counts["sweet"][row.slot] += row.food in {"bun-sweet", "dark-chocolate"}
    for dose in diary.taken:
        counts[dose.supplement][dose.slot] = 1
    noted = np.where(diary.noted, 0, np.nan)
    return {name: values + (noted if name in DOSES else ate) for name, values in counts.items()}


def test_the_same_seed_gives_the_same_diary() -> None:
    one, two = invented(), invented()
    assert (one.eaten, one.taken, one.events, one.notes) == (two.eaten, two.taken, two.events, two.notes)
    for key, values in one.answers.items():
        np.testing.assert_array_equal(values, two.answers[key])
    np.testing.assert_array_equal(one.hours, two.hours)


def test_another_seed_gives_another_diary() -> None:
    assert invented(1).eaten != invented(2).eaten
    assert not np.array_equal(invented(1).answers["mood"], invented(2).answers["mood"], equal_nan=True)


def test_an_hour_more_of_sleep_goes_with_the_planted_step_in_mood(lifetime: SimulatedDiary) -> None:
    assert slope(lifetime, "mood", lifetime.hours) == pytest.approx(MOOD_PER_HOUR, abs=0.06)


def test_two_years_are_enough_to_see_which_way_it_goes(diaries: list[SimulatedDiary]) -> None:
    slopes = [slope(diary, "mood", diary.hours) for diary in diaries]
    assert min(slopes) > 0.1
    assert np.mean(slopes) == pytest.approx(MOOD_PER_HOUR, abs=0.1)


@pytest.mark.parametrize("outcome", ["unease", "stress", "gut_discomfort"])
def test_sleep_moves_nothing_else(lifetime: SimulatedDiary, outcome: str) -> None:
    assert slope(lifetime, outcome, lifetime.hours) == pytest.approx(0, abs=0.08)


@pytest.mark.parametrize("outcome", ["mood", "unease", "gut_discomfort"])
@pytest.mark.parametrize("habit", ["fermented", "vegetables", "sweet", "magnesium", "vitamin_d", "probiotic"])
def test_no_other_habit_moves_anything(lifetime: SimulatedDiary, habit: str, outcome: str) -> None:
    done = habits(lifetime)[habit]
    assert slope(lifetime, outcome, done) * np.nanstd(done) == pytest.approx(0, abs=0.1)


def test_antibiotics_raise_gut_discomfort_for_some_days(diaries: list[SimulatedDiary]) -> None:
    before, during, long_after = [], [], []
    for diary in diaries:
        (course,) = (event for event in diary.events if event.kind == COURSE[0])
        gut = diary.answers["gut_discomfort"]
        before += list(gut[course.first - 28 : course.first])
        during += list(gut[course.first : course.last + 1])
        long_after += list(gut[course.last + 15 : course.last + 43])
    assert np.nanmean(during) > np.nanmean(before) + 1.5
    assert abs(np.nanmean(long_after) - np.nanmean(before)) < 0.6


def test_every_answer_is_a_whole_number_on_its_scale(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        assert diary.answers.keys() == {metric.key for metric in those(source=Source.CHECK_IN, module="")}
        for key, values in diary.answers.items():
            known, metric = values[~np.isnan(values)], BY_KEY[key]
            inside = (known >= metric.low) & (known <= metric.high)
            assert (inside | ((known == 0) & bool(metric.none))).all()
            assert (known == known.round()).all()


def test_mood_is_somebodys_ordinary_mood(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        assert 5.3 < np.nanmean(diary.answers["mood"]) < 6.3
        assert 1.2 < np.nanstd(diary.answers["mood"]) < 1.8


def test_a_day_carries_over_into_the_next(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        today, tomorrow = diary.answers["mood"][:-1], diary.answers["mood"][1:]
        both = ~np.isnan(today) & ~np.isnan(tomorrow)
        assert 0.3 < np.corrcoef(today[both], tomorrow[both])[0, 1] < 0.7


def test_the_week_has_its_rhythm(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        by_day = [[], []]
        for slot, day in enumerate(diary.span):
            by_day[day.weekday() >= 5].append(slot)
        work, free = (np.array(slots) for slots in by_day)
        assert np.nanmean(diary.hours[free]) > np.nanmean(diary.hours[work]) + 0.2
        assert np.nanmean(diary.bed[free]) > np.nanmean(diary.bed[work]) + 20
        assert np.nanmean(diary.answers["stress"][free]) < np.nanmean(diary.answers["stress"][work]) - 0.5
        assert np.nanmean(diary.answers["mood"][free]) > np.nanmean(diary.answers["mood"][work])


def test_nights_are_nights(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        hours = diary.hours[~np.isnan(diary.hours)]
        assert hours.min() >= 3.5 - 0.1
        assert hours.max() <= 10.5 + 0.1
        assert (diary.bed[~np.isnan(diary.bed)] % 5 == 0).all()


def test_days_are_missing_one_by_one_and_a_few_times_for_long(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        assert 0.80 <= diary.noted.mean() <= 0.93
        gaps = [len(list(run)) for there, run in groupby(diary.noted) if not there]
        assert 2 <= sum(gap >= 6 for gap in gaps) <= 3
        assert gaps.count(1) >= 20


def test_days_are_missing_more_often_in_bad_stretches(diaries: list[SimulatedDiary]) -> None:
    beside, elsewhere = [], []
    for diary in diaries:
        missing = ~diary.noted
        near = np.convolve(missing, np.ones(7), "same") > 0
        mood = diary.answers["mood"]
        beside += list(mood[near & ~missing])
        elsewhere += list(mood[~near])
    assert np.nanmean(beside) < np.nanmean(elsewhere) - 0.1


def test_some_days_are_answered_in_part(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        answers = np.stack(list(diary.answers.values()))
        in_part = np.isnan(answers).any(axis=0) & ~np.isnan(answers).all(axis=0)
        assert 0.1 < in_part.mean() < 0.5


def test_nothing_is_noted_on_a_day_that_is_missing(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        assert all(diary.noted[slot] for slot in (*diary.notes, *diary.left_out))


def test_the_last_day_is_as_a_morning_leaves_it(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        last = len(diary.span) - 1
        assert diary.noted[-7:].all()
        assert {key for key, values in diary.answers.items() if not np.isnan(values[-1])} == {"sleep_quality"}
        assert {row.meal for row in diary.eaten if row.slot == last} == {"breakfast"}
        assert last not in {dose.slot for dose in diary.taken} | set(diary.notes) | diary.left_out


def test_the_probiotic_begins_half_way(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        first = min(dose.slot for dose in diary.taken if dose.supplement == "probiotic")
        assert TWO_YEARS // 2 <= first < TWO_YEARS // 2 + 30


def test_what_happened_happened_within_the_diary(diaries: list[SimulatedDiary]) -> None:
    for diary in diaries:
        kinds = sorted(event.kind for event in diary.events)
        assert kinds == ["antibiotics", "illness", "illness", "stressor", "travel"]
        assert all(0 <= event.first <= event.last < TWO_YEARS for event in diary.events)


@pytest.mark.parametrize("days", [1, 2, 6, 7, 20, 59, 60, 120, 365])
def test_a_diary_may_be_short(days: int) -> None:
    diary = invented(days=days)
    assert len(diary.span) == days
    assert diary.span.end == END
    assert all(event.last < days for event in diary.events)
    assert diary.noted[-1]


def test_only_shipped_foods_are_eaten(diaries: list[SimulatedDiary]) -> None:
    shipped = {food.slug for food in food_table.read()}
    assert shipped >= FOODS
    for diary in diaries:
        named = {row.food for row in diary.eaten if not row.food.startswith("plate-")}
        assert 25 <= len(named) <= 40


def test_breakfast_repeats(diaries: list[SimulatedDiary]) -> None:
    diary = diaries[0]
    mornings = {
        slot: tuple(row.food for row in rows if row.meal == "breakfast")
        for slot, rows in groupby(diary.eaten, lambda row: row.slot)
    }
    pairs = [
        (mornings[slot], mornings[slot + 1])
        for slot in mornings
        if slot + 1 in mornings and (diary.span.start + timedelta(days=slot)).weekday() < 4
    ]
    assert sum(one == two for one, two in pairs) > 0.7 * len(pairs)


def test_every_note_has_its_sentence() -> None:
    assert SENTENCES.keys() == {note for notes in NOTES.values() for note in notes}


def test_every_supplement_has_its_line() -> None:
    assert {slug for slug, *_ in SUPPLEMENTS} == DOSES.keys()


def test_only_what_happens_has_words() -> None:
    assert EVENT_WORDS.keys() <= {event.kind for event in invented().events}
