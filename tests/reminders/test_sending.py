"""A reminder is sent once, to where it may go, not on a day that wants none, and not in a heap."""

import json
import logging
import threading
from datetime import datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from tests.builders import a_break, a_day
from tests.reminders.conftest import NINE, a_channel, a_reminder
from tests.reminders.servers import Taken
from tracker.models import Channel, ReminderChoice, Sending, User
from tracker.reminders import clock
from tracker.reminders.due import CORE
from tracker.reminders.sending import AGAIN, LONG, send_due
from tracker.reminders.sending import taken as take

MINUTE = timedelta(minutes=1)


def texts(taken: Taken) -> list[str]:
    return [json.loads(body)["text"] for _path, _headers, body in taken.requests]


def test_it_is_sent_once_and_says_nothing_of_the_diary(alice: User, webhook: Channel, taken: Taken) -> None:
    a_day(alice, mood=3, note="quetzalcoatl")
    a_reminder(alice)
    assert send_due(NINE - MINUTE).sent == 0
    assert [send_due(NINE + MINUTE * minute).sent for minute in range(40)] == [1] + [0] * 39
    path, headers, body = taken.requests[0]
    assert path == "/here?a=b"
    assert headers["Authorization"] == "Bearer s3cret"
    assert json.loads(body).keys() == {"title", "text", "url", "id"}
    assert json.loads(body)["url"] == "http://localhost/today/"
    assert b"quetzalcoatl" not in body
    assert Channel.objects.get().delivered == NINE


def test_words_of_ones_own_go_out_as_they_are(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice, label="Te på kvelden 茶")
    send_due(NINE)
    assert texts(taken) == ["Te på kvelden 茶"]


def test_it_speaks_the_persons_language(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    send_due(NINE)
    assert texts(taken) == ["A reminder that you set. Your diary is open when you are."]


def test_several_a_day_come_each(alice: User, webhook: Channel, taken: Taken) -> None:
    for at in ("20:58", "21:00", "21:01"):
        a_reminder(alice, at, label=at)
    for minute in range(-3, 6):
        send_due(NINE + minute * MINUTE)
    assert texts(taken) == ["20:58", "21:00", "21:01"]


def test_what_was_missed_does_not_come_in_a_heap(alice: User, webhook: Channel, taken: Taken) -> None:
    for at in ("09:00", "20:10", "20:35", "20:50"):
        a_reminder(alice, at, label=at)
    send_due(NINE)
    send_due(NINE + MINUTE)
    assert texts(taken) == ["20:50"]


def test_after_half_an_hour_it_is_too_late(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    assert send_due(NINE + 31 * MINUTE).sent == 0
    assert taken.requests == []


def test_a_time_set_a_moment_ago_is_for_tomorrow(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice, "20:55", since=NINE - MINUTE)
    send_due(NINE)
    assert taken.requests == []


def test_nothing_is_sent_on_a_day_that_is_answered(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    a_day(alice, **dict.fromkeys(CORE, 3))
    assert send_due(NINE).left_out == 1
    ReminderChoice.objects.create(owner=alice, skip_answered=False)
    Sending.objects.all().delete()
    assert send_due(NINE).sent == 1


def test_a_blank_answer_leaves_the_day_open(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    a_day(alice, **dict.fromkeys(CORE[1:], 3))
    assert send_due(NINE).sent == 1


def test_nothing_is_sent_during_a_break(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    a_break(alice)
    assert send_due(NINE).left_out == 1
    assert taken.requests == []


def test_nothing_is_sent_in_quiet_hours(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    ReminderChoice.objects.create(owner=alice, quiet_from=time(21), quiet_until=time(7))
    assert send_due(NINE).left_out == 1


def test_a_late_one_respects_the_quiet_hours_that_began_meanwhile(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    ReminderChoice.objects.create(owner=alice, quiet_from=time(21, 10), quiet_until=time(7))
    assert send_due(NINE + 12 * MINUTE).left_out == 1


def test_without_a_way_or_a_time_nothing_is_written(alice: User, bob: User, webhook: Channel) -> None:
    a_reminder(bob)
    send_due(NINE)
    assert not Sending.objects.exists()


@pytest.mark.parametrize("facts", [{"is_on": False}, {"paused": NINE}, {"verified": None}])
def test_a_way_that_rests_takes_nothing(alice: User, webhook: Channel, taken: Taken, facts: dict[str, object]) -> None:
    a_reminder(alice)
    Channel.objects.update(**facts)
    send_due(NINE)
    assert taken.requests == []


def test_a_failure_is_tried_again_a_few_times_and_said(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    taken.status = 500
    for minute in range(60):
        send_due(NINE + minute * MINUTE)
    assert len(taken.requests) == 1 + len(AGAIN)
    row = Channel.objects.get()
    assert (row.failing_since, row.failures, row.fault, row.paused) == (NINE, 4, "refused", None)
    assert len({json.loads(body)["id"] for _path, _headers, body in taken.requests}) == 1


def test_one_that_works_again_is_forgiven(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    taken.status = 500
    send_due(NINE)
    taken.status = 204
    assert send_due(NINE + MINUTE).sent == 1
    row = Channel.objects.get()
    assert (row.failing_since, row.failures, row.fault) == (None, 0, "")


def test_a_way_that_fails_for_long_is_paused(alice: User, webhook: Channel, taken: Taken) -> None:
    Channel.objects.update(failing_since=NINE - LONG, failures=5)
    a_reminder(alice)
    taken.status = 500
    send_due(NINE)
    assert Channel.objects.get().paused == NINE


def test_a_way_whose_other_end_is_gone_is_paused_at_once(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    taken.status = 410
    send_due(NINE)
    row = Channel.objects.get()
    assert (row.paused, row.fault) == (NINE, "not_there")
    assert not Sending.objects.exclude(next_try=None).exists()


def test_no_redirect_is_followed(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)
    taken.status = 302
    send_due(NINE)
    assert Channel.objects.get().fault == "moved"


def test_one_failing_way_holds_no_other_up(alice: User, webhook: Channel, taken: Taken) -> None:
    a_channel(alice, "ntfy", url="http://127.0.0.1:9/", topic="t")
    a_reminder(alice)
    came = send_due(NINE)
    assert (came.sent, came.failed) == (1, 1)


def test_a_line_of_the_ledger_is_held_by_one(alice: User, webhook: Channel) -> None:
    row = Sending.objects.create(owner=alice, reminder=a_reminder(alice), channel=webhook, moment=NINE, next_try=NINE)
    assert [take(row.pk, NINE) is not None for _ in range(3)] == [True, False, False]
    assert take(row.pk, NINE + timedelta(minutes=3)) is not None  # whoever held it died


@pytest.mark.django_db(transaction=True)
def test_many_that_look_at_once_send_once(alice: User, webhook: Channel, taken: Taken) -> None:
    a_reminder(alice)

    def look() -> None:
        send_due(NINE)
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken.requests) == 1


def test_no_secret_reaches_a_log(alice: User, webhook: Channel, taken: Taken, caplog: pytest.LogCaptureFixture) -> None:
    a_reminder(alice, label="quetzalcoatl")
    taken.status = 401
    with caplog.at_level(logging.DEBUG):
        send_due(NINE)
    assert "not_accepted" in caplog.text
    assert not [word for word in ("s3cret", "127.0.0.1", "quetzalcoatl") if word in caplog.text]


def test_what_leads_there_is_sealed(webhook: Channel) -> None:
    assert "s3cret" not in repr(Channel.objects.values_list())
    assert "127.0.0.1" not in repr(Channel.objects.values_list())


def test_a_seal_of_another_machine_is_said(alice: User, webhook: Channel, settings: Settings, taken: Taken) -> None:
    a_reminder(alice)
    settings.SECRET_KEY = "another machine"
    send_due(NINE)
    assert Channel.objects.get().fault == "sealed"


def test_the_command_tells_what_it_did(alice: User, webhook: Channel, taken: Taken, evening: object) -> None:
    a_reminder(alice)
    said = StringIO()
    call_command("send_reminders", stdout=said)
    assert said.getvalue() == "1 sent, 0 not delivered, 0 left out.\n"


def test_where_nobody_is_reminded_nobody_looks(alice: User) -> None:
    clock.look_now()
    assert clock.is_due()
    send_due(NINE)
    assert not clock.is_due()


def test_the_next_look_is_at_the_next_reminder_and_soon(alice: User, webhook: Channel, evening: object) -> None:
    a_reminder(alice, "21:07")
    send_due(NINE)
    assert (clock._read(), clock.is_due()) == (str(int((NINE + 7 * MINUTE).timestamp())), False)
    alice.reminders.update(at=time(23))
    send_due(NINE)
    assert clock._read() == str(int((NINE + 10 * MINUTE).timestamp()))


def test_what_changes_during_a_look_is_looked_at_next(alice: User) -> None:
    mark = clock.begin(NINE)
    clock.look_now()
    clock.end(mark, None, NINE)
    assert clock.is_due()


def test_old_lines_of_the_ledger_go(alice: User, webhook: Channel) -> None:
    long_ago = NINE - timedelta(days=90)
    Sending.objects.create(owner=alice, reminder=a_reminder(alice), channel=webhook, moment=long_ago)
    send_due(datetime.combine(NINE.date(), time(3), NINE.tzinfo))
    assert not Sending.objects.exists()
