"""The shipped table is loaded once, kept by id, and refused with file and line when a row is wrong."""

import shutil
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_food, a_serving
from tracker.foods import seed
from tracker.foods.nutrition import PLATE
from tracker.models import Food, LoadedSeed, Serving, User


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may spoil."""
    for name in ("foods.csv", "plate.csv"):
        shutil.copy(seed.FOLDER / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_whole_table_and_the_plate_are_loaded(db: None) -> None:
    assert seed.load() == "609 foods loaded"
    assert Food.objects.shipped().filter(plate="", archived=False).count() == 603
    assert set(Food.objects.exclude(plate="").values_list("slug", flat=True)) == {f"plate-{tile}" for tile in PLATE}


def test_a_row_arrives_whole(table: None) -> None:
    onion = Food.objects.get(slug="onion")
    assert (onion.name_nb, onion.fibre, onion.magnesium, onion.calcium) == ("Løk, gul, rå", 1.9, 11, 31)
    assert (onion.portion_g, onion.portion2_name, onion.portion2_g) == (110, "1 tbsp chopped", 10)
    assert (onion.prebiotic, onion.vegetable, onion.fruit) == (True, True, False)
    assert (onion.source, onion.source_food_id, onion.licence) == ("Livsmedelsverket 2022-05-24", "344", "CC BY 4.0")
    assert Food.objects.get(slug="muesli").plants == ("oat", "wheat", "rye", "barley")


def test_a_tile_holds_the_fibre_of_its_usual_portion(table: None) -> None:
    legumes = Food.objects.get(plate="legumes")
    assert legumes.facts.portion_fibre == pytest.approx(7)
    assert legumes.plants == ("~legumes",)
    assert legumes.facts.groups == {"legumes"}
    fermented = Food.objects.get(plate="fermented")
    assert (fermented.fermented_live, fermented.plants) == (True, ())


def test_a_second_start_asks_once_and_changes_nothing(table: None) -> None:
    before = list(Food.objects.values())
    with CaptureQueriesContext(connection) as queries:
        assert seed.load() == "unchanged"
    assert len(queries) == 1
    assert list(Food.objects.values()) == before


def test_loading_takes_less_than_a_second_of_the_processor(db: None) -> None:
    start = time.process_time()
    seed.load()
    assert time.process_time() - start < 1


def test_a_changed_seed_keeps_ids_and_what_was_eaten(table: None, alice: User, folder: Path) -> None:
    kefir = Food.objects.get(slug="kefir")
    a_serving(alice, kefir, grams=200)
    change(folder / "foods.csv", "kefir,Kefir,", "kefir,Kefir drink,")
    version = LoadedSeed.objects.get().version
    assert seed.load(folder) == "609 foods loaded"
    again = Food.objects.get(slug="kefir")
    assert (again.pk, again.name_en) == (kefir.pk, "Kefir drink")
    assert Serving.objects.get().food == again
    assert LoadedSeed.objects.get().version != version


def test_a_row_that_is_gone_is_put_away_and_comes_back(table: None, folder: Path) -> None:
    change(folder / "foods.csv", "\nonion,", "\nonion-new,")
    seed.load(folder)
    assert Food.objects.get(slug="onion").archived
    assert not Food.objects.get(slug="onion-new").archived
    seed.load()
    assert not Food.objects.get(slug="onion").archived
    assert Food.objects.get(slug="onion-new").archived


def test_a_persons_own_food_is_never_touched(alice: User, db: None) -> None:
    own = a_food("kefir", alice, name_en="My kefir")
    seed.load()
    own.refresh_from_db()
    assert (own.name_en, own.archived) == ("My kefir", False)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("foods.csv", "\nonion,", "\nOn ion!,", "foods.csv, line 2: slug"),
        ("foods.csv", "\nonion-cooked,", "\nonion,", "foods.csv, line 3: the id 'onion' is used twice"),
        ("foods.csv", "vegetables,1.9,11,31", "vegetables,190,11,31", "foods.csv, line 2: fibre"),
        ("foods.csv", "vegetables,1.9,11,31", "vegetables,much,11,31", "foods.csv, line 2: could not convert"),
        ("foods.csv", "1 medium,110", "1 armful,110", "foods.csv, line 2: the portion '1 armful'"),
        ("foods.csv", "1 tbsp chopped,10", "1 tbsp chopped,", "foods.csv, line 2: portion2"),
        ("foods.csv", "Lök, gul, rå", " ", "foods.csv, line 2: name_sv is empty"),
        ("foods.csv", "= 10 g,0,1", "= 10 g,0,yes", "foods.csv, line 2: prebiotic is 'yes'"),
        ("foods.csv", "fibre_g_100g", "fiber", "foods.csv, line 2: no column 'fibre_g_100g'"),
        ("plate.csv", "plate-nuts,nuts", "plate-nuts,crisps", "plate.csv, line 4: plate: 'crisps'"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(
    db: None, folder: Path, file: str, old: str, new: str, says: str
) -> None:
    change(folder / file, old, new)
    with pytest.raises(seed.SeedError, match=f"^{says}"):
        seed.load(folder)
    assert not Food.objects.exists()


def test_the_command_says_what_it_did(db: None) -> None:
    said = StringIO()
    call_command("load_reference", stdout=said)
    call_command("load_reference", stdout=said)
    assert said.getvalue().splitlines() == ["Food table: 609 foods loaded", "Food table: unchanged"]


def test_the_command_stops_at_a_wrong_row(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> str:
        raise seed.SeedError("foods.csv, line 2: fibre: too much")

    monkeypatch.setattr(seed, "load", wrong)
    with pytest.raises(CommandError, match="line 2"):
        call_command("load_reference")


def test_every_source_has_its_attribution() -> None:
    attribution = (seed.FOLDER / "ATTRIBUTION.md").read_text(encoding="utf-8")
    sources = {food.source.split()[0] for food in seed.read() if not food.plate}
    assert sources == {"Livsmedelsverket", "USDA", "Ciqual"}
    assert all(name in attribution for name in (*sources, "CC BY 4.0", "Etalab"))
