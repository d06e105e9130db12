"""The rooms open."""

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/today/", "/trends/", "/learn/", "/help/", "/settings/", "/import/", "/days/"])
def test_the_room_opens(door: Client, path: str) -> None:
    assert door.get(path).status_code == 200
