"""The one rule by which changes from tabs, phones, retries and undo meet in a field.

A change carries a key made on its device and a base: the key of the change that set what the person saw
("" where nothing was there). Nothing vanishes unseen and nothing is done twice: a retried change gives its
first outcome again, and a change made without having seen the current value never overwrites it, it waits
beside it until the person chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

Value = str | int | float | None


class Verdict(StrEnum):
    """What becomes of a change."""

    APPLIED = "applied"
    SAME = "same"
    CONFLICT = "conflict"


class Change(NamedTuple):
    """What a device asks for in one field; `settles` names the waiting answers that this choice closes."""

    key: str
    value: Value
    base: str = ""
    settles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Register:
    """One field as it stands.

    `key` set `value`; `waiting` answers were made without having seen it; a key in `alias` stands for another;
    `seen` holds what became of each change so far.
    """

    value: Value = None
    key: str = ""
    waiting: Mapping[str, Value] = field(default_factory=dict)
    alias: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, Verdict] = field(default_factory=dict)

    def resolve(self, key: str) -> str:
        """The key that `key` stands for now."""
        while key in self.alias:
            key = self.alias[key]
        return key


def take(register: Register, change: Change) -> tuple[Register, Verdict]:
    """The field after a change, and what became of it."""
    if change.key in register.seen:
        return register, register.seen[change.key]
    base = register.resolve(change.base)
    waiting, alias = dict(register.waiting), dict(register.alias)
    value, key = register.value, register.key
    if base == register.key:
        verdict, value, key = Verdict.APPLIED, change.value, change.key
    else:
        verdict = Verdict.SAME if register.value == change.value else Verdict.CONFLICT
        if verdict is Verdict.SAME:
            alias[change.key] = register.key
        # My newer word replaces my older one that still waits; without this, two taps made offline would wait twice.
        if base in waiting:
            del waiting[base]
            alias[base] = change.key
        if verdict is Verdict.CONFLICT:
            waiting[change.key] = change.value
    if verdict is not Verdict.CONFLICT:
        waiting = {k: v for k, v in waiting.items() if k not in change.settles}
    seen = {**register.seen, change.key: verdict}
    return replace(register, value=value, key=key, waiting=waiting, alias=alias, seen=seen), verdict
