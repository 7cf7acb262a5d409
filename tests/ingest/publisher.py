"""A real web server that behaves as badly as one can: it redirects, stalls, breaks off, lies, drips and never ends. With a certificate.

Names are resolved by `Outside.names` and connections to public addresses end at this server, so that the program's own checks of
addresses are at work as they are in the world; `Outside.connected` tells where it wanted to go.
"""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from ingest.addresses import is_public
from ingest.exchange import Network

PUBLISHER = "93.184.216.34"  # a public address; nobody is asked there, since `connect` is ours
SIX = "2606:2800:220:1:248:1893:25c8:1946"
NAMES = ("publisher.example", "mirror.example", "例子.example", "old.example")


@dataclass(slots=True)
class Asked:
    """A request as it came, and the connection to answer on; `number` counts the requests for its path."""

    secure: bool
    path: str
    headers: dict[str, str]
    number: int
    connection: socket.socket

    def head(self, status: int, *headers: str) -> None:
        self.send("\r\n".join([f"HTTP/1.1 {status} Word", *headers, "Connection: close", "", ""]).encode("latin-1"))

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def drip(self, data: bytes, pause: float) -> None:
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(pause)


Behaviour = Callable[[Asked], None]


def whole(data: bytes, kind: str = "application/pdf", tag: str = '"v1"') -> Behaviour:
    """Gives the file, its rest, or the news that it has not changed."""

    def answer(asked: Asked) -> None:
        version = [f"ETag: {tag}"] if tag else []
        if tag and asked.headers.get("if-none-match") == tag:
            return asked.head(304, *version)
        start = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("range", ""))
        if start and asked.headers.get("if-range") == tag:
            first = int(start[1])
            asked.head(206, f"Content-Range: bytes {first}-{len(data) - 1}/{len(data)}", f"Content-Length: {len(data) - first}", *version)
            return asked.send(data[first:])
        asked.head(200, f"Content-Type: {kind}", f"Content-Length: {len(data)}", *version)
        return asked.send(data)

    return answer


def redirect(to: str, status: int = 302) -> Behaviour:
    return lambda asked: asked.head(status, f"Location: {to}", "Content-Length: 0")


def status(number: int, *headers: str) -> Behaviour:
    def answer(asked: Asked) -> None:
        asked.head(number, "Content-Type: text/html", *headers)
        asked.send(b"<html>No.</html>")

    return answer


def broken(data: bytes, after: Sequence[int], tag: str = '"v1"', kind: str = "application/pdf") -> Behaviour:
    """Breaks off after so many bytes of each answer, then gives the rest."""
    rest = whole(data, kind, tag)

    def answer(asked: Asked) -> None:
        if asked.number >= len(after):
            return rest(asked)
        start = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("range", ""))
        first = int(start[1]) if start and asked.headers.get("if-range") == tag else 0
        version = [f"ETag: {tag}"] if tag else []
        if first:
            asked.head(206, f"Content-Range: bytes {first}-{len(data) - 1}/{len(data)}", f"Content-Length: {len(data) - first}", *version)
        else:
            asked.head(200, f"Content-Type: {kind}", f"Content-Length: {len(data)}", *version)
        return asked.send(data[first : first + after[asked.number]])

    return answer


def endless(asked: Asked) -> None:
    asked.head(200, "Content-Type: application/pdf")
    asked.send(b"%PDF-1.7\n")
    with suppress(OSError):
        while True:
            asked.send(b"x" * 65536)


def chunked(*pieces: bytes, end: bool = True) -> Behaviour:
    def answer(asked: Asked) -> None:
        asked.head(200, "Transfer-Encoding: chunked", "Content-Type: application/pdf")
        for piece in pieces:
            asked.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if end:
            asked.send(b"0\r\n\r\n")

    return answer


def packed(data: bytes, kind: str = "text/plain") -> Behaviour:
    body = gzip.compress(data)

    def answer(asked: Asked) -> None:
        asked.head(200, f"Content-Type: {kind}", "Content-Encoding: gzip", f"Content-Length: {len(body)}")
        asked.send(body)

    return answer


@dataclass(slots=True)
class Outside:
    """The world as a test makes it: what its server answers by path, where names lead, and what was asked and connected to."""

    plain_port: int
    secure_port: int
    context: ssl.SSLContext
    routes: dict[str, Behaviour] = field(default_factory=dict)
    otherwise: Behaviour = field(default_factory=lambda: status(404))
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    plain: bool = True
    secure: bool = True

    def resolve(self, host: str, port: int) -> list[str]:
        """The next answer for a name (the last one stays); names of the test's own lead to the publisher."""
        self.looked_up.append(host)
        answers = self.names.get(host) or [[PUBLISHER]]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((address, port))
        if port not in (80, 443) or not (self.secure if port == 443 else self.plain):
            raise ConnectionRefusedError(111, "refused")
        return socket.create_connection(("127.0.0.1", self.secure_port if port == 443 else self.plain_port), seconds)

    def network(self) -> Network:
        return Network(is_public, self.resolve, self.connect, lambda: self.context)

    def paths(self) -> list[str]:
        return [("https" if one.secure else "http") + "://" + one.headers["host"] + one.path for one in self.asked]


class Server:
    """Listens on two ports of this machine, one of them encrypted; `outside` is what the next test sees."""

    def __init__(self, folder: Path, names: Sequence[str] = NAMES) -> None:
        certificate, key = make_certificate(folder, names)
        self._identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._identity.load_cert_chain(certificate, key)
        self._trust = ssl.create_default_context(cafile=str(certificate))
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.outside = self.renewed()
        for listener, secure in zip(self._listeners, (False, True), strict=True):
            threading.Thread(target=self._serve, args=(listener, secure), daemon=True).start()

    def renewed(self) -> Outside:
        ports = [listener.getsockname()[1] for listener in self._listeners]
        self.outside = Outside(*ports, self._trust)
        return self.outside

    def _serve(self, listener: socket.socket, secure: bool) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self._answer, args=(connection, secure), daemon=True).start()

    def _answer(self, connection: socket.socket, secure: bool) -> None:
        connection.settimeout(10)
        with suppress(OSError), self._identity.wrap_socket(connection, server_side=True) if secure else connection as connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
            path = first.split(" ")[1]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
            outside = self.outside
            number = sum(one.path == path for one in outside.asked)
            asked = Asked(secure, path, headers, number, connection)
            outside.asked.append(asked)
            outside.routes.get(path, outside.otherwise)(asked)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()


def make_certificate(folder: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """A certificate of our own for these names, valid for a day, and its key; made by the openssl program."""
    if shutil.which("openssl") is None:
        pytest.skip("a certificate for the test's server is made by the program openssl (Debian package openssl), which is not here")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    alternatives = ",".join(f"DNS:{name.encode('idna').decode()}" for name in names)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=test", "-addext", f"subjectAltName={alternatives}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


_numbers = count()


def pdf(size: int = 5000) -> bytes:
    """Bytes that begin and end as a PDF does; each call makes others."""
    body = (f"% {next(_numbers)} ".encode() + bytes(range(32, 127)) * (size // 95 + 1))[: size - 15]
    return b"%PDF-1.7\n" + body + b"%%EOF\n"
