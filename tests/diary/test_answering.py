"""What a plain form sends together is kept together."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.builders import TODAY
from tests.diary.verbs import tap
from tracker.diary import answering, changes
from tracker.diary.answering import Asked
from tracker.diary.merge import Change
from tracker.models import CheckIn, User

CARD = (Asked("mood", Change("key-mood", 6, "")), Asked("stress", Change("key-stress", 2, "")))


def test_several_fields_are_one_transaction(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    real, begun = changes.answer, []

    def answer(*given: object) -> object:
        begun.append(tuple(connection.savepoint_ids))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "answer", answer)
    answering.put(tap(alice), TODAY, CARD)
    assert len(begun) == 2
    assert begun[0] == begun[1] != ()
    answering.put(tap(alice), TODAY, [Asked("gut_discomfort", Change("key-gut", 1, ""))])
    assert begun[2] == ()  # a single one has its own already
    assert CheckIn.objects.values_list("mood", "stress", "gut_discomfort").get() == (6, 2, 1)


def test_where_one_cannot_be_kept_none_is(alice: User) -> None:
    changes.answer(tap(alice), TODAY - timedelta(days=1), "unease", Change("key-stress", 5, ""))
    with pytest.raises(changes.KeyTaken):
        answering.put(tap(alice), TODAY, CARD)
    assert not CheckIn.objects.filter(owner=alice, day=TODAY, mood__isnull=False).exists()
    assert answering.put(tap(alice), TODAY, CARD[:1])[0].verdict.name == "APPLIED"
