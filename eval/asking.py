"""Asks a system every question and judges what it gives, in several processes or threads; knows nothing about files and screens."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from eval import metrics
from eval.dataset import Case, CaseQuestion
from eval.gold import qualified
from eval.judge import Cost, DocumentText, Outcome, failed, judge
from eval.locating import Locator
from eval.systems import Given, System, other_system

if TYPE_CHECKING:
    from assistant.assemble import Assistant
    from ingest.library import Library

DEPTH = 10  # places of a ranking that are judged
AT_ONCE = 16  # questions that a process takes at a time: small enough for progress, large enough to cost nothing
Places = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """An outcome with the number of its question, and the most memory (MB) that the process that asked had held by then."""

    number: int
    outcome: Outcome
    memory: float = 0.0


# ---------------------------------------------------------------- the program itself


class Ours:
    """The program over an opened home: its answers, what its search finds, and what the encoder alone would."""

    def __init__(self, assistant: Assistant, library: Library) -> None:
        self._assistant = assistant
        searcher = assistant.searcher
        names, self._vectors = library.vectors(searcher.encoder.fingerprint)
        by_id = {passage.id: (passage.place, passage.work) for passage in library.passages()}
        self._places = [by_id[name] for name in names]

    def answers(self, questions: Sequence[CaseQuestion]) -> Iterator[Given]:
        """What the program gives; the ranking is asked for apart from the answer, and its time is not counted."""
        for question in questions:
            began, spent = time.perf_counter(), time.thread_time()
            try:
                answer = self._assistant.ask(question.text, before=question.before)
            except Exception as error:  # the judged program may raise anything; it is shown, counted and fails the run
                yield Given(None, Cost((time.perf_counter() - began) * 1000), error=f"{type(error).__name__}: {error}")
                continue
            cost = Cost((time.perf_counter() - began) * 1000, (time.thread_time() - spent) * 1000)
            understood = answer.understood or question.text
            yield Given(answer, cost, self._searched(understood), self._encoded(understood))

    def _searched(self, question: str) -> Places:
        return tuple((hit.passage.place, hit.passage.work) for hit in self._assistant.search(question, DEPTH))

    def _encoded(self, question: str) -> Places:
        """The first places by the encoder's vectors alone, each place once."""
        scores = self._vectors @ self._assistant.searcher.encoder.encode_questions([question])[0]
        found: dict[tuple[str, str], None] = {}
        for row in np.argsort(-scores, kind="stable").tolist():
            found.setdefault(self._places[row])
            if len(found) == DEPTH:
                break
        return tuple(found)


# ---------------------------------------------------------------- judging what was given


def outcome_of(question: CaseQuestion, given: Given, document_text: DocumentText, *, notes: bool) -> Outcome:
    """The judgement of what a system gave."""
    if given.answer is None:
        return failed(question, given.error, given.cost.milliseconds)
    judged = judge(question, given.answer, given.cost, document_text, notes=notes, calibrated=given.calibrated)
    return replace(judged, search=_ranking(question.case, given.retrieved), encoder=_ranking(question.case, given.encoder))


def _ranking(case: Case, places: Places | None) -> metrics.Ranking | None:
    if places is None or not (case.answerable and case.places):
        return None
    return metrics.ranking([qualified(place, work, case.work) for place, work in places], case.places, every=case.every_place)


def outcomes_of(system: System, questions: Sequence[CaseQuestion], document_text: DocumentText, *, notes: bool = True) -> Iterator[Outcome]:
    """The outcomes of questions, in order."""
    for question, given in zip(questions, system.answers(questions), strict=True):
        yield outcome_of(question, given, document_text, notes=notes)


# ---------------------------------------------------------------- several at once


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to ask over which home: `system` is empty for the program itself; `workers` processes, or threads where another is asked."""

    home: Path
    system: str = ""
    notes: bool = True
    workers: int = 2


Todo = Sequence[tuple[int, CaseQuestion]]


def ask_all(plan: Plan, todo: Todo) -> Iterator[Numbered]:
    """The outcome of every question, as they come."""
    return _by_threads(plan, todo) if plan.system else _by_processes(plan, todo)


def _by_processes(plan: Plan, todo: Todo) -> Iterator[Numbered]:
    portions = [todo[start : start + AT_ONCE] for start in range(0, len(todo), AT_ONCE)]
    if plan.workers == 1 or len(portions) <= 1:
        _begin(plan)
        for portion in portions:
            yield from _work(portion)
        return
    with ProcessPoolExecutor(plan.workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(plan,)) as pool:
        running: set[Future[list[Numbered]]] = {pool.submit(_work, portion) for portion in portions}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield from future.result()


_OPENED: dict[str, tuple[Ours, dict[str, str], bool]] = {}  # of a worker process: what its portions share


def _begin(plan: Plan) -> None:
    from assistant.assemble import open_assistant
    from assistant.settings import Settings
    from ingest.library import Library

    assistant = open_assistant(Settings(home=plan.home))
    with Library.open(plan.home) as library:
        texts = {document.id: document.text for document in library.documents()}
        _OPENED["worker"] = (Ours(assistant, library), texts, plan.notes)


def _work(portion: Todo) -> list[Numbered]:
    ours, texts, notes = _OPENED["worker"]
    found = outcomes_of(ours, [question for _, question in portion], texts.get, notes=notes)
    outcomes = list(zip((number for number, _ in portion), found, strict=True))
    return [Numbered(number, outcome, _memory(resource.RUSAGE_SELF)) for number, outcome in outcomes]


def _memory(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def _by_threads(plan: Plan, todo: Todo) -> Iterator[Numbered]:
    """Another system, asked by as many threads, each with its share of the questions; a thread's error ends the run."""
    locator, texts = located(plan.home)
    found: SimpleQueue[Numbered | None] = SimpleQueue()
    stop = threading.Event()

    def asked(share: Todo) -> None:
        try:
            system = other_system(plan.system, locator)
            for (number, _), outcome in zip(share, outcomes_of(system, [q for _, q in share], texts.get, notes=plan.notes), strict=True):
                found.put(Numbered(number, outcome, _memory(resource.RUSAGE_CHILDREN)))
                if stop.is_set():
                    return
        finally:
            found.put(None)

    shares = [share for first in range(plan.workers) if (share := todo[first :: plan.workers])]
    with ThreadPoolExecutor(plan.workers) as pool:
        running = [pool.submit(asked, share) for share in shares]
        try:
            for _ in shares:
                while (one := found.get()) is not None:
                    yield one
        finally:
            stop.set()
        for future in running:
            future.result()


def located(home: Path) -> tuple[Locator, dict[str, str]]:
    """What finds a quote in the home's library, and the texts of its documents."""
    from ingest.library import Library

    with Library.open(home) as library:
        documents = library.documents(active_only=True)
        return Locator(documents, library.passages()), {document.id: document.text for document in documents}
