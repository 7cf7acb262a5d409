"""One question to one machine over HTTP, and its answer as it comes: a connection to a checked address, with clocks that always run.

The standard library's own HTTP is used because everything here is about the connection: the very address that was checked is
connected to, its certificate is checked against the name that was asked for, every wait has a deadline, and nothing (a proxy, a
redirect, a cookie, an encoding) happens by itself. Knows nothing about files.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from ingest import addresses
from ingest.addresses import Address, IPAddress
from ingest.outcomes import Refused

BLOCK = 1 << 16
_WINDOW = 10.0  # seconds over which the pace is measured


@dataclass(frozen=True, slots=True)
class Limits:
    """What one download may take: bytes, and seconds for each connection, answer, silence and the whole; `least_rate` in bytes a second."""

    most_bytes: int = 64_000_000
    connect_seconds: float = 15.0
    answer_seconds: float = 60.0
    idle_seconds: float = 30.0
    total_seconds: float = 1800.0
    least_rate: float = 512.0
    redirects: int = 8
    attempts: int = 4


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to a numeric address."""
    return socket.create_connection((address, port), seconds)


def trust() -> ssl.SSLContext:
    """The machine's own list of authorities; certifi's where the machine has none."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True)
class Network:
    """The outside as the downloader sees it: how a name becomes addresses, which of them may be asked, and on which ports."""

    permits: Callable[[IPAddress], bool] = addresses.is_public
    resolve: Callable[[str, int], Sequence[str]] = addresses.resolve
    connect: Callable[[str, int, float], socket.socket] = connect
    trust: Callable[[], ssl.SSLContext] = trust
    ports: frozenset[int] | None = addresses.ALLOWED_PORTS


PUBLIC = Network()


class Cut(Exception):
    """The connection ended, or fell silent, before the answer was whole."""


class Slow(Exception):
    """The answer comes too slowly to wait for."""


class Clock:
    """The deadlines of one download: a silence, a pace, and the whole."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.total_seconds
        self._until = self._end
        self._paced = False
        self._since, self._count = time.monotonic(), 0

    def begin(self, seconds: float) -> None:
        """A part that has to be over in so many seconds: a connection, the head of an answer."""
        self._until, self._paced = min(self._end, time.monotonic() + seconds), False

    def pace(self) -> None:
        """From here on the whole's deadline counts, and the pace at which bytes come."""
        self._until, self._paced, self._since, self._count = self._end, True, time.monotonic(), 0

    def patience(self) -> float:
        """How long the next byte may take. Raises Slow when there is no time left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise Slow
        return min(left, self.limits.idle_seconds)

    def received(self, count: int) -> None:
        """Count bytes that came. Raises Slow when they drip."""
        self._count += count
        passed = time.monotonic() - self._since
        window = min(_WINDOW, self.limits.idle_seconds)
        if self._paced and passed >= window:
            if self._count < self.limits.least_rate * passed:
                raise Slow
            self._since, self._count = time.monotonic(), 0


class _Line(io.RawIOBase):
    """A connection as a file whose every read has a deadline."""

    def __init__(self, connection: socket.socket, clock: Clock) -> None:
        super().__init__()
        self._connection, self._clock = connection, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        self._connection.settimeout(self._clock.patience())
        count = self._connection.recv_into(buffer)  # type: ignore[arg-type]
        self._clock.received(count)
        return count


class _Socket:
    """What http.client needs of a socket, over such a line."""

    def __init__(self, connection: socket.socket, clock: Clock) -> None:
        self._connection, self._clock = connection, clock

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._clock.patience())
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Line(self._connection, self._clock), BLOCK)

    def close(self) -> None:
        """http.client lets go of it as soon as the head is read; the exchange closes the connection when it is done."""


class Exchange:
    """An answer whose head has come: `status`, `header(name)`, and `blocks()` of its body. Use it in a `with` block."""

    def __init__(self, address: Address, headers: Mapping[str, str], network: Network, clock: Clock) -> None:
        """Ask. Raises Refused (no-name, address-inside, no-answer, no-trust, address-odd), Cut or Slow."""
        self.address = address
        self._clock = clock
        self._connection = _connected(address, network, clock)
        try:
            self._answer = self._asked(headers)
        except BaseException:
            self.close()
            raise

    def _asked(self, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        speaking = http.client.HTTPConnection(self.address.host, self.address.port)
        speaking.sock = _Socket(self._connection, self._clock)
        self._clock.begin(self._clock.limits.answer_seconds)
        try:
            speaking.putrequest("GET", self.address.target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": self.address.authority, **headers, "Connection": "close"}.items():
                speaking.putheader(name, value)
            speaking.endheaders()
            return speaking.getresponse()
        except TimeoutError as error:
            raise Slow from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Cut from error

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self._answer.status

    def header(self, name: str) -> str:
        """A header of the answer, "" where there is none."""
        return (self._answer.getheader(name) or "").strip()

    def length(self) -> int | None:
        """How many bytes the body has by its own account, None where the answer does not say."""
        said = self.header("Content-Length")
        return int(said) if said.isdecimal() and not self.header("Transfer-Encoding") and not self.packed else None

    @property
    def packed(self) -> bool:
        """Whether the body is compressed, although that was not asked for."""
        return self.header("Content-Encoding").lower() not in ("", "identity")

    def blocks(self) -> Iterator[bytes]:
        """The body, unpacked, a piece at a time. Raises Cut when it ends before its time, Slow when it drips."""
        self._clock.pace()
        pieces = self._pieces()
        yield from _unpacked(pieces) if self.packed else pieces

    def _pieces(self) -> Iterator[bytes]:
        left = self.length()
        try:
            while piece := self._answer.read1(BLOCK):
                yield piece
                left = left - len(piece) if left is not None else None
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Cut from error
        if left:
            raise Cut

    def close(self) -> None:
        """End the connection, whatever is still to come on it."""
        with suppress(OSError):
            self._connection.close()

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """gzip or deflate, never more than a block at a time, so that a small answer cannot fill the memory."""
    unpack = zlib.decompressobj(wbits=47)
    try:
        for piece in pieces:
            while piece:
                out = unpack.decompress(piece, BLOCK)
                piece = unpack.unconsumed_tail
                if out:
                    yield out
                elif not piece:
                    break
    except zlib.error as error:
        raise Cut from error
    if not unpack.eof:
        raise Cut


def _connected(address: Address, network: Network, clock: Clock) -> socket.socket:
    """A connection, encrypted where the address says so, to one of the host's addresses; all of them must be permitted."""
    if network.ports is not None and address.port not in network.ports:
        raise Refused("address-port", path=str(address), port=str(address.port))
    found = _resolved(address, network)
    if not found:
        raise Refused("no-name", path=str(address), host=address.host)
    if not all(_permitted(one, network) for one in found):
        raise Refused("address-inside", path=str(address), host=address.host)
    for one in found:
        clock.begin(clock.limits.connect_seconds)
        with suppress(OSError):
            return _wrapped(network.connect(one, address.port, clock.patience()), address, network, clock)
    raise Refused("no-answer", path=str(address), host=address.host)


def _resolved(address: Address, network: Network) -> Sequence[str]:
    with suppress(ValueError):
        return [str(ipaddress.ip_address(address.host))]
    return network.resolve(address.host, address.port)


def _permitted(one: str, network: Network) -> bool:
    try:
        return "%" not in one and network.permits(ipaddress.ip_address(one))
    except ValueError:
        return False


def _wrapped(plain: socket.socket, address: Address, network: Network, clock: Clock) -> socket.socket:
    if not address.secure:
        return plain
    try:
        plain.settimeout(clock.patience())
        return network.trust().wrap_socket(plain, server_hostname=address.host)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise Refused("no-trust", path=str(address), host=address.host) from error
    except BaseException:
        plain.close()
        raise
