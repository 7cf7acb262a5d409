"""Which works and languages may answer a question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.grid import Grid
from assistant.shelf import Shelf
from ingest.types import Language, Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """Which works and languages may answer; None for all."""

    works: Collection[str] | None = None
    languages: Collection[Language] | None = None

    def admits(self, work: str) -> bool:
        """Whether a work may answer."""
        return self.works is None or work in self.works

    def holds(self, passage: Passage) -> bool:
        """Whether a passage may answer."""
        return self.admits(passage.work) and (self.languages is None or passage.language in self.languages)

    def grids(self, grids: Sequence[Grid]) -> tuple[Grid, ...]:
        """The tables that may answer, in the languages that may."""
        admitted = [grid for grid in grids if self.admits(grid.work)]
        languages = self.languages
        if languages is None:
            return tuple(admitted)
        return tuple(held for grid in admitted if (held := grid.within(languages)))

    def shelf(self, shelf: Shelf) -> Shelf:
        """The article's places in the languages that may answer."""
        languages = self.languages
        if languages is None:
            return shelf
        passages = {place: held for place, held in shelf.passages.items() if place[1] in languages}
        return replace(shelf, passages=passages, sections=tuple(held for held in shelf.sections if held.language in languages))
