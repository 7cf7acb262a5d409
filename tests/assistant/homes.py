"""Real small homes, each built once for a run of the tests and never written to: copy one to change it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from assistant.assemble import ingest
from assistant.settings import Settings
from ingest.types import State
from tests.assistant.article import BOTH, CHINESE_ONLY, ENGLISH_ONLY, NAMED

PAPER = Path(__file__).parents[2].parent / "shared" / "corpus" / "paper.txt"


@lru_cache(maxsize=1)
def mixed_home() -> Path:
    """The corpus that ships, our article as a work of its own, a note in English only and one in Chinese only."""
    return _home({"towns.txt": BOTH, "roofs.txt": ENGLISH_ONLY, "灯笼.txt": CHINESE_ONLY}, bundled=True)


@lru_cache(maxsize=1)
def ships_home() -> Path:
    """The corpus that ships, and nothing else."""
    return _home({}, bundled=True)


@lru_cache(maxsize=1)
def own_home() -> Path:
    """Our article alone, in the place of the catalogued one."""
    return _home({"towns.txt": NAMED}, bundled=False)


@lru_cache(maxsize=1)
def paper_home() -> Path:
    """The paper alone; PAPER has to be there."""
    return _home({"paper.txt": PAPER.read_text(encoding="utf-8")}, bundled=False)


@lru_cache(maxsize=1)
def both_home() -> Path:
    """The paper and the corpus that ships; PAPER has to be there."""
    return _home({"paper.txt": PAPER.read_text(encoding="utf-8")}, bundled=True)


def _home(texts: Mapping[str, str], *, bundled: bool) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="resilient-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    outcomes = ingest(Settings(home=folder / "home"), [str(folder / name) for name in texts], bundled=bundled)
    assert all(outcome.state is State.READY for outcome in outcomes), outcomes
    return folder / "home"
