"""Which addresses may be asked: only those that are written in one way and lead to the public internet."""

from __future__ import annotations

import ipaddress
import socket
import threading

import pytest

from ingest.addresses import is_address, is_public, parse, resolve
from ingest.outcomes import Refused

PUBLIC = ("93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946", "2400:3200::1", "64:ff9b::5db8:d822")
NOT_PUBLIC = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "198.18.0.1", "198.19.255.255", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "fe80::1", "fec0::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2002:7f00:1::", "2002:808:808::1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "5f00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_other_address_may_be_asked(address: str) -> None:
    if address == "5f00::1" and ipaddress.ip_address(address).is_global:
        pytest.skip("this version of Python does not know yet that 5f00::/16 is not global")
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://Publisher.Example/A b", "address-odd"),
        ("https://publisher.example/a%20b?x=1#part", "https://publisher.example/a%20b?x=1"),
        ("HTTP://PUBLISHER.EXAMPLE:80/A", "http://publisher.example/A"),
        ("https://publisher.example", "https://publisher.example/"),
        ("https://publisher.example:443/x", "https://publisher.example/x"),
        ("https://publisher.example:8443/x", "https://publisher.example:8443/x"),
        ("https://publisher.example./x", "https://publisher.example/x"),
        ("https://例子.example/报告.pdf", "https://xn--fsqu00a.example/%E6%8A%A5%E5%91%8A.pdf"),
        ("https://publisher.example/a?q=韧性", "https://publisher.example/a?q=%E9%9F%A7%E6%80%A7"),
        ("http://[2606:2800:220:1::1]/x", "http://[2606:2800:220:1::1]/x"),
        ("http://93.184.216.34/x", "http://93.184.216.34/x"),
    ],
)
def test_an_address_is_taken_apart_in_one_way(text: str, shown: str) -> None:
    try:
        assert str(parse(text)) == shown
    except Refused as refused:
        assert refused.code == shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ftp://publisher.example/a", "address"), ("gopher://publisher.example/", "address"), ("file:///etc/passwd", "address"),
        ("javascript://publisher.example/", "address"), ("data://text/html,x", "address"), ("dict://publisher.example:11211/", "address"),
        ("https:///nowhere", "address-odd"), ("https://", "address-odd"), ("https://user@publisher.example/", "address-odd"),
        ("https://user:word@publisher.example/", "address-odd"), ("https://publisher.example\\@127.0.0.1/", "address-odd"),
        ("https://publisher.example:port/", "address-odd"), ("https://publisher.example:99999/", "address-odd"),
        ("http://2130706433/", "address-odd"), ("http://0x7f000001/", "address-odd"), ("http://0x7f.1/", "address-odd"),
        ("http://0177.0.0.1/", "address-odd"), ("http://127.1/", "address-odd"), ("http://1.2.3/", "address-odd"),
        ("http://127.0.0.1.2/", "address-odd"), ("http://256.1.1.1/", "address-odd"), ("http://①②⑦.0.0.1.x.0x1/", "address-odd"),
        ("http://[::1/", "address-odd"), ("http://[fe80::1%25eth0]/", "address-odd"), ("http://[::g]/", "address-odd"),
        ("https://a b/", "address-odd"), ("https://publisher.example/\r\nHost: x", "address-odd"),
        ("https://publisher.example/\0", "address-odd"),
        ("https://publisher.example/\t", "address-odd"), ("https://-a.example/", "address-odd"), ("https://a..example/", "address-odd"),
        ("https://" + "a" * 64 + ".example/", "address-odd"), ("https://a.example/" + "x" * 3000, "address-odd"),
        ("https://xn--\udcff/", "address-odd"), ("https://a%2eexample/", "address-odd"), ("https://a.example/\ud800", "address-odd"),
    ],
)  # fmt: skip
def test_an_address_that_could_mean_two_things_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.code == code
    for language in ("en", "zh"):
        told = refused.value.sentence(language)  # type: ignore[arg-type]
        assert told[-1] in ".。" and "\n" not in told and "\0" not in told and told.isprintable()


def test_full_width_digits_are_the_number_they_are() -> None:
    """IDNA makes plain digits of them; the number is then looked at as any other."""
    assert parse("http://１２７.0.0.1/").host == "127.0.0.1" and not is_public(ipaddress.ip_address("127.0.0.1"))


@pytest.mark.parametrize(("word", "is_one"), [("https://a.example", True), ("ftp://a", True), ("a/b.txt", False), ("file:///a", False)])
def test_what_is_an_address(word: str, is_one: bool) -> None:
    assert is_address(word) is is_one


def test_joining_and_upgrading() -> None:
    here = parse("http://publisher.example/a/b?x")
    assert str(here.joined("c.pdf")) == "http://publisher.example/a/c.pdf"
    assert str(here.joined("//mirror.example/c")) == "http://mirror.example/c"
    assert str(here.upgraded()) == "https://publisher.example/a/b?x"
    assert parse("http://publisher.example:8080/").upgraded() is None and parse("https://publisher.example/").upgraded() is None
    with pytest.raises(Refused):
        here.joined("javascript:alert(1)")


def test_the_systems_look_up() -> None:
    assert "127.0.0.1" in resolve("localhost", 80)


def test_a_name_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: held.wait(20) and [])
    monkeypatch.setattr("ingest.addresses.RESOLVE_SECONDS", 0.05)
    assert resolve("publisher.example", 443) == []
    held.set()
