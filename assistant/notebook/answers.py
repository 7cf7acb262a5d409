"""An answer as it is kept: with the text around each citation as it stood then, so that it can be shown whatever the library became.

Knows nothing about files or screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation
from ingest.types import Language, Passage

CONTEXT = 220  # characters of the document kept before and after a passage


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The passage of one citation as it stood: its text, the document's text around it, and its twin.

    `reading` is a table row with its column heads named, "" for other passages; `start` the passage's first character in
    its document. A citation whose passage had gone has an excerpt without text.
    """

    passage: str
    text: str = ""
    start: int = 0
    before: str = ""
    after: str = ""
    reading: str = ""
    twin: str = ""
    twin_language: Language = "en"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer with one excerpt for each of its citations, or of what is nearest where it declines, in their order."""

    answer: Answer
    excerpts: tuple[Excerpt, ...] = ()


class Shelf(Protocol):
    """What is needed of a library."""

    def passage(self, passage_id: str, /) -> Passage | None: ...

    def context(self, passage_id: str, characters: int = ..., /) -> tuple[str, str]: ...


def shown(answer: Answer) -> tuple[Citation, ...]:
    """The citations that have a card: those of the answer, or what is nearest where it declines."""
    return answer.citations or answer.nearest


def kept(answer: Answer, shelf: Shelf) -> KeptAnswer:
    """The answer with the excerpts of its citations."""
    return KeptAnswer(answer, tuple(excerpt(citation, shelf) for citation in shown(answer)))


def excerpt(citation: Citation, shelf: Shelf) -> Excerpt:
    """The citation's passage as it stands now."""
    passage = shelf.passage(citation.passage)
    if passage is None:
        return Excerpt(citation.passage)
    before, after = shelf.context(citation.passage, CONTEXT)
    reading = ""
    if passage.kind == "row":
        before, after, reading = before.rstrip("\n").rpartition("\n")[2], after.lstrip("\n").partition("\n")[0], passage.search_text
    twin = shelf.passage(passage.twin) if passage.twin else None
    return Excerpt(
        passage.id, passage.text, passage.start, before, after, reading, twin.text if twin else "", twin.language if twin else "en"
    )


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[KeptAnswer]:
    return TypeAdapter(KeptAnswer)


def to_json(answer: KeptAnswer) -> str:
    """The answer as JSON text."""
    return _adapter().dump_json(answer).decode()


def from_json(text: str) -> KeptAnswer | None:
    """The answer as it was kept; None for text of another version that this one cannot read."""
    try:
        return _adapter().validate_json(text)
    except ValidationError:
        return None
