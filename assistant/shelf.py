"""The article's own places: passages by place and language, its sections and the numbers of its tables. Pure data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.types import Language, Passage, Section

Place = tuple[str, Language]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The article's passages by place and language in document order, and its sections."""

    passages: Mapping[Place, tuple[Passage, ...]]
    sections: tuple[Section, ...]
    tables: frozenset[str]

    def at(self, place: str, language: Language) -> tuple[Passage, ...]:
        """The passages at a place, in the language where it exists, else in the other."""
        return self.passages.get((place, language)) or self.passages.get((place, "en" if language == "zh" else "zh")) or ()

    def numbers(self, kind: str) -> list[int]:
        """The numbers n for which there is a place "kind n"."""
        found = (re.fullmatch(rf"{kind} (\d+)", place) for place, _ in self.passages)
        return sorted({int(match.group(1)) for match in found if match})
