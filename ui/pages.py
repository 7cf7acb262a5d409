"""The page of a PDF behind a source card: what the card's button says, and what the browser is told; knows nothing about HTTP or HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.answer import Citation
from ingest.outcomes import Refused
from ingest.places import Spot
from ingest.types import Language, Passage
from ui.records import Json
from ui.texts import say

ANOTHER_FILE = frozenset({"missing", "changed", "unreadable", "link", "hard-link", "not-a-file"})


class Leaves(Protocol):
    """The pages of a library's documents: `assistant.pages.Pages`."""

    def has(self, document_id: str, /) -> bool: ...

    def count(self, document_id: str, /) -> int: ...

    def spots(self, document_id: str, start: int, end: int, /) -> Sequence[Spot]: ...

    def picture(self, document_id: str, page: int, /) -> bytes: ...


def leaf(citation: Citation, passage: Passage | None, leaves: Leaves) -> str:
    """What the button of a citation says: its document and the span of its quote there; "" where there is no page to show.

    `passage` is the one that has the quote today; where the quote is broken differently there, the span is the whole passage.
    """
    if passage is None or not leaves.has(passage.document):
        return ""
    at = citation.start - passage.start
    if passage.text[max(at, 0) : max(at, 0) + len(citation.quote)] != citation.quote:
        at = passage.text.find(citation.quote)
    start, end = (passage.start + at, passage.start + at + len(citation.quote)) if at >= 0 else (passage.start, passage.end)
    return f"{passage.document} {start} {end}"


def description(leaves: Leaves, document: str, start: int, end: int) -> Json | None:
    """How many pages a document has, and the rectangles of a span on each that has some of it; None for one without pages.

    A rectangle is left, top, width and height, each as a share of the page.
    """
    if not leaves.has(document):
        return None
    return {"count": leaves.count(document), "pages": {str(spot.page): _shares(spot) for spot in leaves.spots(document, start, end)}}


def _shares(spot: Spot) -> list[list[float]]:
    sizes = (spot.width, spot.height) * 2
    boxes = ((box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0) for box in spot.rectangles)
    return [[round(side / size, 5) for side, size in zip(box, sizes, strict=True)] for box in boxes]


def why_not(refused: Refused, language: Language) -> str:
    """Why a page cannot be shown, without the folders of this machine."""
    return say("leaf.changed" if refused.code in ANOTHER_FILE else "leaf.failed", language)
