"""The connection to a language model: watched, bounded, and cut off from another thread; knows nothing about what is said over it.

A client library's own timeout bounds nothing when bytes keep dribbling in, and it may wait for minutes where a server tells it to.
So a connection is made anew for each question, counts its bytes, refuses what is no model's reply before it is read, follows no
redirect (the key goes to the address configured and to no other), uses no proxy of the environment, and can be hung up.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import httpx

from assistant.faults import Fault, refusal

CONNECT_SECONDS = 10.0


class Cut(httpx.TransportError):
    """The connection ended by our own hand; the transport's `fault` says why."""


class Transport(httpx.BaseTransport):
    """One connection at a time to one model; `fault` says why it was cut, None while nothing is wrong."""

    def __init__(self, most_bytes: int) -> None:
        self.fault: Fault | None = None
        self._most = most_bytes
        self._inner = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._socket: socket.socket | None = None
        self._over = threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's reply to one request, unless it is none of a model: then `Cut`."""
        request.extensions = {**request.extensions, "trace": self._trace}
        response = self._inner.handle_request(request)
        self.fault = refusal(response.status_code, response.headers)
        if self.fault:
            response.close()
            raise Cut(f"status {response.status_code}", request=request)
        stream = _Counted(response, lambda total: self._passed(total, request))
        return httpx.Response(response.status_code, headers=response.headers, stream=stream, extensions=response.extensions)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take hold of the socket when there is one; httpcore calls this as a connection grows."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._over.is_set():
                self.hang_up()

    def hang_up(self) -> None:
        """End the connection now, from any thread; whoever reads from it gets an error or the end."""
        self._over.set()
        held = self._socket
        if held is not None:
            with suppress(OSError):
                socket.socket.shutdown(held, socket.SHUT_RDWR)  # the plain one also under TLS: no farewell that would wait

    def close(self) -> None:
        """Let go of everything."""
        self.hang_up()
        self._inner.close()

    def _passed(self, total: int, request: httpx.Request) -> None:
        if total > self._most:
            self.fault = Fault("too much")
            raise Cut("too many bytes", request=request)


class _Counted(httpx.SyncByteStream):
    """A reply's body that tells how much of it came."""

    def __init__(self, response: httpx.Response, passed: Callable[[int], None]) -> None:
        self._response, self._passed = response, passed

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for part in self._response.stream:  # type: ignore[union-attr]  # a transport's stream is the synchronous kind
            total += len(part)
            self._passed(total)
            yield part

    def close(self) -> None:
        self._response.close()


def client_of(transport: Transport, pause: float) -> httpx.Client:
    """A client over the transport: no redirects, no environment; `pause` is the longest silence of the socket in seconds."""
    timeout = httpx.Timeout(pause, connect=min(pause, CONNECT_SECONDS))
    return httpx.Client(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
