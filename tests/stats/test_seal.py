"""A fingerprint changes with every field, and a sealed order cannot be exchanged."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.stats.seal import canonical, commitment, fingerprint, kept, letters, nonce

PROTOCOL = {"version": 1, "question": "Sover jeg bedre?", "periods": 12, "alpha": "0.05", "secondary": ["energy"]}


def test_the_canonical_form_is_one_line_in_order() -> None:
    assert canonical({"b": [1, "å"], "a": None}) == '{"a":null,"b":[1,"å"]}'
    assert fingerprint(PROTOCOL) == hashlib.sha256(canonical(PROTOCOL).encode("utf-8")).hexdigest()


@pytest.mark.parametrize("field", PROTOCOL)
def test_any_change_changes_the_fingerprint(field: str) -> None:
    assert fingerprint({**PROTOCOL, field: "another"}) != fingerprint(PROTOCOL)
    assert fingerprint({k: v for k, v in PROTOCOL.items() if k != field}) != fingerprint(PROTOCOL)


@given(st.permutations(list(PROTOCOL)))
def test_the_order_of_the_fields_does_not_matter(fields: list[str]) -> None:
    assert fingerprint({field: PROTOCOL[field] for field in fields}) == fingerprint(PROTOCOL)
    assert json.loads(canonical(PROTOCOL)) == PROTOCOL


@pytest.mark.parametrize("value", [0.05, [1, {"x": 0.5}], float("nan"), {1: "x"}])
def test_numbers_that_differ_between_machines_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="protocol"):
        canonical({"alpha": value})


def test_a_sealed_order_is_the_one_that_opens_it() -> None:
    secret = nonce(lambda n: bytes(range(n)))
    sealed = commitment(secret, (0, 1, 1, 0))
    assert secret == "000102030405060708090a0b0c0d0e0f"
    assert sealed == hashlib.sha256(b"000102030405060708090a0b0c0d0e0f:ABBA").hexdigest()
    assert kept(sealed, secret, (0, 1, 1, 0))
    assert not kept(sealed, secret, (0, 1, 0, 1)) and not kept(sealed, secret + "0", (0, 1, 1, 0))
    assert not kept("ø", secret, (0, 1, 1, 0))
    assert letters((0, 1, 1, 0)) == "ABBA"
