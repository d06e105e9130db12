"""The messages that browsers open: the published example byte for byte, and signatures that others can check."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from pytest_django import Settings

from tests.reminders.conftest import NINE, a_channel, a_reminder
from tests.reminders.servers import Taken
from tracker.models import User
from tracker.reminders import channels, webpush
from tracker.reminders.hosts import Hosts
from tracker.reminders.sending import send_due
from tracker.reminders.webpush import coded, decoded

# RFC 8291, section 5 and appendix A
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl"
    "95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    webpush.machine_key.cache_clear()


def test_the_published_example_is_reproduced() -> None:
    ours = ec.derive_private_key(int.from_bytes(decoded(OURS)), webpush.CURVE)
    text = b"When I grow up, I want to be a watermelon"
    assert coded(webpush.message(text, decoded(THEIRS), decoded(AUTH), ours, decoded(SALT))) == BODY


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = webpush.public_key()
    webpush.machine_key.cache_clear()
    assert webpush.public_key() == first
    assert (tmp_path / "push_key").stat().st_mode & 0o777 == 0o600
    assert len(decoded(first)) == 65


def test_the_signature_is_one_that_others_can_check() -> None:
    url = urlsplit("https://fcm.googleapis.com/fcm/send/x")
    said = webpush.headers(url, "mailto:owner@example.org", now=1000)["Authorization"]
    token, key = said.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    raw = decoded(signature)
    whole = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(webpush.CURVE, decoded(key))
    point.verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert json.loads(decoded(claims)) == {
        "aud": "https://fcm.googleapis.com", "exp": 1000 + 12 * 3600, "sub": "mailto:owner@example.org"
    }  # fmt: skip


@pytest.mark.parametrize(("key", "auth"), [("A" * 87, AUTH), (THEIRS, "AAAA"), ("", "")])
def test_a_key_that_is_none_is_refused(key: str, auth: str) -> None:
    with pytest.raises(ValueError):
        webpush.sealed(b"x", key, auth)


def test_a_pushed_reminder_is_sealed_and_signed(
    alice: User, taken: Taken, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUSH_CONTACT = "mailto:owner@example.org"
    monkeypatch.setattr(channels, "_for_push", lambda _url: Hosts.parse(f"127.0.0.1:{taken.port}"))
    a_channel(alice, "push", endpoint=f"http://127.0.0.1:{taken.port}/push/x", p256dh=THEIRS, auth=AUTH)
    a_reminder(alice, label="quetzalcoatl")
    assert send_due(NINE).sent == 1
    path, headers, body = taken.requests[0]
    assert (path, headers["Content-Encoding"], headers["TTL"]) == ("/push/x", "aes128gcm", "1800")
    assert b"quetzalcoatl" not in body
