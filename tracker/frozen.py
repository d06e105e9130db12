"""`dataclass` as the standard library has it, in a fraction of its time for frozen ones: a start makes seventy of them.

The library writes and compiles six functions for each such class. Five say the same for all and stand here; the sixth,
`__init__`, is compiled when the first instance is made. Whatever is out of the ordinary (not frozen, ordered, with
`field(...)`, inheriting from anything else, one of these functions written by hand) is left to the library.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

ASKED = {"frozen", "slots", "kw_only"}
OURS = {
    "__init__", "__post_init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__",
    "__setstate__",
}  # fmt: skip
_set = object.__setattr__


def _dataclass(**asked: bool) -> Callable[[type], type]:
    return lambda cls: _made(cls, **asked) if _is_ordinary(cls, asked) else dataclasses.dataclass(**asked)(cls)


def _is_ordinary(cls: type, asked: dict[str, bool]) -> bool:
    if not asked.get("frozen") or asked.keys() - ASKED:
        return False
    if any(base is not object and vars(base).get("__setattr__") is not _assign for base in cls.__bases__):
        return False
    return not any(name in OURS or type(value) is dataclasses.Field for name, value in vars(cls).items())


def _made(cls: type, *, frozen: bool, **asked: bool) -> Any:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, **asked)(cls)
    fields = dataclasses.fields(made)
    made.__init__ = _until_the_first(made, fields)
    made.__eq__, made.__hash__ = _by_values([one.name for one in fields])
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _assign, _delete
    if asked.get("slots"):
        made.__getstate__, made.__setstate__ = _state, _restore
    return made


def _until_the_first(made: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    def first(self: Any, *args: Any, **named: Any) -> None:
        made.__init__ = _init(made, fields)
        made.__init__(self, *args, **named)

    return first


def _init(made: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    default = {one.name: one.default for one in fields if one.default is not dataclasses.MISSING}
    taken = [f"{one.name}=_default[{one.name!r}]" if one.name in default else one.name for one in fields]
    plain, named = (
        [text for text, one in zip(taken, fields, strict=True) if one.kw_only is kw] for kw in (False, True)
    )
    signature = ", ".join(["self", *plain, *(["*", *named] if named else [])])
    body = "; ".join([f"_set(self, {one.name!r}, {one.name})" for one in fields] or ["pass"])
    space: dict[str, Any] = {"_set": _set, "_default": default, "__name__": made.__module__}
    exec(f"def __init__({signature}): {body}", space)  # noqa: S102 (names of fields, as the library does it)
    space["__init__"].__qualname__ = f"{made.__qualname__}.__init__"
    return space["__init__"]  # type: ignore[no-any-return]


def _by_values(names: list[str]) -> tuple[Callable[[Any, object], bool], Callable[[Any], int]]:
    """`__eq__` and `__hash__`, as those of a tuple of all that is held."""
    read: Callable[[Any], object] = (
        attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)
    )

    def same(self: Any, other: object) -> bool:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(read(self))

    return same, hashed


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self))
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _assign(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, one.name, value)


if TYPE_CHECKING:  # to a checker it is the library's own
    from dataclasses import dataclass as dataclass
else:
    dataclass = _dataclass
