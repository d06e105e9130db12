"""Long and one's own: nothing else is asked of a password."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tracker.models import User

GOOD = [
    "my cat sleeps late", "vagus is a wandering nerve", "kefir om morgenen, takk", "我每天早上喝一杯酸奶然后走路去上班",
    "TrombonePaperLanternFrost", "correct horse battery staple", "8 planter og en banan",
    "x" * 3 + " marks the spot on",
]  # fmt: skip
OBVIOUS = [
    "aaaaaaaaaaaaaaa", "123456789012345", "passwordpassword", "qwertyuiopasdfgh", "abcdefghijklmnop", "vagusvagusvagus",
    "alicealicealice", "Alice1234567890", "Password12345678", "qwertyqwerty12345", "1qaz2wsx3edc4rfv",
    "abababababababab",
    "098765432109876", "vagusdiary123456", "passord passord!", "11111111112222222",
]  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_a_sentence_is_good(password: str) -> None:
    validate_password(password, User(username="alice"))


@pytest.mark.parametrize("password", OBVIOUS)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, User(username="alice"))
    assert "obvious" in {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize(("length", "fits"), [(14, False), (15, True), (128, True), (129, False)])
def test_alone_it_needs_fifteen_characters(length: int, fits: bool) -> None:
    password = ("my cat sleeps late and dreams of kefir, " * 4)[:length]
    codes = set()
    try:
        validate_password(password, User(username="alice"))
    except ValidationError as refusal:
        codes = {error.code for error in refusal.error_list}
    assert bool(codes & {"password_too_short", "too_long"}) is not fits


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_with_a_second_factor_eight_are_enough(alice: User, kind: str) -> None:
    with pytest.raises(ValidationError):
        validate_password("kefir&me", alice)
    Authenticator.objects.create(user=alice, type=kind, data={})
    validate_password("kefir&me", alice)
    with pytest.raises(ValidationError):
        validate_password("kefir&m", alice)


def test_recovery_codes_alone_are_no_second_factor(alice: User) -> None:
    Authenticator.objects.create(user=alice, type=Authenticator.Type.RECOVERY_CODES, data={})
    with pytest.raises(ValidationError):
        validate_password("kefir&me", alice)
