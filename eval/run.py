"""Asks every case in every wording, judges the answers and prints what was right: `python -m eval.run --home DIR`.

An answer is right when it declines just where the sources do not answer and, where they do, states all gold facts, names nothing that
must be absent, and cites at least one gold place. Everything else (language, quotes, notes, length, time) is measured beside that.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer
from eval import metrics
from eval.dataset import ASKED, KINDS, Asked, Case, CaseQuestion, Fact, Split, load_cases, questions_of
from ingest.types import Language, ResilientError

DocumentText = Callable[[str], str | None]  # document id → its text; None where there is no such document


class Answerer(Protocol):
    """What is judged: anything that answers a question with the earlier questions of the conversation before it."""

    def ask(self, question: str, *, before: Sequence[str] = ()) -> Answer:
        """The answer to one question."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer and its judgement. `missing` are the gold facts not stated, `excess` what should have been absent but is there.

    `precision` and `recall` are those of the cited places, `notes_missing` the corrections not shown, `error` what ended the
    asking without an answer. `premise_right` says of a question that had to be declined whether the facts that put it right are there.
    """

    case: str
    kind: str
    split: str
    asked: Asked
    question: str
    answerable: bool
    correct: bool
    abstained: bool
    confidence: float
    language_right: bool
    quotes: int
    quotes_held: int
    place_hit: bool
    precision: float
    recall: float
    missing: tuple[str, ...]
    excess: tuple[str, ...]
    notes_due: int
    notes_missing: tuple[str, ...]
    premise_right: bool | None
    understood: str
    text: str
    notes: tuple[str, ...]
    places: tuple[str, ...]
    milliseconds: float
    error: str = ""


# ---------------------------------------------------------------- judging


def judge(question: CaseQuestion, answer: Answer, milliseconds: float, document_text: DocumentText, *, notes: bool = True) -> Outcome:
    """The outcome of one answer; without `notes`, corrections are neither asked for nor read for facts."""
    case, places = question.case, tuple(citation.place for citation in answer.citations)
    missing, excess = _missing(question, answer, notes=notes), _excess(question, answer)
    shown = {note.erratum for note in answer.notes}
    due = case.errata if notes and case.answerable else ()
    hit = metrics.place_hit(places, case.places)
    right = not answer.abstained and not missing and not excess and hit if case.answerable else answer.abstained
    quotes = [(citation.quote, document_text(citation.document) or "", citation.start, citation.end) for citation in answer.citations]
    foreign = [citation.quote for citation in answer.citations if citation.language != question.answer_language]
    return Outcome(
        case=case.id,
        kind=case.kind,
        split=case.split,
        asked=question.asked,
        question=question.text,
        answerable=case.answerable,
        correct=right,
        abstained=answer.abstained,
        confidence=answer.confidence,
        language_right=metrics.language_right(answer.text, question.answer_language, foreign),
        quotes=len(quotes),
        quotes_held=sum(metrics.quote_holds(*quote) for quote in quotes),
        place_hit=hit,
        precision=metrics.citation_precision(places, case.places),
        recall=_recall(case, places),
        missing=missing,
        excess=excess,
        notes_due=len(due),
        notes_missing=tuple(name for name in due if name not in shown),
        premise_right=not missing if case.facts and not case.answerable else None,
        understood=answer.understood,
        text=answer.text,
        notes=tuple(f"{note.erratum}: {note.text}" for note in answer.notes),
        places=places,
        milliseconds=milliseconds,
    )


def _counted_in(question: CaseQuestion) -> Asked:
    """The language whose alternatives count: that of the answer, or both where the question is mixed."""
    return "mixed" if question.asked == "mixed" else question.answer_language


def _missing(question: CaseQuestion, answer: Answer, *, notes: bool) -> tuple[str, ...]:
    whole = "\n".join([answer.text, *(note.text for note in answer.notes)])
    language = _counted_in(question)

    def unstated(fact: Fact) -> bool:
        return not metrics.states(whole if fact.note else answer.text, fact.of(language))

    return tuple(" | ".join(fact.of(language)) for fact in question.case.facts if (notes or not fact.note) and unstated(fact))


def _excess(question: CaseQuestion, answer: Answer) -> tuple[str, ...]:
    absent = question.case.absent
    words = absent.of(_counted_in(question)) if absent else ()
    return tuple(word for word in words if metrics.states(answer.text, (word,)))


def _recall(case: Case, places: Sequence[str]) -> float:
    """Place recall where every gold place must be cited, else whether one is."""
    return metrics.citation_recall(places, case.places) if case.every_place else float(metrics.place_hit(places, case.places))


def failed(question: CaseQuestion, error: Exception, milliseconds: float) -> Outcome:
    """The outcome of a question whose asking ended in an error: nothing about it is right."""
    nothing = Answer(question=question.text, understood="", language=question.answer_language, text="", abstained=False)
    blank = asdict(judge(question, nothing, milliseconds, lambda document: None))
    blank |= {"correct": False, "error": f"{type(error).__name__}: {error}"}
    return Outcome(**blank)


def run(answerer: Answerer, questions: Iterable[CaseQuestion], document_text: DocumentText, *, notes: bool = True) -> tuple[Outcome, ...]:
    """The outcomes of all questions, in order; an error while asking is an outcome, so that one question cannot end the run."""
    outcomes: list[Outcome] = []
    for question in questions:
        started = time.perf_counter()
        try:
            answer = answerer.ask(question.text, before=question.before)
        except Exception as error:  # the judged program may raise anything; it is shown, counted and fails the run
            outcomes.append(failed(question, error, (time.perf_counter() - started) * 1000))
            continue
        outcomes.append(judge(question, answer, (time.perf_counter() - started) * 1000, document_text, notes=notes))
    return tuple(outcomes)


# ---------------------------------------------------------------- showing


def _share(outcomes: Sequence[Outcome], right: Callable[[Outcome], bool] = lambda outcome: outcome.correct) -> str:
    if not outcomes:
        return "–"
    count = sum(right(outcome) for outcome in outcomes)
    return f"{count}/{len(outcomes)} {100 * count / len(outcomes):.0f}%"


def by_kind(outcomes: Sequence[Outcome]) -> str:
    """A table of the share of right answers by kind and wording."""
    rows = [("kind", *ASKED, "all")]
    groups: list[tuple[str, list[Outcome]]] = [(kind, [o for o in outcomes if o.kind == kind]) for kind in KINDS]
    groups += [("answerable", [o for o in outcomes if o.answerable]), ("to be declined", [o for o in outcomes if not o.answerable])]
    groups += [("all", list(outcomes))]
    for name, group in groups:
        if group:
            rows.append((name, *(_share([o for o in group if o.asked == asked]) for asked in ASKED), _share(group)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def measures(outcomes: Sequence[Outcome]) -> str:
    """One line for each measure beside correctness."""
    lines: list[tuple[str, str]] = []
    answered = [o for o in outcomes if o.answerable and not o.abstained and not o.error]
    interval = metrics.bootstrap([float(o.correct) for o in outcomes], groups=[o.case for o in outcomes])
    lines.append(("right", f"{interval.mean:.1%} (95 % interval {interval.low:.1%} to {interval.high:.1%}, cases drawn)"))
    decision = metrics.declining([o.abstained for o in outcomes], [not o.answerable for o in outcomes])
    lines.append(("declining", f"precision {decision.precision:.3f}, recall {decision.recall:.3f}, F1 {decision.f1:.3f}"))
    lines += [(f"AURC {asked}", _risk(outcomes, asked)) for asked in ASKED if any(o.asked == asked for o in outcomes)]
    precision, recall = metrics.mean(o.precision for o in answered), metrics.mean(o.recall for o in answered)
    lines.append(("cited places", f"precision {precision:.3f}, recall {recall:.3f}"))
    quotes = sum(o.quotes for o in outcomes)
    lines.append(("quotes found in place", f"{sum(o.quotes_held for o in outcomes)}/{quotes}"))
    lines.append(("answer language right", _share([o for o in outcomes if not o.error], lambda o: o.language_right)))
    lines.append(("corrections shown", _share([o for o in answered if o.notes_due], lambda o: not o.notes_missing)))
    lines.append(("premise put right", _share([o for o in outcomes if o.premise_right is not None], lambda o: bool(o.premise_right))))
    lines.append(("median answer", f"{metrics.median_length([o.text for o in answered]):.0f} characters"))
    half, most = (metrics.percentile([o.milliseconds for o in outcomes], share) for share in (0.5, 0.99))
    lines.append(("time of a question", f"median {half:.0f} ms, 99 % below {most:.0f} ms"))
    lines.append(("English against Chinese", parity(outcomes)))
    width = max(len(name) for name, _ in lines)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in lines)


def _risk(outcomes: Sequence[Outcome], asked: Asked) -> str:
    """The area under the risk–coverage curve of one wording; right is a right answer, and none is right for a case to be declined."""
    own = [o for o in outcomes if o.asked == asked]
    area = metrics.area_under_risk_coverage([o.confidence for o in own], [o.correct and o.answerable for o in own])
    return f"{area:.3f} (the share that cannot be answered is {metrics.mean(not o.answerable for o in own):.3f})"


def parity(outcomes: Sequence[Outcome]) -> str:
    """How many cases are right in one language only, with McNemar's p."""
    right: dict[Language, dict[str, bool]] = {"en": {}, "zh": {}}
    for outcome in outcomes:
        if outcome.asked != "mixed":
            right[outcome.asked][outcome.case] = outcome.correct
    both = [name for name in right["en"] if name in right["zh"]]
    english, chinese = [right["en"][name] for name in both], [right["zh"][name] for name in both]
    only_en = sum(a and not b for a, b in zip(english, chinese, strict=True))
    only_zh = sum(b and not a for a, b in zip(english, chinese, strict=True))
    chance = metrics.mcnemar(english, chinese)
    return f"only English right {only_en}, only Chinese right {only_zh}, of {len(both)} cases; McNemar p = {chance:.3f}"


def failure(outcome: Outcome) -> str:
    """A wrong answer with what is wrong about it."""
    reasons = [f"error: {outcome.error}"] if outcome.error else []
    if outcome.abstained == outcome.answerable:
        reasons.append("declined, but the sources answer" if outcome.abstained else "answered, but the sources do not")
    elif outcome.answerable:
        reasons += [f"missing: {fact}" for fact in outcome.missing] + [f"too much: {word}" for word in outcome.excess]
        reasons += [] if outcome.place_hit else ["no gold place cited"]
    head = f"✗ {outcome.case} [{outcome.kind}, {outcome.asked}] {outcome.question}"
    shown = [f"  understood: {outcome.understood}"] if outcome.understood not in ("", outcome.question) else []
    cited = f"  cites: {', '.join(outcome.places) or 'nothing'} · confidence {outcome.confidence:.2f}"
    return "\n".join([head, *shown, f"  {'; '.join(reasons)}", cited, *(f"  | {line}" for line in outcome.text.splitlines())])


# ---------------------------------------------------------------- the command


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments."""
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="folder of the installation to judge")
    parser.add_argument("--split", choices=["dev", "test"], help="only the cases of this split")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only cases of this kind; may be given again")
    parser.add_argument("--language", choices=ASKED, action="append", help="only this wording; may be given again")
    parser.add_argument("--id", action="append", help="only this case; may be given again")
    parser.add_argument("--show-failures", action="store_true", help="print each wrong answer with what is wrong about it")
    parser.add_argument("--show-answers", action="store_true", help="print each answer, right or wrong")
    parser.add_argument("--no-notes", action="store_true", help="leave corrections (the notes of an answer) out of the judgement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every outcome to this file")
    return parser.parse_args(argv)


def chosen(
    split: Split | None, kinds: Sequence[str] | None, asked: Sequence[str] | None, ids: Sequence[str] | None
) -> tuple[CaseQuestion, ...]:
    """The wordings that the arguments choose; all where they choose nothing."""
    cases = [case for case in load_cases(split) if (not kinds or case.kind in kinds) and (not ids or case.id in ids)]
    return tuple(question for case in cases for question in questions_of(case) if not asked or question.asked in asked)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the chosen cases and prints the tables; 0, or 1 where asking raised an error, or 2 where there was nothing to run."""
    given = arguments(argv)
    try:
        questions = chosen(given.split, given.kind, given.language, given.id)
        if not questions:
            print("No case fits. Leave out --split, --kind, --language or --id.", file=sys.stderr)
            return 2
        outcomes = _run_home(given.home, questions, notes=not given.no_notes)
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    for outcome in outcomes:
        if given.show_answers or (given.show_failures and not outcome.correct):
            print((failure(outcome) if not outcome.correct else _shown(outcome)) + "\n")
    print(f"{by_kind(outcomes)}\n\n{measures(outcomes)}")
    if given.json:
        written = {"home": str(given.home), "notes": not given.no_notes, "outcomes": [asdict(outcome) for outcome in outcomes]}
        given.json.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(outcome.error for outcome in outcomes))


def _shown(outcome: Outcome) -> str:
    head = f"✓ {outcome.case} [{outcome.kind}, {outcome.asked}] {outcome.question}"
    text = [f"  | {line}" for line in outcome.text.splitlines()]
    return "\n".join([head, *text, *(f"  note {note}" for note in outcome.notes), f"  cites: {', '.join(outcome.places) or 'nothing'}"])


def _run_home(home: Path, questions: Sequence[CaseQuestion], *, notes: bool) -> tuple[Outcome, ...]:
    # The parts of the program are loaded when a run begins, not for its help.
    from assistant.assemble import open_assistant
    from assistant.settings import Settings
    from ingest.library import Library

    assistant = open_assistant(Settings(home=home))
    with Library.open(home) as library:
        texts = {document.id: document.text for document in library.documents()}
        return run(assistant, questions, texts.get, notes=notes)


if __name__ == "__main__":
    sys.exit(main())
