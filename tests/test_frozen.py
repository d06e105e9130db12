"""Our dataclasses are those of the standard library: each is made both ways here, and whatever they do is compared."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tracker import frozen


class Plain:
    """Two numbers."""

    low: int
    high: int = 3

    @property
    def wide(self) -> int:
        return self.high - self.low


class One:
    """A single value."""

    name: str


class Nothing:
    """No value at all."""


class Many:
    """What has a list of its own each time."""

    names: list[str] = dataclasses.field(default_factory=list)


class Checked:
    """What looks at itself once it is made."""

    low: int

    def __post_init__(self) -> None:
        if self.low < 0:
            raise ValueError(self.low)


class Shouting:
    """What is shown in its own way."""

    low: int

    def __repr__(self) -> str:
        return "LOW"


KINDS: list[tuple[type, tuple[Any, ...]]] = [
    (Plain, (1,)), (Plain, (1, 2)), (One, ("a",)), (Nothing, ()), (Many, ()), (Checked, (1,)), (Shouting, (1,)),
]  # fmt: skip
SAID: list[dict[str, bool]] = [
    {"frozen": True}, {"frozen": True, "slots": True}, {"frozen": True, "eq": False}, {"frozen": True, "order": True},
    {"slots": True}, {"kw_only": False},
]  # fmt: skip


def both(kind: type, said: dict[str, bool]) -> tuple[Any, Any]:
    """The kind as the library makes it, and as we do."""

    def made(by: Callable[..., Callable[[type], type]]) -> Any:
        written = {name: value for name, value in vars(kind).items() if name not in {"__dict__", "__weakref__"}}
        if "names" in written:
            written["names"] = dataclasses.field(default_factory=list)
        return by(**said)(type(kind.__name__, (), written))

    return made(dataclasses.dataclass), made(frozen.dataclass)


@pytest.mark.parametrize("said", SAID, ids=str)
@pytest.mark.parametrize(("kind", "values"), KINDS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_both_hold_show_and_compare_the_same(kind: type, values: tuple[Any, ...], said: dict[str, bool]) -> None:
    theirs, ours = both(kind, said)
    plain, own = theirs(*values), ours(*values)
    assert repr(own) == repr(plain)
    assert dataclasses.asdict(own) == dataclasses.asdict(plain)
    assert dataclasses.replace(own) is not own
    assert hasattr(own, "__dict__") == hasattr(plain, "__dict__")
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__qualname__ == theirs.__qualname__
    assert (own == ours(*values), own == plain) == (plain == theirs(*values), False)
    assert (own != ours(*values)) == (plain != theirs(*values))
    assert _hash(own, ours(*values)) == _hash(plain, theirs(*values))


def _hash(one: Any, same: Any) -> tuple[bool, bool]:
    try:
        return hash(one) == hash(same), hash(one) == hash(tuple(dataclasses.asdict(one).values()))
    except TypeError:
        return False, False


@pytest.mark.parametrize("slots", [False, True])
def test_what_is_frozen_stays_as_it_is(slots: bool) -> None:
    for kind in both(Plain, {"frozen": True, "slots": slots}):
        one = kind(1)
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'low'"):
            one.low = 2
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'low'"):
            del one.low
        assert (one.low, one.high, one.wide) == (1, 3, 2)


@pytest.mark.parametrize("slots", [False, True])
def test_wrong_arguments_are_refused_in_the_same_words(slots: bool) -> None:
    refused = []
    for kind in both(Plain, {"frozen": True, "slots": slots, "kw_only": True}):
        for arguments, named in (((1,), {"low": 1}), ((), {}), ((), {"low": 1, "wide": 2})):
            with pytest.raises(TypeError) as error:
                kind(*arguments, **named)
            refused.append(str(error.value))
        assert kind(low=1, high=2) == kind(high=2, low=1)
    assert refused[:3] == refused[3:]


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be found by its name, as what is pickled has to be."""

    low: int
    high: int


def test_one_is_pickled_and_copied() -> None:
    one = Kept(1, 2)
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == copy.deepcopy(one) == one


def test_one_that_holds_itself_is_shown() -> None:
    around: list[Any] = []
    around.append(Kept(1, around))  # type: ignore[arg-type]
    assert repr(around[0]) == "Kept(low=1, high=[...])"


def test_whoever_checks_himself_does() -> None:
    for kind in both(Checked, {"frozen": True, "slots": True}):
        with pytest.raises(ValueError, match="-1"):
            kind(-1)


def test_one_inherits_from_another() -> None:
    shown = []
    for by in (dataclasses.dataclass, frozen.dataclass):

        @by(frozen=True, slots=True)  # type: ignore[operator]
        class Low:
            low: int

        @by(frozen=True, slots=True)  # type: ignore[operator]
        class High(Low):
            high: int = 2

        one = High(1)
        assert one == High(1, 2) != Low(1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.low = 3
        shown.append((repr(one), repr(Low(1)), hash(one)))
    assert shown[0] == shown[1]
