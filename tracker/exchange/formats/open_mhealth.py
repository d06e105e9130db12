"""Reads sleep as Open mHealth writes it: data points with a header, or their bodies alone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.exchange.formats import units
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.moments import Record, each, in_zone, instant
from tracker.exchange.formats.nights import Rank, Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.source import Given, Source

KIND = "open_mhealth"
SCHEMAS = frozenset({"sleep-episode", "total-sleep-time", "sleep-duration"})
# What each kind of body has and no other; an episode may have nothing but its time.
MARKS = frozenset({
    "total_sleep_time", "sleep_duration", "is_main_sleep", "latency_to_sleep_onset", "latency_to_arising",
    "wake_after_sleep_onset", "number_of_awakenings", "sleep_maintenance_efficiency_percentage",
})  # fmt: skip
UNITS: Mapping[str, str] = {"sec": "s", "min": "min", "h": "h"}
AVERAGES = _("Averages over several nights are left out. The file has this many: %(count)s.")


def is_export(source: Source) -> bool:
    if not source.is_json or b"effective_time_frame" not in source.head:
        return False
    return any(isinstance(point, dict) and _is_sleep(point) for point in _points(source.json))


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of the file.

    Raises:
        UnreadableFile: if it is no JSON.
    """
    gathered = Gathered(given)
    each(gathered, enumerate(_points(source.json), start=1), lambda line, record: _keep(gathered, line, record))
    yield from gathered.told()


def _points(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _parts(point: Record) -> tuple[Record, Record]:
    header, body = point.get("header"), point.get("body", point)
    return (header if isinstance(header, dict) else {}), (body if isinstance(body, dict) else {})


def _schema(header: Record) -> str:
    schema = header.get("schema_id")
    return str(schema.get("name", "")) if isinstance(schema, dict) else ""


def _is_sleep(point: Record) -> bool:
    header, body = _parts(point)
    return "effective_time_frame" in body and (_schema(header) in SCHEMAS or not MARKS.isdisjoint(body))


def _keep(gathered: Gathered, line: int, point: Record) -> None:
    header, body = _parts(point)
    if not _is_sleep(point):
        gathered.leave(_schema(header) or "JSON", line)
        return
    if header.get("id") and not gathered.is_new(("id", str(header["id"]))):
        return
    if "descriptive_statistic" in body:
        gathered.counts[AVERAGES] += 1
        return
    begins, ends = _interval(body)
    offset = ends.utcoffset() or timedelta()
    # Z alone says where nobody slept: it is how instants are written, so the person's own zone is taken.
    zone = zone_with(offset, ends, gathered.given.zone) if offset else gathered.given.zone
    main = body.get("is_main_sleep")
    awake = "wake_after_sleep_onset" in body and _length(body["wake_after_sleep_onset"]) > timedelta()
    gathered.sleep(
        Sleep(
            KIND, in_zone(begins, UTC, begins), in_zone(ends, UTC, ends), zone, Rank.ASLEEP,
            main if isinstance(main, bool) else None, awake=awake, line=line,
        )
    )  # fmt: skip


def _interval(body: Record) -> tuple[datetime, datetime]:
    frame = body.get("effective_time_frame")
    span = frame.get("time_interval") if isinstance(frame, dict) else None
    if not isinstance(span, dict):
        raise Wrong(_("“%(name)s” is missing."), name="time_interval")
    begins, ends = span.get("start_date_time"), span.get("end_date_time")
    if begins is not None and ends is not None:
        return instant(begins), instant(ends)
    length = _length(span.get("duration"))
    if begins is not None:
        return (at := instant(begins)), at + length
    return (at := instant(ends)) - length, at


def _length(found: object) -> timedelta:
    if not isinstance(found, dict) or str(found.get("unit")) not in UNITS:
        raise Wrong(_("The unit “%(unit)s” cannot be read here."), unit=str(found)[:40])
    return timedelta(minutes=min(units.amount(found.get("value"), UNITS[found["unit"]], "min"), 1e6))
