"""Comma and point are both read, in every language; what could be a thousand or one and a bit is asked about."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tracker.web.numbers import NumberField, UnclearError, in_grams, read, typed, written

LANGUAGES = ("en", "nb", "da", "sv", "zh-hans")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20), ("2,5", 2.5), ("2.5", 2.5), ("0,125", 0.125), ("0.125", 0.125), (",5", 0.5), ("5,", 5),
        ("1234,5", 1234.5), ("12345.678", 12345.678), ("1 234", 1234), ("1\u00a0234,5", 1234.5), ("12\u202f345", 12345),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567), ("1,234,567", 1234567), ("1,2345", 1.2345),
        ("-2,5", -2.5), ("−2.5", -2.5), (" 7 ", 7), ("2,50", 2.5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_was_meant(text: str, value: float) -> None:
    assert read(text) == value


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,500", "999.000", "-1.234"])
def test_a_thousand_or_one_and_a_bit_is_not_guessed(text: str) -> None:
    with pytest.raises(UnclearError):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", ",", "x", "1e5", "nan", "inf", "1_000", "1,2,3", "1.2.3", "12 34", "1,23.4", "٣", "½", "9" * 50],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        read(text)


@given(value=st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), language=st.sampled_from(LANGUAGES))
def test_what_is_written_can_be_typed_again(value: float, language: str) -> None:
    with translation.override(language):
        assert read(typed(value)) == value
        assert read(written(value, 2)) == value


def test_numbers_are_written_as_the_language_does() -> None:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = (written(12345.6, 1), written(-0.6, 1), written(-0.04, 1), typed(12345.5))
    assert found == {
        "en": ("12,345.6", "−0.6", "0.0", "12345.5"),
        "nb": ("12\u00a0345,6", "−0,6", "0,0", "12345,5"),
        "da": ("12.345,6", "−0,6", "0,0", "12345,5"),
        "sv": ("12\u00a0345,6", "−0,6", "0,0", "12345,5"),
        "zh-hans": ("12,345.6", "−0.6", "0.0", "12345.5"),
    }


def test_a_weight_stays_on_one_line() -> None:
    assert in_grams(85) == "85\u00a0g"


def test_a_field_takes_both_and_names_its_bounds_in_the_readers_writing() -> None:
    field = NumberField(min_value=0.1, max_value=5000)
    assert field.clean("2,5") == field.clean("2.5") == 2.5
    assert field.prepare_value(2.5) == "2.5"
    with translation.override("nb"):
        assert field.prepare_value(2.5) == "2,5"
        with pytest.raises(ValidationError, match="0,1"):
            field.clean("0,01")
    with pytest.raises(ValidationError, match=r"Write 1234 .* or 1,23"):
        field.clean("1,234")


def test_a_blank_is_no_number_and_no_error_where_it_may_stay_blank() -> None:
    assert NumberField(required=False).clean(" ") is None
