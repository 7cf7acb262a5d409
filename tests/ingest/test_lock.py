"""One writer: the second is told the pid at once, a dead one holds nothing, and waiting ends when the first is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.lock import WriterLock
from ingest.types import LibraryLocked

HOLD = """
import sys, time
from pathlib import Path
from ingest.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def holder(home: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    return process


def test_the_second_writer_is_told_who_holds_it_within_two_seconds(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        started = time.monotonic()
        with pytest.raises(LibraryLocked, match=rf"^Process {process.pid} is writing .* --wait"):
            WriterLock(tmp_path)
        assert time.monotonic() - started < 2
        process.kill()


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
    with WriterLock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_two_writers_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    with WriterLock(tmp_path), pytest.raises(LibraryLocked, match=f"This program .process {os.getpid()}. is already writing"):
        WriterLock(tmp_path)


def test_waiting_ends_when_the_first_writer_is_done(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    threading.Timer(0.2, first.release).start()
    with WriterLock(tmp_path, wait=10):
        pass
    first.release()


def test_waiting_ends_without_the_lock_when_its_time_is_over(tmp_path: Path) -> None:
    with WriterLock(tmp_path):
        started = time.monotonic()
        with pytest.raises(LibraryLocked):
            WriterLock(tmp_path, wait=0.3)
        assert 0.3 <= time.monotonic() - started < 2


def test_a_lock_whose_holder_has_written_no_pid_yet_is_still_a_lock(tmp_path: Path) -> None:
    with WriterLock(tmp_path) as first:
        os.truncate(first.path, 0)
        with pytest.raises(LibraryLocked, match=r"^Another process is writing"):
            WriterLock(tmp_path)
