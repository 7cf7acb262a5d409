"""Where a text that another system quotes stands in the library: its document, span and places, found by its characters alone.

Blanks and the case of letters do not count, so that a text that was cut, joined or wrapped anew is still found. Knows no system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Citation
from eval.metrics import ALSO
from ingest.language import detect
from ingest.types import Document, Language, Passage

_BLANK = re.compile(r"\s+")
_SHORTEST = 4  # characters from which a quote can be located; what is shorter stands everywhere


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A document's text without its blanks in lower case, and where each character stands in the document."""

    document: Document
    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a document and the passages that it touches, the one it covers most of first."""

    document: Document
    start: int
    end: int
    passages: tuple[Passage, ...]


class Locator:
    """Finds texts in the active documents of a library."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self._squeezed = tuple(_squeezed(document) for document in documents)
        self._passages: dict[str, list[Passage]] = {}
        self._by_id: dict[str, Passage] = {}
        for passage in passages:
            self._passages.setdefault(passage.document, []).append(passage)
            self._by_id[passage.id] = passage
        self._titles = {one.document.id: one.document.title for one in self._squeezed}

    def find(self, text: str) -> Span | None:
        """The first place where the text stands, None where it stands nowhere."""
        wanted = _BLANK.sub("", text).casefold()
        if len(wanted) < _SHORTEST:
            return None
        for held in self._squeezed:
            at = held.text.find(wanted)
            if at >= 0:
                start, end = held.places[at], held.places[at + len(wanted) - 1] + 1
                return Span(held.document, start, end, self._touched(held.document.id, start, end))
        return None

    def _touched(self, document: str, start: int, end: int) -> tuple[Passage, ...]:
        own = self._passages.get(document, [])
        touched = [(min(end, p.end) - max(start, p.start), p) for p in own if p.start < end and p.end > start]
        return tuple(passage for _, passage in sorted(touched, key=lambda pair: -pair[0]))

    def citation(self, number: int, row: Mapping[str, Any]) -> Citation:
        """A citation of the batch contract. Our own (with `passage`) says where it stands; another's is located by its quote.

        A quote that touches several places cites all of them: its place is their labels joined by `metrics.ALSO`.
        """
        quote = str(row.get("quote") or row.get("text") or "")
        known = self._by_id.get(str(row.get("passage") or ""))
        if known is not None:
            start, end = _whole(row.get("start")), _whole(row.get("end"))
            return self._made(number, quote, known.document, start, end, (known,))
        span = self.find(quote)
        if span is None:
            return self._made(number, quote, "", 0, 0, (), str(row.get("place") or row.get("section") or "nowhere in the library"))
        exact = span.document.text[span.start : span.end]
        return self._made(number, exact, span.document.id, span.start, span.end, span.passages)

    def _made(self, number: int, quote: str, document: str, start: int, end: int, passages: Sequence[Passage], place: str = "") -> Citation:
        first = passages[0] if passages else None
        language: Language = first.language if first else detect(quote)
        return Citation(
            number=number, passage=first.id if first else "", document=document, work_id=first.work if first else "",
            work=self._titles.get(document, ""), section=first.section if first else "",
            place=ALSO.join(dict.fromkeys(passage.place for passage in passages)) or place, page=None, language=language, quote=quote,
            start=start, end=end, kind=first.origin if first else "added", passage_kind=first.kind if first else "prose",
        )  # fmt: skip

    def ranked(self, texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The (place, work) of each text, best first; a text that covers several places counts at its rank for all of them."""
        found: list[tuple[str, str]] = []
        for text in texts:
            span = self.find(text)
            found.append(
                (ALSO.join(dict.fromkeys(p.place for p in span.passages)), span.passages[0].work) if span and span.passages else ("", "")
            )
        return tuple(found)


def _squeezed(document: Document) -> Squeezed:
    kept = [(place, letter) for place, character in enumerate(document.text) if not character.isspace() for letter in character.casefold()]
    return Squeezed(document, "".join(letter for _, letter in kept), tuple(place for place, _ in kept))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
