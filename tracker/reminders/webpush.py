"""Web push with keys of our own: encrypted for one browser (RFC 8291), signed by this machine (RFC 8292).

The browser's push service learns when a message comes and how long it is, and cannot read it.
"""

import base64
import json
import os
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tracker.web.environment import kept_secret

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
RECORD = 4096
HALF_A_DAY = 12 * 60 * 60


@lru_cache(maxsize=1)
def machine_key() -> ec.EllipticCurvePrivateKey:
    """The key that says which machine sends; it follows from a secret in DATA_DIR, made once."""
    secret = kept_secret("VAGUS_PUSH_KEY", Path(settings.DATA_DIR) / "push_key")
    number = int.from_bytes(_derived(secret.encode(), b"", b"vagus web push", 48))
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def public_key() -> str:
    """What a browser is told, so that only this machine can send to it."""
    return coded(_point(machine_key()))


def message(text: bytes, theirs: bytes, auth: bytes, ours: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The body of a request: `text` sealed for the holder of `theirs` (a point of 65 bytes) and `auth` (16 bytes).

    `ours` and `salt` are for this message alone.

    Raises:
        ValueError: if the browser's key is no key.
    """
    if len(auth) != 16 or len(text) > RECORD - 17 - 86:
        raise ValueError("not a subscription, or too long")
    other = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
    shared = ours.exchange(ec.ECDH(), other)
    first = _derived(shared, auth, b"WebPush: info\0" + theirs + _point(ours), 32)
    key = _derived(first, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(first, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4) + bytes([65]) + _point(ours)
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def sealed(text: bytes, p256dh: str, auth: str) -> bytes:
    """The same with a fresh key and salt, for a subscription as the browser writes it."""
    try:
        return message(text, decoded(p256dh), decoded(auth), ec.generate_private_key(CURVE), os.urandom(16))
    except InvalidKey as error:
        raise ValueError("no key") from error


def headers(url: SplitResult, contact: str, now: float | None = None) -> dict[str, str]:
    """Who sends, for how long it is worth keeping, and how it is sealed."""
    claims = {
        "aud": f"{url.scheme}://{url.netloc}", "exp": int((now or time.time()) + HALF_A_DAY), "sub": contact,
    }  # fmt: skip
    return {
        "Authorization": f"vapid t={signed(claims)}, k={public_key()}", "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream", "TTL": "1800", "Urgency": "normal", "Topic": "vagus-reminder",
    }  # fmt: skip


def signed(claims: dict[str, object]) -> str:
    """A token with ES256: the signature is the two numbers themselves, 32 bytes each."""
    parts = [
        coded(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    ]
    first, second = utils.decode_dss_signature(machine_key().sign(".".join(parts).encode(), ec.ECDSA(SHA256())))
    return ".".join([*parts, coded(first.to_bytes(32) + second.to_bytes(32))])


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(secret)
