"""What an answer is made of before it is cited: lines, each with the spans it rests on. Pure values and their rendering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Citation
from assistant.confidence import Signals
from ingest.types import Language, Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a passage: `passage.text[start:end]` is the quote."""

    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words quoted."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or list item and the evidence it rests on; a head or a remark may rest on none."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    style: Literal["sentence", "item", "head"] = "sentence"


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed answer: lines in order, whether it declines, and the confidence from 0 to 1 that it answers the question.

    `exact` says that it was read from a table's data or a named place and needs no further judgement. `nearest` is evidence worth showing
    beside a refusal. `signals` are what the confidence rests on.
    """

    lines: tuple[Line, ...]
    confidence: float
    abstained: bool = False
    exact: bool = False
    nearest: tuple[Evidence, ...] = ()
    signals: Signals | None = None


def whole(passage: Passage) -> Evidence:
    """The whole passage as evidence."""
    return Evidence(passage, 0, len(passage.text))


def span(passage: Passage, text: str) -> Evidence:
    """The part of the passage that reads `text`, or the whole passage where it does not stand in one piece."""
    at = passage.text.find(text)
    return Evidence(passage, at, at + len(text)) if at >= 0 and text else whole(passage)


class Citer:
    """Turns lines into Markdown with marks [1], one after another; the same span keeps its number. `titles` are the works' by id."""

    def __init__(self, language: Language, titles: Mapping[str, str]) -> None:
        self._language, self._titles = language, titles
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._previous: str | None = None

    def add(self, line: Line) -> tuple[str, tuple[Citation, ...]]:
        """The line's text as it follows on the lines before, and the citations that are new with it."""
        marks: list[str] = []
        fresh: list[Citation] = []
        for evidence in line.evidence:
            key = (evidence.passage.id, evidence.start, evidence.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                fresh.append(citation(evidence, self._numbers[key], self._language, self._titles))
            marks.append(f"[{self._numbers[key]}]")
        words = _finished(line.text, self._language) if line.style == "sentence" else line.text
        joint = _joint(self._previous, line.style, self._language)
        self._previous = line.style
        return joint + ("- " if line.style == "item" else "") + _marked(words, marks), tuple(fresh)


def cite(lines: Iterable[Line], language: Language, titles: Mapping[str, str]) -> tuple[str, tuple[Citation, ...]]:
    """Markdown with marks [1], and the numbered citations; the same span keeps its number."""
    citer = Citer(language, titles)
    pieces = [citer.add(line) for line in lines]
    return "".join(text for text, _ in pieces), tuple(one for _, fresh in pieces for one in fresh)


def _joint(previous: str | None, style: str, language: Language) -> str:
    if previous is None:
        return ""
    if style == "item":
        return "\n\n" if previous != "item" else "\n"
    if previous == "item" or style == "head" or previous == "head":
        return "\n\n"
    return " " if language == "en" else ""


def _finished(text: str, language: Language) -> str:
    """A sentence with its final stop: a clause or a table cell has none."""
    return text if text[-1:] in ".。!！?？:：" else text.rstrip(";；,，") + ("." if language == "en" else "。")


def _marked(text: str, marks: Sequence[str]) -> str:
    """The text with its marks before the final stop, so that a mark belongs to its sentence."""
    if not marks:
        return text
    joined = "".join(dict.fromkeys(marks))
    if text and text[-1] in ".。!！?？;；":
        space = " " if text[-1] in ".!?;" else ""
        return f"{text[:-1]}{space}{joined}{text[-1]}"
    return f"{text} {joined}"


def citation(evidence: Evidence, number: int, language: Language, titles: Mapping[str, str]) -> Citation:
    """The citation of one span; offsets are the document's."""
    passage = evidence.passage
    return Citation(
        number=number,
        passage=passage.id,
        document=passage.document,
        work_id=passage.work,
        work=titles.get(passage.work, passage.work),
        section=passage.section or passage.place,
        place=passage.place,
        page=passage.page,
        language=passage.language,
        quote=evidence.quote,
        start=passage.start + evidence.start,
        end=passage.start + evidence.end,
        kind=passage.origin,
        passage_kind=passage.kind,
        foreign=passage.language != language and passage.kind != "reference",
        urls=passage.urls,
    )
