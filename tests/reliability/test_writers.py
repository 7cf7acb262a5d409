"""T6 in short: two ingests at once; the second hears who writes within two seconds, or waits, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.generation import build, open_current
from ingest.library import Library
from ingest.types import LibraryLocked
from tests.fakes import FakeEncoder, make_document, numbered, put

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 3

INGEST = """
import sys, time
from pathlib import Path
from index.generation import build
from ingest.library import Library
from ingest.types import LibraryLocked
from tests.fakes import FakeEncoder, make_document, numbered, put
home, name, wait = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
encoder = FakeEncoder()
print("barrier", flush=True)
sys.stdin.readline()
started = time.monotonic()
try:
    with Library.open(home, write=True, wait=wait) as library:
        first = 0 if name == "a" else 100
        put(library, encoder, make_document(*map(numbered, range(first, first + 40)), name=name))
        build(library, encoder.fingerprint)
except LibraryLocked as error:
    print(f"{time.monotonic() - started:.2f} {error}")
    sys.exit(3)
"""


def start(home: Path, name: str, wait: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", INGEST, home, name, str(wait)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "barrier\n"
    return process


def together(home: Path, wait: float) -> list[tuple[int, int, str]]:
    """Two ingests let go at one moment: pid, exit status and what each said."""
    both = [start(home, name, wait) for name in ("a", "b")]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [(process.pid, process.wait(120), said) for process in both for said in [process.communicate()[0]]]


def whole(home: Path, count: int) -> None:
    encoder = FakeEncoder()
    generation = open_current(home, encoder.fingerprint)
    with Library.open(home) as library:
        library.check()
        passages = library.passages()
        assert len(passages) == count == len(generation.ids) and not generation.stale(library) and not generation.manifest.exact
        for p in passages:
            assert generation.dense(encoder.encode_questions([p.search_text])[0], 1)[0] == [p.id]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_second_of_two_ingests_hears_who_writes(tmp_path: Path, number: int) -> None:
    ended = together(tmp_path / "home", wait=0)
    assert sorted(status for _, status, _ in ended) == [0, 3], ended
    winner = next(pid for pid, status, _ in ended if status == 0)
    seconds, sentence = next(said for _, status, said in ended if status == 3).split(" ", 1)
    assert float(seconds) < 2 and sentence.startswith(f"Process {winner} is writing to the library")
    whole(tmp_path / "home", 40)


def test_an_ingest_that_waits_comes_after_the_first(tmp_path: Path) -> None:
    assert [status for _, status, _ in together(tmp_path / "home", wait=100)] == [0, 0]
    whole(tmp_path / "home", 80)


def test_the_lock_of_a_killed_ingest_is_taken_over(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with start(home, "a", 0) as process:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        until = time.monotonic() + 30
        while not (home / "lock").exists() or not (home / "lock").read_text().strip():
            assert time.monotonic() < until
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with start(home, "b", 0) as second:
        second.communicate("go\n", timeout=120)
        assert second.returncode == 0
    with Library.open(home) as library:
        assert {p.text for p in library.passages()} >= {numbered(n) for n in range(100, 140)}
    whole(home, len(open_current(home, FakeEncoder().fingerprint)))


def test_threads_and_forked_children_are_shut_out_too(tmp_path: Path) -> None:
    home, refused = tmp_path / "home", list[bool]()
    encoder = FakeEncoder()
    with Library.open(home, write=True) as library:

        def try_to_write() -> None:
            try:
                Library.open(home, write=True).close()
                refused.append(False)
            except LibraryLocked:
                refused.append(True)

        threads = [threading.Thread(target=try_to_write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        command = [sys.executable, "-c", INGEST, home, "a", "0"]
        ran = subprocess.run(command, input="go\n", capture_output=True, text=True, cwd=ROOT, check=False)
        assert ran.returncode == 3 and f"Process {os.getpid()} " in ran.stdout
        put(library, encoder, make_document(*map(numbered, range(5))))
        build(library, encoder.fingerprint)
    assert refused == [True] * 4
    whole(home, 5)
