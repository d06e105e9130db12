"""A sealed order is known two days ahead and no more, and opens as what was sealed."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import an_experiment
from tracker.experiments import protocol
from tracker.experiments.models import Experiment, Sealed, State
from tracker.experiments.states import move
from tracker.models import User
from tracker.stats.designs import Design

START = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 12, 1, tzinfo=UTC)
ROOM = Path(protocol.__file__).parent


@pytest.fixture
def row(alice: User) -> Experiment:
    return an_experiment(alice, start=START)


@pytest.mark.parametrize(
    ("day", "open_"), [(-3, 0), (-2, 1), (0, 1), (4, 1), (5, 2), (7, 2), (12, 3), (47, 8), (90, 8)]
)
def test_a_period_opens_two_days_before_it_starts(row: Experiment, day: int, open_: int) -> None:
    found = protocol.known(row, START + timedelta(days=day))
    order = Design.usual("week", 8).order(20)
    assert [period.condition for period in found] == [*order[:open_]] + [None] * (8 - open_)
    assert "".join(period.letter for period in found) == "".join("AB"[c] for c in order[:open_])


def test_today_lies_in_one_period(row: Experiment) -> None:
    today = protocol.now(row, START + timedelta(days=8))
    assert today and (today.no, today.start) == (2, START + timedelta(days=7))
    assert protocol.now(row, START - timedelta(days=1)) is None


def test_with_a_helper_nothing_opens_before_the_end(alice: User) -> None:
    row = an_experiment(alice, start=START, blinding="helper")
    assert {period.condition for period in protocol.known(row, START + timedelta(days=200))} == {None}
    assert [period.box_no for period in protocol.for_helper(row)] == [*range(1, 9)]
    assert None not in {period.condition for period in protocol.for_helper(row)}
    move(row, State.STOPPED_SAFETY, NOW)
    assert None not in {period.condition for period in protocol.known(row, START)}


def test_the_helpers_list_is_for_experiments_with_a_helper(row: Experiment) -> None:
    with pytest.raises(protocol.StillSealedError):
        protocol.for_helper(row)


def test_the_order_opens_after_the_last_day_and_not_before(row: Experiment) -> None:
    last = START + timedelta(days=55)
    with pytest.raises(protocol.StillSealedError):
        protocol.opened(row, last)
    found = protocol.opened(row, last + timedelta(days=1))
    assert found.order == Design.usual("week", 8).order(found.drawn) and found.drawn == 20
    assert protocol.trial(row, last + timedelta(days=1)).tail == "two"


def test_another_order_than_the_sealed_one_is_not_opened(alice: User) -> None:
    row = an_experiment(alice, start=START, commitment="0" * 64)
    with pytest.raises(ValueError, match="sealed"):
        protocol.opened(row, START + timedelta(days=60))
    Sealed.objects.all().delete()
    with pytest.raises(ValueError, match="drawn"):
        protocol.opened(row, START + timedelta(days=60))


def test_only_the_protocol_reads_what_is_sealed() -> None:
    """Pages hold `Known`, never a sealed row; of a period they may fetch nothing but what the person guessed."""
    wrong = []
    for path in ROOM.glob("*.py"):
        if path.stem in {"protocol", "locking", "models"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = "" if not isinstance(node, (ast.Assign, ast.Return, ast.Expr)) else ast.unparse(node)
            if "Sealed.objects" in said or ("Period.objects" in said and "guess" not in said):
                wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []
