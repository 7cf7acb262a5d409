"""Answers and hits as JSON rows, and batch rows read back; knows nothing about files, terminals or pages.

The shapes are the terminal's contract: other programs read them, so a field is added, never renamed.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from assistant.answer import Answer, Citation, Note

if TYPE_CHECKING:
    from index.search import Hit

Json = dict[str, object]
Id = str | int
AnswerLanguage = Literal["auto", "en", "zh"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch row that can be answered."""

    id: Id
    question: str
    before: tuple[str, ...] = ()
    language: AnswerLanguage = "auto"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A batch row that cannot: its id where it has one, and the key of the reason in texts.py."""

    id: Id | None
    reason: str


def read_row(line: bytes) -> Asked | BadRow:
    """One line of a batch file as a question, or as the reason why it is none; never raises."""
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return BadRow(None, "row.encoding")
    if not text:
        return BadRow(None, "row.empty")
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return BadRow(None, "row.json")
    return _checked(row) if isinstance(row, dict) else BadRow(None, "row.json")


def _checked(row: Mapping[str, object]) -> Asked | BadRow:
    id, question, before, language = (row.get(name) for name in ("id", "question", "before", "language"))
    if not _is_id(id):
        return BadRow(None, "row.id")
    known = cast(Id, id)
    if not _is_text(question):
        return BadRow(known, "row.question")
    if before is not None and not (isinstance(before, list) and all(isinstance(item, str) and _encodable(item) for item in before)):
        return BadRow(known, "row.before")
    if language is not None and (not isinstance(language, str) or language not in ("auto", "en", "zh")):
        return BadRow(known, "row.language")
    earlier = tuple(item for item in cast(list[str], before or []) if item.strip())
    return Asked(known, cast(str, question).strip(), earlier, cast(AnswerLanguage, language or "auto"))


def _is_id(value: object) -> bool:
    """Text or a whole number of a size that can be written again; true and false are numbers to Python, not to people."""
    return _is_text(value) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and _encodable(value)


def _encodable(text: str) -> bool:
    """Whether the text is whole characters: half a surrogate pair can be written in JSON, but not kept or printed."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def answer_row(id: Id | None, answer: Answer) -> Json:
    """An answer as its JSON row."""
    return {
        "id": id,
        "answer": answer.text,
        "language": answer.language,
        "abstained": answer.abstained,
        "citations": [_citation_row(citation) for citation in answer.citations],
        "notes": [_note_row(note) for note in answer.notes],
        "seconds": round(answer.seconds, 4),
        "model": answer.model,
    }


def _citation_row(citation: Citation) -> Json:
    fields = ("number", "passage", "work", "section", "page", "language", "quote", "start", "end", "kind", "place")
    return {name: getattr(citation, name) for name in fields} | {"section": _exact_section(citation)}


def _exact_section(citation: Citation) -> str:
    """The section path, down to the table row, reference, caption or note where the citation is one."""
    exact = citation.place if citation.passage_kind in ("row", "reference", "caption", "note") else ""
    return f"{citation.section} / {exact}" if exact and citation.section and exact != citation.section else exact or citation.section


def _note_row(note: Note) -> Json:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(note).items()}


def hits_row(id: Id | None, hits: list[Hit], names: Mapping[str, str], seconds: float) -> Json:
    """Hits as their JSON row; `names` is document id → the input's file name."""
    return {"id": id, "hits": [_hit_row(hit, names) for hit in hits], "seconds": round(seconds, 4)}


def _hit_row(hit: Hit, names: Mapping[str, str]) -> Json:
    passage = hit.passage
    return {
        "passage": passage.id,
        "document": names.get(passage.document, passage.document),
        "work": passage.work,
        "section": passage.section,
        "language": passage.language,
        "score": round(float(hit.score), 6),
        "text": passage.text,
    }


def dumped(row: object) -> str:
    """A row as one line of JSON, in the characters people read."""
    return json.dumps(row, ensure_ascii=False, default=str)
