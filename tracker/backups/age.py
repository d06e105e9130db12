"""Files sealed with a passphrase in the age format (age-encryption.org/v1), so that any age program opens them too.

Header: scrypt stretches the passphrase, ChaCha20-Poly1305 wraps a random key with it, HMAC guards the lines. Body:
chunks of 64 KiB, each with its own number and tag and the last one marked, so that a file cut off anywhere is
noticed. Read and written a chunk at a time.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

VERSION = b"age-encryption.org/v1"
CHUNK, TAG = 64 * 1024, 16
WORK = 17  # 2^17 rounds: 128 MB and half a second for each guess
MOST_WORK = 22  # what other age programs accept; 4 GB


class SealError(Exception):
    """The file cannot be opened: it was cut, changed, or never was in this format."""


class PassphraseError(SealError):
    """The passphrase is not the one (or the header was changed: the two cannot be told apart)."""


def seal(source: BinaryIO, target: BinaryIO, passphrase: str, *, work: int | None = None) -> None:
    """Write what `source` holds to `target`, readable with the passphrase only."""
    key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    rounds = WORK if work is None else work
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, rounds)).encrypt(bytes(12), key, None)
    lines = b"%s\n-> scrypt %s %d\n%s\n---" % (VERSION, _text(salt), rounds, _text(wrapped))
    target.write(b"%s %s\n%s" % (lines, _text(_header_mac(key, lines)), nonce))
    box = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK)):
        target.write(box.encrypt(_counter(number, is_last=is_last), chunk, None))


def unseal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Write to `target` what was sealed; what was written before an error is not to be used.

    Raises:
        PassphraseError: if the passphrase does not open it.
        SealError: if anything was changed or is missing.
    """
    key = _file_key(source, passphrase)
    nonce = source.read(16)
    if len(nonce) != 16:
        raise SealError("the file ends in its header")
    box = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK + TAG)):
        try:
            plain = box.decrypt(_counter(number, is_last=is_last), chunk, None)
        except InvalidTag:
            raise SealError(f"changed or cut off in part {number + 1}") from None
        if not plain and number:
            raise SealError("an empty part at the end")
        target.write(plain)


def _file_key(source: BinaryIO, passphrase: str) -> bytes:
    """The key that the header wraps, once it has vouched for the header."""
    lines = [_line(source) for _ in range(4)]
    stanza = lines[1].split(b" ")
    if lines[0] != VERSION or len(stanza) != 4 or stanza[:2] != [b"->", b"scrypt"] or lines[3][:4] != b"--- ":
        raise SealError("not sealed with a passphrase in the age format")
    salt, wrapped, mac = _bytes(stanza[2], 16), _bytes(lines[2], 16 + TAG), _bytes(lines[3][4:], 32)
    if not (stanza[3].isdigit() and stanza[3][:1] != b"0" and int(stanza[3]) <= MOST_WORK):
        raise SealError("the header asks for more work than is allowed")
    try:
        key = ChaCha20Poly1305(_stretched(passphrase, salt, int(stanza[3]))).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise PassphraseError("the passphrase does not open it") from None
    if not hmac.compare_digest(_header_mac(key, b"\n".join([*lines[:3], b"---"])), mac):
        raise SealError("the header was changed")
    return key


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Parts of `size` and whether each is the last; an empty source has one empty part."""
    chunk = source.read(size)
    while True:
        following = source.read(size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _stretched(passphrase: str, salt: bytes, rounds: int) -> bytes:
    return Scrypt(salt=VERSION + b"/scrypt" + salt, length=32, n=1 << rounds, r=8, p=1).derive(passphrase.encode())


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _header_mac(key: bytes, lines: bytes) -> bytes:
    return hmac.digest(_derived(key, b"", b"header"), lines, "sha256")


def _counter(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _line(source: BinaryIO) -> bytes:
    line = source.readline(200)
    if not line.endswith(b"\n"):
        raise SealError("not sealed with a passphrase in the age format")
    return line[:-1]


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes, length: int) -> bytes:
    """The bytes behind a text, which must be the only way to write them."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise SealError("the header cannot be read") from None
    if len(data) != length or _text(data) != text:
        raise SealError("the header cannot be read")
    return data
