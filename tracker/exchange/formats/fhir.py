"""Reads observations as FHIR R4 writes them: a bundle, one alone, or one a line; sleep, what was eaten, totals.

References and addresses in them are never followed.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import document, measures, units
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import Gathered, Measure
from tracker.exchange.formats.moments import ISO, Record, each, in_zone, instant
from tracker.exchange.formats.nights import Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, _
from tracker.exchange.formats.source import Given, Source

KIND = "fhir"
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
NOT_SO = frozenset({"entered-in-error", "cancelled", "unknown"})
SLEEP = frozenset({(LOINC, "93832-4"), (SNOMED, "258158006")})
ASLEEP = frozenset({(SNOMED, "248220008")})
TOTALS = {(LOINC, "44261-6"): ("phq9", 27), (LOINC, "70274-6"): ("gad7", 21)}
# Codes that several writers use for one thing; the system differs by guide and is not asked.
EATEN: Mapping[str, Measure] = {
    "LP203183-1": measures.FIBRE, "dietaryFiber": measures.FIBRE,
    "HKQuantityTypeIdentifierDietaryFiber": measures.FIBRE,
}  # fmt: skip
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAIN = (LOINC, "72514-3")
# Names of totals that come again are made of what the file calls them, always in the same way.
OURS = uuid.UUID("3a1c5f0e-6d55-5c39-9a5e-6f3b9b3f0c11")
SYSTEM = f"urn:uuid:{OURS}"  # of the identifiers that go out from here
OWN_TOTAL = f"{SYSTEM}|total-"
LENGTH_ALONE = _("Lengths of sleep without its beginning and end are left out. The file has this many: %(count)s.")
WITHDRAWN = _("Observations marked as mistaken, cancelled or unknown are left out. The file has this many: %(count)s.")
EMPTY = _("There are no observations in this file.")


def is_export(source: Source) -> bool:
    if not source.is_json or b'"resourceType"' not in source.head:
        return False
    first = next(_resources(source), (0, None))[1]
    return isinstance(first, dict) and "resourceType" in first


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The observations of the file that a diary has a place for.

    Raises:
        UnreadableFile: if it is no JSON, or holds no observation.
    """
    reader = _Reader(given)
    found = _current(_resources(source), reader.gathered)
    if not found:
        raise UnreadableFile(EMPTY)
    each(reader.gathered, found, reader.keep)
    yield from reader.gathered.told()


def _resources(source: Source) -> Iterator[tuple[int, Any]]:
    """What a bundle holds, or each line, numbered from 1."""
    lines = source.data.split(b"\n", 1) if source.size else []
    rest = lines[1].strip() if len(lines) > 1 else b""
    if rest.startswith(b"{") and lines[0].rstrip().endswith(b"}"):
        for number, line in enumerate(source.data.split(b"\n"), start=1):
            if line.strip():
                yield number, document.parse(line)
        return
    found = source.json
    entries = found.get("entry", []) if isinstance(found, dict) and found.get("resourceType") == "Bundle" else None
    if entries is None:
        yield 1, found
    else:
        for number, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
            yield number, entry.get("resource") if isinstance(entry, dict) else entry


def _current(found: Iterator[tuple[int, Any]], gathered: Gathered) -> list[tuple[int, Record]]:
    """The observations, each as it was last put right; what else there is is counted."""
    kept: dict[str, tuple[int, Record]] = {}
    for number, resource in found:
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if kind != "Observation":
            gathered.leave(str(kind or "JSON")[:80], number)
            continue
        identity = _identity(resource)
        if identity in kept and resource.get("status") not in ("amended", "corrected"):
            gathered.is_new(identity)
            continue
        gathered.is_new(identity)
        kept[identity] = (number, resource)
    return list(kept.values())


def _identity(resource: Record) -> str:
    """What it is known by wherever it was copied to; a digest of all of it where it has no name."""
    identifiers = resource.get("identifier")
    for named in identifiers if isinstance(identifiers, list) else []:
        if isinstance(named, dict) and named.get("value"):
            return f"{named.get('system', '')}|{named['value']}"
    return f"id|{resource['id']}" if resource.get("id") else f"all|{sorted(resource.items())!r}"


def _own_key(identity: str) -> str:
    """What a total is known by: one that went out from here comes back as itself."""
    if identity.startswith(OWN_TOTAL) and UID.fullmatch(identity.removeprefix(OWN_TOTAL)):
        return identity.removeprefix(OWN_TOTAL)
    return str(uuid.uuid5(OURS, identity))


class _Reader:
    """Puts one observation after the other where it belongs."""

    def __init__(self, given: Given) -> None:
        self.gathered, self.home = Gathered(given), given.zone

    def keep(self, line: int, resource: Record) -> None:
        codes = _codes(resource.get("code"))
        what = next((EATEN[code] for _system, code in codes if code in EATEN), None)
        total = next((TOTALS[code] for code in codes if code in TOTALS), None)
        if str(resource.get("status")) in NOT_SO:
            self.gathered.counts[WITHDRAWN] += 1
        elif SLEEP & set(codes):
            self._sleep(line, resource, codes)
        elif what:
            value, unit = _quantity(resource)
            amount = units.amount(value, unit, what.unit)
            self.gathered.add(what, self._day(resource), KIND, amount, line)
        elif total:
            self._total(line, resource, *total)
        elif PAIN in codes:
            self._pain(line, resource)
        else:
            self.gathered.leave(_name(resource, codes), line)

    def _sleep(self, line: int, resource: Record, codes: list[tuple[str, str]]) -> None:
        if SNOMED in (system for system, _code in codes) and not ASLEEP & set(_codes(resource.get(
            "valueCodeableConcept"))) and "valueQuantity" not in resource:  # fmt: skip
            self.gathered.leave(_name(resource, codes), line)
            return
        period = resource.get("effectivePeriod")
        if not isinstance(period, dict):
            self.gathered.counts[LENGTH_ALONE] += 1
            return
        begins, ends = instant(period.get("start")), instant(period.get("end"))
        zone = self._zone(ends)
        self.gathered.sleep(Sleep(KIND, in_zone(begins, UTC, begins), in_zone(ends, UTC, ends), zone, line=line))

    def _zone(self, at: datetime) -> ZoneInfo:
        """The zone of a time; Z alone is how instants are written, so there the person's own zone is taken."""
        offset = at.utcoffset() or timedelta()
        return zone_with(offset, at, self.home) if offset else self.home

    def _day(self, resource: Record) -> date:
        period = resource.get("effectivePeriod")
        written = period.get("start") if isinstance(period, dict) else None
        written = written or resource.get("effectiveDateTime") or resource.get("effectiveInstant")
        if isinstance(written, str) and len(written) == 10 and not ISO.match(written):
            try:
                return date.fromisoformat(written)
            except ValueError:
                raise Wrong(_("“%(time)s” is no time."), time=written) from None
        at = instant(written)
        return in_zone(at, self._zone(at), written).date()

    def _total(self, line: int, resource: Record, scale: str, most: int) -> None:
        value = resource.get("valueInteger")
        value = units.number(_quantity(resource)[0] if value is None else value)
        if not 0 <= value <= most or not value.is_integer():
            raise Wrong(_("This total does not fit its questionnaire."))
        day = self.gathered.checked(self._day(resource))
        key = _own_key(_identity(resource))
        self.gathered.rows.append(Observation("total", key, day, {"scale": scale, "value": int(value)}, line))

    def _pain(self, line: int, resource: Record) -> None:
        value = resource.get("valueInteger")
        value = units.number(_quantity(resource)[0] if value is None else value)
        if not 0 <= value <= 10 or not value.is_integer():
            raise Wrong(_("“%(text)s” is no whole number from %(low)s to %(high)s."),
                        text=str(value)[:40], low=0, high=10)  # fmt: skip
        self.gathered.grade(measures.PAIN, self._day(resource), value, line)


def _codes(concept: object) -> list[tuple[str, str]]:
    coding = concept.get("coding") if isinstance(concept, dict) else None
    found = [code for code in coding if isinstance(code, dict)] if isinstance(coding, list) else []
    return [(str(code.get("system", "")), str(code.get("code", ""))) for code in found]


def _name(resource: Record, codes: list[tuple[str, str]]) -> str:
    """What an observation is called, to be counted under."""
    code = resource.get("code")
    text = code.get("text") if isinstance(code, dict) else None
    return str(text or (codes[0][1] if codes else "") or "Observation")[:80]


def _quantity(resource: Record) -> tuple[object, str]:
    quantity = resource.get("valueQuantity")
    if not isinstance(quantity, dict):
        raise Wrong(_("“%(name)s” is missing."), name="valueQuantity")
    return quantity.get("value"), str(quantity.get("code") or quantity.get("unit") or "")
