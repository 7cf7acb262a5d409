"""Where a citation stands today: the same, moved, or gone. A citation is of the text as it stood when it was made; libraries change.

Knows nothing about answers, drafts or files of the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.answer import Citation
from ingest.library import Library
from ingest.types import Passage

_BLANK = re.compile(r"\s+")


class Drift(StrEnum):
    """What became of a citation: its passage has it where it was, another place has it, its document is there without it, or neither."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a citation, and the passage that has its quote now (None where none has)."""

    drift: Drift
    passage: Passage | None = None


class Shelves(Protocol):
    """What is needed of a library."""

    def passage(self, passage_id: str, /) -> Passage | None: ...

    def of_work(self, work: str, /) -> Iterable[Passage]: ...


class LibraryShelves:
    """A library as `Shelves`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def passage(self, passage_id: str, /) -> Passage | None:
        """A passage by its id."""
        return self._library.passage(passage_id)

    def of_work(self, work: str, /) -> Iterable[Passage]:
        """The passages of the work's documents that are in use."""
        for held in self._library.holdings():
            if held.work == work and held.active:
                yield from self._library.passages_of(held.id)


def standing(citation: Citation, shelves: Shelves) -> Standing:
    """Where the citation's quote stands now; white space counts as one space.

    MOVED where the quote stands in another passage of the same work and language; CHANGED where the work is there and
    no passage has the quote any more; GONE where the work has no passage.
    """
    quote = _plain(citation.quote)
    held = shelves.passage(citation.passage)
    if held is not None and quote in _plain(held.text):
        return Standing(Drift.SAME, held)
    found = False
    for passage in shelves.of_work(citation.work_id):
        found = True
        if passage.language == citation.language and quote and quote in _plain(passage.text):
            same_place = (passage.place, passage.section, passage.page) == (citation.place, citation.section, citation.page)
            return Standing(Drift.SAME if same_place else Drift.MOVED, passage)
    return Standing(Drift.CHANGED if found else Drift.GONE)


def _plain(text: str) -> str:
    return _BLANK.sub(" ", text).strip()
