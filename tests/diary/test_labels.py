"""From the label of a magnesium product to the number that counts, and what the day's doses add up to."""

import re

import pytest
from django.test import Client

from tests.builders import TODAY, a_day, a_dose, a_supplement
from tracker.diary.doses import dose_card
from tracker.diary.labels import milligrams
from tracker.guidance.library import safety_texts
from tracker.models import Supplement, User

pytestmark = pytest.mark.usefixtures("evening")
NEW, WORK = "/supplements/new/", {"work": "1"}


@pytest.fixture(autouse=True)
def diary_is_on(alice: User) -> None:
    switch(alice, "magnesium")


def switch(user: User, *modules: str) -> None:
    user.modules = list(modules)
    user.save()


def label(gives: str = "salt", salt: str = "citrate", mg: object = 500, units: object = 1) -> dict[str, object]:
    return {"label-gives": gives, "label-salt": salt, "label-mg": mg, "label-units": units}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def field(html: str, name: str) -> str:
    """What stands in a field."""
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def seen(html: str) -> dict[str, str]:
    """Everything a person's browser would send again from the label's part."""
    kept = {name: field(html, name) for name in ("label-worked", "label-mg", "label-units", "magnesium_mg")}
    chosen = {
        name: re.findall(rf'<select name="{name}".*?</select>', html, re.S) for name in ("label-gives", "label-salt")
    }
    for name, (box,) in chosen.items():
        kept[name] = next(iter(re.findall(r'<option value="(\w*)" selected', box)), "")
    return kept


def test_every_field_starts_blank(door: Client) -> None:
    html = door.get(NEW).content.decode()
    assert set(seen(html).values()) == {""}
    assert field(html, "b6_mg") == ""


def test_the_salt_gives_its_magnesium_and_the_number_stands_in_the_field(door: Client) -> None:
    answer = door.post(NEW, {"name": "Night", "portion": "1 tablet", **label(), **WORK})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "500 mg magnesium citrate hold about 81 mg of magnesium itself." in words(html)
    assert "If the label means magnesium citrate nonahydrate, the same weight holds about 59 mg." in words(html)
    assert (field(html, "magnesium_mg"), field(html, "name"), field(html, "portion")) == ("81", "Night", "1 tablet")
    assert not Supplement.objects.exists()


@pytest.mark.parametrize(
    ("asked", "mg", "said"),
    [
        (label(salt="oxide", units=2), "603", "2 × 500 mg magnesium oxide hold about 603 mg"),
        (label(salt="bisglycinate", mg="2,5"), "0.4", "hold about 0.4 mg of magnesium itself. "),
        (label("itself", "", 62.5, 2), "125", "2 × 62.5 mg of magnesium itself: 125 mg in one dose."),
        (label("itself", "oxide", 56.25), "56.25", "56.25 mg of magnesium itself: 56.25 mg in one dose."),
        (label(salt="sulfate_heptahydrate"), "49", "A bath with Epsom salt adds nothing here"),
        (label(salt="bisglycinate"), "70", "Products called buffered hold some magnesium oxide too"),
    ],
)
def test_what_labels_say_and_what_it_comes_to(door: Client, asked: dict[str, object], mg: str, said: str) -> None:
    html = door.post(NEW, {**asked, **WORK}).content.decode()
    assert field(html, "magnesium_mg") == mg
    assert said in words(html)


def test_a_label_is_rounded_no_finer_than_labels_are() -> None:
    assert [milligrams(mg) for mg in (81.04, 9.96, 0.35)] == [81, 10.0, 0.3]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (label(gives=""), "gives"), (label(salt=""), "salt"), (label(mg=""), "mg"), (label(mg="much"), "mg"),
        (label(units=""), "units"), (label(units=0), "units"), (label(salt="kryptonite"), "salt"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    door: Client, asked: dict[str, object], name: str
) -> None:
    answer = door.post(NEW, {"name": "Night", **asked, **WORK})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'class="err" id="id_(?:label-)?(\w+)_error"', html) == [name]
    assert field(html, "name") == "Night" and field(html, "magnesium_mg") == ""
    assert not Supplement.objects.exists()


def test_saving_before_working_it_out_works_it_out_first_and_then_saves(door: Client) -> None:
    shown = door.post(NEW, {"name": "Night", **label()}).content.decode()
    assert field(shown, "magnesium_mg") == "81" and not Supplement.objects.exists()
    assert door.post(NEW, {"name": "Night", **seen(shown)}).status_code == 302
    assert Supplement.objects.get().magnesium_mg == 81


def test_a_number_written_over_the_one_worked_out_is_kept(door: Client, alice: User) -> None:
    shown = door.post(NEW, {"name": "Night", **label(), **WORK}).content.decode()
    door.post(NEW, {"name": "Night", **seen(shown), "magnesium_mg": "75,5"})
    assert Supplement.objects.get().magnesium_mg == 75.5
    again = door.get("/supplements/night/").content.decode()
    assert field(again, "magnesium_mg") == "75.5"


def test_a_mistake_elsewhere_keeps_the_label_and_accuses_only_the_mistake(door: Client) -> None:
    shown = door.post(NEW, {**label(), **WORK}).content.decode()
    html = door.post(NEW, {"name": "", **seen(shown)}).content.decode()
    assert re.findall(r'class="err" id="id_([\w-]+)_error"', html) == ["name"]
    assert seen(html) == seen(shown)


def test_a_product_with_more_magnesium_than_can_be_meant_is_refused_kindly(door: Client) -> None:
    shown = door.post(NEW, {"name": "Sack", **label(salt="oxide", mg=90_000), **WORK}).content.decode()
    answer = door.post(NEW, {"name": "Sack", **seen(shown)})
    assert answer.status_code == 422 and "Write a number between 0 and 5000." in answer.content.decode()


def test_the_kind_of_magnesium_is_kept_with_the_product_and_said_in_its_line(door: Client, alice: User) -> None:
    worked = door.post(NEW, {"name": "Night", **label(salt="oxide"), **WORK}).content.decode()
    assert re.search(r'<option value="oxide" selected', worked.split('name="mg_form"')[1])
    door.post(NEW, {"name": "Night", "magnesium_mg": "81", "mg_form": "citrate"})
    row = Supplement.objects.get(owner=alice)
    assert row.mg_form == "citrate"
    assert "81 mg magnesium itself, magnesium citrate" in words(door.get("/supplements/").content.decode())


def test_a_kind_that_came_from_elsewhere_is_not_lost_by_saving(door: Client, alice: User) -> None:
    a_supplement(alice, "Night", mg_form="pidolate")
    door.post("/supplements/night/", {"name": "Night", "mg_form": "pidolate"})
    assert Supplement.objects.get(owner=alice).mg_form == "pidolate"
    assert door.post("/supplements/night/", {"name": "Night", "mg_form": "gravel"}).status_code == 422


def test_the_kidney_warning_stands_before_the_helper(door: Client) -> None:
    page = words(door.get(NEW).content.decode())
    assert page.index("Your kidneys clear magnesium.") < page.index("From the label to this number")


def test_without_the_module_nothing_of_it_is_asked_and_what_was_noted_stays(door: Client, alice: User) -> None:
    a_supplement(alice, "Night", magnesium_mg=80, b6_mg=1.4, strains="LGG", batch="7")
    switch(alice)
    html = door.get("/supplements/night/").content.decode()
    assert "From the label" not in html and "batch" not in html
    assert "B6" not in words(html)  # a token may hold these two letters
    door.post("/supplements/night/", {"name": "Late", "magnesium_mg": "81", "b6_mg": "9", **label(), **WORK})
    row = Supplement.objects.get()
    assert (row.name, row.magnesium_mg, row.b6_mg, row.strains, row.batch) == ("Late", 81, 1.4, "LGG", "7")


def test_what_the_label_of_a_probiotic_says_is_asked_with_its_module_and_shown_on_its_page_alone(
    door: Client, alice: User
) -> None:
    assert "strains" not in door.get(NEW).content.decode()
    switch(alice, "probiotic")
    door.post(NEW, {"name": "Daily", "strains": "L. rhamnosus GG", "batch": "B-7731"})
    a_dose(alice, Supplement.objects.get())
    assert 'value="L. rhamnosus GG"' in door.get("/supplements/daily/").content.decode()
    for path in ("/today/", "/supplements/"):
        html = door.get(path).content.decode()
        assert "Daily" in html and "rhamnosus" not in html and "B-7731" not in html


def today(door: Client, path: str = "/today/") -> str:
    html = door.get(path).content.decode()
    found = re.search(
        r'<div class="text gap" id="held">.*?</div>\s*</section>|<div class="text gap" id="held">.*', html, re.S
    )
    return found[0][: found[0].index("</section>")] if found else ""


def taken(owner: User, *products: tuple[float | None, float | None], day: object = TODAY) -> None:
    for n, (magnesium, b6) in enumerate(products):
        a_dose(owner, a_supplement(owner, f"Product {n}", magnesium_mg=magnesium, b6_mg=b6), day)  # type: ignore[arg-type]


def test_the_days_sum_goes_over_all_products(door: Client, alice: User) -> None:
    taken(alice, (97, 1.4), (97, None), (None, None))
    assert "Magnesium from supplements today: 194 mg. Vitamin B6: 1.4 mg." in words(today(door))
    assert "You entered" not in today(door)


def test_what_nobody_noted_is_no_zero(door: Client, alice: User) -> None:
    a_supplement(alice, magnesium_mg=97)
    assert today(door) == ""
    taken(alice, (None, 2))
    assert words(today(door)).strip().startswith("Vitamin B6 from supplements today: 2 mg.")
    card = dose_card(alice, TODAY)
    assert (card.magnesium_mg, card.b6_mg) == (None, 2)


def test_an_earlier_day_says_that_day(door: Client, alice: User) -> None:
    taken(alice, (97, None), day=TODAY.replace(day=20))
    assert "Magnesium from supplements that day: 97 mg." in words(today(door, "/day/2026-11-20/"))


@pytest.mark.parametrize(("mg", "passed"), [(250, 0), (250.5, 1), (350, 1), (351, 2)])
def test_only_above_a_line_of_official_advice_is_it_named(alice: User, mg: float, passed: int) -> None:
    taken(alice, (mg, None))
    assert len(dose_card(alice, TODAY).passed) == passed


def test_above_250_two_facts_are_said_with_the_way_to_more(door: Client, alice: User) -> None:
    taken(alice, (200, None), (100, None))
    html = today(door)
    assert (
        "You entered 300 mg of magnesium from supplements. EU advice for supplements is 250 mg a day without medical "
        "supervision."
    ) in words(html)
    assert 'href="/learn/safety/#magnesium-doses"' in html and "<details" not in html
    assert 'id="magnesium-doses"' in door.get("/learn/safety/").content.decode()


def test_above_350_the_safety_text_is_at_hand_word_for_word(door: Client, alice: User) -> None:
    taken(alice, (400, None))
    html = today(door)
    assert safety_texts().notes["magnesium-doses"].html in html
    assert html.index("<details") < html.index("Do not copy a study dose")
    assert "clay" not in html and "alert" not in html


def test_vitamin_b6_has_its_line_too(door: Client, alice: User) -> None:
    taken(alice, (None, 6), (None, 6))
    assert "upper level" not in today(door)
    a_dose(alice, Supplement.objects.filter(owner=alice)[0])
    assert (
        "You entered 18 mg of vitamin B6 from supplements. The EU’s food authority set the upper level for adults at "
        "12 mg a day in 2023."
    ) in words(today(door))


def test_without_the_module_no_sum_is_shown(door: Client, alice: User) -> None:
    taken(alice, (400, 20))
    switch(alice)
    assert today(door) == ""


def test_a_tap_brings_the_new_sum(door: Client, alice: User) -> None:
    a_day(alice, mood=5)
    pill = a_supplement(alice, magnesium_mg=97)
    html = door.post(
        "/day/2026-11-21/doses/",
        {"supplement": pill.slug, "do": "more", "key": "a" * 32},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Magnesium from supplements today: 97 mg." in words(html)


def test_no_dose_is_suggested_and_nothing_is_judged(door: Client, alice: User) -> None:
    switch(alice, "magnesium", "probiotic")
    taken(alice, (400, 20))
    (pages,) = ([words(door.get(NEW).content.decode().split("<main")[1].split("Keep your treatment")[0])],)
    pages.append(words(door.post(NEW, {**label(), **WORK}).content.decode().split("<main")[1].split("Keep your")[0]))
    pages.append(words(today(door).replace(str(safety_texts().notes["magnesium-doses"].html), "")))
    # The one sentence about taking any is the one that says not to.
    pages = [text.replace("Do not take magnesium unless your kidney team says so.", "") for text in pages]
    for text in pages:
        for word in (
            r"\btake\b",
            "recommend",
            r"\bshould\b(?! ask a doctor)",
            "too high",
            "too much",
            "optimal",
            "!",
            r"\bsafe\b",
            "your dose is",
        ):
            assert not re.search(word, text.lower()), (word, text)


def test_a_stranger_works_nothing_out_on_it(strangers_door: Client, alice: User, bob: User) -> None:
    switch(bob, "magnesium")
    a_supplement(alice, "Night")
    assert strangers_door.post("/supplements/night/", {**label(), **WORK}).status_code == 404
    taken(alice, (400, 20))
    assert today(strangers_door) == ""
