"""Makes what tests need, with keyword defaults: a person, a day, a serving."""

import secrets
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tracker.accounts.models import hash_of
from tracker.api import tokens
from tracker.models import (
    Break,
    CheckIn,
    Dose,
    Event,
    Experiment,
    Food,
    LabValue,
    Moment,
    MoodName,
    Night,
    OwnTracker,
    OwnValue,
    Period,
    Sealed,
    Serving,
    SharedPage,
    Supplement,
    Total,
    User,
)
from tracker.stats.designs import Design
from tracker.stats.seal import commitment

TODAY = date(2026, 11, 21)
PASSWORD = "a long enough sentence"


def a_person(username: str = "alice", **facts: Any) -> User:
    return User.objects.create_user(username, PASSWORD, **{"time_zone": "Europe/Oslo", **facts})


def a_day(owner: User, day: date = TODAY, **answers: Any) -> CheckIn:
    return CheckIn.objects.create(owner=owner, day=day, **answers)


def a_night(owner: User, day: date = TODAY, bed: str = "23:20", wake: str = "06:50", zone: str = "") -> Night:
    return Night.objects.create(
        owner=owner, day=day, bed_time=time.fromisoformat(bed), wake_time=time.fromisoformat(wake),
        zone=zone or owner.time_zone,
    )  # fmt: skip


def a_food(slug: str = "oats", owner: User | None = None, **facts: Any) -> Food:
    return Food.objects.create(
        owner=owner, slug=slug, **{"name_en": slug.capitalize(), "fibre": 10.0, "portion_g": 40, **facts}
    )


def a_serving(owner: User, food: Food, day: date = TODAY, grams: float = 40, **facts: Any) -> Serving:
    return Serving.objects.create(owner=owner, uid=uuid.uuid4(), day=day, food=food, grams=grams, **facts)


def a_supplement(owner: User, name: str = "Magnesium citrate", **facts: Any) -> Supplement:
    slug = facts.pop("slug", name.lower().replace(" ", "_"))
    return Supplement.objects.create(owner=owner, slug=slug, name=name, **facts)


def a_dose(owner: User, supplement: Supplement, day: date = TODAY) -> Dose:
    return Dose.objects.create(owner=owner, uid=uuid.uuid4(), day=day, supplement=supplement)


def an_own_tracker(owner: User, name: str = "Coffee", kind: str = "count", **facts: Any) -> OwnTracker:
    slug = facts.pop("slug", name.lower().replace(" ", "_"))
    return OwnTracker.objects.create(owner=owner, slug=slug, name=name, kind=kind, **facts)


def a_value(owner: User, tracker: OwnTracker, value: float | None, day: date = TODAY) -> OwnValue:
    return OwnValue.objects.create(owner=owner, tracker=tracker, day=day, value=value)


def an_event(owner: User, kind: str = "illness", day: date = TODAY, until: date | None = None, **facts: Any) -> Event:
    return Event.objects.create(owner=owner, uid=uuid.uuid4(), kind=kind, day=day, until=until, **facts)


def a_total(owner: User, scale: str = "phq9", value: int = 12, day: date = TODAY, **facts: Any) -> Total:
    return Total.objects.create(owner=owner, uid=uuid.uuid4(), scale=scale, value=value, day=day, **facts)


def a_lab_value(owner: User, name: str = "Serum magnesium", value: float = 0.85, **facts: Any) -> LabValue:
    return LabValue.objects.create(
        owner=owner, uid=uuid.uuid4(), name=name, value=value,
        **{"day": TODAY, "unit": "mmol/L", "printed_range": "0.71–0.94", **facts},
    )  # fmt: skip


def a_moment(
    owner: User, pleasant: int = 2, energy: int = -1, day: date = TODAY, clock: str = "14:30", **facts: Any
) -> Moment:
    at = datetime.combine(day, time.fromisoformat(clock), owner.zone)
    return Moment.objects.create(
        owner=owner, uid=uuid.uuid4(), day=day, at=at, pleasant=pleasant, energy=energy, **facts
    )


def a_mood_name(owner: User, word: str = "on edge", corner: str = "unpleasant_high") -> MoodName:
    return MoodName.objects.create(owner=owner, word=word, corner=corner)


def a_break(owner: User, day: date = TODAY, until: date | None = None, **facts: Any) -> Break:
    return Break.objects.create(owner=owner, uid=uuid.uuid4(), day=day, until=until, **facts)


def a_shared_page(owner: User, token: str = "a-secret", **facts: Any) -> SharedPage:
    """A copy of the page that is open for a week."""
    now = facts.pop("now", datetime.combine(TODAY, time(20), UTC))
    return SharedPage.objects.create(
        owner=owner, **{
            "token_hash": hash_of(token), "language": "en", "body": {"name": owner.username}, "paper": b"%PDF-",
            "created": now, "expires": now + timedelta(days=7), **facts,
        },
    )  # fmt: skip


def an_experiment(owner: User, title: str = "Ten quiet minutes", start: date = TODAY, **facts: Any) -> Experiment:
    """A locked one that starts on `start`: eight weeks by lot, order number 20, unless told otherwise."""
    drawn, design = facts.pop("drawn", 20), facts.pop("plan", Design.usual("week", 8))
    order, nonce = design.order(drawn), "00112233445566778899aabbccddeeff"
    made = Experiment.objects.create(owner=owner, title=title, start_date=start, **{
        "state": "locked", "locked_at": datetime.combine(start, time(), UTC), "habit": "sit quietly", "usual": "not",
        "outcome_key": "stress", "direction": -1, "meaningful": "1", "design": design.kind, "periods": design.periods,
        "period_days": design.period_days, "drop_days": design.drop_days, "onset": "few_days",
        "end_date": start + timedelta(days=design.days - 1), "commitment": commitment(nonce, order), **facts,
    })  # fmt: skip
    Sealed.objects.create(owner=owner, experiment=made, drawn=str(drawn), nonce=nonce)
    long = timedelta(days=design.period_days)
    for place, condition in enumerate(order):
        first = start + place * long
        Period.objects.create(
            owner=owner, experiment=made, no=place + 1, start=first, end=first + long - timedelta(days=1),
            condition=condition, box_no=place + 1,
        )  # fmt: skip
    return made


def a_passkey(owner: User, name: str = "Phone") -> Authenticator:
    """A key as a browser registers it; nobody holds its other half."""
    made = AttestedCredentialData.create(
        Aaguid.NONE, secrets.token_bytes(16), ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    )
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, made)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    answer = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    credential = {
        "id": websafe_encode(made.credential_id),
        "rawId": websafe_encode(made.credential_id),
        "type": "public-key",
        "response": answer,
    }
    return Authenticator.objects.create(
        user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
    )


def a_token(owner: User, name: str = "Shortcut", *, may_write: bool = True, days: int | None = 30) -> str:
    """The text of a new token, as a program sends it."""
    return tokens.make(owner, name, timezone.now(), may_write=may_write, days=days)[1]
