"""Plants are counted by kind, whatever language names them."""

from tracker.foods.plants import plant_key, plants_written

WRITTEN = {
    "oat, apple": "oat+apple",
    "Gulrot; æble、胡萝卜": "carrot+apple",
    "carrot, Carrot,  CARROT ": "carrot",
    "kidney bean": "kidney_bean",
    "moon herb": "moon_herb",
    "": "",
    " , ,": "",
    "~fruit": "fruit",
    "a+b": "a_b",
}


def test_a_plant_is_known_by_any_of_its_names(table: None) -> None:
    assert {written: plant_key(written) for written in WRITTEN} == WRITTEN


def test_keys_are_written_as_words_again() -> None:
    assert plants_written("kidney_bean+tomato") == "kidney bean, tomato"
    assert plants_written("~fruit") == plants_written("") == ""
