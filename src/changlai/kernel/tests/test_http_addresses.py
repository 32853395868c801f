"""Every spelling of an inside address that we know of is refused, before anything connects to it."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.kernel.http import Blocked, Client, Unreachable, is_public
from changlai.kernel.http.addresses import is_allowed

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - nothing binds here
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.255.1",
    "169.254.169.254",
    "169.254.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.254",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.1",
    "198.51.100.7",
    "203.0.113.7",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:100.64.0.1",
    "::ffff:0:127.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1:fffe::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::1",
    "2001::1",
    "2001:0:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "feff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff::1",
    "ff00::1",
    "ff02::1",
    "ff05::2",
    "ff0e::1",
    "100::1",
    "3fff::1",
    "5f00::1",
    "::ffff:224.0.0.1",
    "::ffff:0.0.0.0",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:a00:1",
    "fe80::1%lo",
    "fe80::5efe:7f00:1",
]
OUTSIDE = [
    "8.8.8.8",
    "101.226.0.1",
    "1.1.1.1",
    "::ffff:8.8.8.8",
    "2606:4700::1111",
    "2408:8000::1",
    "2606:4700::5efe:808:808",
]
SPELLINGS = [
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://0/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://8.8.8.8@127.0.0.1/",
    "http://8.8.8.8:80@127.0.0.1:80/",
    "http://127.0.0.1\\@8.8.8.8/",
    "http://127.0.0.1#@8.8.8.8/",
    "http://8.8.8.8%2f@127.0.0.1:0/",
    "http://[::]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1:9790/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http:///127.0.0.1/",
    "https://127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/stat",
    "//127.0.0.1/",
    "127.0.0.1",
    "http://",
    "http://[",
    "http://[::1",
    "http://\r\n127.0.0.1/",
    " http://127.0.0.1/",
    "http://a..b/",
    "http://" + "a" * 70 + ".example/",
    "http://127.0.0.1:99999/",
    "",
]


@pytest.fixture
def no_sockets(monkeypatch):
    """Any attempt to connect is the failure these tests look for."""

    def connect(*args, **kwargs):
        raise AssertionError(f"connected to {args[0]}")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)


@pytest.mark.parametrize("address", INSIDE)
def test_inside_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", [address for address in INSIDE if "%" not in address])
def test_client_blocks_inside_address(address, no_sockets, settings):
    settings.OUTBOUND_ALLOW = []
    host = f"[{address}]" if ":" in address else address

    with pytest.raises(Blocked) as caught:
        Client().get(f"http://{host}/latest/meta-data/?key=secret")

    assert caught.value.uncertain is False
    assert "secret" not in str(caught.value)
    assert "meta-data" not in caught.value.sentence


@pytest.mark.parametrize("url", SPELLINGS)
def test_client_never_connects_for_hostile_spelling(url, no_sockets, settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1:9999"]

    with pytest.raises((Blocked, Unreachable)) as caught:
        Client().get(url)

    assert caught.value.uncertain is False


@pytest.mark.parametrize("resolved", ["127.0.0.1", "10.0.0.1", "fec0::1", "::7f00:1", "64:ff9b::7f00:1", "ff02::1"])
def test_client_checks_what_a_name_resolves_to(resolved, no_sockets, monkeypatch, settings):
    settings.OUTBOUND_ALLOW = []
    family = socket.AF_INET if ipaddress.ip_address(resolved).version == 4 else socket.AF_INET6
    answer = [(family, socket.SOCK_STREAM, 6, "", (resolved, 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_options: answer)

    with pytest.raises(Blocked) as caught:
        Client().get("http://innocent.example/")

    assert caught.value.address.strip("[]") == resolved


def test_client_connects_to_the_checked_address_and_resolves_once(monkeypatch, settings):
    settings.OUTBOUND_ALLOW = []
    asked, connected = [], []

    def resolve(host, port, **options):
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", port or 80))
        ]

    def connect(address, *args, **options):
        connected.append(address[0])
        raise OSError("not today")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)

    with pytest.raises(Unreachable) as caught:
        Client().get("http://rebind.example/")

    assert (asked, connected) == (["rebind.example"], ["8.8.8.8"])
    assert (caught.value.reason, caught.value.uncertain) == ("no_connection", False)


@given(st.ip_addresses(v=4))
def test_mapped_address_is_judged_as_the_inner_one(inner):
    assert is_public(f"::ffff:{inner}") == is_public(str(inner))
    assert not is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | int(inner))))
    assert not is_public(str(ipaddress.IPv6Address(int(inner))))


def test_allow_list_is_literal():
    allowed = ["127.0.0.1:9790", "[::1]:80", "sandbox:443"]

    assert is_allowed("http", "127.0.0.1", 9790, allowed)
    assert is_allowed("http", "::1", None, allowed)
    assert is_allowed("https", "sandbox", None, allowed)
    assert not is_allowed("http", "sandbox", None, allowed)
    assert not is_allowed("http", "127.0.0.1", 9791, allowed)
    assert not is_allowed("http", "127.1", 9790, allowed)
