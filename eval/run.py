"""Asks every case in every wording, judges the answers and keeps them: `resilient eval run`, `python -m eval run --home DIR`.

Writes a folder of results named by time and commit (see `eval.results`), goes on with one that was broken off, and prints what was right.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer
from assistant.settings import Settings
from eval import circumstances, results
from eval.asking import Plan, ask_all
from eval.dataset import ASKED, CASES, KINDS, CaseQuestion, Split, load_cases, questions_of
from eval.judge import DocumentText, Outcome, as_row, failed, failure, judge
from eval.showing import by_kind, measures, shown
from eval.summary import summary
from eval.texts import interface
from ingest.types import ResilientError

RESULTS = "results"  # in the home, where no other folder is named


class Answerer(Protocol):
    """What can be judged in this process: anything that answers a question with the earlier questions of the conversation before it."""

    def ask(self, question: str, *, before: Sequence[str] = ()) -> Answer:
        """The answer to one question."""
        ...


def run(answerer: Answerer, questions: Iterable[CaseQuestion], document_text: DocumentText, *, notes: bool = True) -> tuple[Outcome, ...]:
    """The outcomes of all questions, in order; an error while asking is an outcome, so that one question cannot end the run."""
    outcomes: list[Outcome] = []
    for question in questions:
        started = time.perf_counter()
        try:
            answer = answerer.ask(question.text, before=question.before)
        except Exception as error:  # the judged program may raise anything; it is shown, counted and fails the run
            outcomes.append(failed(question, f"{type(error).__name__}: {error}", (time.perf_counter() - started) * 1000))
            continue
        outcomes.append(judge(question, answer, (time.perf_counter() - started) * 1000, document_text, notes=notes))
    return tuple(outcomes)


# ---------------------------------------------------------------- a run


def questions_for(given: argparse.Namespace) -> tuple[CaseQuestion, ...]:
    """The wordings that the arguments choose, without what this library lacks: facts, where the corpus that ships is not in it."""
    found = chosen(given.split, given.kind, given.language, given.id, folder=given.cases)
    origins = circumstances.library(given.home)["origins"] if found else {}
    if not found or any(origins.get(name) for name in ("report", "event", "context")):
        return found
    return tuple(_without_facts(question) for question in found if question.case.needs != "bundled")


def _without_facts(question: CaseQuestion) -> CaseQuestion:
    places = tuple(place for place in question.case.places if not place.startswith("fact "))
    return replace(question, case=question.case.model_copy(update={"places": places})) if places else question


def told(given: argparse.Namespace, questions: Sequence[CaseQuestion]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What makes two runs the same run, and what is told beside it."""
    settings = Settings(home=given.home)
    name, changed = circumstances.commit()
    library = circumstances.library(given.home)
    identity = {
        "system": given.system or "resilient", "code": circumstances.code(), "cases": circumstances.questions(questions),
        "library": library["fingerprint"], "settings": circumstances.settings_of(settings), "notes": not given.no_notes,
    }  # fmt: skip
    beside = {
        "system": given.name or ("resilient" if not given.system else given.system), "version": circumstances.program_version(),
        "commit": name, "changed": changed, "library": library, "encoder": _encoder(settings), "questions": len(questions),
        "cases": len({question.case.id for question in questions}), "machine": circumstances.machine(), "workers": given.workers,
    }  # fmt: skip
    return identity, beside


def _encoder(settings: Settings) -> str:
    from assistant.assemble import encoder_of

    return encoder_of(settings).fingerprint


def carry_out(given: argparse.Namespace, questions: Sequence[CaseQuestion], say: Callable[[int, int], None]) -> results.Results:
    """Ask what has not been asked, keep each answer as it comes, and finish the folder; `say` hears how many are answered of how many."""
    identity, beside = told(given, questions)
    folder = results.begin(given.results or given.home / RESULTS, identity, beside, fresh=given.fresh)
    done = {number: outcome for number, outcome in results.kept(folder).items() if number < len(questions)}
    todo = [(number, question) for number, question in enumerate(questions) if number not in done]
    began, memory = time.perf_counter(), 0.0
    say(len(done), len(questions))
    with (folder / results.ANSWERS).open("a", encoding="utf-8") as stream:
        for one in ask_all(Plan(given.home, given.system, not given.no_notes, given.workers), todo):
            results.append(stream, one.number, one.outcome)
            done[one.number], memory = one.outcome, max(memory, one.memory)
            say(len(done), len(questions))
    outcomes = [done[number] for number in range(len(questions))]
    seconds = time.perf_counter() - began
    results.finish(
        folder, outcomes, summary(outcomes) | {"memory_mb": round(memory, 1)}, {"seconds": round(seconds, 2), "asked_now": len(todo)}
    )
    return results.read(folder)


# ---------------------------------------------------------------- the command


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments."""
    parser = argparse.ArgumentParser(prog="python -m eval run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="folder of the installation to judge")
    parser.add_argument("--results", type=Path, metavar="DIR", help="folder to put the results in (else `results` in the home)")
    parser.add_argument(
        "--system", default="", metavar="COMMAND|URL", help="judge this instead: a command that takes a batch file, or an address"
    )
    parser.add_argument("--name", default="", help="what to call that system in the report")
    parser.add_argument("--workers", type=int, default=2, help="how many to ask at once (default 2)")
    parser.add_argument("--fresh", action="store_true", help="begin anew instead of going on with a run that was broken off")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="folder of case files; those that ship without it")
    parser.add_argument("--split", choices=["dev", "test"], help="only the cases of this split")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only cases of this kind; may be given again")
    parser.add_argument("--language", choices=ASKED, action="append", help="only this wording; may be given again")
    parser.add_argument("--id", action="append", help="only this case; may be given again")
    parser.add_argument("--show-failures", action="store_true", help="print each wrong answer with what is wrong about it")
    parser.add_argument("--show-answers", action="store_true", help="print each answer, right or wrong")
    parser.add_argument("--no-notes", action="store_true", help="leave corrections (the notes of an answer) out of the judgement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every outcome to this file too")
    return parser.parse_args(argv)


def chosen(
    split: Split | None,
    kinds: Sequence[str] | None,
    asked: Sequence[str] | None,
    ids: Sequence[str] | None,
    *,
    folder: Path = CASES,
) -> tuple[CaseQuestion, ...]:
    """The wordings that the arguments choose; all where they choose nothing."""
    cases = [case for case in load_cases(split, folder) if (not kinds or case.kind in kinds) and (not ids or case.id in ids)]
    return tuple(question for case in cases for question in questions_of(case) if not asked or question.asked in asked)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the chosen cases and prints the tables; 0, or 1 where asking raised an error, or 2 where there was nothing to run."""
    given = arguments(argv)
    try:
        questions = questions_for(given)
        if not questions:
            print("No case fits. Leave out --split, --kind, --language or --id.", file=sys.stderr)
            return 2
        with Progress() as progress:
            found = carry_out(given, questions, progress.say)
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    for outcome in found.outcomes:
        if given.show_answers or (given.show_failures and not outcome.correct):
            print((failure(outcome) if not outcome.correct else shown(outcome)) + "\n")
    language = interface(Settings(home=given.home).interface)
    print(f"{by_kind(found.outcomes, language)}\n\n{measures(found.summary, language)}\n\n{found.folder}")
    if given.json:
        written = {"home": str(given.home), "notes": not given.no_notes, "outcomes": [as_row(outcome) for outcome in found.outcomes]}
        given.json.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(outcome.error for outcome in found.outcomes))


class Progress:
    """How far a run is, on standard error: a line that moves on a terminal, a line each tenth elsewhere."""

    def __init__(self) -> None:
        self._tenth = -1
        self._began = time.perf_counter()

    def say(self, done: int, of: int) -> None:
        """Show it."""
        moving, tenth = sys.stderr.isatty(), 10 * done // of
        if moving or tenth > self._tenth:
            seconds = time.perf_counter() - self._began
            print(f"{done}/{of} · {seconds:.0f} s", end="\r" if moving and done < of else "\n", file=sys.stderr, flush=True)
        self._tenth = tenth

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None and sys.stderr.isatty():
            print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
