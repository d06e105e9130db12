"""Keys of changes: none twice, in the order of time, in the layout that the field calls version 7."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.web import keys


@given(st.integers(0, 40))
def test_keys_made_together_are_as_many_as_were_asked_for_and_no_two_alike(number: int) -> None:
    made = keys.several(number)
    assert len(set(made)) == len(made) == number
    assert all((uuid.UUID(key).version, uuid.UUID(key).variant) == (7, uuid.RFC_4122) for key in made)


def test_a_key_made_later_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000.0, 1_700_000_000.001, 1_900_000_000.0])
    monkeypatch.setattr(keys.time, "time", lambda: next(moments))
    made = [keys.fresh() for _ in range(3)]
    assert made == sorted(made)
    assert int(made[0][:12], 16) == 1_700_000_000_000
