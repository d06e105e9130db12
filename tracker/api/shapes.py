"""What goes over the wire, as the schema describes it; an absent number is null, never zero."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, Strict, create_model
from pydantic.fields import FieldInfo

from tracker.diary import fields
from tracker.diary.models import NOTE_LENGTH, EventKind, FlareType, FoodDay, MealOfDay
from tracker.diary.moments import HIGH, LOW
from tracker.diary.moments import NOTE_LENGTH as MOMENT_NOTE
from tracker.metrics import BY_KEY, Kind, Metric

MOST_GRAMS = 5000
Whole = Annotated[int, Strict()]  # "6" is a text
Number = Annotated[float, Strict()]
# Text without what no column keeps.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="23:15, as the person read it")]
Day = Annotated[date, Field(description="of the person's diary, which may begin later than midnight")]
Value = str | int | float | None


class Sent(BaseModel):
    """A body: what it does not know it refuses, so that a misspelt name is noticed."""

    model_config = ConfigDict(extra="forbid")


def number_of(metric: Metric) -> FieldInfo:
    """The bounds that the registry gives."""
    said = f"{metric.label}{f', {metric.unit}' if metric.unit else ''}; null leaves it blank"
    low = 0 if metric.none else metric.low
    bounds: dict[str, Any] = {"ge": low, "le": metric.high} if metric.kind is Kind.AMOUNT else {
        "ge": int(low), "le": int(metric.high)}  # fmt: skip
    return FieldInfo(default=None, description=said, **bounds)


def _field(name: str) -> tuple[Any, Any]:
    if name == "note":
        return Text | None, Field(None, max_length=NOTE_LENGTH, description="the day's note; null empties it")
    if name in fields.NIGHT_FIELDS:
        return Clock | None, Field(None, description="of the night that ended on this day")
    if name in fields.CHOSEN:
        chosen = {"food_day": FoodDay, "flare_type": FlareType}[name]
        return Literal[tuple(filter(None, chosen.values))] | None, None
    metric = BY_KEY[name]
    return (Number if metric.kind is Kind.AMOUNT else Whole) | None, number_of(metric)


class Named(BaseModel):
    """Only what is named changes; null makes a field blank again. Own trackers come as own_… beside these."""

    model_config = ConfigDict(extra="allow")


# Built from the registry, so that a new number is here by itself.
DayFields = create_model("DayFields", __base__=Named, **{name: _field(name) for name in fields.REGISTERS})  # type: ignore[call-overload]


class Me(Schema):
    name: str
    scopes: list[Literal["read", "write"]]
    today: date = Field(description="the diary day of this moment")
    time_zone: str
    language: str
    version: str


class MetricOut(Schema):
    key: str
    label: str
    area: str
    kind: str
    role: str = Field(description="habit: may be changed; outcome: is felt; context: merely happens")
    unit: str
    low: float
    high: float
    better: str
    module: str
    writable: bool = Field(description="a field of a day; the others are worked out")
    held_back: bool = Field(description="measured by an experiment that runs")


class DayOut(Schema):
    day: date
    fields: dict[str, Value] = Field(description="what was answered; null is blank")
    values: dict[str, float | None] = Field(description="every number of the day, sums too; null is not noted")


class OneDayOut(DayOut):
    waiting: dict[str, list[Value]] = Field(description="answers from other devices that wait for a choice")


class Page(Schema):
    next: str | None = Field(description="cursor of the next page; null on the last")


class Days(Schema):
    items: list[DayOut]
    next: str | None = Field(description="cursor of the next page")


class ServingIn(Sent):
    day: Day
    food_id: Whole = Field(ge=1, le=2**53)
    grams: Number = Field(ge=0.1, le=MOST_GRAMS)
    meal: Literal[tuple(MealOfDay.values)] = ""  # type: ignore[valid-type]


class ServingChange(Sent):
    grams: Number | None = Field(None, ge=0.1, le=MOST_GRAMS)
    meal: Literal[tuple(MealOfDay.values)] | None = None  # type: ignore[valid-type]


class ServingOut(Schema):
    id: UUID
    day: date
    food_id: int
    food: str
    grams: float
    meal: str


class DoseIn(Sent):
    day: Day
    supplement: str = Field(pattern=r"^[\w-]{1,40}$", description="slug, from the list of supplements")


class DoseOut(Schema):
    id: UUID
    day: date
    supplement: str
    name: str


class EventIn(Sent):
    kind: Literal[tuple(EventKind.values)]  # type: ignore[valid-type]
    day: Day
    until: date | None = Field(None, description="last day; null while it goes on")
    what: Text = Field("", max_length=60)
    who: Text = Field("", max_length=20)
    text: Text = Field("", max_length=200)


class EventChange(Sent):
    kind: Literal[tuple(EventKind.values)] | None = None  # type: ignore[valid-type]
    day: Day | None = None
    until: date | None = Field(None, description="last day; null while it goes on")
    what: Text | None = Field(None, max_length=60)
    who: Text | None = Field(None, max_length=20)
    text: Text | None = Field(None, max_length=200)


class EventOut(Schema):
    id: UUID
    kind: str
    day: date
    until: date | None
    what: str
    who: str
    text: str


class MomentIn(Sent):
    day: Day
    time: Clock
    pleasant: Whole = Field(ge=LOW, le=HIGH, description="from unpleasant to pleasant")
    energy: Whole = Field(ge=LOW, le=HIGH, description="from low to high")
    words: list[str] = Field(default_factory=list, max_length=20)
    note: Text = Field("", max_length=MOMENT_NOTE)


class MomentChange(Sent):
    time: Clock | None = None
    pleasant: Whole | None = Field(None, ge=LOW, le=HIGH)
    energy: Whole | None = Field(None, ge=LOW, le=HIGH)
    words: list[str] | None = Field(None, max_length=20)
    note: Text | None = Field(None, max_length=MOMENT_NOTE)


class MomentOut(Schema):
    id: UUID
    day: date
    time: str
    at: datetime
    pleasant: int
    energy: int
    words: list[str]
    note: str


class PortionOut(Schema):
    name: str
    grams: float


class FoodOut(Schema):
    id: int
    name: str
    own: bool
    favourite: bool
    portions: list[PortionOut]
    fibre: float | None = Field(description="g per 100 g")
    magnesium: float | None = Field(description="mg per 100 g")
    fermented: bool
    source: str


class Foods(Schema):
    items: list[FoodOut]


class SupplementOut(Schema):
    slug: str
    name: str
    portion: str
    amount: float | None
    unit: str
    archived: bool


class Series(Schema):
    start: date
    end: date
    values: dict[str, list[float | None]] = Field(description="one slot a day from start to end; null is not noted")


class Insights(Schema):
    state: Literal["ready", "working", "too_early"]
    noted_days: int
    days_to_go: int = Field(description="until anything can be asked")
    held_back: list[str] = Field(description="not answered while an experiment measures it")
    questions: int
    findings: list[dict[str, Any]]
    no_links: list[dict[str, Any]]
    not_enough: list[dict[str, Any]]


class Experiments(Schema):
    items: list[dict[str, Any]]


class ImportOut(Schema):
    id: int
    created: datetime
    format: str
    undone: datetime | None
    report: dict[str, Any]


class Imports(Schema):
    items: list[ImportOut]
    next: str | None


class Preview(Schema):
    format: str
    asks: dict[str, dict[str, int]] = Field(description="what has to be said in `mapping` first")
    report: dict[str, Any]
    preview: list[dict[str, Any]]


class Undone(Schema):
    gone: int
    stayed: int


class BroughtBack(Schema):
    fields: dict[str, str] = Field(description="verdict for each field of the change")
