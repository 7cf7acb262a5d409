"""A model's reply as it comes, under three clocks and a cap, and given up on when nobody waits; knows nothing about its content.

The client reads in a thread of its own, so that no silence of a server can hold up the asker. The clocks are those of the asker's
side: to the first word, from word to word, and in all, several attempts together. Dots that keep a connection alive are no words.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from assistant.faults import Fault, raised
from assistant.llm import Clocks, Line, Model

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage

TICK = 0.1  # seconds between two looks at whether the asker is still there
ATTEMPTS = 3
BACK_OFF = 0.5  # seconds before the second attempt; twice that before the third
PATIENCE = 5.0  # seconds; a server that wants to be left alone for longer is not waited for
AHEAD = 256  # pieces of a reply that may lie unread


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new; the model is being waited for."""


@dataclass(frozen=True, slots=True)
class Word:
    """The next piece of the reply's text; empty while the model only thinks."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The reply's end: `whole` as the model meant it, `length` cut at the most it may write, `failed` for the fault given."""

    how: Literal["whole", "length", "failed"]
    fault: Fault | None = None


Heard = Waiting | Word | Ended


@dataclass(frozen=True, slots=True)
class _Stop:
    """What the reading thread saw at the end: the model's reason, or what was raised."""

    reason: str = ""
    error: Exception | None = None


def listen(model: Model, messages: Sequence[ChatMessage], stop: threading.Event) -> Generator[Heard, None, None]:
    """What the model replies, as it comes; `Ended` is last. When `stop` is set it ends within a moment, without `Ended`.

    A failure before the first word that may pass is tried again while the clocks allow. Closing the iterator hangs up.
    """
    if not model.breaker.admits():
        yield Ended("failed", Fault("resting"))
        return
    started = time.monotonic()
    for attempt in range(1, ATTEMPTS + 1):
        said = False
        end: Ended | None = None
        for heard in _attempt(model, messages, stop, started):
            said = said or isinstance(heard, Word)
            if isinstance(heard, Ended):
                end = heard
            else:
                yield heard
        if end is None:
            return
        wait = _again(end.fault, attempt, said, model.clocks, started)
        if wait is None:
            _tell(model, end)
            yield end
            return
        yield from _pause(wait, stop)


def _tell(model: Model, end: Ended) -> None:
    """Let the breaker know how it ended."""
    if end.fault is None:
        model.breaker.succeeded()
    else:
        model.breaker.failed(end.fault.retry_after)


def _again(fault: Fault | None, attempt: int, said: bool, clocks: Clocks, started: float) -> float | None:
    """The seconds to wait before another attempt, None where there is to be none."""
    if fault is None or said or attempt == ATTEMPTS or not fault.passing:
        return None
    wait = max(BACK_OFF * 2 ** (attempt - 1), fault.retry_after or 0.0)
    left = min(clocks.first, clocks.total) - (time.monotonic() - started)
    return wait if wait <= min(PATIENCE, left) else None


def _pause(seconds: float, stop: threading.Event) -> Iterator[Waiting]:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(TICK, left)):
        yield Waiting()


def _attempt(model: Model, messages: Sequence[ChatMessage], stop: threading.Event, started: float) -> Iterator[Heard]:
    """One call of the model; ends without `Ended` when the asker has left."""
    over = threading.Event()
    pieces: queue.Queue[str | _Stop] = queue.Queue(AHEAD)
    line: list[Line] = []
    threading.Thread(target=_read, args=(model, messages, pieces, line, over), daemon=True, name="model").start()
    try:
        yield from _timed(pieces, line, model.clocks, stop, started)
    finally:
        over.set()
        for held in line:
            held.hang_up()


def _timed(
    pieces: queue.Queue[str | _Stop], line: Sequence[Line], clocks: Clocks, stop: threading.Event, started: float
) -> Iterator[Heard]:
    latest, spoken, size = time.monotonic(), False, 0
    while not stop.is_set():
        now = time.monotonic()
        if now - started > clocks.total:
            yield Ended("failed", Fault("slow"))
            return
        if now - (latest if spoken else started) > (clocks.pause if spoken else clocks.first):
            yield Ended("failed", Fault("stalled"))
            return
        try:
            piece = pieces.get(timeout=TICK)
        except queue.Empty:
            yield Waiting()
            continue
        if isinstance(piece, _Stop):
            yield _ended(piece, line)
            return
        size += len(piece.encode(errors="replace"))
        if size > clocks.most_bytes:
            yield Ended("failed", Fault("too much"))
            return
        latest, spoken = time.monotonic(), True
        yield Word(piece)


def _read(model: Model, messages: Sequence[ChatMessage], pieces: queue.Queue[str | _Stop], line: list[Line], over: threading.Event) -> None:
    """The reading thread: every word into the queue, and at the end how it ended. Never raises."""
    end = _Stop()
    try:
        held = model.connect()
        line.append(held)
        with closing(held.llm.stream_chat(list(messages))) as responses:
            for response in responses:
                if over.is_set():
                    break
                thought = response.additional_kwargs.get("thinking_delta")
                if response.delta or thought:
                    _hand(pieces, response.delta or "", over)
                end = _Stop(_reason(response.raw) or end.reason)
    except Exception as error:  # whatever a client library raises is a failure of the model, never of the program
        end = _Stop(error=error)
    _hand(pieces, end, over)
    for held in line:
        held.close()


def _hand(pieces: queue.Queue[str | _Stop], piece: str | _Stop, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(queue.Full):
            pieces.put(piece, timeout=TICK)
            return


def _reason(raw: Any) -> str:
    """Why the model stopped, as OpenAI's protocol and Ollama's say it; "" while it goes on."""
    choices = getattr(raw, "choices", None)
    if choices:
        return str(getattr(choices[0], "finish_reason", None) or "")
    return str(raw.get("done_reason") or "") if isinstance(raw, dict) and raw.get("done") else ""


def _ended(end: _Stop, line: Sequence[Line]) -> Ended:
    """What came out of it. A reply that says no reason for its end was interrupted."""
    fault = next((fault for held in line if (fault := held.fault())), None)
    if fault is None and end.error is not None:
        fault = raised(end.error)
    if fault is not None:
        return Ended("failed", fault)
    if end.reason == "length":
        return Ended("length")
    complete = end.reason or any(not held.tells_end for held in line)
    return Ended("whole") if complete else Ended("failed", Fault("broken"))
