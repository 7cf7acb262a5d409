"""What an answer is: text with numbered marks, the citations behind them, and notes of correction; knows nothing about screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.types import Kind, Language, Origin

CitationKind = Origin  # whose words are cited: a citation says so


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered citation: `quote` is `document.text[start:end]` (characters), found there when the answer was made.

    `work` is the work's title as cited, `work_id` its id; `section` the section path or table row it stands in; `kind`
    whose words these are; `foreign` whether the quote is in another language than the answer.
    """

    number: int
    passage: str
    document: str
    work_id: str
    work: str
    section: str
    place: str
    page: int | None
    language: Language
    quote: str
    start: int
    end: int
    kind: CitationKind
    passage_kind: Kind
    foreign: bool = False
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What is said beside an answer: a correction (which erratum, how grave, 1 gravest, its addresses), or a remark on how it was made.

    A remark has no erratum: a language model failed, or sentences of it were taken out.
    """

    erratum: str
    severity: int
    text: str
    urls: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()
    kind: Literal["correction", "remark"] = "correction"


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. `text` is Markdown with marks [1]; `abstained` says that the sources do not answer.

    `understood` is the question as it was read (after follow-ups were resolved). `confidence` is the calibrated score the
    decision to answer rests on, from 0 to 1. `model` is the language model whose checked sentences these are, "" where it is none.
    """

    question: str
    understood: str
    language: Language
    text: str
    abstained: bool
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    confidence: float = 0.0
    seconds: float = 0.0
    nearest: tuple[Citation, ...] = field(default=())
    model: str = ""
