"""Where webhooks may go."""

from ipaddress import ip_network

import pytest

from chassis.errors import InvalidArgument
from services.exchange.domain.addresses import AllowedPlaces, Target

PLACES = AllowedPlaces(
    ("hook.gov.cn", "*.jz.gov.cn", "10.20.0.5"), (ip_network("10.20.0.0/24"), ip_network("fd00:20::/32")), ("10.20.0.5",)
)

NASTY = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "255.255.255.255"),
    *("10.0.0.1", "10.20.1.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255"),
    *("192.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "192.88.99.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "250.1.1.1"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1"),
    *("64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::1"),
    *("3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
    *("", "hook.gov.cn", "127.1", "2130706433", "0x7f.0.0.1", "8.8.8.8.8", "8.8.8"),
]


@pytest.mark.parametrize("address", NASTY)
def test_nothing_goes_to(address: str) -> None:
    assert not PLACES.admits(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "2606:4700::1111", "10.20.0.5", "fd00:20::7"])
def test_public_and_listed_addresses_are_admitted(address: str) -> None:
    assert PLACES.admits(address)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://hook.gov.cn/facts?a=1", Target(True, "hook.gov.cn", 443, "/facts?a=1")),
        ("https://HOOK.gov.cn.:8443", Target(True, "hook.gov.cn", 8443, "/")),
        ("https://a.b.jz.gov.cn/x", Target(True, "a.b.jz.gov.cn", 443, "/x")),
        ("http://10.20.0.5/in", Target(False, "10.20.0.5", 80, "/in")),
    ],
)
def test_a_listed_host_is_taken_apart(url: str, target: Target) -> None:
    assert PLACES.target(url) == target


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hook.gov.cn/", "ENDPOINT_NEEDS_HTTPS"),
        ("https://jz.gov.cn/", "ENDPOINT_HOST_NOT_LISTED"),
        ("https://evil-jz.gov.cn/", "ENDPOINT_HOST_NOT_LISTED"),
        ("https://hook.gov.cn.evil.com/", "ENDPOINT_HOST_NOT_LISTED"),
        ("https://localhost/", "ENDPOINT_HOST_NOT_LISTED"),
        ("https://[::1]/", "ENDPOINT_HOST_NOT_LISTED"),
        ("https://mongodb:27017/", "ENDPOINT_HOST_NOT_LISTED"),
    ],
)
def test_other_hosts_are_refused(url: str, reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        PLACES.target(url)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "url",
    [
        *("", "hook.gov.cn", "ftp://hook.gov.cn/", "https://", "https:///x", "https://hook.gov.cn:0/", "https://hook.gov.cn:99999/"),
        *("https://user:secret@hook.gov.cn/", "https://evil.com@hook.gov.cn/", "https://hook.gov.cn/#x", "https://hook.gov.cn/a b"),
        *("https://hook.gov.cn\\@evil.com/", "https://hook.gov.cn/\r\nx: y", "https://[::1", "https://hook.gov.cn/" + "x" * 1000),
        *("javascript:alert(1)", "file:///etc/passwd", "gopher://hook.gov.cn/", "https://hook.gov.cn/\t"),
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        PLACES.target(url)
    assert refused.value.reason == "ENDPOINT_URL_INVALID"


def test_nothing_is_listed_by_itself() -> None:
    with pytest.raises(InvalidArgument):
        AllowedPlaces().target("https://hook.gov.cn/")
