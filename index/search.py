"""From a question to ranked passages: the keyword and the dense leg fused, filtered, and twins and duplicates collapsed.

Knows nothing about conversation. `index.retriever` offers the same as a llama-index retriever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder
from index.generation import Generation
from index.keyword import QueryTerm
from index.rows import best
from ingest.language import detect
from ingest.library import Library
from ingest.types import Language, Passage
from ingest.words import words

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score; `keyword` and `dense` are what each leg gave it, `twin` the passage collapsed into it."""

    passage: Passage
    score: float
    keyword: float = 0.0
    dense: float = 0.0
    twin: Passage | None = None


class Searcher:
    """Searches one generation of a library. `scores` gives every row of the generation its fused score."""

    def __init__(self, library: Library, generation: Generation, encoder: Encoder) -> None:
        self.library = library
        self.generation = generation
        self.encoder = encoder

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        kinds: Collection[str] | None = None,
        reader: Language | None = None,
    ) -> list[Hit]:
        """The k best places for a question, best first; of a passage and its twin the one in `reader`'s language is shown.

        `reader` defaults to the question's language. A place counts once, with the better score of its two languages.
        """
        if not len(self.generation) or k <= 0:
            return []
        total, keyword, dense = self._scores(question)
        mask = self.generation.mask(works, languages, kinds) & (total > 0)
        reader = reader or detect(question)
        hits: list[Hit] = []
        taken: set[str] = set()
        for rows in _portions(best(total, len(total), mask), 3 * k):
            names = self.generation.rows.names(rows)
            passages = self.library.passages_by_id(names)
            twins = self.library.passages_by_id(p.twin for p in passages.values() if p.twin)
            for row, name in zip(rows.tolist(), names, strict=True):
                passage = passages.get(name)  # one that has just gone from the library is passed over
                if passage is None or taken & {passage.id, _sameness(passage)}:
                    continue
                twin = twins.get(passage.twin or "")
                shown, other = _for_reader(passage, twin, reader, languages)
                taken |= {shown.id, _sameness(shown)} | ({other.id, _sameness(other)} if other else set())
                hits.append(Hit(shown, float(total[row]), float(keyword[row]), float(dense[row]), other))
                if len(hits) == k:
                    return hits
        return hits

    def _scores(self, question: str) -> tuple[Floats, Floats, Floats]:
        """Fused, keyword and dense scores of every row."""
        keywords = self.generation.keywords
        keyword = keywords.scores([QueryTerm(((term, 1.0),)) for term in dict.fromkeys(words(question))])
        dense = self.generation.rows.vectors @ self.encoder.encode_questions([question])[0]
        total = keyword / max(float(keyword.max()), 1e-6) + np.clip(dense, 0, None)
        return total, keyword, dense


def _portions(rows: npt.NDArray[np.intp], size: int) -> Iterator[npt.NDArray[np.intp]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _sameness(passage: Passage) -> str:
    """Equal texts of one language are one place, whatever document they stand in."""
    return f"{passage.language} {passage.text}"


def _for_reader(passage: Passage, twin: Passage | None, reader: Language, languages: Collection[Language] | None) -> tuple[Passage, Passage | None]:
    """Which of the two is shown: the reader's language, unless a filter leaves only the other."""
    if twin and passage.language != reader and twin.language == reader and (languages is None or reader in languages):
        return twin, passage
    return passage, twin
