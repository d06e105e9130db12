"""Numbers as people write and type them: comma or point, never a guess where the two could differ a thousandfold."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MINUS = "−"
# Patterns are compiled when a number is typed: no start waits for them.
SIGN = r"(?P<sign>[-+−]?)"
PLAIN = SIGN + r"(?P<whole>\d+)?(?:[.,](?P<part>\d*))?"
# Thousands are told by a space, or by a sign that stands more than once or beside another one.
SPACED = SIGN + r"(?P<whole>\d{1,3}(?: \d{3})+)(?:[.,](?P<part>\d+))?"
POINTED = SIGN + r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<part>\d+)"
COMMAED = SIGN + r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<part>\d+)"
REPEATED = SIGN + r"(?P<whole>\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,})(?P<part>)"
# 1,234 is a thousand and more to some and one and a bit to others; 0,234 and 12345,678 are clear.
EITHER = r"[-+−]?[1-9]\d{0,2}[.,]\d{3}"
SPACES = "[\u00a0\u2007\u2009\u202f ]"
LONGEST = 40


class UnclearError(ValueError):
    """The number could be meant in two ways; `whole` and `part` are the two."""

    def __init__(self, whole: str, part: str) -> None:
        super().__init__(whole, part)
        self.whole, self.part = whole, part


def read(text: str) -> float:
    """The number that was typed.

    Raises:
        UnclearError: a thousand or one and a bit.
        ValueError: no number.
    """
    text = re.sub(SPACES, " ", text).strip()
    if len(text) > LONGEST or not text.replace(MINUS, "").isascii():
        raise ValueError(text[:LONGEST])
    if re.fullmatch(EITHER, text):
        raise UnclearError(re.sub("[.,]", "", text), text[:-1])
    found = next(filter(None, (re.fullmatch(form, text) for form in (PLAIN, SPACED, POINTED, COMMAED, REPEATED))), None)
    if found is None or not (found["whole"] or found["part"]):
        raise ValueError(text)
    whole = re.sub("[ .,]", "", found["whole"] or "0")
    value = float(f"{whole}.{found['part'] or 0}")
    return -value if found["sign"] in ("-", MINUS) else value


def unclear(error: UnclearError) -> ValidationError:
    """What to say to whoever typed it."""
    words = _("This could be read in two ways. Write %(whole)s without a sign between the digits, or %(part)s.")
    return ValidationError(words % {"whole": error.whole, "part": error.part}, code="unclear")


def written(value: float, digits: int = 0) -> str:
    """A number rounded to `digits`, thousands apart, with a real minus."""
    return _as_digits(round(value, digits) + 0.0, digits, get_language())  # no minus before a zero


@lru_cache(maxsize=2048)
def _as_digits(value: float, digits: int, _language: str | None) -> str:
    """Pages say the same few numbers again and again."""
    return formats.number_format(value, digits, force_grouping=True).replace("-", MINUS)


def in_grams(value: float, digits: int = 0) -> str:
    """`85 g`, on one line."""
    return (_("%(n)s g") % {"n": written(value, digits)}).replace(" ", "\u00a0")


def typed(value: float) -> str:
    """A number as it would be typed into a field: all of its digits, nothing between the thousands."""
    return formats.number_format(f"{Decimal(f'{value:.10g}'):f}").replace("-", MINUS)


class NumberField(forms.FloatField):
    """A number written with a point or a comma; a browser's own number field would take only one of them."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        value = value.strip() if isinstance(value, str) else value
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            return super().to_python(read(value))
        except UnclearError as error:
            raise unclear(error) from None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def run_validators(self, value: Any) -> None:
        low, high = (None if bound is None else float(str(bound)) for bound in (self.min_value, self.max_value))
        if value is not None and low is not None and high is not None and not low <= value <= high:
            words = _("Write a number between %(low)s and %(high)s.")
            raise ValidationError(words % {"low": typed(low), "high": typed(high)}, code="bounds")
        super().run_validators(value)

    def prepare_value(self, value: Any) -> Any:
        return typed(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
