"""Totals and laboratory values are kept as numbers, shown as numbers, and nothing is read into them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.builders import TODAY, a_lab_value, a_total, an_event
from tracker.diary import occasional
from tracker.diary.event_kinds import ASKS, ByWhom
from tracker.diary.models import Event, EventKind
from tracker.diary.results import LabValue, Total
from tracker.diary.scales import SCALES, Scale
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")
NEUTRAL = "Scores like this are meant to be talked through with a professional."
SCALES_ALL = pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
# What would be a verdict or a diagnosis; a questionnaire's proper name is all that is said of it.
JUDGING = (
    "normal abnormal high higher low lower severe severity moderate mild elevated raised reduced deficient deficiency "
    "optimal good bad risk depression depressed depressive anxiety anxious migraine headache eczema dermatitis "
    "disorder band cut-off threshold healthy unhealthy improve worse better positive negative"
).split()


def words(html: str) -> str:
    """What the page itself says, without frame and footer."""
    main = html.split('<main id="page"', 1)[1].split('class="foot', 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def page(door: Client, path: str = "/occasional/", **query: str) -> str:
    answer = door.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(door: Client, path: str, **fields: Any) -> Any:
    return door.post(path, {"day": TODAY.isoformat(), "key": "key-one-1", **fields})


@SCALES_ALL
def test_both_ends_of_a_scale_are_totals_and_what_lies_beyond_is_not(door: Client, alice: User, scale: Scale) -> None:
    where = f"/occasional/totals/new/?scale={scale.key}"
    for number, value in enumerate((scale.low, scale.high)):
        assert send(door, where, scale=scale.key, value=value, key=f"key-number-{number}").status_code == 302
    for value in (scale.low - 1, scale.high + 1):
        refused = send(door, where, scale=scale.key, value=value, key="key-beyond-1")
        assert refused.status_code == 422
        assert f"{scale.name} lies between {scale.low} and {scale.high}." in refused.content.decode()
        assert f'value="{value}"' in refused.content.decode()
    assert set(Total.objects.filter(owner=alice).values_list("value", flat=True)) == {scale.low, scale.high}


@SCALES_ALL
def test_the_database_refuses_a_total_beyond_its_scale(alice: User, scale: Scale) -> None:
    with pytest.raises(IntegrityError):
        a_total(alice, scale.key, scale.high + 1)


def test_the_database_knows_no_other_questionnaire(alice: User) -> None:
    with pytest.raises(IntegrityError):
        a_total(alice, "phq2", 3)


@SCALES_ALL
def test_the_same_line_follows_every_total_whatever_the_number(door: Client, scale: Scale) -> None:
    said = set()
    for number, value in enumerate((scale.low, scale.high)):
        path = f"/occasional/totals/new/?scale={scale.key}"
        answer = send(door, path, scale=scale.key, value=value, key=f"key-number-{number}")
        html = page(door, answer.url)
        assert NEUTRAL in html and 'href="/help/"' in html
        note = html.split('id="talk-through"', 1)[1].split("</p>", 1)[0]
        said.add(note)
        Total.objects.all().delete()
    assert len(said) == 1


def test_the_line_follows_an_edit_too_and_no_laboratory_value(door: Client, alice: User) -> None:
    row, value = a_total(alice), a_lab_value(alice)
    changed = send(door, f"/occasional/totals/{row.uid}/", value=13)
    assert NEUTRAL in page(door, changed.url)
    noted = send(door, f"/occasional/values/{value.uid}/", name="Folate", value="9.5", unit="nmol/L", key="key-two-2")
    assert NEUTRAL not in page(door, noted.url)
    assert NEUTRAL not in page(door)


def test_nothing_on_the_page_changes_with_the_number_but_the_number(door: Client, alice: User) -> None:
    row = a_total(alice, "phq9", 0)
    seen = set()
    for value in (0, 4, 9, 27):
        Total.objects.filter(pk=row.pk).update(value=value)
        seen.add(re.sub(r"\d+", "#", page(door)))
    assert len(seen) == 1


def test_a_raw_sum_is_kept_times_four(door: Client, alice: User) -> None:
    send(door, "/occasional/totals/new/", scale="who5", value=16, raw="on")
    assert Total.objects.get(owner=alice).value == 64


def test_a_raw_sum_has_its_own_bounds(door: Client) -> None:
    answer = send(door, "/occasional/totals/new/", scale="who5", value=26, raw="on")
    assert "A raw sum of WHO-5 lies between 0 and 25." in answer.content.decode()
    assert re.search(r'name="raw"[^>]* checked', answer.content.decode())
    assert not Total.objects.exists()


def test_only_a_scale_with_two_counts_asks_which(door: Client) -> None:
    asking = [key for key in SCALES if 'name="raw"' in page(door, "/occasional/totals/new/", scale=key)]
    assert asking == ["who5"]


def test_a_second_total_in_a_week_is_kept_and_kindly_remarked_upon(door: Client, alice: User) -> None:
    a_total(alice, "medas", 9, TODAY - timedelta(days=6))
    answer = send(door, "/occasional/totals/new/", scale="medas", value=10)
    assert answer.status_code == 302 and Total.objects.count() == 2
    text = words(page(door, answer.url))
    assert "There is a MEDAS from 15 November too, and both stay." in text
    assert "one a week is enough" in words(page(door, "/occasional/totals/new/", scale="medas"))


def test_a_week_later_nothing_is_remarked(door: Client, alice: User) -> None:
    a_total(alice, "medas", 9, TODAY - timedelta(days=7))
    a_total(alice, "phq9", 9, TODAY - timedelta(days=1))
    for scale in ("medas", "phq9"):
        answer = send(door, "/occasional/totals/new/", scale=scale, value=10, key=f"key-{scale}-1")
        assert "both stay" not in page(door, answer.url)


def test_food_free_mode_hides_what_counts_food(door: Client, alice: User) -> None:
    a_total(alice, "medas", 9)
    a_total(alice, "phq9", 9)
    assert "MEDAS" in page(door) and "MEDAS" in page(door, "/occasional/totals/new/")
    User.objects.filter(pk=alice.pk).update(food_free=True)
    for path in ("/occasional/", "/occasional/totals/new/", "/today/", "/trends/"):
        assert "MEDAS" not in page(door, path), path
    assert "PHQ-9" in page(door)
    assert door.get("/trends/points.svg?of=medas").status_code == 404


def test_a_laboratory_value_is_kept_word_for_word(door: Client, alice: User) -> None:
    fields = {"name": "Serum magnesium", "value": "0,85", "unit": "mmol/L", "printed_range": "0.71–0.94", "note": "a"}
    send(door, "/occasional/values/new/", **fields)
    row = LabValue.objects.get(owner=alice)
    assert (row.name, row.value, row.unit, row.printed_range, row.note) == (
        "Serum magnesium", 0.85, "mmol/L", "0.71–0.94", "a",
    )  # fmt: skip
    text = words(page(door))
    assert "0.85 mmol/L" in text and "printed range: 0.71–0.94" in text


@pytest.mark.parametrize("value", ["", "much", "1e10", "nan", "inf", "<5"])
def test_what_is_no_number_is_explained_beside_its_field(door: Client, value: str) -> None:
    answer = send(door, "/occasional/values/new/", name="Ferritin", value=value, unit="µg/L")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert re.search(r'class="field bad"><label for="id_value".*?class="err"', html, re.S)
    assert 'value="Ferritin"' in html and not LabValue.objects.exists()


@pytest.mark.parametrize("day", ["2026-11-22", "1899-12-31", "someday", ""])
def test_a_day_that_cannot_be_is_explained(door: Client, day: str) -> None:
    for path, more in (("totals", {"scale": "phq9", "value": 3}), ("values", {"name": "TSH", "value": 2})):
        answer = send(door, f"/occasional/{path}/new/", **more, day=day)
        assert answer.status_code == 422 and 'class="err"' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/occasional/totals/new/", {"scale": "phq9", "value": 7, "given_by": "Dr Moe"}),
        ("/occasional/values/new/", {"name": "Ferritin", "value": 40, "unit": "µg/L"}),
    ],
)
def test_sending_twice_adds_once_and_undo_takes_it_out(door: Client, path: str, fields: dict[str, Any]) -> None:
    for _ in range(2):
        send(door, path, **fields)
    table = Total if "total" in path else LabValue
    assert table.objects.filter(removed=None).count() == 1
    html = page(door)
    assert "saved" in html and 'name="undo" value="key-one-1"' in html
    door.post("/occasional/undo/", {"undo": "key-one-1", "key": "key-undo-1"})
    assert not table.objects.filter(removed=None).exists()
    assert "Brought back as it was" in page(door)


def test_taking_out_can_be_undone(door: Client, alice: User) -> None:
    row, value = a_total(alice), a_lab_value(alice)
    for number, path in enumerate((f"totals/{row.uid}", f"values/{value.uid}")):
        gone = door.post(f"/occasional/{path}/", {"remove": "1", "key": f"key-remove-{number}"}, follow=True)
        assert f'value="key-remove-{number}"' in gone.content.decode()
    assert occasional.groups(alice) == ()
    for number in range(2):
        door.post("/occasional/undo/", {"undo": f"key-remove-{number}", "key": f"key-undo-{number}"})
    assert {group.label for group in occasional.groups(alice)} == {"PHQ-9", "Serum magnesium"}


def test_an_edit_can_be_undone(door: Client, alice: User) -> None:
    row = a_lab_value(alice)
    changed = {"name": "Vitamin D", "value": "61", "unit": "nmol/L", "printed_range": "50–125", "day": "2026-11-02"}
    send(door, f"/occasional/values/{row.uid}/", **changed)
    assert LabValue.objects.get().name == "Vitamin D"
    door.post("/occasional/undo/", {"undo": "key-one-1", "key": "key-undo-1"})
    back = LabValue.objects.get()
    assert (back.name, back.value, back.unit, back.day) == ("Serum magnesium", 0.85, "mmol/L", TODAY)


def test_a_total_stays_with_its_questionnaire(door: Client, alice: User) -> None:
    row = a_total(alice, "gad7", 20)
    assert send(door, f"/occasional/totals/{row.uid}/", scale="midas", value=200).status_code == 422
    assert Total.objects.get().scale == "gad7"


def test_the_list_is_grouped_newest_first(alice: User) -> None:
    a_total(alice, "phq9", 3, TODAY - timedelta(days=9))
    a_total(alice, "phq9", 5, TODAY - timedelta(days=2))
    a_lab_value(alice, "ferritin", 30, unit="µg/L", day=TODAY - timedelta(days=40))
    a_lab_value(alice, "Ferritin", 40, unit="µg/L", day=TODAY)
    a_lab_value(alice, "Ferritin", 4, unit="ng/dL", day=TODAY - timedelta(days=5))
    found = [(group.label, group.unit, [entry.number for entry in group.entries]) for group in occasional.groups(alice)]
    assert found == [
        ("Ferritin", "µg/L", ["40", "30"]), ("PHQ-9", "", ["5", "3"]), ("Ferritin", "ng/dL", ["4"]),
    ]  # fmt: skip


def test_another_of_the_same_begins_with_name_and_unit_and_without_number_or_range(door: Client, alice: User) -> None:
    row = a_lab_value(alice)
    html = page(door, "/occasional/values/new/", like=row.uid.hex)
    assert 'value="Serum magnesium"' in html and 'value="mmol/L"' in html
    assert "0.85" not in html and 'value="0.71–0.94"' not in html


@pytest.mark.parametrize(
    ("value", "written"), [(0.85, "0.85"), (4.0, "4"), (-2.125, "−2.125"), (1e-7, "0.0000001"), (1e9, "1000000000")]
)
def test_a_number_keeps_its_digits(value: float, written: str) -> None:
    assert occasional.written(value) == written


def test_the_pages_name_no_condition_and_give_no_verdict(door: Client, alice: User) -> None:
    for scale in SCALES.values():
        a_total(alice, scale.key, scale.high)
    a_lab_value(alice)
    row = a_total(alice, "phq9", 27)
    paths = ["/occasional/", f"/occasional/?saved={row.uid.hex}", "/occasional/totals/new/", "/occasional/values/new/"]
    paths += [f"/occasional/totals/new/?scale={key}" for key in SCALES] + [f"/occasional/totals/{row.uid}/"]
    for path in paths:
        said = words(page(door, path)).lower()
        assert [word for word in JUDGING if re.search(rf"\b{word}\b", said)] == [], path


def test_a_stranger_finds_nothing(door: Client, strangers_door: Client, alice: User, bob: User) -> None:
    before = words(page(strangers_door))
    row, value = a_total(alice, given_by="Dr Moe"), a_lab_value(alice, "Quetzal")
    assert words(page(strangers_door)) == before
    assert "Quetzal" not in page(strangers_door, "/occasional/values/new/", like=value.uid.hex)
    for path in (f"/occasional/totals/{row.uid}/", f"/occasional/values/{value.uid}/"):
        assert strangers_door.get(path).status_code == 404
        assert strangers_door.post(path, {"remove": "1", "value": 3}).status_code == 404
    door.post(f"/occasional/totals/{row.uid}/", {"remove": "1", "key": "key-remove-1"})
    strangers_door.post("/occasional/undo/", {"undo": "key-remove-1", "key": "key-undo-1"})
    row.refresh_from_db()
    assert row.removed is not None


def test_a_day_shows_what_was_noted_on_it(door: Client, alice: User) -> None:
    a_total(alice, "hit6", 60, TODAY - timedelta(days=3))
    a_lab_value(alice, day=TODAY - timedelta(days=3))
    text = words(page(door, f"/day/{TODAY - timedelta(days=3)}/"))
    assert "HIT-6 60" in text and "Serum magnesium 0.85 mmol/L" in text
    assert "HIT-6" not in words(page(door, "/today/"))


def test_today_and_settings_lead_here(door: Client) -> None:
    for path in ("/today/", "/settings/"):
        assert 'href="/occasional/"' in page(door, path), path


# events


EVENT = f"/day/{TODAY}/events/new/"


def test_every_kind_of_event_that_asks_something_is_a_kind() -> None:
    assert set(ASKS) <= set(EventKind.values)
    assert set(EventKind.values) - set(ASKS) == {"travel"}


def test_the_first_step_asks_only_what_it_was(door: Client) -> None:
    html = page(door, EVENT)
    assert all(f'href="?kind={kind}"' in html for kind in EventKind.values)
    assert 'name="day"' not in html


@pytest.mark.parametrize("kind", EventKind.values)
def test_a_kind_shows_its_own_fields_and_no_others(door: Client, kind: str) -> None:
    html, asks = page(door, EVENT, kind=kind), ASKS.get(kind)
    assert ('name="what"' in html) == (asks is not None)
    assert ('name="who"' in html) == (kind == "medicine")
    for key, label in asks.choices if asks else ():
        assert f'value="{key}"' in html and str(label) in html


def test_a_medicine_changed_on_ones_own_is_kept_and_told_what_to_know(door: Client, alice: User) -> None:
    assert "need to be reduced slowly with the person who prescribed them" in page(door, EVENT, kind="medicine")
    assert "need to be reduced slowly" not in page(door, EVENT, kind="illness")
    fields = {"kind": "medicine", "what": "stopped", "who": "self", "text": "the white one"}
    assert send(door, EVENT, **fields).status_code == 302
    event = Event.objects.get(owner=alice)
    assert (event.what, event.who) == ("stopped", "self")
    assert "Stopped · On my own · the white one" in words(page(door, "/today/"))


def test_a_name_of_ones_own_is_the_antibiotics(door: Client, alice: User) -> None:
    send(door, EVENT, kind="antibiotics", what="Penicillin V")
    assert Event.objects.get(owner=alice).what == "Penicillin V"
    assert "Course of antibiotics" in page(door, "/today/") and "Penicillin V" in page(door, "/today/")


def test_what_a_kind_does_not_offer_is_refused(door: Client) -> None:
    for fields in ({"kind": "illness", "what": "plague"}, {"kind": "medicine", "who": "neighbour"}):
        answer = send(door, EVENT, **fields)
        assert answer.status_code == 422 and 'class="err"' in answer.content.decode()
    assert send(door, EVENT, kind="party").status_code == 422
    assert not Event.objects.exists()


def test_what_a_field_of_another_kind_says_is_not_kept(door: Client, alice: User) -> None:
    event = an_event(alice, "medicine", what="dose", who="self")
    html = page(door, f"/events/{event.uid}/", kind="antibiotics")
    assert 'value="dose"' not in html
    send(door, f"/events/{event.uid}/?kind=travel", kind="travel", text="by train")
    event.refresh_from_db()
    assert (event.kind, event.what, event.who) == ("travel", "", "")
    door.post(f"/day/{TODAY}/undo/", {"undo": "key-one-1", "key": "key-undo-1"})
    event.refresh_from_db()
    assert (event.kind, event.what, event.who) == ("medicine", "dose", "self")


def test_the_database_knows_who_may_change_a_medicine(alice: User) -> None:
    assert set(ByWhom.values) == {"", "prescriber", "self"}
    with pytest.raises(IntegrityError):
        an_event(alice, "medicine", who="nobody")
