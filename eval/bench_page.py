"""Measures the page under load: people who ask, read and ask again, from a process of their own, beside the same with Gradio's defaults.

A person here is what their browser sends: the page, its queue, the stream of the answer, and after it the questions to go on with.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from assistant import assemble
from assistant.settings import Settings
from eval.bench_figures import Figure
from eval.bench_ingest import PAPER
from eval.dataset import load_cases, questions_of
from eval.metrics import percentile
from ingest.types import ResilientError

PEOPLE = 50
SECONDS = 60.0
READS = (4.0, 8.0)  # seconds that a person reads an answer before the next question
ALONE = 30  # questions of one person, for the first words
GIVEN_UP = 60.0  # seconds after which a person gives up, an error
FIRST_WORDS = 300.0  # milliseconds, the target: warm, alone
MEDIAN, SLOWEST = 500.0, 2000.0  # milliseconds, the targets of T24
CITED = "#source-{}-"  # where a mark of the so-manieth answer leads: its first words are there
LONGEST_LINE = 1 << 24
SEED = 50
ROOT = Path(__file__).parents[1]
OURS = ("-m", "ui.cli", "chat", "--port", "0", "--no-browser")
DEFAULTS = ("-m", "eval.bench_gradio")


@dataclass
class Heard:
    """What people met: milliseconds to the first words and to the whole answer of each question, and how many ended in an error."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: int = 0


def run(paper: Path = PAPER, people: int = PEOPLE, seconds: float = SECONDS, alone: int = ALONE) -> list[Figure]:
    """The figures of our page, then of Gradio's defaults, over one new home."""
    with tempfile.TemporaryDirectory(prefix="resilient-bench-") as work:
        home = Path(work) / "home"
        passages = sum(one.passages for one in assemble.ingest(Settings(home=home), [str(paper)] if paper.is_file() else []))
        with served(OURS, home) as address:
            warm = asyncio.run(crowd(address, 1, count=alone, reads=(0.2, 0.4)))
            ours = asyncio.run(crowd(address, people, seconds=seconds))
        with served(DEFAULTS, home) as address:
            theirs = asyncio.run(crowd(address, people, seconds=seconds))
    return figures(f"{passages} passages", f"{people} people for {seconds:g} s", warm, ours, theirs)


def figures(held: str, who: str, warm: Heard, ours: Heard, theirs: Heard) -> list[Figure]:
    """What the three runs say."""
    alone = f"one person, {len(warm.first)} questions on a warm page, {held}: until the first sentence stands there with its mark"
    crowded = f"{who}, each reads {READS[0]:g} to {READS[1]:g} s, {len(ours.whole)} questions: until the answer is whole"
    beside = f"the same people before Gradio's defaults over the same answers, {len(theirs.whole)} questions"
    return [
        Figure("page", "first words, median", median(warm.first), "ms", alone, most=FIRST_WORDS),
        Figure("page", "first words, 99 %", percentile(warm.first, 0.99), "ms", "the same, 99 of 100 are faster"),
        Figure("page", "many, errors", float(ours.errors), "", crowded, most=1),
        Figure("page", "many, median", median(ours.whole), "ms", "the same", most=MEDIAN),
        Figure("page", "many, 99 %", percentile(ours.whole, 0.99), "ms", "the same, 99 of 100 are faster", most=SLOWEST),
        Figure("page", "many, first words, median", median(ours.first), "ms", "the same, until the first words"),
        Figure("page", "many, first words, 99 %", percentile(ours.first, 0.99), "ms", "the same, 99 of 100 are faster"),
        Figure("page", "defaults, errors", float(theirs.errors), "", beside),
        Figure("page", "defaults, median", median(theirs.whole), "ms", "the same"),
        Figure("page", "defaults, 99 %", percentile(theirs.whole, 0.99), "ms", "the same, 99 of 100 are faster"),
    ]


@contextmanager
def served(words: Sequence[str], home: Path) -> Iterator[str]:
    """The address of a page that a process of its own serves. Raises ResilientError where it does not start."""
    command = [sys.executable, *words, "--home", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            found = re.search(r"http://[\d.]+:\d+", process.stdout.readline() if process.stdout else "")
            if found is None:
                raise ResilientError(f"{' '.join(words)} did not start.")
            yield found.group()
        finally:
            process.send_signal(signal.SIGTERM)


def asked() -> list[str]:
    """The development questions that need no other before them, in both languages."""
    return [question.text for case in load_cases("dev") for question in questions_of(case) if not question.before]


async def crowd(address: str, people: int, *, seconds: float = 0.0, count: int = 0, reads: tuple[float, float] = READS) -> Heard:
    """What so many people meet who ask one question after another, for so many seconds or each so many questions.

    Each asks one that does not count first, so that all is warm; they begin spread over the time of one reading.
    """
    heard, questions, chance = Heard(), asked(), random.Random(SEED)
    visitors = [await Visitor.arrive(address, number) for number in range(people)]

    async def person(visitor: Visitor, own: random.Random) -> None:
        await visitor.ask(own.choice(questions), Heard())
        await asyncio.sleep(own.uniform(0, reads[1]))
        until, left = time.monotonic() + seconds, count
        while left > 0 or time.monotonic() < until:
            await visitor.ask(own.choice(questions), heard)
            await asyncio.sleep(own.uniform(*reads))
            left -= 1

    await asyncio.gather(*(person(visitor, random.Random(chance.random())) for visitor in visitors))
    return heard


class Visitor:
    """One browser: its cookie and session, which function of the page answers, and what is asked for after an answer."""

    def __init__(self, address: str, number: int, cookie: str, config: dict[str, Any]) -> None:
        self._address, self._cookie, self._session = address, cookie, f"bench{number}"
        functions = config["dependencies"]
        self._ours = any(target[1] == "submit" for one in functions for target in one["targets"])
        event = "submit" if self._ours else "click"
        self._asking = next(one for one in functions if any(target[1] == event for target in one["targets"]))
        self._turns = 0
        self._after = [one["id"] for one in functions if one.get("trigger_after") == self._asking["id"]]

    @classmethod
    async def arrive(cls, address: str, number: int) -> Visitor:
        """Open the page. Raises ResilientError where it is none."""
        headers, body = await _exchange(address, _request(address, "GET", "/"))
        config = re.search(r"window\.gradio_config = (\{.*?\});</script>", body, re.DOTALL)
        if config is None:
            raise ResilientError(f"There is no page at {address}.")
        cookie = re.search(r"set-cookie: ([^;\r]*)", headers, re.IGNORECASE)
        return cls(address, number, cookie[1] if cookie else "", json.loads(config[1]))

    async def ask(self, question: str, heard: Heard) -> None:
        """Ask, and note when the first words and the whole answer had come; then ask what a browser asks for behind it."""
        data: list[Any] = [question, None, [], [], "en"] if self._ours else [question]
        self._turns += 1
        cited, begun = CITED.format(self._turns), time.perf_counter()
        first = whole = 0.0
        try:
            async with asyncio.timeout(GIVEN_UP):
                async for message in self._messages(self._asking["id"], data):
                    now = 1000 * (time.perf_counter() - begun)
                    if not first and cited in json.dumps(message.get("output")):
                        first = now
                    if message["msg"] == "process_completed" and message["success"]:
                        whole = now
                for function in self._after:
                    async for _ in self._messages(function, [None, None, "en"]):
                        pass
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            whole = 0.0
        if not whole:
            heard.errors += 1
            return
        heard.first.append(first or whole)
        heard.whole.append(whole)

    async def _messages(self, function: int, data: list[Any]) -> AsyncIterator[dict[str, Any]]:
        body = json.dumps({"data": data, "fn_index": function, "session_hash": self._session})
        headers, _ = await _exchange(self._address, self._request("POST", "/gradio_api/queue/join", body))
        if " 200 " not in headers.partition("\r\n")[0]:
            raise ValueError("the question was not taken")
        stream = self._request("GET", f"/gradio_api/queue/data?session_hash={self._session}")
        async for line in _lines(self._address, stream):
            if line.startswith(b"data: "):
                message = json.loads(line[6:])
                if message["msg"] == "close_stream":
                    return
                yield message

    def _request(self, method: str, path: str, body: str = "") -> bytes:
        return _request(self._address, method, path, body, self._cookie)


def _request(address: str, method: str, path: str, body: str = "", cookie: str = "") -> bytes:
    sent = body.encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(address).netloc}", "Connection: close", f"Content-Length: {len(sent)}"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += ["Content-Type: application/json"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + sent


async def _exchange(address: str, request: bytes) -> tuple[str, str]:
    """Head and body of an answer that is read to its end."""
    whole = b"".join([line async for line in _lines(address, request)])
    head, _, body = whole.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body.decode("utf-8", "replace")


async def _lines(address: str, request: bytes) -> AsyncIterator[bytes]:
    """The lines of an answer as they come; a chunk's length is a line of its own."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=LONGEST_LINE)
    try:
        writer.write(request)
        await writer.drain()
        while line := await reader.readline():
            yield line
    finally:
        writer.close()
