"""T1 in short: an ingest is killed with -9 at random moments; nothing acknowledged is lost, doubled or unfindable."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.kill import Outcome, many_kills

KILLS, PASSAGES, SEED = 8, 200, 20261122


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """The long version: python -m tests.reliability.kill --kills 100 --passages 2000."""
    outcome = many_kills(KILLS, PASSAGES, SEED, 6.0, tmp_path)
    assert outcome.faults() == 0, f"seed {SEED}: {outcome}"
    assert outcome.kills == KILLS and outcome.behind > 0, "no kill fell between the library's commit and the index; the test saw nothing"


def test_each_kind_of_fault_counts() -> None:
    for name in ("lost_documents", "lost_passages", "doubled", "unfindable", "unsound"):
        assert Outcome(**{name: 1}).faults() == 1
