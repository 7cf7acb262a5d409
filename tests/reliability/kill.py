"""Kills an ingest with -9 at random moments and looks whether anything was lost: T1 of reliability.md.

    python -m tests.reliability.kill --kills 100 --passages 2000

A child puts documents and builds, and prints a line for each that is acknowledged: its passages are in the library and were
found in the index. It is killed at a random moment, again and again; when an ingest has run to its end, a new home is begun.
After each kill the home is looked at as a restarted program finds it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.generation import IndexError_, build, open_current
from index.private import PrivateStore
from ingest.library import Library
from ingest.types import Document, LibraryError, Passage
from tests.fakes import FakeEncoder, make_document, numbered, put

ROOT = Path(__file__).resolve().parent.parent.parent
EACH = 40  # passages of a document


@dataclass(slots=True)
class Outcome:
    """What was found over all kills; every count but `kills`, `homes`, `acknowledged` and `behind` has to be 0."""

    kills: int = 0
    homes: int = 0
    acknowledged: int = 0  # documents that were acknowledged before some kill, counted again at each look
    behind: int = 0  # kills after which the index had to be built from the library
    lost_documents: int = 0
    lost_passages: int = 0
    doubled: int = 0
    unfindable: int = 0
    unsound: int = 0  # the library or the index was damaged
    slowest_start: float = 0.0
    notes: list[str] = field(default_factory=list)

    def faults(self) -> int:
        """How many things went wrong."""
        return self.lost_documents + self.lost_passages + self.doubled + self.unfindable + self.unsound


def documents(passages: int) -> list[tuple[Document, list[Passage]]]:
    """The documents of one ingest: English and Chinese passages, each different."""
    made = []
    for first in range(0, passages, EACH):
        texts = [numbered(n) if n % 3 else f"韧性城市第{n}号 {numbered(n)}" for n in range(first, min(passages, first + EACH))]
        made.append(make_document(*texts, name=f"part{first}.txt", language="zh" if first % 2 else "en"))
    return made


def ingest(home: Path, passages: int) -> None:
    """What is killed: put, build and acknowledge each document that is not in yet."""
    encoder = FakeEncoder()
    print("ready", flush=True)
    with Library.open(home, write=True, wait=10) as library:
        build(library, encoder.fingerprint)
        held = {holding.id for holding in library.holdings()}
        for document, parts in documents(passages):
            if document.id not in held:
                put(library, encoder, (document, parts))
                build(library, encoder.fingerprint)
            print(f"ack {document.id}", flush=True)
    print("done", flush=True)


def run_and_kill(home: Path, passages: int, seconds: float) -> tuple[set[str], bool]:
    """Start an ingest, kill it after this many seconds from its first line; the acknowledged ids, and whether it had ended before."""
    command = [sys.executable, "-m", "tests.reliability.kill", "--child", str(home), "--passages", str(passages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        lines = process.stdout.read().splitlines()
    return {line[4:] for line in lines if line.startswith("ack ") and len(line) == 4 + 33}, "done" in lines


def look(home: Path, passages: int, acknowledged: set[str], outcome: Outcome) -> None:
    """Look at the home as a program that starts after the kill does, and count what is wrong."""
    encoder, expected = FakeEncoder(), {document.id: parts for document, parts in documents(passages)}
    started = time.monotonic()
    try:
        with Library.open(home, write=True) as library:
            outcome.behind += _is_behind(library, encoder)
            generation = build(library, encoder.fingerprint)
            outcome.slowest_start = max(outcome.slowest_start, time.monotonic() - started)
            library.check()
            held = library.passages()
    except (LibraryError, IndexError_) as error:
        outcome.unsound += 1
        outcome.notes.append(str(error))
        return
    ids = [p.id for p in held]
    outcome.doubled += len(ids) - len(set(ids)) + len(generation.ids) - len(set(generation.ids))
    outcome.lost_documents += len(acknowledged - {p.document for p in held})
    wanted = {p.id for document in {p.document for p in held} for p in expected[document]}
    outcome.lost_passages += len(wanted ^ set(ids)) + len(set(ids) ^ set(generation.ids))
    outcome.unsound += generation.manifest.exact and bool(ids)
    outcome.unfindable += unfindable(home, generation.folder, encoder, {p.id: p.search_text for p in held})


def _is_behind(library: Library, encoder: FakeEncoder) -> bool:
    try:
        return open_current(library.home, encoder.fingerprint).stale(library)
    except IndexError_:
        return True


def unfindable(home: Path, folder: Path | None, encoder: FakeEncoder, texts: dict[str, str]) -> int:
    """How many passages neither Chroma nor the exact search finds by its own vector."""
    if folder is None or not texts:
        return len(texts)
    ids, vectors = list(texts), encoder.encode_questions(list(texts.values()))
    generation = open_current(home, encoder.fingerprint)
    private = PrivateStore(home, folder, vectors.shape[1])
    try:
        exact = sum(generation.dense(vector, 1)[0] != [id_] for id_, vector in zip(ids, vectors, strict=True))
        return exact + len(private.store.lost(ids, vectors, lambda done: None)) + len(private.store.ids() ^ set(ids))
    finally:
        private.close()


def many_kills(kills: int, passages: int, seed: int, longest: float, folder: Path) -> Outcome:
    """Kill so many times; `longest` is the latest moment, in seconds after the child's first line."""
    draw, outcome = random.Random(seed), Outcome()
    home, acknowledged = folder / "home0", set[str]()
    for _ in range(kills):
        outcome.homes = outcome.homes or 1
        more, ended = run_and_kill(home, passages, draw.uniform(0, longest))
        acknowledged |= more
        outcome.kills += 1
        outcome.acknowledged += len(acknowledged)
        look(home, passages, acknowledged, outcome)
        if ended:
            home, acknowledged, outcome.homes = folder / f"home{outcome.homes}", set(), outcome.homes + 1
    finish(home, passages, outcome)
    return outcome


def finish(home: Path, passages: int, outcome: Outcome) -> None:
    """Let the last ingest run to its end: it must end as one that was never interrupted."""
    ingest(home, passages)
    look(home, passages, {document.id for document, _ in documents(passages)}, outcome)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Kill an ingest at random moments and look what is lost.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--longest", type=float, default=8.0, help="the latest moment of a kill, in seconds after the start")
    parser.add_argument("--child", type=Path, help="be the ingest that is killed")
    chosen = parser.parse_args()
    if chosen.child:
        ingest(chosen.child, chosen.passages)
        return
    with tempfile.TemporaryDirectory() as folder:
        outcome = many_kills(chosen.kills, chosen.passages, chosen.seed, chosen.longest, Path(folder))
    print(json.dumps({"seed": chosen.seed, **asdict(outcome)}, indent=1))
    raise SystemExit(int(outcome.faults() > 0))


if __name__ == "__main__":
    main()
