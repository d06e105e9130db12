"""A passkey held in a test's hand: it answers as a phone's would, or as somebody's who wants to get in."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOME = "http://localhost"
FLAG = AuthenticatorData.FLAG


@dataclass
class Key:
    """One passkey: its secret, its number, and how often it says it was used."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    count: int = 0
    handle: str = ""
    flags: int = FLAG.UP | FLAG.UV

    def made(self, options: dict[str, Any], *, origin: str = HOME, rp: str = "localhost") -> dict[str, Any]:
        """What a browser sends for a new passkey."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = AttestedCredentialData.create(
            Aaguid.NONE, self.number, ES256.from_cryptography_key(self.secret.public_key())
        )
        data = AuthenticatorData.create(sha256(rp.encode()).digest(), self.flags | FLAG.AT, self.count, public)
        client = CollectedClientData.create("webauthn.create", asked["challenge"], origin)
        return self._sent(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            }
        )

    def answer(self, options: dict[str, Any], *, origin: str = HOME, rp: str = "localhost") -> dict[str, Any]:
        """What a browser sends when the passkey is used."""
        client = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], origin)
        data = AuthenticatorData.create(sha256(rp.encode()).digest(), self.flags, self.count)
        signed = self.secret.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": websafe_encode(client), "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed), "userHandle": self.handle,
            }
        )  # fmt: skip

    def _sent(self, response: dict[str, str]) -> dict[str, Any]:
        number = websafe_encode(self.number)
        return {
            "id": number, "rawId": number, "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }  # fmt: skip


def in_page(page: str) -> dict[str, Any]:
    """What a page tells the browser to ask a passkey."""
    found: dict[str, Any] = json.loads(
        page.split('<script id="js_data" type="application/json">')[1].split("</script>")[0]
    )
    return found


def asked(browser: Client) -> dict[str, Any]:
    """The question of the sign-in page."""
    told = browser.get("/accounts/passkeys/login/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
    return dict(told["request_options"])


def enter(browser: Client, credential: dict[str, Any]) -> str:
    """Answer it; the page that comes then."""
    answer = browser.post("/accounts/passkeys/login/", {"credential": json.dumps(credential)}, follow=True)
    return answer.content.decode()


def add(browser: Client, key: Key, *, origin: str = HOME, rp: str = "localhost") -> str:
    """Add a passkey to the account of somebody who typed their password a moment ago."""
    options = in_page(browser.get("/accounts/passkeys/add/").content.decode())["creation_options"]
    sent = {"name": "Phone", "credential": json.dumps(key.made(options, origin=origin, rp=rp)), "passwordless": "on"}
    return browser.post("/accounts/passkeys/add/", sent, follow=True).content.decode()
