"""The evaluation's runs as they lie in the home, and what changed between two, which the measuring part works out in a child process.

The format is that of `eval/README.md`: a folder a run, with `run.json` and `summary.json`. Knows nothing about screens or about how a run
is made; what cannot be read is passed over.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.types import Language, ResilientError
from ui.commands import stands
from ui.texts import say

FOLDER = "results"  # in the home, where `resilient eval run` puts them
LISTED = 30  # runs, the newest ones
ALL = "all"
COMPARED_IN = 120.0  # seconds at most; two runs of a thousand questions take one or two

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean over `n` questions with the bounds of its 95 % interval; shares are from 0 to 1."""

    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder's name, when it began (seconds since 1970), what was asked, and its measures by kind and language."""

    name: str
    started: float
    system: str
    questions: int
    commit: str = ""
    cells: Mapping[tuple[str, str, str], Cell] = field(default_factory=dict)
    gap: float | None = None  # of English over Chinese, as a share
    median: float | None = None  # milliseconds of a question

    def cell(self, measure: str, kind: str = ALL, asked: str = ALL) -> Cell | None:
        """A measure for a kind of question and the language it was asked in, None where it was not measured."""
        return self.cells.get((measure, kind, asked))

    def values(self, place: int) -> tuple[str, ...]:
        """The measures (0), kinds (1) or languages (2) that occur, in their order, without "all"."""
        return tuple(dict.fromkeys(key[place] for key in self.cells if key[place] != ALL))


def runs(home: Path) -> tuple[Run, ...]:
    """The finished runs, the newest first."""
    found = (_read(folder / "run.json", folder / "summary.json") for folder in _folders(home))
    return tuple(run for run in found if run is not None)


def broken_off(home: Path) -> int:
    """How many runs have begun and not ended."""
    return sum("finished" not in told for folder in _folders(home) if (told := _json(folder / "run.json")))


def _folders(home: Path) -> list[Path]:
    folder = home / FOLDER
    return sorted((one for one in folder.iterdir() if one.is_dir()), reverse=True)[:LISTED] if folder.is_dir() else []


def _read(told: Path, summary: Path) -> Run | None:
    try:
        return _run(told, summary, told.stat().st_mtime_ns, summary.stat().st_mtime_ns)
    except (OSError, TypeError, ValueError, KeyError, AttributeError):
        return None


@lru_cache(maxsize=2 * LISTED)
def _run(told_in: Path, summary_in: Path, _told_at: int, _summary_at: int) -> Run | None:
    told, summary = _json(told_in), _json(summary_in)
    if "finished" not in told:
        return None
    cells = {
        (str(row["measure"]), str(row["kind"]), str(row["asked"])): Cell(
            int(row["n"]), *(float(row[one]) for one in ("mean", "low", "high"))
        )
        for row in summary["measures"]
    }
    gap, median = summary.get("parity", {}).get("gap"), summary.get("milliseconds", {}).get("median")
    return Run(
        told_in.parent.name,
        float(told["started"]),
        str(told["system"]),
        int(summary["questions"]),
        str(told.get("commit") or ""),
        cells,
        None if gap is None else float(gap),
        None if median is None else float(median),
    )


def _json(path: Path) -> Json:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Comparisons:
    """What changed between two runs of a home, each pair worked out once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: dict[tuple[str, str], Json] = {}

    def known(self, before: Run, after: Run) -> Json | None:
        """What was found before, None where it was not."""
        return self._known.get((before.name, after.name))

    def compare(self, before: Run, after: Run, language: Language) -> Json:
        """The whole comparison, as `resilient eval compare --json` writes it. Raises ResilientError with what the child said."""
        key = before.name, after.name
        if key not in self._known:
            self._known[key] = self._compared(before, after, language)
        return self._known[key]

    def _compared(self, before: Run, after: Run, language: Language) -> Json:
        if not stands("eval"):
            raise ResilientError(say("error.no_eval", language))
        folders = [str(self._home / FOLDER / run.name) for run in (before, after)]
        with tempfile.TemporaryDirectory(prefix="resilient-") as made:
            file = Path(made) / "compared.json"
            words = ["compare", *folders, "--home", str(self._home), "--json", str(file)]
            environment = {**os.environ, "RESILIENT_INTERFACE": language}
            command = [sys.executable, "-P", "-m", "eval", *words]
            try:
                ended = subprocess.run(command, env=environment, capture_output=True, timeout=COMPARED_IN, check=False)
            except subprocess.TimeoutExpired as error:
                raise ResilientError(say("quality.too_slow", language, seconds=round(COMPARED_IN))) from error
            found = _json(file)
        if not found:
            raise ResilientError(ended.stderr.decode("utf-8", "replace").strip()[-500:] or say("quality.no_diff", language))
        return found
