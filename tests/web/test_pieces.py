"""Fragments of pages kept by what they say: the same page as without keeping, and nothing of one visit in another."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django import template
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from tests.accounts.test_erase import a_full_life
from tests.builders import TODAY, a_food, a_supplement
from tests.running import ROOT
from tracker.accounts.models import User
from tracker.diary.day_lines import Badge, DayLine
from tracker.diary.doses import Taken
from tracker.diary.history import Gap
from tracker.diary.merge import Register, Verdict
from tracker.diary.models import CheckIn, Supplement
from tracker.diary.plate import TILES, Tapped
from tracker.diary.questions import Question
from tracker.diary.week import WeekDay
from tracker.foods.nutrition import Totals
from tracker.metrics import BY_KEY
from tracker.web import keys, pieces
from tracker.web.pieces import name_of

CHANGING = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<="X-CSRFToken": ")\w+|(?<=name="key" value=")[0-9a-f]{32}'
)


@pytest.fixture(autouse=True)
def an_empty_box() -> None:
    pieces.KEPT.empty()


def drawn(source: str, **values: Any) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(source).render(values, request)


def the_plain_way(self: pieces.Piece, context: template.Context) -> str:
    """An ordinary include of the same file with the same values."""
    values = {name: value.resolve(context) for name, value in self.values.items()}
    assert context.template
    file = context.template.engine.get_template(self.file.resolve(context))
    with context.push(**values):
        return str(file.render(context))


def many_the_plain_way(self: pieces.Pieces, context: template.Context) -> str:
    """An ordinary loop over the same."""
    [(name, things)] = self.values.items()
    one = {name: engines["django"].engine.from_string("{{ one }}").nodelist[0].filter_expression}
    said = []
    for thing in things.resolve(context):
        with context.push(one=thing):
            said.append(the_plain_way(pieces.Piece(self.file, one), context))
    return "".join(said)


PATHS = (
    "/today/", f"/day/{TODAY - timedelta(days=1)}/", "/learn/", "/settings/", "/history/", "/history/?q=a",
    "/foods/search/?q=bread", "/trends/", "/trends/more/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_page_says_what_it_says_without_pieces(
    door: Client, alice: User, path: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_life(alice)
    for ago in range(30):
        day, answers = timezone.localdate() - timedelta(days=ago), {"mood": ago % 11, "stress": ago % 5}
        CheckIn.objects.update_or_create(owner=alice, day=day, defaults=answers)
    User.objects.filter(pk=alice.pk).update(language=language)
    made, kept = door.get(path).text, door.get(path).text
    monkeypatch.setattr(pieces.Piece, "render", the_plain_way)
    monkeypatch.setattr(pieces.Pieces, "render", many_the_plain_way)
    plain = door.get(path).text
    assert CHANGING.sub("", made) == CHANGING.sub("", kept) == CHANGING.sub("", plain)


TAPS = (("plate", {"add": "fruit"}), ("copy", {"what": "food"}), ("answer", {"field": "mood", "mood": "6"}),
        ("answer", {"field": "food_day", "food_day": "all"}), ("answer", {"field": "bed_time", "bed_time": "23:10"}),
        ("answer", {"field": "note", "note": "rain"}), ("doses", {"do": "more"}))  # fmt: skip
SAVED_AT = re.compile(r"Saved \d\d:\d\d")


@pytest.mark.parametrize(("door_of_day", "sent"), TAPS)
def test_a_save_answers_what_it_answers_without_pieces(
    door: Client, alice: User, door_of_day: str, sent: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_life(alice)
    pill = a_supplement(alice, "Magnesium")
    a_food("plate-fruit", plate="fruit")
    answers = []
    for turn in range(2):
        if turn:
            monkeypatch.setattr(pieces.Piece, "render", the_plain_way)
        day = TODAY - timedelta(days=3 + turn)
        address = f"/day/{day}/{door_of_day}/"
        answer = door.post(
            address, sent | {"supplement": pill.slug, "key": keys.fresh()}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200
        answers.append(re.sub(r"[0-9a-f]{32}", "", CHANGING.sub("", answer.text).replace(str(day), "")))
    assert re.sub(r"\s+", " ", _undated(answers[0])) == re.sub(r"\s+", " ", _undated(answers[1]))
    assert SAVED_AT.search(answers[0]), "the card says that it is on disk"


def _undated(text: str) -> str:
    """Without the strip of the week, which marks another day."""
    return re.sub(r'<ol class="week".*?</ol>', "", text, flags=re.S)


def test_each_visit_has_its_own_token_and_each_form_its_own_key(door: Client, alice: User) -> None:
    pages = [door.get("/today/", {"visit": visit}).text for visit in range(2)]
    keys = [re.findall(r'name="key" value="([0-9a-f]{32})"', page) for page in pages]
    assert len(keys[0]) > 4 and len(set(keys[0] + keys[1])) == 2 * len(keys[0])
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)) for page in pages]
    assert len(tokens[0]) == len(tokens[1]) == 1 and tokens[0] != tokens[1]
    assert not any(mark in page for mark in (pieces.TOKEN, pieces.KEY) for page in pages)


def test_a_piece_is_made_once_for_the_same_values(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make: Callable[..., str] = pieces._made
    monkeypatch.setattr(pieces, "_made", lambda *args: made.append(args[1]) or make(*args))
    source = '{% piece "diary/_week.html" week=week oob=False %}'
    for week in ([], [], (), []):
        drawn(source, week=week)
    assert len(made) == 2, "an empty tuple is another value than an empty list"


def test_of_a_list_only_what_changed_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    make: Callable[..., str] = pieces._made
    monkeypatch.setattr(pieces, "_made", lambda *args: made.append(args[2]) or make(*args))
    gaps = [Gap(TODAY - timedelta(days=back), TODAY - timedelta(days=back)) for back in range(4)]
    many = '{% pieces "diary/_history_row.html" row=rows %}'
    one_by_one = '{% for one in rows %}{% piece "diary/_history_row.html" row=one %}{% endfor %}'
    assert drawn(many, rows=gaps) == drawn(one_by_one, rows=gaps)
    assert made == [{"row": gap} for gap in gaps]
    other = [gaps[0], replace(gaps[1], on_break=True), *gaps[2:]]
    assert drawn(many, rows=other) == drawn(one_by_one, rows=other) != drawn(many, rows=gaps)
    assert made[4:] == [{"row": other[1]}]
    assert drawn(many, rows=[]) == ""


def test_things_of_a_list_have_one_name() -> None:
    with pytest.raises(template.TemplateSyntaxError, match="one name"):
        drawn('{% pieces "diary/_history_row.html" row=rows other=rows %}')


def test_a_piece_sees_nothing_that_is_not_named() -> None:
    assert 'id="low-card"' in drawn('{% piece "diary/_low_card.html" oob=False %}', struggling=True)
    assert "card" not in drawn('{% piece "diary/_low_card.html" oob=False %}', struggling=True).replace("low-card", "")


def test_languages_are_kept_apart() -> None:
    source = '{% piece "_disclaimer.html" %}'
    with translation.override("en"):
        english = drawn(source)
    with translation.override("sv"):
        assert drawn(source) != english
    with translation.override("en"):
        assert drawn(source) == english


def test_what_a_person_typed_cannot_stand_for_a_token_or_a_key(door: Client, alice: User) -> None:
    door.post(f"/day/{TODAY}/answer/", {"field": "note", "note": "token- key- {% csrf_token %}", "was-note": ""})
    assert "token- key- {% csrf_token %}" in door.get(f"/day/{TODAY}/").text


def test_the_box_holds_no_more_than_its_room() -> None:
    box = pieces.Box(10)
    for number in range(20):
        box.put(bytes([number]), "abcd")
    assert (box.used, box.get(b"\x12"), box.get(b"\x13"), box.get(b"\x00")) == (8, "abcd", "abcd", None)
    box.put(b"\x13", "a")
    assert box.used == 5


def test_a_value_without_a_name_is_refused() -> None:
    with pytest.raises(template.TemplateSyntaxError, match="named values alone"):
        drawn('{% piece "_disclaimer.html" day %}')


def test_records_written_down_quickly_come_back_as_they_were() -> None:
    for record in (
        Badge("clay", "Low"), Gap(TODAY, TODAY, on_break=True), Register(value=3, key="k", waiting={"a": 1}),
        Question(BY_KEY["mood"], Register(value=0)), BY_KEY["mood"], Totals(fibre=2.5, fibre_unknown=1),
        Tapped(TILES[2], 2, 3.5),
    ):  # fmt: skip
        assert pickle.loads(pickle.dumps(record, 5)) == record


def test_a_dose_is_told_by_every_column_of_its_supplement() -> None:
    columns = {column.attname: n for n, column in enumerate(Supplement._meta.concrete_fields, start=1)}
    dose = Taken(Supplement(**columns), 2)
    again = pickle.loads(pickle.dumps(dose, 5))
    assert {name: getattr(again.supplement, name) for name in columns} == columns and again.times == 2
    others = [Taken(Supplement(**{**columns, name: 0}), 2) for name in columns] + [dose._replace(times=3)]
    assert len({name_of("a.html", {"dose": one}, forms=True) for one in (dose, *others)}) == len(columns) + 2


def test_a_metric_of_the_registry_and_one_of_the_same_key_are_told_apart() -> None:
    ours = BY_KEY["mood"]
    typed = replace(ours, label="My mood")
    assert pickle.loads(pickle.dumps(ours, 5)) is ours
    assert pickle.loads(pickle.dumps(typed, 5)) == typed
    names = [name_of("a.html", {"metric": metric}, forms=True) for metric in (ours, typed, replace(typed, high=9))]
    assert len(set(names)) == 3


@pytest.mark.parametrize("field", ["value", "key", "waiting", "alias", "seen"])
def test_whatever_a_field_holds_tells_its_piece_from_another(field: str) -> None:
    other = {"value": 4, "key": "x", "waiting": {"b": 2}, "alias": {"c": "d"}, "seen": {"e": Verdict.APPLIED}}[field]
    pieces_of = [name_of("a.html", {"r": r}, forms=True) for r in (Register(), replace(Register(), **{field: other}))]
    assert len(set(pieces_of)) == 2


def test_no_piece_stands_where_another_language_is_put_on() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "{% language " not in text or "{% piece" not in text, file


def test_a_plain_value_goes_by_itself_and_no_two_are_taken_for_one() -> None:
    values = (1, 0, True, False, None, 1.0, "1", "", "None", SafeString("1"), TODAY, datetime(2026, 11, 21), str(TODAY))
    names = [name_of("a.html", {"one": value}, forms=True) for value in values]
    names += [name_of("a.html", {"other": 1}, forms=True), name_of("b.html", {"one": 1}, forms=True)]
    assert len(set(names)) == len(names)
    assert name_of("a.html", {"one": date(2026, 11, 21)}, forms=True) == name_of(
        "a.html", {"one": date.fromisoformat("2026-11-21")}, forms=True
    )


def test_several_plain_values_and_records_of_them_are_told_from_all_that_equal_them() -> None:
    one, day = WeekDay(TODAY, 1, shown=True, ahead=False), {"day": TODAY, "at": time(8, 30), "oob": False}
    values: list[dict[str, Any]] = [
        day, {**day, "at": time(8, 30, tzinfo=UTC)}, {**day, "at": time(8, 31)}, {**day, "oob": 0},
        {**day, "oob": None}, {"at": day["at"], "day": day["day"], "oob": day["oob"]}, {"day": TODAY, "oob": False}, {},
        {"item": one}, {"item": one._replace(mood=True)}, {"item": one._replace(mood=None)}, {"item": tuple(one)},
        {"item": list(one)}, {"item": ("a", "b")}, {"item": (SafeString("a"), "b")}, {"item": "a", "b": "b"},
        {"item": (1, 0.0)}, {"item": (1, -0.0)}, {"item": ()}, {"item": ((),)}, {"item": 0.0}, {"item": -0.0},
    ]  # fmt: skip
    names = [name_of("a.html", each, forms=True) for each in values]
    assert len(set(names)) == len(names)
    assert names == [name_of("a.html", copy.deepcopy(each), forms=True) for each in values]


def test_what_goes_by_its_own_name_is_told_from_others_of_its_kind_of_other_kinds_and_of_other_files() -> None:
    line, gap = DayLine(TODAY, 5, ("Stress 3",), SafeString(""), (), (), name=7), Gap(TODAY, TODAY)
    one = name_of("a.html", {"row": line}, forms=True)
    assert one == name_of("a.html", {"row": replace(line, mood=6)}, forms=True), "the name alone counts"
    others = [
        name_of("a.html", {"row": replace(line, name=8)}, forms=True), name_of("b.html", {"row": line}, forms=True),
        name_of("a.html", {"item": line}, forms=True), name_of("a.html", {"row": line}, forms=False),
        name_of("a.html", {"row": gap}, forms=True), name_of("a.html", {"row": replace(line, name=0)}, forms=True),
        name_of("a.html", {"row": replace(line, name=0, mood=6)}, forms=True),
        name_of("a.html", {"row": line}, forms=True, place=("nb", "UTC", "/")),
    ]  # fmt: skip
    assert len({one, *others}) == 1 + len(others)
