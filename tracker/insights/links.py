"""Where a link leads: the plan of a self-test. Rooms beside this one are known by the names of their addresses."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def plan(habit: str = "", outcome: str = "") -> str:
    """The page on which a self-test is planned, filled in; empty while there is none."""
    address = _address("experiments:new")
    asked = {name: value for name, value in (("habit", habit), ("outcome", outcome)) if value}
    return f"{address}?{urlencode(asked)}" if address and asked else address


def method() -> str:
    """The page that tells how links are looked for."""
    return _address("guidance:insights_made")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
