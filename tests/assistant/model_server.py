"""A language model's server on this machine that plays what it is told to: whole replies, and every way in which one can go wrong.

It speaks OpenAI's protocol and Ollama's over plain sockets, so that a reply can be cut, stalled or spoilt at any byte, and it keeps
what it was asked. No model is behind it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

HEAD = "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}Connection: close\r\n\r\n"
STREAM = "text/event-stream"


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All messages together."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])


class Call:
    """One connection that is being answered; `left` says that the client has gone."""

    def __init__(self, connection: socket.socket, ended: threading.Event) -> None:
        self.connection, self.ended, self.left = connection, ended, False

    def send(self, text: str | bytes) -> bool:
        """Send as it is; False when the client has gone."""
        try:
            self.connection.sendall(text.encode() if isinstance(text, str) else text)
        except OSError:
            self.left = True
        return not self.left

    def head(self, status: int = 200, kind: str = STREAM, **more: str) -> bool:
        """The reply's first lines."""
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
        return self.send(HEAD.format(status=status, kind=kind, more=lines))

    def chunk(self, text: str | None = None, finish: str | None = None, **delta: Any) -> bool:
        """One piece of a reply in OpenAI's protocol."""
        choice = {"index": 0, "delta": {"content": text, **delta} if text is not None or delta else {}, "finish_reason": finish}
        return self.event({"choices": [choice]})

    def event(self, fields: dict[str, Any]) -> bool:
        """One event with a chunk's frame around the fields."""
        whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **fields}
        return self.send(f"data: {json.dumps(whole, ensure_ascii=False)}\n\n")

    def wait(self, seconds: float) -> bool:
        """Say nothing for so long, or until the client or the server has gone; False when the client has."""
        until = time.monotonic() + seconds
        self.connection.settimeout(0.02)
        while time.monotonic() < until and not self.ended.is_set():
            try:
                if self.connection.recv(1) == b"":
                    self.left = True
                    return False
            except TimeoutError:
                continue
            except OSError:
                self.left = True
                return False
        return True

    def reset(self) -> None:
        """Tear the connection down with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Act = Callable[[Call], object]


def says(text: str | Iterable[str], finish: str | None = "stop", *, done: bool = True, pause: float = 0.0) -> Act:
    """A whole reply, in pieces of three characters where it is one text."""

    def act(call: Call) -> None:
        call.head()
        call.chunk("", role="assistant")
        for piece in [text[at : at + 3] for at in range(0, len(text), 3)] if isinstance(text, str) else text:
            if not call.chunk(piece) or (pause and not call.wait(pause)):
                return
        if finish:
            call.chunk(None, finish)
        if done:
            call.send("data: [DONE]\n\n")

    return act


def ollama_says(text: str, reason: str = "stop") -> Act:
    """A whole reply in Ollama's protocol."""

    def act(call: Call) -> None:
        call.head(kind="application/x-ndjson")
        for piece in [*text, ""]:
            line = {
                "model": "m",
                "created_at": "2026-01-01T00:00:00Z",
                "message": {"role": "assistant", "content": piece},
                "done": not piece,
            }
            call.send(json.dumps({**line, "done_reason": reason} if not piece else line) + "\n")

    return act


def status(code: int, body: str = '{"error": {"message": "no"}}', kind: str = "application/json", **headers: str) -> Act:
    """A plain reply of that status."""
    return lambda call: call.head(code, kind, **headers) and call.send(body)


def then(first: Sequence[str], act: Act) -> Act:
    """A good beginning, then something else."""

    def both(call: Call) -> None:
        call.head()
        for piece in first:
            call.chunk(piece)
        act(call)

    return both


@dataclass
class ModelServer:
    """Listens on a free port of this machine; each connection plays the next act, the last one again and again."""

    acts: list[Act]
    asked: list[Asked] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    calls: int = 0

    def __enter__(self) -> ModelServer:
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a caller, which closing does not
        self._socket.close()

    @property
    def address(self) -> str:
        """The server's address without a path."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            act = self.acts[min(self.calls, len(self.acts) - 1)]
            self.calls += 1
            threading.Thread(target=self._answer, args=(connection, act), daemon=True).start()

    def _answer(self, connection: socket.socket, act: Act) -> None:
        call = Call(connection, self._ended)
        with connection:
            try:
                self.asked.append(_request(connection))
                act(call)
            except OSError:
                call.left = True
        if call.left:
            self.left.append(time.monotonic())


def _request(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or _gone()
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536) or _gone()
    return Asked(first.split(" ")[1], headers, json.loads(body or b"{}"))


def _gone() -> bytes:
    raise OSError("the client has gone")
