"""A large folder: it shows how far it is, goes on after `kill -9` without reading a file twice, and tries failed files again when they, or
their reader, have changed. `FOLDER_FILES=5000` for the long form; the part of T19 that concerns walking is in tests/ingest/test_walk.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index import intake
from index.intake import Outcome
from ingest.library import Library
from ingest.readers import table
from ingest.readers.room import Reading, ReadingRoom
from ingest.types import State
from ingest.walk import Found
from tests.fakes import FakeEncoder, numbered

FILES = int(os.environ.get("FOLDER_FILES", "90"))
KILLS = 2
AT_HAND = 1  # files that are read and not yet in the library at any moment
BAD = {"bad-binary.txt": bytes(range(256)) * 20, "bad-blank.txt": b" \n \n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English, Chinese and mixed files in folders of a hundred, each different, and two that cannot be read."""
    for number in range(FILES):
        text = (numbered(number), f"韧性城市第{number}号的说明。", f"第{number}号 note: {numbered(number)}")[number % 3]
        path = tmp_path / "in" / f"{number // 100}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    for name, data in BAD.items():
        (tmp_path / "in" / name).write_bytes(data)
    return tmp_path / "in"


def rows(home: Path, folder: Path, stop_after: int | None = None) -> Iterator[dict[str, Any]]:
    """What an ingest in a process of its own says; it is killed once it has read so many files."""
    command = [sys.executable, "-m", "tests.reliability.folder", str(home), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout is not None
        for line in child.stdout:
            row = json.loads(line) if line.endswith("\n") else {}
            yield row
            if "read" in row and stop_after is not None:
                stop_after -= 1
                if stop_after < 0:
                    os.kill(child.pid, signal.SIGKILL)


def test_a_folder_goes_on_after_kills_without_reading_a_file_twice(folder: Path, tmp_path: Path) -> None:
    home, read, told = tmp_path / "home", Counter[str](), list[tuple[int, int]]()
    for _ in range(KILLS):
        for row in rows(home, folder, stop_after=FILES // (KILLS + 1)):
            read.update([row["read"]] if "read" in row else [])
            told += [(row["at"], row["of"])] if "at" in row else []
    *last, end = rows(home, folder)
    read.update(row["read"] for row in last if "read" in row)
    told += [(row["at"], row["of"]) for row in last if "at" in row]
    assert end["taken"]["ready"] + end["taken"]["unchanged"] == FILES and sum(end["taken"].values()) == FILES + len(BAD)
    assert set(read) == {f"{number}.txt" for number in range(FILES)} | set(BAD)
    assert read.total() <= FILES + len(BAD) + KILLS * AT_HAND, "only what was at hand when it was killed is read again"
    assert {of for _, of in told} == {FILES + len(BAD)} and max(at for at, _ in told) == FILES + len(BAD) - 1
    with Library.open(home) as library:
        assert len(library.holdings()) == FILES and len({one.name for one in library.inputs()}) == FILES + len(BAD)
        library.check()
    print(f"{FILES} files, {KILLS} kills: {read.total()} readings, peak {end['mb']:.0f} MB")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a reader gets."""
    names: list[str] = []
    read = ReadingRoom.read

    def told(room: ReadingRoom, found: Found, content: str | None = None) -> Reading:
        names.append(found.name)
        return read(room, found, content)

    monkeypatch.setattr(ReadingRoom, "read", told)
    return names


def taken(home: Path, folder: Path, *, again: bool = False) -> dict[str, Outcome]:
    outcomes = intake.ingest(home, [str(folder)], FakeEncoder(), bundled=False, again=again)
    return {Path(outcome.input).name: outcome for outcome in outcomes}


def test_a_failed_file_waits_for_a_change(tmp_path: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    for name, data in {**BAD, "坏.txt": b"\xff" * 999, "good.txt": b"The ferry stops when the water is high."}.items():
        (folder / name).write_bytes(data)
    first = taken(home, folder)
    assert sorted(readings) == sorted(first) and first["good.txt"].state is State.READY
    readings.clear()
    second = taken(home, folder)
    assert readings == [], "nothing has changed"
    for name, outcome in first.items():
        same = second[name]
        expected = State.UNCHANGED if name == "good.txt" else outcome.state
        assert (same.state, same.code, same.message, same.message_zh) == (expected, outcome.code, outcome.message, outcome.message_zh)
    assert taken(home, folder, again=True)["坏.txt"].state is first["坏.txt"].state and sorted(readings) == sorted([*BAD, "坏.txt"])
    readings.clear()
    (folder / "bad-blank.txt").write_text("渡船在水位高时停航。", encoding="utf-8")
    assert taken(home, folder)["bad-blank.txt"].state is State.READY and readings == ["bad-blank.txt"]
    readings.clear()
    monkeypatch.setitem(table.READERS, ".txt", table.Reader("text", "999"))
    assert taken(home, folder)["bad-binary.txt"].state is State.UNSUPPORTED
    assert sorted(readings) == sorted(first), "another version of the reader reads all of them"
