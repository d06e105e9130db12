"""Questionnaire totals, laboratory values and breaks: said, added and changed by the forms of their pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.accounts.models import User
from tracker.api.days import FIRST_DAY
from tracker.api.entries import Columns, Sent, Sort, as_typed, checked
from tracker.api.requests import invalid
from tracker.diary import occasional
from tracker.diary.breaks import Break
from tracker.diary.changes import Tap
from tracker.diary.moment_forms import BreakForm
from tracker.diary.result_forms import LabValueForm, TotalForm
from tracker.diary.results import LabValue, Total
from tracker.diary.scales import Scale

TOTAL = ("day", "value", "given_by")
LAB_VALUE = ("day", "name", "value", "unit", "printed_range", "note")
BREAK = ("day", "until", "note")


def _kept(row: Any, names: tuple[str, ...]) -> Sent:
    return {name: getattr(row, name) for name in names}


def _named(sent: Sent, *may_be_empty: str) -> Sent:
    """What is to change; null stands for "as it is" but where something can be taken away again."""
    return {name: value for name, value in sent.items() if value is not None or name in may_be_empty}


def _since_diaries(found: Columns) -> Columns:
    if found["day"] < FIRST_DAY:
        raise invalid(day="This day lies before there were diaries.")
    return found


def _total(sent: Mapping[str, Any], scale: Scale, today: date) -> Columns:
    form = TotalForm(as_typed(sent), today=today, scale=scale)
    checked(form)
    return _since_diaries(form.values())


def _new_total(tap: Tap, sent: Sent, today: date) -> Columns:
    scale = occasional.scales(tap.user).get(sent["scale"])
    if scale is None:
        raise invalid(scale="There is no such questionnaire here.")
    return {"scale": scale.key, **_total(sent, scale, today)}


def _changed_total(tap: Tap, row: Total, sent: Sent, today: date) -> Columns:
    return _total(_kept(row, TOTAL) | _named(sent), row.asked, today)


def _tell_total(row: Total, user: User, language: str) -> Sent:
    return {"id": row.uid, "scale": row.scale, "name": row.asked.name, **_kept(row, TOTAL)}


def _lab_value(sent: Mapping[str, Any], today: date) -> Columns:
    form = LabValueForm(as_typed(sent), today=today)
    checked(form)
    return _since_diaries(form.values())


def _new_lab_value(tap: Tap, sent: Sent, today: date) -> Columns:
    return _lab_value(sent, today)


def _changed_lab_value(tap: Tap, row: LabValue, sent: Sent, today: date) -> Columns:
    return _lab_value(_kept(row, LAB_VALUE) | _named(sent), today)


def _tell_lab_value(row: LabValue, user: User, language: str) -> Sent:
    return {"id": row.uid, **_kept(row, LAB_VALUE)}


def _break(sent: Mapping[str, Any]) -> Columns:
    return _since_diaries(checked(BreakForm(as_typed(sent))))


def _new_break(tap: Tap, sent: Sent, today: date) -> Columns:
    return _break(sent)


def _changed_break(tap: Tap, row: Break, sent: Sent, today: date) -> Columns:
    return _break(_kept(row, BREAK) | _named(sent, "until"))


def _tell_break(row: Break, user: User, language: str) -> Sent:
    return {"id": row.uid, **_kept(row, BREAK)}


TOTALS = Sort(Total, _tell_total, _new_total, _changed_total)
LAB_VALUES = Sort(LabValue, _tell_lab_value, _new_lab_value, _changed_lab_value)
BREAKS = Sort(Break, _tell_break, _new_break, _changed_break, may_come=True)
