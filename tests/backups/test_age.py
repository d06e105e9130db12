"""Sealed files are age files: what one of its programs sealed is opened, and nothing changed or cut is."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.backups import age

# Sealed by another program of the format, with the work it chose.
FOREIGN = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBEcWZ1b0wwWWZKUEYxRklKOGJOVVRnIDE4CnBYbFAxbmxWeFk4b2ZZOVBFV1Ar"
    "NkdxUzdMVW1mdEF5enlGcURyaTFJN1UKLS0tIE52QmJWMVlOZm02WW8xUEFtUTV5UFFVelRFUG4yZGpzYWs2S2VSUldpVG8Kzok70HJW"
    "40GJU54FMXIXMD1oMoYaRl+OWzZPPEXfMR/qqUlxnZeJ3dviYFOtEAfaH6XGRrnZik0sxQFY9MN+0OFgg8g="
)
SIZES = (0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK, 3 * age.CHUNK + 17)


def sealed(data: bytes, passphrase: str = "oats") -> bytes:
    target = io.BytesIO()
    age.seal(io.BytesIO(data), target, passphrase)
    return target.getvalue()


def opened(data: bytes, passphrase: str = "oats") -> bytes:
    target = io.BytesIO()
    age.unseal(io.BytesIO(data), target, passphrase)
    return target.getvalue()


def test_what_another_program_sealed_is_opened() -> None:
    assert opened(FOREIGN, "correct horse battery staple") == b"a diary kept by another age program\n"


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_is_opened_again(size: int) -> None:
    data = bytes(number * 7 % 251 for number in range(size))
    assert opened(sealed(data)) == data


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealed(b"kefir") != sealed(b"kefir")
    assert b"kefir" not in sealed(b"kefir")


def test_another_passphrase_is_told_from_damage() -> None:
    with pytest.raises(age.PassphraseError):
        opened(sealed(b"kefir"), "oat")


@pytest.mark.parametrize("size", SIZES)
def test_a_file_cut_off_anywhere_is_refused(size: int) -> None:
    whole = sealed(bytes(size))
    head = len(sealed(b"")) - age.TAG
    cuts = {0, 1, head - 1, head, head + 1, len(whole) - 1, *range(head, len(whole), age.CHUNK + age.TAG)}
    for cut in cuts - {len(whole)}:
        with pytest.raises(age.SealError):
            opened(whole[:cut])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(data: st.DataObject) -> None:
    whole = sealed(bytes(100))
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    with pytest.raises(age.SealError):
        opened(whole[:at] + bytes([whole[at] ^ other]) + whole[at + 1 :])


def test_parts_that_changed_places_are_noticed() -> None:
    whole = sealed(bytes(3 * age.CHUNK))
    size, head = age.CHUNK + age.TAG, len(sealed(b"")) - age.TAG
    first, second, rest = whole[head : head + size], whole[head + size : head + 2 * size], whole[head + 2 * size :]
    with pytest.raises(age.SealError):
        opened(whole[:head] + second + first + rest)


@pytest.mark.parametrize("work", ["99", "0", "017", "-1", "x", ""])
def test_no_file_decides_how_hard_this_machine_works(work: str) -> None:
    lines = sealed(b"kefir").split(b"\n")
    lines[1] = lines[1].rpartition(b" ")[0] + b" " + work.encode()
    with pytest.raises(age.SealError, match=r"work|format"):
        opened(b"\n".join(lines))


@pytest.mark.parametrize(
    "text", [b"", b"\n\n\n\n", b"SQLite format 3\0" * 100, b"age-encryption.org/v1\n-> X25519 a\n"]
)
def test_other_files_are_refused(text: bytes) -> None:
    with pytest.raises(age.SealError):
        opened(text)
