"""Measures questions: `resilient ask` from a cold start, and the development questions in a warm process beside plain keyword search.

Both in processes of their own, so that processor time and memory are theirs alone. The home holds what ships and, where ../shared has
it, the paper.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assistant import assemble
from assistant.settings import Settings
from eval.bench_figures import Figure
from eval.bench_ingest import PAPER
from eval.dataset import CaseQuestion, load_cases, questions_of
from eval.metrics import percentile
from index.keyword import KeywordIndex, QueryTerm
from ingest.library import Library
from ingest.types import ResilientError
from ingest.words import words

ROOT = Path(__file__).parents[1]
COLD_RUNS = 5
MOST_COLD = 3.0  # seconds of processor time
MOST_WARM = 30.0  # milliseconds, the median
COLD = ("2017年有哪些案例与网络韧性有关？", "How is engineering resilience measured?")
MEGABYTE = 1_000_000
# A small process between us and the measured one: Linux counts the memory of whoever starts a process as that process's own.
WAITER = """
import json, os, sys, time
begun = time.perf_counter()
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - begun
with open(sys.argv[1], "w") as report:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, wall, used.ru_maxrss], report)
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: processor time of it and its children, time that passed, memory at most; and what it printed."""

    processor: float
    wall: float
    bytes: int
    output: str


def run(paper: Path = PAPER) -> list[Figure]:
    """The figures of asking, over a new home."""
    with tempfile.TemporaryDirectory(prefix="resilient-bench-") as work:
        home = Path(work) / "home"
        outcomes = assemble.ingest(Settings(home=home), [str(paper)] if paper.is_file() else [])
        what = "the corpus that ships" + (" and the paper" if paper.is_file() else "")
        held = f"{sum(outcome.passages for outcome in outcomes)} passages ({what})"
        cold = [spent(["-m", "ui.cli", "ask", COLD[number % 2], "--json", "--home", str(home)]) for number in range(COLD_RUNS)]
        warm = spent(["-m", "eval.bench_ask", "--home", str(home)])
        return figures(held, cold, warm)


def figures(held: str, cold: Sequence[Spent], warm: Spent) -> list[Figure]:
    """What the processes say."""
    found: dict[str, list[float]] = json.loads(warm.output)
    asked, searched, keywords = found["ask"], found["search"], found["keywords"]
    middle = median(asked)
    each = f"{len(asked)} development questions, each asked once in one process, {held}"
    start = f"`resilient ask`, median of {len(cold)} fresh processes, {held}"
    return [
        Figure("ask", "cold start", median(one.processor for one in cold), "s processor", start, most=MOST_COLD),
        Figure("ask", "cold start", median(one.wall for one in cold), "s", "the same, time that passed"),
        Figure("ask", "cold start", max(one.bytes for one in cold) / MEGABYTE, "MB", "the same, memory at most"),
        Figure("ask", "warm, median", middle, "ms", each, most=MOST_WARM),
        Figure("ask", "warm, 99 %", percentile(asked, 0.99), "ms", "the same, 99 of 100 are faster"),
        Figure("ask", "warm, at most", warm.bytes / MEGABYTE, "MB", "the same, memory of the process at most"),
        Figure("ask", "search, median", median(searched), "ms", "hybrid search alone, 10 places, the same questions"),
        Figure("ask", "keywords, median", median(keywords), "ms", "the baseline: BM25 over the question's own terms, 10 passages"),
        Figure("ask", "warm to keywords", middle / median(keywords), "times", "an answer, times the baseline's search"),
    ]


def spent(arguments: Sequence[str]) -> Spent:
    """What a fresh Python process with these arguments takes. Raises ResilientError where it fails."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as report:
        done = subprocess.run(
            [sys.executable, "-S", "-c", WAITER, report.name, sys.executable, *arguments],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            check=False,
        )
        code, processor, wall, most = json.load(report)
    if code:
        complaint = done.stderr.decode(errors="replace").strip()[-500:]
        raise ResilientError(f"{' '.join(arguments[:3])} ended with {code}: {complaint}")
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere
    return Spent(processor, wall, most * scale, done.stdout.decode("utf-8"))


def warm_times(home: Path) -> dict[str, list[float]]:
    """Milliseconds of each development question: the answer, the search alone, and the baseline's keyword search."""
    questions = [question for case in load_cases("dev") for question in questions_of(case)]
    with Library.open(home) as library:
        index = KeywordIndex.build([passage.search_text for passage in library.passages()])
    with assemble.open_assistant(Settings(home=home)) as assistant:
        return {
            "keywords": timed(questions, lambda question: _by_keywords(index, question.text)),
            "search": timed(questions, lambda question: assistant.search(question.text, 10)),
            "ask": timed(questions, lambda question: assistant.ask(question.text, before=question.before)),
        }


def _by_keywords(index: KeywordIndex, question: str) -> list[int]:
    scores = index.scores([QueryTerm(((term, 1.0),)) for term in dict.fromkeys(words(question))])
    return [int(number) for number in (-scores).argsort(kind="stable")[:10]]


def timed(questions: Sequence[CaseQuestion], work: Callable[[CaseQuestion], object]) -> list[float]:
    """Milliseconds that the work takes for each question, once the first was done to warm up."""
    if questions:
        work(questions[0])
    found: list[float] = []
    for question in questions:
        begun = time.perf_counter()
        work(question)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Print the times of a home's warm questions as JSON; what `run` starts in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_ask", description="Times of warm questions, as JSON.")
    parser.add_argument("--home", type=Path, required=True)
    print(json.dumps(warm_times(parser.parse_args(argv).home)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
