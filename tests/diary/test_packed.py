"""Columns come back from little memory exactly as they were."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from tracker.diary.packed import Packed

DAYS = 9
an_answer = st.sampled_from([np.nan, *range(-127, 128)])
a_number = st.floats(allow_infinity=False, width=64) | st.just(128.0) | st.just(-128.0)
a_column = st.one_of(
    arrays(bool, DAYS), arrays(float, DAYS, elements=an_answer), arrays(float, DAYS, elements=a_number)
)


def equal(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> bool:
    same = (
        one[name].dtype == other[name].dtype and np.array_equal(one[name], other[name], equal_nan=True)
        for name in other
    )  # fmt: skip
    return list(one) == list(other) and all(same)


@given(columns=st.lists(a_column, min_size=1, max_size=6), first=st.integers(0, DAYS - 1), days=st.integers(1, DAYS))
def test_any_days_of_any_columns_are_what_they_were(columns: list[NDArray[Any]], first: int, days: int) -> None:
    named = {f"column {number}": values for number, values in enumerate(columns)}
    wanted = {name: values[first : first + days] for name, values in named.items()}
    assert equal(Packed.of(named).part(first, days), wanted)


@given(data=st.data(), first=st.integers(0, DAYS - 1))
def test_days_are_changed_and_no_others(data: st.DataObject, first: int) -> None:
    columns = data.draw(st.lists(a_column, min_size=1, max_size=6))
    named = {f"column {number}": values for number, values in enumerate(columns)}
    days = data.draw(st.integers(1, DAYS - first))
    numbers = arrays(float, days, elements=an_answer | a_number)
    new = {name: data.draw(arrays(bool, days) if it.dtype == bool else numbers) for name, it in named.items()}
    before = Packed.of(named)
    after = before.but(first, new)
    for name, values in new.items():
        named[name] = np.concatenate([named[name][:first], values, named[name][first + days :]])
    assert equal(after.part(0, DAYS), named)


def test_answers_take_a_byte_each() -> None:
    answers = {f"answer {number}": np.full(400, 10.0) for number in range(30)}
    assert Packed.of(answers).size == 30 * 400


def test_what_is_given_cannot_be_written_to() -> None:
    kept = Packed.of({"yes": np.ones(3, bool), "small": np.ones(3), "large": np.full(3, 0.5)})
    assert not any(values.flags.writeable for values in kept.part(0, 3).values())


def test_a_column_without_any_value_takes_nothing_until_it_has_one() -> None:
    columns = {"used": np.full(9, 4.0), **{f"unused {n}": np.full(9, np.nan) for n in range(20)}}
    kept = Packed.of(columns)
    assert kept.size == Packed.of({"used": columns["used"]}).size
    same = kept.but(8, {name: values[8:] for name, values in columns.items()})
    assert same.size == kept.size and equal(same.part(0, 9), columns)
    begun = kept.but(8, {name: np.array([2.0 if name == "unused 7" else np.nan]) for name in columns})
    assert begun.size == 2 * kept.size and begun.part(0, 9)["unused 7"][8] == 2
    assert not kept.part(0, 9)["unused 7"].flags.writeable
