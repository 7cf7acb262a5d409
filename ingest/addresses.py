"""Addresses of the web: which are written properly, which machines they lead to, and which of those may be asked at all.

Only machines on the public internet may be: an address that leads into a private network, to this machine or to a machine's
own metadata is refused, however it is written. A name is resolved once, and what was checked is what is connected to. Knows
nothing about HTTP.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

from ingest.outcomes import Refused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": 443, "http": 80}
ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})  # where documents are published; other services of a machine are not spoken to
RESOLVE_SECONDS = 20.0
LONGEST = 2000  # characters of an address
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_KEPT = "/%:@!$&'()*+,;=~-._"  # of a path; `?` too in a query
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # its last 32 bits are an IPv4 address, which is where it leads
_CLOSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",  # as well as what is_global names
        "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "fec0::/10",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart: `host` in ASCII and lower case (an IPv6 address without brackets), `target` path and query."""

    scheme: Literal["https", "http"]
    host: str
    port: int
    target: str

    @property
    def secure(self) -> bool:
        """Whether what goes over it is encrypted."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Host and port as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def upgraded(self) -> Address | None:
        """The same address over https; None when it is that already, or names a port of its own."""
        return None if self.secure or self.port != PORTS["http"] else replace(self, scheme="https", port=PORTS["https"])

    def joined(self, location: str) -> Address:
        """Where a redirect from here leads; bytes of a header that are UTF-8 are read as such. Raises Refused."""
        with suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")
        return parse(urljoin(str(self), location))


def is_address(word: str) -> bool:
    """Whether a person's word is an address of the web (or of some other net), not a path."""
    return bool(_ADDRESS.match(word)) and not word.startswith("file://")


def parse(text: str) -> Address:
    """An address of the web. Raises Refused (address, address-odd) when it is of another kind, or could mean two things."""
    shown = "".join(c if c.isprintable() else "�" for c in text)[:200]
    odd = Refused("address-odd", path=shown)
    if any(ord(c) <= 0x20 or c == "\\" or 0x7F <= ord(c) < 0xA0 for c in text) or len(text) > LONGEST:
        raise odd
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
        ask = quote(parts.path or "/", safe=_KEPT, errors="strict") + ("?" + quote(parts.query, safe=_KEPT + "?") if parts.query else "")
    except ValueError as error:
        raise odd from error
    if scheme not in PORTS:
        raise Refused("address", path=shown)
    if not host or "@" in parts.netloc or "%" in host:
        raise odd
    return Address("https" if scheme == "https" else "http", _host(host, odd), port or PORTS[scheme], ask)


def _host(host: str, odd: Refused) -> str:
    """The host in the one form in which it is looked up; numbers that are no plain address (`0x7f.1`, `2130706433`) are refused."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise odd from error
    try:
        name = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise odd from error
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise odd from error
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise odd
    return name


def is_public(address: IPAddress) -> bool:
    """Whether a machine of this address is on the public internet; one that holds another counts as that one, or not at all."""
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in block for block in _CLOSED if block.version == address.version)


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, in the order in which to try them; [] when there are none or no name server answers in time."""
    found: list[str] = []

    def look() -> None:
        try:
            found.extend(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except OSError:
            return

    looking = threading.Thread(target=look, daemon=True)  # the system's look-up cannot be given a deadline
    looking.start()
    looking.join(RESOLVE_SECONDS)
    return list(found)
