"""Measures questions: `resilient ask` from a cold start, and the development questions in a warm process beside plain keyword search.

Both in processes of their own, so that processor time and memory are theirs alone. The home holds what ships and, where ../shared has
it, the paper; a second one holds 20,000 generated passages beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
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
from eval import bench_library
from eval.bench_figures import Figure
from eval.bench_ingest import PAPER
from eval.dataset import load_cases, questions_of
from eval.metrics import percentile
from index.keyword import KeywordIndex, QueryTerm
from ingest.library import Library
from ingest.types import ResilientError
from ingest.words import words

ROOT = Path(__file__).parents[1]
COLD_RUNS = 5
MOST_COLD = 3.0  # seconds of processor time
MOST_WARM = 30.0  # milliseconds, the median
LARGE = 20_000  # passages beside the others
TOWNS = 100  # questions on them, beside the development ones
COLD = ("2017年有哪些案例与网络韧性有关？", "How is engineering resilience measured?")
MEGABYTE = 1_000_000
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere
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


Question = tuple[str, tuple[str, ...]]  # its text, and those asked before it


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: processor time of it and its children, time that passed, memory at most; and what it printed."""

    processor: float
    wall: float
    bytes: int
    output: str


def run(paper: Path = PAPER, large: int = LARGE) -> list[Figure]:
    """The figures of asking, over a new home, and over one with so many generated passages more."""
    with tempfile.TemporaryDirectory(prefix="resilient-bench-") as work:
        home, towns = Path(work) / "home", Path(work) / "towns"
        given = [str(paper)] if paper.is_file() else []
        what = "the corpus that ships" + (" and the paper" if given else "")
        held = f"{_taken(home, given)} passages ({what})"
        cold = [spent(["-m", "ui.cli", "ask", COLD[number % 2], "--json", "--home", str(home)]) for number in range(COLD_RUNS)]
        found = figures(held, cold, spent(["-m", "eval.bench_ask", "--home", str(home)]))
        files = [str(file) for file in bench_library.write(Path(work), large)]
        many = _taken(towns, [*given, *files])
        warm = spent(["-m", "eval.bench_ask", "--home", str(towns), "--towns", str(TOWNS)])
        return found + warm_figures(f"{many:,} passages", f"{many:,} passages ({what}, reports of invented towns)", warm)


def _taken(home: Path, inputs: Sequence[str]) -> int:
    return sum(outcome.passages for outcome in assemble.ingest(Settings(home=home), list(inputs)))


def figures(held: str, cold: Sequence[Spent], warm: Spent) -> list[Figure]:
    """What the processes over the small home say."""
    start = f"`resilient ask`, median of {len(cold)} fresh processes, {held}"
    return [
        Figure("ask", "cold start", median(one.processor for one in cold), "s processor", start, most=MOST_COLD),
        Figure("ask", "cold start", median(one.wall for one in cold), "s", "the same, time that passed"),
        Figure("ask", "cold start", max(one.bytes for one in cold) / MEGABYTE, "MB", "the same, memory at most"),
        *warm_figures("warm", held, warm, most=MOST_WARM),
    ]


def warm_figures(name: str, held: str, warm: Spent, most: float | None = None) -> list[Figure]:
    """What a warm process says, `most` milliseconds being the target of its median."""
    found: dict[str, list[float]] = json.loads(warm.output)
    asked, searched, keywords = found["ask"], found["search"], found["keywords"]
    middle, plain = median(asked), median(keywords)
    each = f"{len(asked)} questions, each asked once in one process, {held}"
    return [
        Figure("ask", f"{name}, median", middle, "ms", each, most=most),
        Figure("ask", f"{name}, 99 %", percentile(asked, 0.99), "ms", "the same, 99 of 100 are faster"),
        Figure(
            "ask",
            f"{name}, at most",
            found["memory"][0] / MEGABYTE,
            "MB",
            "the same, memory of the process at most, the baseline not counted",
        ),
        Figure("ask", f"{name}, search, median", median(searched), "ms", "hybrid search alone, 10 places, the same questions"),
        Figure("ask", f"{name}, keywords, median", plain, "ms", "the baseline: BM25 over the question's own terms, 10 passages"),
        Figure("ask", f"{name}, keywords, 99 %", percentile(keywords, 0.99), "ms", "the baseline, 99 of 100 are faster"),
        Figure("ask", f"{name} to keywords", middle / plain, "times", "an answer, times the baseline's search"),
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
    return Spent(processor, wall, most * MAXRSS_UNIT, done.stdout.decode("utf-8"))


def warm_times(home: Path, towns: int = 0) -> dict[str, list[float]]:
    """Milliseconds of each question: the answer, the search alone, the baseline's keyword search; and the bytes held before the last.

    The questions are the development ones, and so many on the towns of the large library.
    """
    questions = [(question.text, question.before) for case in load_cases("dev") for question in questions_of(case)]
    questions += [(text, ()) for text in bench_library.questions(towns)]
    with assemble.open_assistant(Settings(home=home)) as assistant:
        asked = timed(questions, lambda question: assistant.ask(question[0], before=question[1]))
        searched = timed(questions, lambda question: assistant.search(question[0], 10))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT
    with Library.open(home) as library:
        index = KeywordIndex.build([passage.search_text for passage in library.passages()])
    keywords = timed(questions, lambda question: _by_keywords(index, question[0]))
    return {"ask": asked, "search": searched, "keywords": keywords, "memory": [memory]}


def _by_keywords(index: KeywordIndex, question: str) -> list[int]:
    scores = index.scores([QueryTerm(((term, 1.0),)) for term in dict.fromkeys(words(question))])
    return [int(number) for number in (-scores).argsort(kind="stable")[:10]]


def timed(questions: Sequence[Question], work: Callable[[Question], object]) -> list[float]:
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
    parser.add_argument("--towns", type=int, default=0, help="how many questions on the generated towns are asked too")
    given = parser.parse_args(argv)
    print(json.dumps(warm_times(given.home, given.towns)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
