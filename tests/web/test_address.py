"""One setting says where people reach Vagus."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.web.address import Addresses, is_home


def test_one_address_decides_scheme_host_and_path() -> None:
    addresses = Addresses.parse("https://Diary.example.org/gut/")
    assert (addresses.scheme, addresses.hosts, addresses.path) == ("https", ("diary.example.org",), "/gut")
    assert addresses.origins == ["https://diary.example.org"]
    assert addresses.allowed_hosts == ["diary.example.org"]


def test_several_addresses_share_scheme_and_path() -> None:
    addresses = Addresses.parse("http://nas.lan:8000, http://diary.lan")
    assert addresses.pick("diary.lan") == "diary.lan"
    assert addresses.pick("evil.example") == "nas.lan:8000"
    with pytest.raises(ImproperlyConfigured):
        Addresses.parse("https://one.example, http://two.example")


@pytest.mark.parametrize("value", ["diary.example.org", "ftp://x", "https://", "https://a@b/", "https://b:x/", "//b/"])
def test_what_is_no_web_address_stops_the_start(value: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Addresses.parse(value)


def test_cookies_carry_the_prefix_that_fits() -> None:
    assert Addresses.parse("https://a.example/").cookie("s") == "__Host-s"
    assert Addresses.parse("https://a.example/gut").cookie("s") == "__Secure-s"
    assert Addresses.parse("").cookie("s") == Addresses.parse("http://a.example").cookie("s") == "s"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "192.168.1.5:8000", "[::1]:8000", "nas.local", "NAS.local"]
)
def test_home_is_localhost_numbers_and_local_names(host: str) -> None:
    assert is_home(host)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "local", "127.0.0.1.evil.example", "[::1"]
)
def test_a_name_that_others_can_point_at_us_is_not_home(host: str) -> None:
    assert not is_home(host)
