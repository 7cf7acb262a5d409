"""One answer judged by its case: what is right, what is wrong about it, and the measures beside that. Knows nothing about files.

An answer is right when it declines just where the sources do not answer and, where they do, states all gold facts, names nothing that
must be absent, and cites at least one gold place. Everything else (language, quotes, notes, length, time) is measured beside that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from assistant.answer import Answer, Citation
from eval import metrics
from eval.dataset import Asked, Case, CaseQuestion, Fact
from eval.gold import qualified
from ingest.stated import states

DocumentText = Callable[[str], str | None]  # document id → its text; None where there is no such document


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it is kept: what is needed to find its span again, in this library or another."""

    place: str
    work: str
    document: str
    start: int
    end: int
    language: str
    quote: str
    held: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer took: milliseconds by the clock, and of processor time (0 where that is another process's)."""

    milliseconds: float
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer and its judgement. `missing` are the gold facts not stated, `excess` what should have been absent but is there.

    `precision` and `recall` are those of the cited places, `notes_missing` the corrections not shown, `error` what ended the
    asking without an answer. `premise_right` says of a question that had to be declined whether the facts that put it right are there.
    `confidence` is None where the judged system has none. `search` and `encoder` say how well the whole search and the encoder alone
    rank the gold places, None where that is not known. `dialogue` is the conversation that a turn belongs to.
    """

    case: str
    kind: str
    split: str
    asked: Asked
    question: str
    answerable: bool
    correct: bool
    abstained: bool
    confidence: float | None
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
    processor: float = 0.0
    error: str = ""
    before: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()
    search: metrics.Ranking | None = None
    encoder: metrics.Ranking | None = None
    dialogue: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the outcome is of: the case and its wording."""
        return self.case, self.asked


def judge(
    question: CaseQuestion, answer: Answer, cost: Cost | float, document_text: DocumentText, *, notes: bool = True, calibrated: bool = True
) -> Outcome:
    """The outcome of one answer; without `notes`, corrections are neither asked for nor read for facts.

    `cost` may be the milliseconds alone; `calibrated` says whether the answer's confidence means something.
    """
    case, spent = question.case, cost if isinstance(cost, Cost) else Cost(cost)
    labels = tuple(qualified(citation.place, citation.work_id, case.work) for citation in answer.citations)
    places = tuple(place for label in labels for place in label.split(metrics.ALSO))
    missing, excess = _missing(question, answer, notes=notes), _excess(question, answer)
    shown = {note.erratum for note in answer.notes}
    due = case.errata if notes and case.answerable else ()
    hit = metrics.place_hit(places, case.places)
    right = not answer.abstained and not missing and not excess and hit if case.answerable else answer.abstained
    cited = tuple(_cited(citation, label, document_text) for citation, label in zip(answer.citations, labels, strict=True))
    foreign = [citation.quote for citation in answer.citations if citation.language != question.answer_language]
    return Outcome(
        case=case.id, kind=case.kind, split=case.split, asked=question.asked, question=question.text, answerable=case.answerable,
        correct=right, abstained=answer.abstained, confidence=answer.confidence if calibrated else None,
        language_right=metrics.language_right(answer.text, question.answer_language, foreign),
        quotes=len(cited), quotes_held=sum(one.held for one in cited),
        place_hit=hit, precision=metrics.citation_precision(places, case.places), recall=_recall(case, places),
        missing=missing, excess=excess, notes_due=len(due), notes_missing=tuple(name for name in due if name not in shown),
        premise_right=not missing if case.facts and not case.answerable else None,
        understood=answer.understood, text=answer.text, notes=tuple(f"{note.erratum}: {note.text}" for note in answer.notes),
        places=places, milliseconds=spent.milliseconds, processor=spent.processor, before=question.before, citations=cited,
        dialogue=case.dialogue or "",
    )  # fmt: skip


def _cited(citation: Citation, place: str, document_text: DocumentText) -> Cited:
    text = document_text(citation.document) or ""
    held = metrics.quote_holds(citation.quote, text, citation.start, citation.end)
    return Cited(place, citation.work_id, citation.document, citation.start, citation.end, citation.language, citation.quote, held)


def _counted_in(question: CaseQuestion) -> Asked:
    """The language whose alternatives count: that of the answer, or both where the question is mixed."""
    return "mixed" if question.asked == "mixed" else question.answer_language


def _missing(question: CaseQuestion, answer: Answer, *, notes: bool) -> tuple[str, ...]:
    whole = "\n".join([answer.text, *(note.text for note in answer.notes)])
    language = _counted_in(question)

    def unstated(fact: Fact) -> bool:
        return not states(whole if fact.note else answer.text, fact.of(language))

    return tuple(" | ".join(fact.of(language)) for fact in question.case.facts if (notes or not fact.note) and unstated(fact))


def _excess(question: CaseQuestion, answer: Answer) -> tuple[str, ...]:
    absent = question.case.absent
    words = absent.of(_counted_in(question)) if absent else ()
    return tuple(word for word in words if states(answer.text, (word,)))


def _recall(case: Case, places: Sequence[str]) -> float:
    """Place recall where every gold place must be cited, else whether one is."""
    return metrics.citation_recall(places, case.places) if case.every_place else float(metrics.place_hit(places, case.places))


def failed(question: CaseQuestion, error: str, milliseconds: float) -> Outcome:
    """The outcome of a question whose asking ended in an error: nothing about it is right."""
    nothing = Answer(question=question.text, understood="", language=question.answer_language, text="", abstained=False)
    blank = judge(question, nothing, milliseconds, lambda document: None)
    return Outcome(**{field.name: getattr(blank, field.name) for field in fields(blank)} | {"correct": False, "error": error})


def reasons(outcome: Outcome) -> tuple[str, ...]:
    """What is wrong about a wrong answer; nothing for a right one."""
    found = [f"error: {outcome.error}"] if outcome.error else []
    if outcome.correct:
        return tuple(found)
    if outcome.abstained == outcome.answerable:
        found.append("declined, but the sources answer" if outcome.abstained else "answered, but the sources do not")
    elif outcome.answerable:
        found += [f"missing: {fact}" for fact in outcome.missing] + [f"too much: {word}" for word in outcome.excess]
        found += [] if outcome.place_hit else ["no gold place cited"]
    return tuple(found)


def failure(outcome: Outcome) -> str:
    """A wrong answer with what is wrong about it."""
    head = f"✗ {outcome.case} [{outcome.kind}, {outcome.asked}] {outcome.question}"
    shown = [f"  understood: {outcome.understood}"] if outcome.understood not in ("", outcome.question) else []
    sure = "" if outcome.confidence is None else f" · confidence {outcome.confidence:.2f}"
    cited = f"  cites: {', '.join(outcome.places) or 'nothing'}{sure}"
    return "\n".join([head, *shown, f"  {'; '.join(reasons(outcome))}", cited, *(f"  | {line}" for line in outcome.text.splitlines())])


def as_row(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON."""
    return asdict(outcome)


def from_row(row: Mapping[str, Any]) -> Outcome:
    """The outcome that `as_row` wrote; raises TypeError or KeyError where the row is none."""
    kept = dict(row)
    for name in ("missing", "excess", "notes_missing", "notes", "places", "before"):
        kept[name] = tuple(kept.get(name, ()))
    kept["citations"] = tuple(Cited(**one) for one in kept.get("citations", ()))
    for name in ("search", "encoder"):
        kept[name] = metrics.Ranking(**kept[name]) if kept.get(name) else None
    return Outcome(**kept)
