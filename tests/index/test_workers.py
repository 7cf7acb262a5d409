"""Workers are ready before they are needed, do one job each, and leave nothing behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from index import intake
from index.generation import open_current
from index.workers import OF_A_BUILD, Workers
from ingest.child import Child
from ingest.readers.room import Limits
from ingest.types import State
from tests.fakes import FakeEncoder

ENGLISH = "Harbour dikes keep the lower town dry in most winters. Retention ponds hold the rain of two days."
CHINESE = "海港的堤坝让下城在大多数冬天保持干燥。蓄水池能容纳两天的雨水。"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / name for name in ("a.txt", "乙.txt", "c 丙.txt")]
    for path, text in zip(paths, (ENGLISH, CHINESE, f"{ENGLISH}\n\n{CHINESE}"), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def ready(workers: Workers) -> list[int]:
    return [child.pid for child in workers._ready]


def ends(pid: int) -> bool:
    """Whether a child that nobody waits for any more ends within some seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.02)
    return False


def test_a_process_that_stays_finds_workers_ready_and_uses_each_once(tmp_path: Path, files: list[str]) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    with Workers(keep=True) as workers:
        seen: set[int] = set()
        room = None
        for file in files:
            (outcome,) = intake.ingest(home, [file], encoder, bundled=False, workers=workers)
            assert outcome.state is State.READY
            now = ready(workers)
            assert len(now) == OF_A_BUILD and not seen.intersection(now), "those that were used have ended"
            seen.update(now)
            assert room is None or workers.room(Limits()) is room, "the reading child stays"
            room = workers.room(Limits())
        kept = ready(workers)
    assert all(ends(pid) for pid in kept) and not ready(workers)
    generation = open_current(home, encoder.fingerprint)
    assert not generation.manifest.exact and len(generation) == generation.manifest.count > 0


def test_a_process_that_does_not_stay_leaves_none(tmp_path: Path, files: list[str]) -> None:
    workers = Workers()
    intake.ingest(tmp_path / "home", files, FakeEncoder(), bundled=False, workers=workers)
    assert not ready(workers)


def test_nothing_is_started_where_nothing_is_read(tmp_path: Path, files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    intake.ingest(home, files, encoder, bundled=False)
    monkeypatch.setattr(Workers, "begin", lambda self: pytest.fail("a worker was started"))
    assert [one.state for one in intake.ingest(home, files, encoder, bundled=False)] == [State.UNCHANGED] * len(files)


def test_a_worker_that_died_at_rest_is_replaced(tmp_path: Path, files: list[str]) -> None:
    home, encoder = tmp_path / "home", FakeEncoder()
    with Workers(keep=True) as workers:
        workers.begin()
        for pid in ready(workers):
            os.kill(pid, 9)
            assert ends(pid)
        (outcome,) = intake.ingest(home, files[:1], encoder, bundled=False, workers=workers)
    assert outcome.state is State.READY and not open_current(home, encoder.fingerprint).manifest.exact


def test_workers_at_rest_end_after_a_while() -> None:
    workers = Workers(keep=True, idle_seconds=0.05)
    workers.rest()
    pids = ready(workers)
    assert len(pids) == OF_A_BUILD and all(ends(pid) for pid in pids) and not ready(workers)


def test_a_worker_ends_when_its_parent_lets_go() -> None:
    child = Child("index.generation", "--wait")
    assert child.alive
    assert child._process.stdin is not None
    child._process.stdin.close()
    assert ends(child.pid) and not child.alive
    child.kill()
