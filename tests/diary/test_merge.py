"""The merge rule: nothing vanishes unseen, nothing is done twice, whatever the order things arrive in."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.diary.merge import Change, Register, Verdict, take


def taken(*changes: Change, register: Register | None = None) -> Register:
    register = register or Register()
    for change in changes:
        register, _ = take(register, change)
    return register


def test_a_first_answer_is_applied() -> None:
    register, verdict = take(Register(), Change("k1", 6))
    assert (verdict, register.value, register.key) == (Verdict.APPLIED, 6, "k1")


def test_a_retry_gives_the_first_outcome_again_and_changes_nothing() -> None:
    once = taken(Change("k1", 6), Change("k2", 7, "k1"))
    again, verdict = take(once, Change("k1", 6))
    assert verdict is Verdict.APPLIED
    assert again == once


def test_an_answer_made_without_seeing_the_current_one_waits_beside_it() -> None:
    register, verdict = take(taken(Change("phone", 6)), Change("laptop", 4, ""))
    assert verdict is Verdict.CONFLICT
    assert (register.value, dict(register.waiting)) == (6, {"laptop": 4})


def test_the_same_answer_from_two_devices_is_no_conflict() -> None:
    register, verdict = take(taken(Change("phone", 6)), Change("laptop", 6))
    assert verdict is Verdict.SAME
    later, verdict = take(register, Change("laptop2", 5, "laptop"))
    assert (verdict, later.value) == (Verdict.APPLIED, 5)


def test_two_offline_taps_of_one_person_wait_once_with_the_newer_word() -> None:
    register = taken(Change("phone", 6), Change("a", 3, ""), Change("b", 4, "a"))
    assert (register.value, dict(register.waiting)) == (6, {"b": 4})


def test_coming_round_to_the_current_value_closes_ones_own_waiting_answer() -> None:
    register = taken(Change("phone", 6), Change("a", 3, ""), Change("b", 6, "a"))
    assert (register.value, dict(register.waiting)) == (6, {})


def test_a_choice_settles_what_waited() -> None:
    register = taken(Change("phone", 6), Change("laptop", 4, ""))
    settled, verdict = take(register, Change("choice", 4, "phone", frozenset({"laptop"})))
    assert (verdict, settled.value, dict(settled.waiting)) == (Verdict.APPLIED, 4, {})


def test_a_choice_made_on_a_stale_page_settles_nothing() -> None:
    register = taken(Change("phone", 6), Change("laptop", 4, ""), Change("tablet", 7, "phone"))
    after, verdict = take(register, Change("choice", 4, "phone", frozenset({"laptop"})))
    assert verdict is Verdict.CONFLICT
    assert after.value == 7
    assert set(after.waiting) == {"laptop", "choice"}


def test_clearing_is_an_answer_like_any_other() -> None:
    register = taken(Change("k1", 6), Change("k2", None, "k1"))
    assert (register.value, register.key) == (None, "k2")


@dataclass
class Device:
    """A phone or a laptop: what it last saw, and what it has not sent yet."""

    name: str
    seen: str = ""
    unsent: list[Change] = field(default_factory=list)
    made: int = 0

    def tap(self, value: int | None) -> Change:
        self.made += 1
        base = self.unsent[-1].key if self.unsent else self.seen
        change = Change(f"{self.name}{self.made}", value, base)
        self.unsent.append(change)
        return change


STEP = st.tuples(
    st.integers(0, 2), st.sampled_from(["tap", "tap", "send", "send twice", "look", "choose"]), st.integers(0, 4)
)


@settings(max_examples=400)
@given(st.lists(STEP, max_size=40))
def test_whatever_three_devices_do_every_last_word_is_shown_or_waits(steps: list[tuple[int, str, int]]) -> None:
    devices = [Device("a"), Device("b"), Device("c")]
    register = Register()
    log: list[tuple[Change, Verdict]] = []

    def send(device: Device, *, keep: bool) -> None:
        nonlocal register
        if device.unsent:
            change = device.unsent[0]
            register, verdict = take(register, change)
            if not keep:
                device.unsent.pop(0)
            log.append((change, verdict))
            if not device.unsent:
                device.seen = register.resolve(change.key)

    for who, what, value in steps:
        device = devices[who]
        if what == "tap":
            device.tap(value or None)
        elif what == "send":
            send(device, keep=False)
        elif what == "send twice":
            send(device, keep=True)
            send(device, keep=False)
        elif what == "look" and not device.unsent:
            device.seen = register.key
        elif what == "choose" and not device.unsent and register.waiting:
            device.made += 1
            register, _ = take(
                register, Change(f"{device.name}{device.made}", value, register.key, frozenset(register.waiting))
            )
            device.seen = register.key
    verdicts: dict[str, Verdict] = {}
    for change, verdict in log:
        assert verdicts.setdefault(change.key, verdict) is verdict, "a retry changed its outcome"
    # What is shown was said by somebody, and whatever waits was said without having seen it.
    said = {change.key: change.value for change, _ in log}
    if register.key in said:
        assert register.value == said[register.key]
    for key, value in register.waiting.items():
        assert said[key] == value
        assert verdicts[key] is Verdict.CONFLICT
    # A word that was applied is gone only because a later change had seen it.
    applied = [change for change, verdict in log if verdict is Verdict.APPLIED]
    bases = {register.resolve(change.base) for change in applied}
    for change in applied:
        assert change.key == register.key or change.key in bases or _chosen_over(change.key, register)


def _chosen_over(key: str, register: Register) -> bool:
    """A choice between waiting answers has seen what stood there; its key is not in the log of sends."""
    return key in register.seen
