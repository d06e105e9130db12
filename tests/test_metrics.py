"""The registry and its readers agree: adding a number without finishing it fails here."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.db import IntegrityError, models, transaction

from tests.builders import TODAY, a_day
from tracker.charts import trend
from tracker.diary import days, fields, page, questions
from tracker.diary.catalogue import metrics_for
from tracker.diary.models import CheckIn, EventKind
from tracker.metrics import BY_KEY, METRICS, MODULES, Area, Better, Kind, Metric, Role, Source, supplement, those
from tracker.models import User

# Keys are columns, CSV headers and addresses: one may be added here, none renamed or taken away.
KEYS = (
    "mood unease stress sleep_quality gut_discomfort stool_type bed_time wake_time sleep_hours sleep_regularity fibre "
    "plants plant_groups fermented food_magnesium upf sugary supplement_magnesium antibiotics illness medicine travel "
    "stressor skin_product skin_treatment moment_pleasant moment_energy energy prebiotic_items polyphenol_foods "
    "mg_foods good_fats upf_items sugary_items meal_regularity alcohol bloating belly_pain bm_count urgency "
    "probiotic_taken mindful_min breathing_min nature_min music_min active_min daylight_min skin_overall itch redness "
    "spots_count flare harsh_cleansing headache_day pain_peak attack_hours acute_med aura supplement_b6 "
    "period_flow cycle_day focus"
).split()
NOT_METRICS = {"id", "owner", "day", "note", "food_day", "flare_type"}  # words, not numbers


def test_keys_are_unique_and_never_change() -> None:
    assert [metric.key for metric in METRICS] == KEYS
    assert len(BY_KEY) == len(METRICS)


def test_every_check_in_metric_is_a_column_and_every_column_a_metric() -> None:
    columns = {field.name for field in CheckIn._meta.get_fields()} - NOT_METRICS
    assert columns == {metric.key for metric in those(source=Source.CHECK_IN)}


def test_every_event_kind_is_a_metric_and_the_other_way_round() -> None:
    assert set(EventKind.values) == {metric.key for metric in those(source=Source.EVENTS)}


@pytest.mark.parametrize("metric", those(source=Source.CHECK_IN), ids=lambda m: m.key)
def test_the_database_refuses_what_lies_outside_the_registrys_bounds(alice: User, metric: Metric) -> None:
    for value in (metric.low - 1, metric.high + 1):
        if metric.none and value == 0:
            continue
        with pytest.raises((IntegrityError, models.ObjectDoesNotExist)), transaction.atomic():
            a_day(alice, **{metric.key: int(value)})
    for value in {metric.low, metric.high} | ({0} if metric.none else set()):
        CheckIn.objects.all().delete()
        a_day(alice, **{metric.key: int(value)})


@pytest.mark.parametrize("metric", those(source=Source.CHECK_IN), ids=lambda m: m.key)
def test_every_check_in_metric_is_asked_on_today_and_its_answers_are_read(alice: User, metric: Metric) -> None:
    alice.modules = [module.key for module in MODULES]
    day = page.read_fields(alice, TODAY, TODAY)
    cards = [day.mind, day.sleep, day.gut, *(card.questions for card in day.modules)]
    asked = {question.key: question for card in cards for question in card}
    assert metric.key in asked
    assert (settings.ROOT / "templates" / asked[metric.key].template).is_file()
    assert fields.read(metric.key, str(int(metric.low))) == metric.low
    if asked[metric.key].template == "diary/_scale.html":
        assert metric.key in questions.TONES


def test_a_module_is_asked_of_nobody_who_has_not_switched_it_on(alice: User) -> None:
    assert page.read_fields(alice, TODAY, TODAY).modules == ()
    assert {m.module for m in metrics_for(alice)} == {""}


def test_every_module_keeps_a_number() -> None:
    assert {module.key for module in MODULES} == {metric.module for metric in METRICS} - {""}


def test_advice_of_authorities_is_no_aim() -> None:
    advised = {metric.key: metric.advice for metric in METRICS if metric.advice}
    assert advised == {"supplement_magnesium": (250, 350), "supplement_b6": (12,)}
    assert all(BY_KEY[key].aim is None for key in advised)


def test_food_free_mode_hides_every_food_count(alice: User) -> None:
    alice.modules, alice.food_free = [module.key for module in MODULES], True
    assert Area.FOOD not in {metric.area for metric in metrics_for(alice)}
    assert "food" not in {card.module.key for card in page.read_fields(alice, TODAY, TODAY).modules}


def test_every_kind_has_a_mark() -> None:
    assert set(trend.MARKS) == set(Kind)


def test_every_source_has_a_collector() -> None:
    assert set(days.ASKED) == set(days.PUT) == set(Source) - {Source.EVENTS}, "events rest on all others"


def test_every_guide_is_an_article() -> None:
    for metric in METRICS:
        if metric.guide:
            assert (settings.SEEDS / metric.guide / "en.md").is_file(), metric.key


def test_a_supplement_is_a_metric_like_any_other() -> None:
    metric = supplement("vitamin_d", "Vitamin D")
    assert (metric.key, metric.kind, metric.source) == ("took_vitamin_d", Kind.YES_NO, Source.DOSES)


GOOD = Metric(
    key="x", label="X", area=Area.MIND, kind=Kind.SCALE, role=Role.OUTCOME, source=Source.CHECK_IN, ends=("a", "b")
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Mood"},
        {"key": "two words"},
        {"label": ""},
        {"low": 10},
        {"step": 0},
        {"ends": ("", "")},
        {"kind": Kind.COUNT},
        {"better": Better.INSIDE},
        {"aim": (5, 20)},
        {"advice": (5, 20)},
        {"words": ("one",)},
        {"kind": Kind.YES_NO, "ends": ("", "")},
    ],
    ids=str,
)
def test_an_entry_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="metric"):
        replace(GOOD, **wrong)  # type: ignore[arg-type]


def test_those_finds_by_fact() -> None:
    assert [m.key for m in those(area=Area.MIND, module="")] == ["mood", "unease", "stress", "moment_pleasant"]
