"""What absence means, source by source."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import TODAY, a_day, a_dose, a_food, a_night, a_serving, a_supplement, an_event
from tracker.diary import days, page
from tracker.diary.catalogue import metrics_for
from tracker.diary.models import Night
from tracker.metrics import BY_KEY, METRICS, MODULES, Source
from tracker.models import User
from tracker.table import Span

YESTERDAY = TODAY - timedelta(days=1)
WEEK = Span.ending(TODAY, 7)


def column(user: User, key: str, span: Span = WEEK) -> np.ndarray:
    metric = next(m for m in metrics_for(user) if m.key == key)
    return days.daily_table(user, span, [metric]).series(key).values


def test_every_source_has_a_collector() -> None:
    assert set(days.ASKED) == set(days.PUT) == set(Source) - {Source.EVENTS}, "events last, and are put last"


def test_every_metric_appears_in_the_table(alice: User) -> None:
    a_supplement(alice, "Vitamin D")
    metrics = metrics_for(alice)
    table = days.daily_table(alice, WEEK, metrics)
    assert list(table.columns) == [metric.key for metric in metrics]
    assert "took_vitamin_d" in table


def test_an_empty_diary_is_unknown_throughout(alice: User) -> None:
    table = days.daily_table(alice, WEEK, METRICS)
    assert all(np.isnan(values).all() for values in table.columns.values())


def test_a_blank_answer_is_unknown_not_zero(alice: User) -> None:
    a_day(alice, mood=0)
    a_day(alice, YESTERDAY, stress=3)
    assert column(alice, "mood")[-1] == 0
    assert np.isnan(column(alice, "mood")[-2])


def test_no_stool_today_is_an_answer_but_no_type(alice: User) -> None:
    a_day(alice, stool_type=0)
    a_day(alice, YESTERDAY, mood=5)
    assert np.isnan(column(alice, "stool_type")[-1])
    a_supplement(alice, "Zinc")
    a_dose(alice, alice.supplements.get(), TODAY - timedelta(days=5))
    assert column(alice, "took_zinc")[-1] == 0, "the answer makes it a day with a check-in"


def test_no_dose_is_none_only_on_a_day_with_a_check_in(alice: User) -> None:
    zinc = a_supplement(alice, "Zinc", magnesium_mg=100)
    a_dose(alice, zinc, TODAY - timedelta(days=4))
    a_dose(alice, zinc, TODAY - timedelta(days=4))
    a_day(alice, YESTERDAY, mood=5)
    a_day(alice, TODAY - timedelta(days=6), mood=5)
    assert list(np.nan_to_num(column(alice, "took_zinc"), nan=-1)) == [-1, -1, 1, -1, -1, 0, -1]
    assert list(np.nan_to_num(column(alice, "supplement_magnesium"), nan=-1)) == [-1, -1, 200, -1, -1, 0, -1]


def test_what_doses_hold_is_added_up_each_by_itself(alice: User) -> None:
    night, complex_ = a_supplement(alice, "Night", magnesium_mg=97, b6_mg=1.4), a_supplement(alice, "B", b6_mg=2)
    a_dose(alice, night)
    a_dose(alice, complex_)
    a_dose(alice, complex_, YESTERDAY)
    a_day(alice, YESTERDAY, mood=5)
    alice.modules = ["magnesium"]
    assert list(column(alice, "supplement_b6")[-2:]) == [2, pytest.approx(3.4)]
    assert np.isnan(column(alice, "supplement_magnesium")[-2]), "the first dose of any magnesium came later"
    assert column(alice, "supplement_magnesium")[-1] == 97


def test_food_counts_on_days_that_have_any(alice: User) -> None:
    a_serving(alice, a_food(fibre=10), grams=50)
    fibre = column(alice, "fibre")
    assert fibre[-1] == pytest.approx(5)
    assert np.isnan(fibre[:-1]).all()


def test_a_day_left_out_is_unknown_and_a_day_declared_empty_is_none(alice: User) -> None:
    a_serving(alice, a_food(fibre=10), grams=50)
    a_day(alice, food_day="out")
    a_day(alice, YESTERDAY, food_day="all")
    fibre = column(alice, "fibre")
    assert np.isnan(fibre[-1])
    assert fibre[-2] == 0


def test_food_whose_fibre_nobody_knows_adds_no_zero(alice: User) -> None:
    a_serving(alice, a_food(fibre=None))
    assert np.isnan(column(alice, "fibre")[-1])


def test_what_was_taken_back_does_not_count(alice: User) -> None:
    row = a_serving(alice, a_food(fibre=10))
    type(row).objects.update(removed="2026-11-21T20:00Z")
    assert np.isnan(column(alice, "fibre")[-1])


def test_an_event_is_none_on_days_with_any_record_and_unknown_on_others(alice: User) -> None:
    an_event(alice, "illness", TODAY - timedelta(days=3), TODAY - timedelta(days=2))
    a_night(alice, YESTERDAY)
    assert list(np.nan_to_num(column(alice, "illness"), nan=-1)) == [-1, -1, -1, 1, 1, 0, -1]


def test_an_event_that_goes_on_lasts_to_the_end(alice: User) -> None:
    an_event(alice, "travel", TODAY - timedelta(days=1), None)
    assert list(column(alice, "travel")[-2:]) == [1, 1]


def test_a_night_counts_on_the_day_of_waking(alice: User) -> None:
    a_night(alice, TODAY, "23:30", "07:00")
    assert column(alice, "sleep_hours")[-1] == 7.5
    assert column(alice, "bed_time")[-1] == -0.5


def test_a_night_is_as_long_on_its_page_as_in_trends_after_the_person_moved(alice: User) -> None:
    spring = date(2026, 3, 29)
    a_night(alice, spring, "23:00", "07:00")
    Night.objects.filter(owner=alice).update(zone="Europe/Oslo")
    alice.time_zone = "Asia/Shanghai"
    fields = page.read_fields(alice, spring, TODAY)
    assert fields.night.hours == column(alice, "sleep_hours", Span(spring, spring))[0] == 7


def test_regularity_looks_back_beyond_the_span(alice: User) -> None:
    for back in range(7):
        a_night(alice, TODAY - timedelta(days=back))
    assert column(alice, "sleep_regularity", Span(TODAY, TODAY))[0] == pytest.approx(100)


def test_nobody_elses_days_are_in_it(alice: User, bob: User) -> None:
    a_day(bob, mood=1)
    a_night(bob)
    a_serving(bob, a_food("his", owner=bob))
    an_event(bob)
    table = days.daily_table(alice, WEEK, METRICS)
    assert all(np.isnan(values).all() for values in table.columns.values())
    assert days.first_day(alice) is None


def test_the_number_of_queries_does_not_grow_with_the_span_or_the_rows(alice: User) -> None:
    food = a_food()
    counts = []
    for length in (10, 200):
        for back in range(length):
            a_day(alice, TODAY - timedelta(days=back + (10 if length == 200 else 0)), mood=5)
            a_serving(alice, food, TODAY - timedelta(days=back))
        with CaptureQueriesContext(connection) as queries:
            days.daily_table(alice, Span.ending(TODAY, length), metrics_for(alice))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_one_column_equals_the_same_column_of_the_whole_table(alice: User) -> None:
    alice.modules = [module.key for module in MODULES]
    a_day(alice, mood=5)
    an_event(alice, "illness", YESTERDAY, TODAY)
    a_serving(alice, a_food())
    whole = days.daily_table(alice, WEEK, METRICS)
    for key in BY_KEY:
        assert np.array_equal(column(alice, key), whole.columns[key], equal_nan=True), key


def test_noted_days_counts_each_day_once_whatever_was_noted(alice: User) -> None:
    a_day(alice, mood=5)
    a_night(alice)
    a_serving(alice, a_food(), YESTERDAY)
    a_day(alice, TODAY - timedelta(days=3))
    assert days.noted_days(alice, WEEK) == 2


def test_the_first_day_is_the_earliest_of_any_record(alice: User) -> None:
    a_day(alice, mood=5)
    a_night(alice, date(2024, 2, 29))
    assert days.first_day(alice) == date(2024, 2, 29)
