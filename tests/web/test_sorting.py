"""Names stand where a reader of the language looks for them."""

import pytest

from tracker.web import sorting


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["apple", "Éclair", "Öl", "zebra"]),
        ("nb", ["eple", "ost", "Zucchini", "ærfugl", "øl", "ål"]),
        ("da", ["agurk", "zebra", "æble", "øl", "ål", "Aalborg"]),
        ("sv", ["apelsin", "ost", "zucchini", "ål", "ägg", "öl"]),
        ("zh-hans", ["菠菜", "大米", "苹果", "燕麦"]),
    ],
)
def test_the_alphabet_is_the_readers(language: str, names: list[str]) -> None:
    jumbled = names[::-1]
    jumbled.sort(key=lambda name: sorting.key(name, language))
    assert jumbled == names
