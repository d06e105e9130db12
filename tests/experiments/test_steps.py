"""From the way in to the lock: what is asked, refused, kept and drawn."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tests.builders import TODAY, a_supplement, an_experiment
from tests.experiments.planned import NEW, PLAN, QUESTION, SAFE, TICKS, asked, at, gone_through, latest, noted
from tracker.diary import held_back
from tracker.experiments import planning, protocol
from tracker.experiments.models import Experiment, Period, State
from tracker.models import User
from tracker.stats import planner
from tracker.stats.designs import KINDS, Design
from tracker.stats.frozen import NEEDED
from tracker.stats.orders import count
from tracker.stats.seal import fingerprint

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture(autouse=True)
def _quick_planner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rough foretelling is enough here; how well it foretells is tested beside it."""
    monkeypatch.setitem(planner.power.__kwdefaults__, "runs", 60)
    monkeypatch.setattr(planner, "ROUGH_RUNS", 60)
    planning._foretold.cache_clear()
    yield
    planning._foretold.cache_clear()


def page(door: Client, url: str) -> str:
    response = door.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return response.content.decode()


def locked(door: Client, **plan: str) -> Experiment:
    row = gone_through(door, **plan)
    response = door.post(at(row, "lock"), TICKS)
    assert response.status_code == 302
    return Experiment.objects.get(pk=row.pk)


def test_an_empty_room_offers_questions_and_names_what_is_never_offered(door: Client, alice: User) -> None:
    text = page(door, "/experiments/")
    assert "Ten quiet minutes" in text and "Faecal transplants" in text
    assert "A probiotic" not in text and "magnesium plan" not in text
    alice.food_free = True
    alice.save()
    assert "Fermented food" not in page(door, "/experiments/")


def test_whoever_answered_the_safety_questions_sees_all_of_them(door: Client, alice: User) -> None:
    noted(alice)
    door.post(asked(door), SAFE)
    assert "A probiotic you already mean to take" in page(door, "/experiments/")


@pytest.mark.parametrize("name", ["E7", "ten-quiet-minutes"])
def test_a_template_fills_the_first_step(door: Client, name: str) -> None:
    text = page(door, f"{NEW}?template={name}")
    assert "Ten minutes of sitting quietly" in text and 'value="stress" id="id_outcome_2" checked' in text
    assert Experiment.objects.count() == 0


def test_a_link_from_insights_fills_it_too(door: Client) -> None:
    text = page(door, f"{NEW}?habit=fibre&outcome=mood")
    assert "One more group of plants a day" in text and 'value="mood" id="id_outcome_0" checked' in text
    assert 'value="Daylight"' not in text
    assert "My own" in page(door, f"{NEW}?habit=nothing&outcome=nothing")


def test_an_own_habit_brings_its_own_questions(door: Client, alice: User) -> None:
    slug = a_supplement(alice, "Magnesium citrate").slug
    url = f"{NEW}?habit=took_{slug}&outcome=unease"
    assert "Magnesium citrate" in page(door, url)
    safety = asked(door, url, habit="take mine in the evening", touches=["sleep"])
    assert latest().habit_key == f"took_{slug}"
    assert "mg a day" in page(door, safety)


def test_what_was_typed_is_kept_sound_or_not(door: Client) -> None:
    response = door.post(NEW, {**QUESTION, "meaningful": "a lot", "habit": "hum for a minute"})
    assert response.status_code == 422 and "a lot" in response.content.decode()
    row = latest()
    text = page(door, at(row, "question"))
    assert 'value="a lot"' in text and 'value="hum for a minute"' in text
    assert f'action="{at(row, "question")}"' in response.content.decode()
    assert door.post(at(row, "question"), {**QUESTION, "go": "later"}).headers["Location"] == "/experiments/"
    assert "sit quietly" in page(door, at(row, "question")) and "Draft" in page(door, "/experiments/")


def test_back_keeps_what_was_typed(door: Client, alice: User) -> None:
    noted(alice)
    row = gone_through(door)
    response = door.post(at(row, "plan"), {**PLAN, "plan": "week-10", "start": "soon", "go": "back"})
    assert response.headers["Location"] == at(row, "safety")
    assert 'value="soon"' in page(door, at(row, "plan"))


def test_no_step_is_skipped(door: Client) -> None:
    row = Experiment.objects.get(uid=asked(door).split("/")[2])
    assert door.get(at(row, "plan")).headers["Location"] == at(row, "safety")
    assert door.get(at(row, "lock")).headers["Location"] == at(row, "safety")
    assert door.post(at(row, "lock"), TICKS).headers["Location"] == at(row, "safety")


@pytest.mark.parametrize("words", ["Skip my evening medication", "A 72 hour fast", "Vitamin D 5000 IU a day"])
def test_what_is_never_tried_is_refused_with_the_reason(door: Client, words: str) -> None:
    response = door.post(NEW, {**QUESTION, "habit": words})
    text = response.content.decode()
    assert response.status_code == 422 and 'class="err"' in text and "What is never offered here" in text
    assert door.get(at(latest(), "safety")).headers["Location"] == at(latest(), "question")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("touches", [], "Tick at least one."),
        ("meaningful", "11", "more than the whole scale"),
        ("outcome", "fibre", "Select a valid choice"),
        ("secondary", ["mood", "unease", "sleep_quality", "gut_discomfort"], "At most three."),
    ],
)
def test_a_question_that_cannot_be_asked(door: Client, field: str, value: object, said: str) -> None:
    response = door.post(NEW, {**QUESTION, field: value})
    assert response.status_code == 422 and said in response.content.decode()


def test_thoughts_of_suicide_lead_to_help_and_are_written_nowhere(door: Client) -> None:
    safety = asked(door)
    response = door.post(safety, {**SAFE, "none": "", "fits": ["crisis", "trauma"]})
    assert response.headers["Location"] == "/help/"
    row = latest()
    assert "crisis" not in json.dumps(row.draft) and "trauma" in json.dumps(row.draft)
    assert door.get(at(row, "plan")).headers["Location"] == at(row, "safety")


@pytest.mark.parametrize("key", ["low_now", "red_flags"])
def test_what_leads_to_help_first_stops_everything_and_is_not_kept(door: Client, key: str) -> None:
    safety = asked(door)
    response = door.post(safety, {"addition": "on", "keeps": "on", "fits": [key]})
    text = response.content.decode()
    assert response.status_code == 422 and "Not this experiment." in text and 'href="/help/"' in text
    door.post(safety, {**SAFE, "fits": [key]})
    row = latest()
    assert key not in json.dumps(row.draft)
    assert door.get(at(row, "plan")).headers["Location"] == safety


def test_a_block_is_a_block(door: Client) -> None:
    safety = asked(door, f"{NEW}?template=E1", habit="kefir every day")
    yes = {"by_maoi": "Dr Lie", "on_maoi": "2026-11-20"}
    response = door.post(safety, {**SAFE, "none": "", "fits": ["maoi"], **yes})
    assert response.status_code == 422 and "rise in blood pressure" in response.content.decode()


def test_only_with_a_doctors_yes(door: Client) -> None:
    safety = asked(door, f"{NEW}?template=E1", habit="kefir every day")
    ticked = {**SAFE, "none": "", "fits": ["immune"]}
    text = door.post(safety, ticked).content.decode()
    assert "write who agreed" in text and "Write on which day" in text
    late = door.post(safety, {**ticked, "by_immune": "Dr Lie", "on_immune": "2026-11-22"})
    assert "still to come" in late.content.decode()
    done = door.post(safety, {**ticked, "by_immune": "Dr Lie", "on_immune": "2026-11-20"})
    assert done.headers["Location"] == safety.replace("safety", "plan")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"addition": "on", "keeps": "on"}, "that none does"),
        ({**SAFE, "fits": ["trauma"]}, "Which is it?"),
        ({"none": "on", "keeps": "on"}, "required"),
        ({"none": "on", "addition": "on"}, "required"),
    ],
)
def test_the_safety_questions_are_answered_whole(door: Client, answers: dict[str, object], said: str) -> None:
    response = door.post(asked(door), answers)
    assert response.status_code == 422 and said in response.content.decode()


def test_safety_answers_grow_old(door: Client, alice: User) -> None:
    noted(alice)
    row = gone_through(door)
    with time_machine.travel("2026-12-07 20:00", tick=False):
        assert door.get(at(row, "lock")).headers["Location"] == at(row, "safety")


def magnesium(door: Client, way_in: str, amount: str, **more: str) -> tuple[int, str]:
    safety = asked(door, way_in, habit="the magnesium plan", outcome="unease", touches=["magnesium"])
    dose = {"dose": "citrate in the evening", "magnesium_mg": amount}
    response = door.post(safety, {**SAFE, **dose, **more})
    return response.status_code, response.content.decode()


def test_no_amount_is_suggested_and_none_above_a_limit_is_planned(door: Client) -> None:
    text = page(door, asked(door, habit="the magnesium plan", touches=["magnesium"]))
    assert "The app suggests no amount" in text and 'name="magnesium_mg" value' not in text
    assert magnesium(door, NEW, "250")[0] == 302
    status, text = magnesium(door, NEW, "251")
    assert status == 422 and "250–350 mg" in text


def test_a_clinicians_magnesium_plan_is_noted_with_their_yes(door: Client) -> None:
    yes = {"by_amount": "Dr Lie", "on_amount": "2026-11-01"}
    e12 = f"{NEW}?template=E12"
    assert magnesium(door, e12, "200")[0] == 302
    status, text = magnesium(door, e12, "300")
    assert status == 422 and "write who agreed" in text
    assert magnesium(door, e12, "300", **yes)[0] == 302
    assert magnesium(door, e12, "351", **yes)[0] == 422


def test_too_little_diary_says_how_much_more_and_only_watches(door: Client, alice: User) -> None:
    noted(alice, days=10)
    safety = asked(door)
    door.post(safety, SAFE)
    assert latest().state == State.BASELINE
    text = page(door, safety.replace("safety", "plan"))
    assert "Stress is noted on 10 of the last 10 days" in text and "18 more days" in text
    assert 'value="week-12"' not in text and 'value="watch-28"' in text
    row = gone_through(door)
    assert door.post(at(row, "plan"), PLAN).status_code == 422


@pytest.mark.parametrize("sides", ["two", "one"])
@pytest.mark.parametrize(("kind", "onset"), [("week", "few_days"), ("fortnight", "week"), ("pairs", "few_days")])
def test_every_plan_that_cannot_answer_is_refused(door: Client, alice: User, kind: str, onset: str, sides: str) -> None:
    noted(alice)
    row = gone_through(door)
    given = {
        "onset": onset,
        **({"pairs": "on"} if kind == "pairs" else {}),
        **({"one_sided": "on"} if sides == "one" else {}),
    }
    text = door.post(at(row, "plan"), {**PLAN, **given, "go": "again"}).content.decode()
    for periods in KINDS[kind].choices:
        design = Design.usual(kind, periods)
        smallest = (2 if sides == "two" else 1) / count(design.layout, periods)
        impossible = smallest > 0.05 or periods < KINDS[kind].fewest
        status = door.post(at(row, "plan"), {**PLAN, **given, "plan": f"{kind}-{periods}"}).status_code
        assert status == (422 if impossible else 302), (kind, periods, sides)
        shown = text.split(f'value="{kind}-{periods}"')[1].split("</div>")[0]
        assert ("disabled" in shown) == impossible


def test_a_period_shorter_than_the_effect_is_refused(door: Client, alice: User) -> None:
    noted(alice)
    row = gone_through(door)
    given = {**PLAN, "onset": "fortnight", "willing": "448"}
    text = door.post(at(row, "plan"), {**given, "go": "again"}).content.decode()
    assert "Too short for this: about 67" in text and 'value="fourweek-8"' in text
    assert door.post(at(row, "plan"), {**given, "plan": "week-12"}).status_code == 422


@pytest.mark.parametrize("start", ["2026-11-21", "2027-03-01", "never"])
def test_the_first_day_is_soon_and_not_past(door: Client, alice: User, start: str) -> None:
    noted(alice)
    row = gone_through(door, start=start)
    assert door.get(at(row, "lock")).headers["Location"] == at(row, "plan")


def test_the_whole_plan_is_read_over_and_every_box_is_ticked(door: Client, alice: User) -> None:
    noted(alice)
    row = gone_through(door)
    assert row.state == State.READY
    text = page(door, at(row, "lock"))
    for said in ("sit quietly", "take lunch as usual", "3 points", "all 62 possible orders", "Expectation can be part"):
        assert said in text
    for missing in TICKS:
        assert door.post(at(row, "lock"), {key: "on" for key in TICKS if key != missing}).status_code == 422
    assert Experiment.objects.get(pk=row.pk).locked_at is None and not Period.objects.exists()


def test_the_lock_writes_a_plan_that_anybody_can_check(door: Client, alice: User) -> None:
    noted(alice)
    row = locked(door)
    assert (row.state, row.start_date, row.end_date) == ("locked", date(2026, 11, 23), date(2027, 1, 17))
    assert row.protocol and not set(NEEDED) - set(row.protocol)
    assert row.protocol_hash == fingerprint(row.protocol)
    file = door.get(f"/experiments/{row.uid}/protocol.json").content
    assert hashlib.sha256(file).hexdigest() == row.protocol_hash
    opened = protocol.opened(row, row.end_date + timedelta(days=1))
    letters = "".join("AB"[condition] for condition in opened.order)
    assert row.commitment == hashlib.sha256(f"{opened.nonce}:{letters}".encode()).hexdigest()
    assert sorted(opened.order) == [0] * 4 + [1] * 4 and Period.objects.filter(experiment=row).count() == 8
    text = page(door, at(row, "lock"))
    assert row.protocol_hash[:4] in text and row.commitment in text
    assert opened.nonce not in text and letters not in text


@pytest.mark.parametrize(
    "field", sorted(["question", "condition_a", "outcome", "periods", "alpha", "direction", *NEEDED])
)
def test_any_other_plan_has_another_fingerprint(door: Client, alice: User, field: str) -> None:
    noted(alice)
    row = locked(door)
    assert row.protocol is not None
    assert fingerprint({**row.protocol, field: "another"}) != row.protocol_hash


def test_after_the_lock_no_step_changes_anything(door: Client, alice: User) -> None:
    noted(alice)
    row = locked(door)
    before = Experiment.objects.values().get(pk=row.pk)
    for step, answers in (("question", QUESTION), ("safety", SAFE), ("plan", PLAN), ("lock", TICKS)):
        for method in (door.get, door.post):
            assert method(at(row, step), {**answers, "habit": "another"}).status_code in {200, 302}
    assert door.post(at(row, "call-off")).status_code == 404
    assert Experiment.objects.values().get(pk=row.pk) == before


def test_what_is_measured_is_held_back_while_it_runs(door: Client, alice: User) -> None:
    noted(alice)
    row = locked(door)
    alice.refresh_from_db()
    assert held_back.keys(alice) == {"stress", "mood"}
    assert row.secondary == ["mood"]


def test_one_at_a_time(door: Client, alice: User) -> None:
    noted(alice)
    an_experiment(alice, "The first one")
    row = gone_through(door)
    assert "Two at once could not be told apart" in page(door, at(row, "lock"))
    door.post(at(row, "lock"), TICKS)
    assert Experiment.objects.get(pk=row.pk).locked_at is None
    assert Period.objects.filter(experiment=row).count() == 0
    text = page(door, "/experiments/")
    assert "The first one" in text and "New experiment" not in text


def test_before_and_after_has_no_order_and_no_test(door: Client, alice: User) -> None:
    noted(alice)
    row = locked(door, plan="watch-28")
    assert row.watched and row.commitment == "" and not Period.objects.exists()
    assert row.protocol and row.protocol["statistic"] == "none"
    assert row.end_date == date(2026, 12, 20)


def test_what_cannot_be_drawn_by_lot_is_watched(door: Client, alice: User) -> None:
    noted(alice)
    safety = asked(door, f"{NEW}?template=E3", outcome="mood")
    door.post(safety, SAFE)
    text = page(door, safety.replace("safety", "plan"))
    assert 'value="watch-84"' in text and 'name="onset"' not in text and 'value="week-12"' not in text


def test_a_plan_too_weak_is_started_only_as_such(door: Client, alice: User) -> None:
    noted(alice)
    row = gone_through(door)
    door.post(at(row, "question"), {**QUESTION, "meaningful": "0.3"})
    assert "weak for what matters" in page(door, at(row, "lock"))
    door.post(at(row, "lock"), TICKS)
    assert Experiment.objects.get(pk=row.pk).exploratory


def test_a_draft_is_called_off(door: Client) -> None:
    asked(door)
    row = latest()
    assert door.post(at(row, "call-off")).headers["Location"] == "/experiments/"
    assert Experiment.objects.get(pk=row.pk).state == State.CANCELLED
    assert row.title not in page(door, "/experiments/").split("Good first questions")[0]


def test_a_helper_is_offered_for_what_is_swallowed(door: Client, alice: User) -> None:
    noted(alice)
    door.post(asked(door), SAFE)
    assert 'name="blinding"' not in page(door, at(latest(), "plan"))
    safety = asked(door, habit="my zinc tablet", touches=["supplement"])
    door.post(safety, {**SAFE, "dose": "one a day, 10 mg"})
    plan = safety.replace("safety", "plan")
    assert 'name="blinding"' in page(door, plan)
    door.post(plan, {**PLAN, "blinding": "helper"})
    door.post(at(latest(), "lock"), TICKS)
    row = latest()
    assert row.blinding == "helper"
    assert {period.condition for period in protocol.known(row, TODAY + timedelta(days=30))} == {None}
