"""Totals, laboratory values and breaks as they go over the wire."""

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tracker.api.shapes import Day, Number, Sent, Text, Whole
from tracker.diary.breaks import NOTE_LENGTH as BREAK_NOTE
from tracker.diary.results import LAB_MOST
from tracker.diary.scales import HIGHEST, SCALES


class TotalIn(Sent):
    day: Day
    scale: Literal[tuple(SCALES)]  # type: ignore[valid-type]
    value: Whole = Field(ge=0, le=HIGHEST, description="the total, never an item")
    given_by: Text = Field("", max_length=80)


class TotalChange(Sent):
    day: Day | None = None
    value: Whole | None = Field(None, ge=0, le=HIGHEST)
    given_by: Text | None = Field(None, max_length=80)


class TotalOut(Schema):
    id: UUID
    day: date
    scale: str
    name: str
    value: int
    given_by: str


class LabValueIn(Sent):
    day: Day
    name: Text = Field(min_length=1, max_length=80, description="what was measured")
    value: Number = Field(ge=-LAB_MOST, le=LAB_MOST)
    unit: Text = Field("", max_length=20)
    printed_range: Text = Field("", max_length=60, description="as the laboratory printed it, word for word")
    note: Text = Field("", max_length=200)


class LabValueChange(Sent):
    day: Day | None = None
    name: Text | None = Field(None, min_length=1, max_length=80)
    value: Number | None = Field(None, ge=-LAB_MOST, le=LAB_MOST)
    unit: Text | None = Field(None, max_length=20)
    printed_range: Text | None = Field(None, max_length=60)
    note: Text | None = Field(None, max_length=200)


class LabValueOut(Schema):
    id: UUID
    day: date
    name: str
    value: float
    unit: str
    printed_range: str
    note: str


class BreakIn(Sent):
    day: date = Field(description="its first day, which may still come")
    until: date | None = Field(None, description="its last day; null while nobody knows")
    note: Text = Field("", max_length=BREAK_NOTE)


class BreakChange(Sent):
    day: date | None = None
    until: date | None = Field(None, description="null while nobody knows")
    note: Text | None = Field(None, max_length=BREAK_NOTE)


class BreakOut(Schema):
    id: UUID
    day: date
    until: date | None
    note: str
